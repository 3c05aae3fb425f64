package org.inceptionnext.data.labelled;

import java.util.Optional;
import org.inceptionnext.data.Split;

/**
 * What the folders above a picture say.
 *
 * @param parent the folders, joined by {@code /}; empty at the top
 * @param leaf the folder that the picture lies in, which is its class; empty at the top
 * @param split the part that one of the two outermost folders, other than the leaf, names
 * @param leafIsSplit whether the leaf stands where a part's folder would and is called like one
 */
record TreePath(String parent, String leaf, Optional<Split> split, boolean leafIsSplit) {
    /** A folder {@code train} at the top, or below one folder that holds all (as archives often have). */
    private static final int SPLIT_DEPTHS = 2;

    static TreePath of(String key) {
        int slash = key.lastIndexOf('/');
        if (slash < 0) {
            return new TreePath("", "", Optional.empty(), false);
        }
        String parent = key.substring(0, slash);
        String[] folders = parent.split("/", -1);
        String leaf = folders[folders.length - 1];
        Optional<Split> split = Optional.empty();
        for (int i = 0; i < Math.min(SPLIT_DEPTHS, folders.length - 1) && split.isEmpty(); i++) {
            split = Split.ofName(folders[i]);
        }
        boolean leafIsSplit = split.isEmpty()
                && folders.length <= SPLIT_DEPTHS
                && Split.ofName(leaf).isPresent();
        return new TreePath(parent, leaf, split, leafIsSplit);
    }
}
