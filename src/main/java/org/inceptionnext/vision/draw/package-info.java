/** What a detection's box and label are drawn with. An inner room: {@link org.inceptionnext.vision.DetectionDrawing} is the way in. */
@NullMarked
package org.inceptionnext.vision.draw;

import org.jspecify.annotations.NullMarked;
