package org.inceptionnext.checkpoint;

/** What a file consists of beside its tensors, judged by the names of classes and functions in it and nothing else. */
public enum CheckpointKind {
    /** Tensors, texts and numbers: every name is on the list of {@code torch.load(weights_only=True)}, or there is none. */
    STATE_DICT,
    /**
     * Also objects of classes that are known: torch's modules, YOLOv5, timm, our own networks, numpy, plain data of
     * Python's library. They are read as inert data.
     */
    KNOWN_OBJECT,
    /** Also names that are not known, which are read as inert data because the caller asked for it. */
    FOREIGN_OBJECT
}
