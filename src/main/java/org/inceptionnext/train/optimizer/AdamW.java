package org.inceptionnext.train.optimizer;

/**
 * AdamW: {@code p *= 1 - rate * decay; m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g^2; p -= rate / (1 - beta1^t) *
 * m / (sqrt(v / (1 - beta2^t)) + eps)} (Loshchilov and Hutter, <a href="https://arxiv.org/abs/1711.05101">arXiv
 * 1711.05101</a>).
 */
public record AdamW(double beta1, double beta2, double eps) implements Algorithm {
    /** PyTorch's defaults. */
    public static final AdamW DEFAULTS = new AdamW(0.9, 0.999, 1e-8);
}
