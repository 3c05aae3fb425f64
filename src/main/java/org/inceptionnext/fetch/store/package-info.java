/**
 * The folder that keeps weights: files named by their SHA-256, unfinished downloads, locks, weights.lock.
 */
@NullMarked
package org.inceptionnext.fetch.store;

import org.jspecify.annotations.NullMarked;
