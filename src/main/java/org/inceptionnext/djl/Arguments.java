package org.inceptionnext.djl;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.inceptionnext.djl.Argument.Task;
import org.inceptionnext.fetch.WeightsPlace;
import org.inceptionnext.network.Size;
import org.inceptionnext.registry.Preprocessing.CropMode;
import org.inceptionnext.registry.Preprocessing.Interpolation;
import org.inceptionnext.runtime.CompiledForm;
import org.inceptionnext.runtime.ComputeType;

/** Every argument that a model takes. Reading, refusing and the table in {@code docs/djl.md} come from here. */
final class Arguments {
    private static final Set<Task> ALL = EnumSet.of(Task.CLASSIFY, Task.EMBED, Task.DETECT);
    private static final Set<Task> PICTURES = EnumSet.of(Task.CLASSIFY, Task.EMBED);
    private static final Set<Task> CLASSES = EnumSet.of(Task.CLASSIFY, Task.DETECT);
    private static final Set<Task> CLASSIFY = EnumSet.of(Task.CLASSIFY);
    private static final Set<Task> DETECT = EnumSet.of(Task.DETECT);

    static final Argument<WeightsPlace> WEIGHTS = argument(
                    "weights",
                    ArgumentType.WEIGHTS,
                    "the published weights, [fetched and verified](weights.md)",
                    "weights of your own: a file (`.pth`, `.pt`, `.safetensors`) or a folder of timm or Hugging Face"
                            + " (nothing is downloaded then; a relative name is first looked for in the model's folder)"
                            + "; or fetched once, [a repository](registry.md#hugging-face) `hf://OWNER/NAME[@REVISION]` or"
                            + " [a file](weights.md#a-file-at-an-address) `https://HOST/FILE[#sha256=HEX]`",
                    ALL)
            .also("checkpoint", "checkpointPath", "pretrained", "modelPath", "ckpt", "modelFile");

    static final Argument<String> SHA256 = argument(
                    "sha256",
                    ArgumentType.TEXT,
                    "none: what `weights=https://...` gives the first time counts",
                    "the SHA-256 of `weights=https://...`, 64 hexadecimal digits",
                    ALL)
            .also("sha256sum", "checksum");

    static final Argument<String> BACKBONE_WEIGHTS = argument(
                    "backboneWeights",
                    ArgumentType.TEXT,
                    "none",
                    "for a detector that is to be trained: `released`, or a file of the classifier's weights",
                    DETECT)
            .also("pretrainedBackbone");

    static final Argument<String> BACKBONE = argument(
                    "backbone",
                    ArgumentType.TEXT,
                    "the model's own",
                    "with `backboneWeights`: another classifier as the detector's backbone, such as `inceptionnext_zepto`",
                    DETECT)
            .also("backboneName");

    static final Argument<String> KEY = argument(
                    "key",
                    ArgumentType.TEXT,
                    "the moving average if there is one, as timm and YOLOv5 choose",
                    "which weights of a `weights` file that has several, such as `state_dict`",
                    ALL)
            .also("checkpointKey", "stateDictKey", "useEma");

    static final Argument<Boolean> OBJECT = argument(
            "object",
            ArgumentType.FLAG,
            "`false`: refused, with the first class's name",
            "`true` reads a `weights` file with objects of unknown classes too, as inert data",
            ALL);

    static final Argument<String> PREFIX = argument(
                    "prefix",
                    ArgumentType.TEXT,
                    "the one under which the network fits",
                    "what stands before the wanted tensors' names in a `weights` file, such as `model_ema.module.`",
                    ALL)
            .also("keyPrefix", "stripPrefix");

    static final Argument<Integer> NUM_CLASSES = argument(
                    "numClasses", ArgumentType.COUNT, "read from the weights", "checked against the weights", ALL)
            .also("nc", "classesCount", "numberOfClasses", "nClasses");

    static final Argument<Integer> IN_CHANNELS = argument(
                    "inChannels", ArgumentType.COUNT, "read from the weights", "checked against the weights", ALL)
            .also("inChans", "ch", "channels");

    static final Argument<Path> LABELS = argument(
                    "labels",
                    ArgumentType.FILE,
                    "those that weights, folder or card state, else numbers",
                    "a text file, one class name a line, or a YOLO `data.yaml`",
                    CLASSES)
            .also("names", "classNames", "labelNames", "classMap", "data");

    static final Argument<String> PRESET = argument(
                    "preset",
                    ArgumentType.TEXT,
                    "`upstream`",
                    "whose preprocessing, where two publishers differ: `upstream` or `timm`",
                    ALL)
            .also("preprocessing", "pretrainedCfg");

    static final Argument<Size> IMAGE_SIZE = argument(
                    "imageSize",
                    ArgumentType.SIZE,
                    "what the weights' folder or the card says",
                    "the input: a side, or `HEIGHTxWIDTH`, in pixels; for a detector multiples of its stride",
                    ALL)
            .also("imgsz", "imgSize", "img", "inputSize", "size");

    static final Argument<Double> CROP_PCT = argument(
                    "cropPct",
                    ArgumentType.POSITIVE_FRACTION,
                    "what the weights' folder or the card says",
                    "the share of the resized short side that the crop keeps",
                    PICTURES)
            .also("cropRatio", "cropPercent", "testCropPct");

    static final Argument<CropMode> CROP_MODE = argument(
            "cropMode",
            ArgumentType.oneOf(CropMode.class),
            "what the weights' folder or the card says",
            "`center`: the short side is resized; `squash`: both sides; `border`: the long side, the rest padded",
            PICTURES);

