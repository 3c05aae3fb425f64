/** Training against PyTorch: see {@code bench/train/README.md}. */
package org.inceptionnext.bench.train;
