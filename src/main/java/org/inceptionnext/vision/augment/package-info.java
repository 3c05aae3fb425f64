/**
 * Random changes of pictures for training, as timm 1.0.31, torchvision and Pillow 13 make them: random crops, mirror images, colour
 * jitter, RandAugment, random erasing, mixup and CutMix.
 *
 * <p>What is changed and what is drawn are apart: a function that changes a picture takes values, and what draws values takes a
 * {@link java.util.random.RandomGenerator}. So a caller who makes the generator of seed, epoch, sample and purpose gets the same
 * numbers again, on any number of threads.
 */
@NullMarked
package org.inceptionnext.vision.augment;

import org.jspecify.annotations.NullMarked;