    static final Argument<Interpolation> INTERPOLATION = argument(
                    "interpolation",
                    ArgumentType.oneOf(Interpolation.class),
                    "what the weights' folder or the card says",
                    "Pillow's filter with which pictures are resized",
                    PICTURES)
            .also("resample", "resampling");

    static final Argument<List<Double>> MEAN = argument(
                    "mean",
                    ArgumentType.MEANS,
                    "what the weights' folder or the card says",
                    "subtracted from each colour (R, G, B) after scaling to 0..1, with commas between",
                    PICTURES)
            .also("means", "imgMean");

    static final Argument<List<Double>> STD = argument(
                    "std",
                    ArgumentType.DEVIATIONS,
                    "what the weights' folder or the card says",
                    "by which each colour is divided after that",
                    PICTURES)
            .also("stds", "stdev", "imgStd");

    static final Argument<Boolean> EXIF = argument(
                    "exif",
                    ArgumentType.FLAG,
                    "`false` of a classifier, as timm; `true` of a detector, as OpenCV",
                    "`true` turns pictures upright by their EXIF orientation",
                    ALL)
            .also("exifTranspose", "rotate");

    static final Argument<ComputeType> DTYPE = argument(
                    "dtype",
                    ArgumentType.oneOf(ComputeType.class),
                    "`float32`",
                    "what the network computes in; input and output stay float32",
                    ALL)
            .also("half", "precision", "amp", "modelDtype", "dataType");

    static final Argument<CompiledForm> FORM = argument(
            "form",
            ArgumentType.oneOf(CompiledForm.class),
            "`latency`",
            "how the network is compiled; see [Speed](#speed)",
            ALL);

    static final Argument<Integer> TOP_K = argument(
                    "topK", ArgumentType.COUNT, "5", "how many classes `Classifications` shows", CLASSIFY)
            .also("k", "topKClasses");

    static final Argument<Boolean> MULTI_LABEL = argument(
            "multiLabel",
            ArgumentType.FLAG,
            "`false`",
            "`true`: of a classifier, a sigmoid for each class instead of a softmax over all; of a detector, every class"
                    + " of a box above the threshold, not only its best",
            CLASSES);

    static final Argument<Double> THRESHOLD = argument(
                    "threshold", ArgumentType.FRACTION, "0.25", "the confidence that an object needs", DETECT)
            .also("conf", "confThres", "confidence", "confThreshold", "confidenceThreshold", "scoreThreshold");

    static final Argument<Double> IOU = argument(
                    "iou",
                    ArgumentType.FRACTION,
                    "0.45",
                    "of boxes of a class that overlap by more, the best is kept (DJL's `nmsThreshold` too)",
                    DETECT)
            .also("iouThres", "nms", "iouThreshold", "nmsIou", "nmsThreshold", "nmsThres");

    static final Argument<Integer> MAX_DETECTIONS = argument(
                    "maxDetections", ArgumentType.COUNT, "1000", "how many boxes of one picture are kept", DETECT)
            .also("maxDet", "maxBoxes", "maxBox");

    static final Argument<List<String>> CLASS_FILTER = argument(
                    "classes",
                    ArgumentType.LIST,
                    "all",
                    "the only ones kept: names or numbers, with commas between, or a `List`",
                    DETECT)
            .also("filterClasses", "classFilter");

    static final Argument<Boolean> AGNOSTIC = argument(
                    "agnostic",
                    ArgumentType.FLAG,
                    "`false`",
                    "`true`: boxes of different classes suppress each other too",
                    DETECT)
            .also("agnosticNms", "classAgnostic");

    static final Argument<DetectionArguments.Fit> LETTERBOX = argument(
                    "letterbox",
                    ArgumentType.oneOf(DetectionArguments.Fit.class),
                    "`square`",
                    "`square`: all pictures padded to one shape, so that a batch goes through at once; `auto`: as little"
                            + " padding as the stride allows, one after the other, as YOLOv5's `detect.py`",
                    DETECT)
            .also("rect", "auto", "optApplyRatio");

    static final Argument<Boolean> TRAIN_PARAM = argument(
            "trainParam",
            ArgumentType.FLAG,
            "`false`",
            "`true` for a block that DJL's trainer can train; with another `numClasses` than the weights have, its last"
                    + " layer is new",
            PICTURES);

    private static final List<Argument<?>> EVERY = List.of(
            WEIGHTS,
            SHA256,
            KEY,
            OBJECT,
            PREFIX,
            NUM_CLASSES,
            IN_CHANNELS,
            LABELS,
            PRESET,
            IMAGE_SIZE,
            CROP_PCT,
            CROP_MODE,
            INTERPOLATION,
            MEAN,
            STD,
            EXIF,
            TOP_K,
            MULTI_LABEL,
            THRESHOLD,
            IOU,
            MAX_DETECTIONS,
            CLASS_FILTER,
            AGNOSTIC,
            LETTERBOX,
            BACKBONE_WEIGHTS,
            BACKBONE,
            TRAIN_PARAM,
            DTYPE,
            FORM);

    private Arguments() {}

    private static <T> Argument<T> argument(
            String name, ArgumentType<T> type, String otherwise, String description, Set<Task> tasks) {
        return new Argument<>(name, type, otherwise, description, tasks, List.of());
    }

    /** Returns all, in the order of the documentation. */
    static List<Argument<?>> all() {
        return EVERY;
    }

    /** Returns those of any of some tasks. */
    static List<Argument<?>> of(Set<Task> tasks) {
        return EVERY.stream()
                .filter(argument -> argument.tasks().stream().anyMatch(tasks::contains))
                .toList();
    }
}
