/**
 * The commands about cards and their published weights: models, fetch, cache, verify, pin.
 */
@NullMarked
package org.inceptionnext.cli.models;

import org.jspecify.annotations.NullMarked;
