/** Pictures with a class each: folders, lists, archives; numbering classes, splitting, checking. */
@NullMarked
package org.inceptionnext.data.labelled;

import org.jspecify.annotations.NullMarked;
