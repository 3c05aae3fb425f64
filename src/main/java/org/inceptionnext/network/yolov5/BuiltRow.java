package org.inceptionnext.network.yolov5;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row of a detector as it was built.
 *
 * @param sequence its place among the rows, by which checkpoint keys name it ({@code model.<sequence>.})
 * @param index the number by which other rows name it in {@code from}: four more than the place if the first row is a
 *     backbone, whose four maps have numbers of their own
 * @param from where its inputs come from: -1 is the row before
 * @param repeats how often its module, or the repeated part of it, is there
 * @param module the module's name
 * @param arguments as the module saw them; null for None, and {@code anchors} for the file's anchors
 * @param channels of its maps: one number, four for a backbone, none for the head
 * @param strides of its maps, or of the maps that the head reads
 */
public record BuiltRow(
        int sequence,
        int index,
        List<Integer> from,
        int repeats,
        String module,
        List<@Nullable Object> arguments,
        List<Integer> channels,
        List<Integer> strides) {

    public BuiltRow {
        from = List.copyOf(from);
        arguments = Collections.unmodifiableList(new ArrayList<>(arguments));
        channels = List.copyOf(channels);
        strides = List.copyOf(strides);
    }
}
