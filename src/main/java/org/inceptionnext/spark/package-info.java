/**
 * Pictures in a {@code Dataset} of Apache Spark 4 to rows: classified, embedded, searched for objects.
 *
 * <p>{@link org.inceptionnext.spark.PictureClassifier}, {@link org.inceptionnext.spark.PictureEmbedder} and {@link
 * org.inceptionnext.spark.PictureDetector} are {@code Transformer}s of Spark ML, {@link
 * org.inceptionnext.spark.PictureFunctions} makes functions of SQL of them, {@link org.inceptionnext.spark.Job} is a whole
 * application. The driver checks names and values and holds no model; each executor loads one, which its tasks share.
 */
@NullMarked
package org.inceptionnext.spark;

import org.jspecify.annotations.NullMarked;
