/** Labelled and unlabelled pictures: folders, lists, archives, data sets; checking and splitting. */
@NullMarked
package org.inceptionnext.data;

import org.jspecify.annotations.NullMarked;
