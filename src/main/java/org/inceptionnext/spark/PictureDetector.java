package org.inceptionnext.spark;

import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.inceptionnext.djl.ModelRequest.Use;
import org.inceptionnext.vision.Detections;

/**
 * Finds objects in pictures. The answer is a struct: {@code width} and {@code height} of the picture in pixels, turned upright
 * where its EXIF says so, and {@code objects}, best first: {@code className}, {@code classIndex}, {@code confidence} and the
 * edges {@code x1}, {@code y1}, {@code x2}, {@code y2} in pixels of the picture.
 */
public final class PictureDetector extends PictureTransformer<Detections, PictureDetector> {
    private static final long serialVersionUID = 1L;

    /** Makes one with a name of its own. */
    public PictureDetector() {
        this(Identifiable$.MODULE$.randomUID("detections"));
    }

    /**
     * Makes one of this name.
     *
     * @param uid by which pipelines tell their stages apart
     */
    public PictureDetector(String uid) {
        super(uid, Use.DETECT, new AnswerColumns.Objects(), "detections");
    }

    /** Sets the confidence that an object needs, 0 to 1, 0.25 unless set. */
    public PictureDetector setThreshold(double threshold) {
        return setArgument("threshold", threshold);
    }

    /** Sets from which overlap on, 0 to 1, only the best of two boxes of a class is kept; 0.45 unless set. */
    public PictureDetector setIou(double iou) {
        return setArgument("iou", iou);
    }

    /** Sets how many objects of a picture are kept, 1000 unless set. */
    public PictureDetector setMaxDetections(int objects) {
        return setArgument("maxDetections", objects);
    }

    /** Sets the only classes that are kept, names or numbers with commas between. */
    public PictureDetector setClasses(String classes) {
        return setArgument("classes", classes);
    }

    /** Sets whether boxes of different classes suppress each other too. */
    public PictureDetector setAgnostic(boolean agnostic) {
        return setArgument("agnostic", agnostic);
    }

    /** Sets how pictures are padded: {@code square} or {@code auto}. */
    public PictureDetector setLetterbox(String letterbox) {
        return setArgument("letterbox", letterbox);
    }

    /** Sets a file of class names: a path that every executor sees, or a name of {@code SparkContext.addFile}. */
    public PictureDetector setLabels(String file) {
        return setArgument("labels", file);
    }

    @Override
    PictureDetector self() {
        return this;
    }

    /** Returns a reader of what {@code save} has written. */
    public static MLReader<PictureDetector> read() {
        return new DefaultParamsReader<>();
    }

    /** Reads what {@code save} has written to a folder. */
    public static PictureDetector load(String path) {
        return read().load(path);
    }
}
