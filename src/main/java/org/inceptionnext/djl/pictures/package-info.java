/**
 * Pictures on their way through a model: read, prepared ahead on other threads, batched, answered.
 *
 * <p>{@link org.inceptionnext.djl.pictures.PicturePredictor} is the way in for many pictures; DJL's own {@code Predictor} goes
 * through the same translator.
 */
@NullMarked
package org.inceptionnext.djl.pictures;

import org.jspecify.annotations.NullMarked;
