/**
 * A graph and its weights become a file that an engine runs: a TorchScript archive or an ONNX model, written here
 * without Python.
 */
@NullMarked
package org.inceptionnext.compile;

import org.jspecify.annotations.NullMarked;
