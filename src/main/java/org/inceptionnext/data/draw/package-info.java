/** Sheets of pictures and text: contact sheets, matrices. */
@NullMarked
package org.inceptionnext.data.draw;

import org.jspecify.annotations.NullMarked;
