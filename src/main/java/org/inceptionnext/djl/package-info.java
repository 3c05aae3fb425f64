/**
 * The plugin: what {@code Criteria} finds when this jar is on the class path, and the runtime behind it.
 */
@NullMarked
package org.inceptionnext.djl;

import org.jspecify.annotations.NullMarked;
