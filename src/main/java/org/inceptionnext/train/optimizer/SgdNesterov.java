package org.inceptionnext.train.optimizer;

/**
 * Gradient descent with Nesterov's momentum as PyTorch has it: {@code g += decay * p; m = g at first, then momentum * m + g; p
 * -= rate * (g + momentum * m)}.
 */
public record SgdNesterov(double momentum) implements Algorithm {
    /** The customary momentum. */
    public static final SgdNesterov DEFAULTS = new SgdNesterov(0.9);
}
