/**
 * Text from outside, made safe to show and compared with what is known. Every other package may use this one; it uses none.
 */
@NullMarked
package org.inceptionnext.text;

import org.jspecify.annotations.NullMarked;
