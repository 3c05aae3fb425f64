/**
 * Pictures with and without labels: what names on a command line stand for, folders, lists, archives, data sets; checking and
 * splitting. Every file that is not taken is counted or reported. No DJL, no network.
 */
@NullMarked
package org.inceptionnext.data;

import org.jspecify.annotations.NullMarked;
