package org.inceptionnext.network.yolov5;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One row of a detector's file, {@code [from, number, module, arguments]}.
 *
 * @param sequence its place among all rows, from 0
 * @param from where its inputs come from: -1 is the row before
 * @param number how often, before the depth multiple
 * @param module the module's name
 * @param arguments null for None; the texts {@code nc} and {@code anchors} stand for the file's
 */
record Row(int sequence, List<Integer> from, int number, String module, List<@Nullable Object> arguments) {

    Row {
        from = List.copyOf(from);
        arguments = Collections.unmodifiableList(new ArrayList<>(arguments));
    }
}
