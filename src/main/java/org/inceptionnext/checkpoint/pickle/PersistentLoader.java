package org.inceptionnext.checkpoint.pickle;

import java.io.IOException;

/** Gives the storages that a pickle refers to by persistent ids. */
public interface PersistentLoader {

    /** Returns the storage of an id: the same one whenever the key is the same. */
    PickleValue.Storage storage(StorageId id, PickleInput where) throws IOException;

    /** Returns the class that an old file's {@code ('module', class, file, source)} is about. */
    PickleValue moduleClass(PickleValue.Sequence id, PickleInput where) throws IOException;
}
