/**
 * Signatures over a model's folder, in the format of OpenSSF Model Signing: what Python's {@code model_signing} writes
 * with a key verifies here, and the reverse.
 */
@NullMarked
package org.inceptionnext.fetch.signing;

import org.jspecify.annotations.NullMarked;
