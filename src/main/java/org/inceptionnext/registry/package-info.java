/**
 * Which weights exist: the cards of {@code metadata/} as records, and the names that people call them by.
 */
@NullMarked
package org.inceptionnext.registry;

import org.jspecify.annotations.NullMarked;
