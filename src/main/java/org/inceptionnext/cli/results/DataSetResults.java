package org.inceptionnext.cli.results;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.inceptionnext.cli.console.ExitCode;
import org.inceptionnext.cli.console.Failure;
import org.inceptionnext.cli.console.FailureException;
import org.inceptionnext.cli.console.OutputException;
import org.inceptionnext.data.Findings;
import org.inceptionnext.data.PictureOrigin;
import org.inceptionnext.data.Split;
import org.inceptionnext.data.detection.BoxedPicture;
import org.inceptionnext.data.detection.DetectionFormat;
import org.inceptionnext.data.detection.DetectionSet;
import org.inceptionnext.data.detection.DetectionWriter;
import org.inceptionnext.data.detection.LabelledBox;
import org.inceptionnext.djl.pictures.PictureResult;
import org.inceptionnext.vision.Box;
import org.inceptionnext.vision.Detections;

/**
 * What was found as a data set of boxes with copies of the pictures, for a person to correct or a network to learn from. The formats
 * have no place for how sure the network was.
 */
final class DataSetResults implements ResultWriter<Detections> {
    private final DetectionFormat format;
    private final Path folder;
    private List<String> classNames = List.of();
    private final List<BoxedPicture> pictures = new ArrayList<>();

    DataSetResults(DetectionFormat format, Path folder) {
        this.format = format;
        this.folder = folder;
    }

    @Override
    public void answered(PictureResult.Answered<Detections> result) {
        if (!(result.picture().origin() instanceof PictureOrigin.OfFile file)) {
            throw new FailureException(
                    ExitCode.USAGE,
                    result.picture().name() + " is not a file, and a data set of boxes is made of files",
                    "Unpack or fetch the pictures first, or write csv or jsonl.");
        }
        Detections found = result.answer();
        classNames = found.classNames();
        List<LabelledBox> boxes = found.detections().stream()
                .map(each -> labelled(each.classIndex(), each.box()))
                .toList();
        pictures.add(new BoxedPicture(file.path(), found.width(), found.height(), boxes));
    }

    private static LabelledBox labelled(int classIndex, Box box) {
        return LabelledBox.of(classIndex, box.x1(), box.y1(), box.x2() - box.x1(), box.y2() - box.y1());
    }

    @Override
    public void failed(String name, Failure failure) {
        // It was said on standard error, and is no part of the data set.
    }

    @Override
    public void finish() {
        try {
            DetectionWriter.write(
                    new DetectionSet(
                            folder.toString(), format, classNames, Map.of(Split.TRAIN, pictures), new Findings()),
                    format,
                    folder);
        } catch (IOException e) {
            throw new OutputException(folder.toString(), e);
        }
    }
}
