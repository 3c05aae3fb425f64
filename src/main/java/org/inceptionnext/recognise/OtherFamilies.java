package org.inceptionnext.recognise;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.inceptionnext.checkpoint.Checkpoint;
import org.inceptionnext.checkpoint.pickle.PickleValue;
import org.inceptionnext.checkpoint.pickle.PickleValue.Sequence;
import org.inceptionnext.checkpoint.pickle.PickleValue.Text;
import org.inceptionnext.recognise.Refusal.Reason;
import org.inceptionnext.text.PrintableText;

/** Networks that people bring by mistake, named as what they are. */
final class OtherFamilies {
    private static final String YOLOV8 = "it is of the YOLOv8 family (YOLOv8, YOLO11 and later, or YOLOv5u; package"
            + " ultralytics), which is another network than YOLOv5";

    private static final String YOLOV8_ADVICE =
            "This library runs YOLOv5 6.0 to 7.0: train with that code, or export this"
                    + " model to ONNX with its own package and run it with ONNX Runtime";

    private static final Set<String> YOLOV8_MODULES = Set.of(
            "C2f", "C2", "C3k2", "C2PSA", "A2C2f", "SPPELAN", "RepNCSPELAN4", "SCDown", "C2fCIB", "PSA", "AConv");

    private static final Pattern YOLOV8_HEAD =
            Pattern.compile("(.*\\.)?model\\.\\d+\\.(dfl\\.conv\\.weight|cv[23]\\.0\\.0\\.conv\\.weight)");

    private static final Pattern WEIGHT_NORM =
            Pattern.compile(".*(weight_g|weight_v|parametrizations\\.\\w+\\.original[01])");

    private OtherFamilies() {}

    /** Finds what cannot be run whatever its tensors look like. */
    static Optional<Refusal> find(Checkpoint checkpoint, Optional<PickledDetector> detector) {
        if (isYolov8(checkpoint, detector)) {
            return Optional.of(Refusal.of(Reason.OTHER_FAMILY, YOLOV8, YOLOV8_ADVICE));
        }
        Set<String> modules = detector.map(OtherFamilies::headModules).orElse(Set.of());
        if (modules.contains("Segment")) {
            return Optional.of(Refusal.of(
                    Reason.OTHER_FAMILY,
                    "a YOLOv5 segmentation model (its last row is Segment): segmentation is not supported",
                    "Detection models are (yolov5s.pt beside yolov5s-seg.pt); for masks, export it to ONNX in Python"));
        }
        if (modules.contains("Classify")) {
            return Optional.of(Refusal.of(
                    Reason.OTHER_FAMILY,
                    "a YOLOv5 classification model (its last row is Classify), which is not supported",
                    "Detection models are (yolov5s.pt beside yolov5s-cls.pt)"));
        }
        return Optional.empty();
    }

    private static boolean isYolov8(Checkpoint checkpoint, Optional<PickledDetector> detector) {
        boolean isOfPackage =
                checkpoint.globals().keySet().stream().anyMatch(name -> name.startsWith("ultralytics.nn."));
        boolean hasHead = checkpoint.tensors().keySet().stream()
                .anyMatch(name -> YOLOV8_HEAD.matcher(name).matches());
        boolean hasRows = detector.map(OtherFamilies::allModules).orElse(Set.of()).stream()
                .anyMatch(YOLOV8_MODULES::contains);
        return isOfPackage || hasHead || hasRows;
    }

    private static Set<String> headModules(PickledDetector detector) {
        return modules(detector.rows().get("head"));
    }

    private static Set<String> allModules(PickledDetector detector) {
        Set<String> modules = new HashSet<>(modules(detector.rows().get("backbone")));
        modules.addAll(headModules(detector));
        return modules;
    }

    private static Set<String> modules(Optional<PickleValue> rows) {
        Set<String> modules = new HashSet<>();
        if (rows.isPresent() && rows.get() instanceof Sequence list) {
            for (PickleValue row : list.items()) {
                if (row instanceof Sequence cells
                        && cells.items().size() > 2
                        && cells.items().get(2) instanceof Text module) {
                    modules.add(module.value());
                }
            }
        }
        return modules;
    }

    /** Says what weights are that no network fits. */
    static Refusal unknown(Checkpoint checkpoint, boolean isLikeDetector) {
        Set<String> names = checkpoint.tensors().keySet();
        if (names.stream().anyMatch(name -> WEIGHT_NORM.matcher(name).matches())) {
            return Refusal.of(
                    Reason.UNKNOWN_NETWORK,
                    "weights that are kept as direction and length (weight_norm), or as another parametrization",
                    "In Python, call torch.nn.utils.remove_weight_norm (or parametrize.remove_parametrizations) and save"
                            + " the state dict again");
        }
        Optional<String> torchvision = checkpoint.globals().keySet().stream()
                .filter(name -> name.startsWith("torchvision.models."))
                .findFirst();
        if (torchvision.isPresent()) {
            return Refusal.of(
                    Reason.OTHER_FAMILY,
                    "a model of torchvision (" + PrintableText.escape(torchvision.get())
                            + "), which is no registered network",
                    "Registered networks: inx models. DJL's own PyTorch engine runs others as TorchScript");
        }
        if (isLikeDetector) {
            return Refusal.of(
                    Reason.UNKNOWN_NETWORK,
                    "a detector's weights (model.0. ...) without the rows that say how it is built, and of no registered"
                            + " detector",
                    "Bring the file that training saved (best.pt), which has its rows, or name the detector: --model NAME");
        }
        return Refusal.of(
                Reason.UNKNOWN_NETWORK,
                "these weights fit no registered network",
                "What they are: inx inspect FILE. To see what differs from one network: --model NAME");
    }

    /** Says that the tensors are not those of the file's own rows. */
    static Refusal pruned(Candidate candidate) {
        var mismatched = candidate.comparison().mismatched();
        var first = mismatched.get(0);
        return new Refusal(
                Reason.ROWS,
                "the shapes of " + mismatched.size() + " tensors are not those of the file's own rows, first "
                        + first.expected().name() + ": " + first.shape() + ", by the rows "
                        + first.expected().shape()
                        + ". It is a pruned network, or one changed after it was built; nothing in it says what was"
                        + " changed",
                "Write rows that say the channels that are left, or export it to ONNX in Python and run it with ONNX"
                        + " Runtime",
                Optional.of(candidate.match()));
    }
}
