package org.inceptionnext.checkpoint;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a reader found in a file: tensors by name in file order, and the free texts of its header. */
record Contents(CheckpointFormat format, Map<String, Tensor> tensors, Map<String, String> metadata) {
    Contents {
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }
}
