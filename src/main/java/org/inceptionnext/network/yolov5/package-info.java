/**
 * YOLOv5 detectors from rows: each row of a YAML file is a module, and here is what each module's name stands for.
 *
 * <p>Checkpoint keys, channel arithmetic and defaults are those of YOLOv5 v6.0 and later, so that its checkpoints load. The
 * backbone may be any registered {@link org.inceptionnext.network.Backbone}.
 */
@NullMarked
package org.inceptionnext.network.yolov5;

import org.jspecify.annotations.NullMarked;
