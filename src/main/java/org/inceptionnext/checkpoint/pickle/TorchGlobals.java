package org.inceptionnext.checkpoint.pickle;

import java.util.Set;
import java.util.regex.Pattern;
import org.inceptionnext.checkpoint.CheckpointKind;

/**
 * The closed lists of classes and functions that a pickle may name. A name on a list is not trusted with anything: it is
 * recorded, never resolved.
 *
 * <p>Sources: {@link WeightsOnlyGlobals} for the first list; for the second the classes of torch's modules, of
 * YOLOv5's {@code models} package, of timm and of our own networks, which people keep in modules of any name.
 */
final class TorchGlobals {
    /** Beside those that torch 2.15 allows: what it or older versions wrote for tensors too, and Python 2's names. */
    private static final Set<String> ALSO_STATE_DICT =
            Set.of("torch.nn.parameter.Buffer", "__builtin__.set", "__builtin__.bytearray", "__builtin__.complex");

    private static final Set<String> QUANTIZED_STORAGES =
            Set.of("QInt8Storage", "QUInt8Storage", "QInt32Storage", "QUInt4x2Storage", "QUInt2x4Storage");

    /**
     * Objects that get their elements by a state. Before torch 0.2 a tensor was an object of a class such as
     * torch.FloatTensor with (storage, offset, size, stride) as its state; later states of four and five items are those of
     * {@code Tensor.__setstate__}.
     */
    private static final Pattern LEGACY_TENSOR =
            Pattern.compile("torch\\.(cuda\\.)?(Double|Float|Half|BFloat16|Long|Int|Short|Char|Byte|Bool)Tensor"
                    + "|torch\\.Tensor"
                    + "|torch\\.nn\\.parameter\\.(Parameter|Buffer)"
                    + "|torch\\.autograd\\.(variable\\.)?Variable");

    private static final Pattern PLAIN_DATA = Pattern.compile(
            "(__builtin__|builtins)\\.(list|dict|tuple|frozenset|int|long|float|bool|str|unicode|bytes|slice|range|xrange"
                    + "|object|type|getattr|Ellipsis|NotImplemented)"
                    + "|collections\\.(defaultdict|deque|ChainMap|UserDict|UserList|UserString)"
                    + "|UserDict\\.UserDict|UserList\\.UserList"
                    + "|types\\.(SimpleNamespace|MappingProxyType)"
                    + "|argparse\\.Namespace"
                    + "|(copy_reg|copyreg)\\._reconstructor"
                    + "|pathlib\\.(Pure)?(Posix|Windows)?Path"
                    + "|pathlib\\._local\\.(Pure)?(Posix|Windows)?Path"
                    + "|datetime\\.(datetime|date|time|timedelta|timezone)"
                    + "|(decimal\\.Decimal|fractions\\.Fraction|uuid\\.UUID|functools\\.partial)"
                    + "|operator\\.(itemgetter|attrgetter|methodcaller)"
                    + "|torch\\.return_types\\.\\w+"
                    + "|torch\\.nn\\.utils\\.rnn\\.PackedSequence"
                    + "|torch\\.autograd\\.(variable\\.)?Variable"
                    + "|numpy\\.(dtype|ndarray)"
                    + "|numpy\\.(core|_core)\\.multiarray\\.(_reconstruct|scalar)"
                    + "|numpy\\.(core|_core)\\.numeric\\._frombuffer");

    private static final Pattern MODULES = Pattern.compile("torch\\.nn\\.modules\\.[a-z_0-9]+\\.\\w+"
            + "|torch\\.nn\\.(qat|quantized|intrinsic)\\.[a-z_0-9.]+\\.\\w+"
            + "|torch\\.nn\\.functional\\.\\w+"
            + "|torch\\.nn\\.parallel\\.(data_parallel|distributed)\\.\\w+"
            + "|torch\\.nn\\.utils\\.(weight_norm\\.WeightNorm|parametrizations\\.\\w+|spectral_norm\\.SpectralNorm)"
            + "|torch\\.optim\\.swa_utils\\.(AveragedModel|get_ema_multi_avg_fn|get_swa_multi_avg_fn)"
            + "|torch\\._dynamo\\.eval_frame\\.OptimizedModule"
            + "|torch\\.fx\\.graph_module\\.reduce_graph_module|torch\\.fx\\._symbolic_trace\\.Tracer"
            + "|torch\\.utils\\.hooks\\.RemovableHandle"
            + "|torchvision\\.(models|ops)\\.[a-z_0-9.]+\\.\\w+"
            // Another family of networks: its tensors can be read, and it is named as what it is.
            + "|ultralytics\\.nn\\.(tasks|modules)(\\.[a-z_0-9]+)*\\.\\w+"
            + "|torch\\.nn\\.backends\\.thnn\\._get_thnn_function_backend"
            + "|timm\\.(models|layers)\\.[a-z_0-9.]+\\.\\w+"
            + "|models\\.yolo\\.(Model|BaseModel|DetectionModel|SegmentationModel|ClassificationModel|Detect|Segment)"
            + "|models\\.common\\.(Conv|DWConv|DWConvTranspose2d|Bottleneck|BottleneckCSP|CrossConv|C3|C3x|C3TR|C3SPP"
            + "|C3Ghost|SPP|SPPF|Focus|GhostConv|GhostBottleneck|Contract|Expand|Concat|Proto|Classify|AutoShape"
            + "|TransformerLayer|TransformerBlock)"
            + "|models\\.experimental\\.(CrossConv|GhostConv|GhostBottleneck|MixConv2d|Sum|Ensemble)");

    private static final Pattern OWN_NETWORKS = Pattern.compile("(\\w+\\.)*\\w+"
            + "\\.(MetaNeXt|MetaNeXtStage|MetaNeXtBlock|InceptionDWConv2d|ConvMlp|MlpHead|MlpClassifierHead)");

    private TorchGlobals() {}

    static CheckpointKind kindOf(PickleValue.Global global) {
        String name = global.qualifiedName();
        boolean ofTensors = WeightsOnlyGlobals.contains(name)
                || ALSO_STATE_DICT.contains(name)
                || UnreadTensors.ofCall(global) != null;
        if (ofTensors) {
            return CheckpointKind.STATE_DICT;
        }
        boolean known = PLAIN_DATA.matcher(name).matches()
                || MODULES.matcher(name).matches()
                || OWN_NETWORKS.matcher(name).matches();
        return known ? CheckpointKind.KNOWN_OBJECT : CheckpointKind.FOREIGN_OBJECT;
    }

    static boolean isQuantizedStorage(PickleValue.Global global) {
        return isTorch(global) && QUANTIZED_STORAGES.contains(global.name());
    }

    public static boolean isLegacyTensor(PickleValue.Global global) {
        return LEGACY_TENSOR.matcher(global.qualifiedName()).matches();
    }

    /** Returns whether a name is torch's own, be it of its classes for a GPU. */
    static boolean isTorch(PickleValue.Global global) {
        return global.module().equals("torch") || global.module().equals("torch.cuda");
    }
}
