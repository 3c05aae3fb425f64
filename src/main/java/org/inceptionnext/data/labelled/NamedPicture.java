package org.inceptionnext.data.labelled;

import org.inceptionnext.data.Picture;
import org.inceptionnext.data.Split;
import org.jspecify.annotations.Nullable;

/**
 * A picture and what it shows, as a data set says it.
 *
 * @param picture unread
 * @param key its path below the data set, with {@code /}
 * @param place where its home finds it again; 0 in folders
 * @param className the name of its class as the data set spells it
 * @param split the part it belongs to, or null where the data set names none
 */
public record NamedPicture(
        Picture picture,
        String key,
        long place,
        String className,
        @Nullable Split split) {}
