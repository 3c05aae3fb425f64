/**
 * From a card to a verified file on this machine.
 */
@NullMarked
package org.inceptionnext.fetch;

import org.jspecify.annotations.NullMarked;
