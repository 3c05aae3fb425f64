/** Registries of the user's own: which ones the configuration names, their cards over https, and who signed them. */
@NullMarked
package org.inceptionnext.fetch.registries;

import org.jspecify.annotations.NullMarked;
