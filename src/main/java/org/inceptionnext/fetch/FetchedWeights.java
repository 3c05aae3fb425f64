package org.inceptionnext.fetch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import org.inceptionnext.checkpoint.Tensor;
import org.inceptionnext.checkpoint.TensorDigest;
import org.inceptionnext.fetch.IntegrityException.Claim;

/**
 * A file of weights on this machine.
 *
 * @param file the file
 * @param level how far it was verified
 * @param source where it came from: an address, or the path that the user gave
 * @param tensorDigest the digest of its tensors (version 1, all tensors) that was verified; what is loaded
 *     must have it. Empty if nothing says what it should be
 */
public record FetchedWeights(Path file, IntegrityLevel level, String source, Optional<String> tensorDigest) {

    /**
     * Checks that tensors which are about to be used are those that were verified, whatever happened to the file since.
     *
     * @param tensors the file's, all of them
     * @throws IntegrityException if they are others
     */
    public void requireVerified(Collection<? extends Tensor> tensors) throws IOException {
        if (tensorDigest.isEmpty()) {
            return;
        }
        String actual = TensorDigest.of(tensors);
        if (!actual.equals(tensorDigest.get())) {
            throw new IntegrityException(
                    new Claim("tensor digest", tensorDigest.get(), file.toString(), "its verification just before"),
                    actual);
        }
    }
}
