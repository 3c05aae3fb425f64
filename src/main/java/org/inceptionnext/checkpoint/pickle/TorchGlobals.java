package org.inceptionnext.checkpoint.pickle;

import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.inceptionnext.checkpoint.CheckpointKind;

/**
 * The closed lists of classes and functions that a pickle may name. A name on a list is not trusted with anything: it is
 * recorded, never resolved.
 *
 * <p>Sources: torch's {@code _weights_only_unpickler} for the first list; for the second the classes of torch's modules, of
 * YOLOv5's {@code models} package, of timm and of our own networks, which people keep in modules of any name.
 */
public final class TorchGlobals {
    private static final Set<String> STATE_DICT = Set.of(
            "collections.OrderedDict",
            "collections.Counter",
            "torch._utils._rebuild_tensor",
            "torch._utils._rebuild_tensor_v2",
            "torch._utils._rebuild_tensor_v3",
            "torch._utils._rebuild_parameter",
            "torch._utils._rebuild_parameter_with_state",
            "torch._tensor._rebuild_from_type_v2",
            "torch.nn.parameter.Parameter",
            "torch.nn.parameter.Buffer",
            "torch.serialization._get_layout",
            "torch.storage.UntypedStorage",
            "torch.Tensor",
            "torch.Size",
            "torch.device",
            "torch.per_tensor_affine",
            "torch.per_channel_affine",
            "_codecs.encode",
            "__builtin__.set",
            "builtins.set",
            "__builtin__.bytearray",
            "builtins.bytearray",
            "__builtin__.complex",
            "builtins.complex");

    /** Calls whose result is a tensor that cannot be given as plain numbers, in words. */
    private static final Map<String, String> UNSUPPORTED_TENSORS = Map.of(
            "torch._utils._rebuild_sparse_tensor", "a sparse tensor",
            "torch._utils._rebuild_sparse_csr_tensor", "a sparse tensor",
            "torch._utils._rebuild_nested_tensor", "a nested tensor",
            "torch._utils._rebuild_qtensor", "a quantised tensor",
            "torch._utils._rebuild_meta_tensor_no_storage", "a meta tensor, which has no elements",
            "torch._utils._rebuild_wrapper_subclass", "a tensor of a class of its own",
            "torch._utils._rebuild_device_tensor_from_numpy", "a tensor of another device, kept as a numpy array",
            "torch._utils._rebuild_device_tensor_from_cpu_tensor", "a tensor of another device");

    private static final Set<String> QUANTIZED_STORAGES =
            Set.of("QInt8Storage", "QUInt8Storage", "QInt32Storage", "QUInt4x2Storage", "QUInt2x4Storage");

    /** Before torch 0.2 a tensor was an object of such a class, with (storage, offset, size, stride) as its state. */
    private static final Pattern LEGACY_TENSOR =
            Pattern.compile("torch\\.(Double|Float|Half|Long|Int|Short|Char|Byte)Tensor");

    private static final Pattern PLAIN_DATA = Pattern.compile(
            "(__builtin__|builtins)\\.(list|dict|tuple|frozenset|int|long|float|bool|str|unicode|bytes|slice|range|object"
                    + "|getattr)"
                    + "|collections\\.(defaultdict|deque)"
                    + "|argparse\\.Namespace"
                    + "|(copy_reg|copyreg)\\._reconstructor"
                    + "|pathlib\\.(Pure)?(Posix|Windows)?Path"
                    + "|pathlib\\._local\\.(Pure)?(Posix|Windows)?Path"
                    + "|datetime\\.(datetime|date|time|timedelta|timezone)"
                    + "|numpy\\.(dtype|ndarray)"
                    + "|numpy\\.(core|_core)\\.multiarray\\.(_reconstruct|scalar)"
                    + "|numpy\\.(core|_core)\\.numeric\\._frombuffer");

    private static final Pattern MODULES = Pattern.compile("torch\\.nn\\.modules\\.[a-z_0-9]+\\.\\w+"
            + "|torch\\.nn\\.functional\\.\\w+"
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
        if (STATE_DICT.contains(name)
                || UNSUPPORTED_TENSORS.containsKey(name)
                || isDType(global)
                || isStorage(global)
                || isLegacyTensor(global)) {
            return CheckpointKind.STATE_DICT;
        }
        boolean known = PLAIN_DATA.matcher(name).matches()
                || MODULES.matcher(name).matches()
                || OWN_NETWORKS.matcher(name).matches();
        return known ? CheckpointKind.KNOWN_OBJECT : CheckpointKind.FOREIGN_OBJECT;
    }

    public static boolean isUnsupportedTensor(PickleValue.Global global) {
        return UNSUPPORTED_TENSORS.containsKey(global.qualifiedName());
    }

    /** Returns what such a call makes, with its article. */
    public static String unsupportedTensor(PickleValue.Global global) {
        return UNSUPPORTED_TENSORS.getOrDefault(global.qualifiedName(), "an unknown tensor");
    }

    static boolean isQuantizedStorage(PickleValue.Global global) {
        return global.module().equals("torch") && QUANTIZED_STORAGES.contains(global.name());
    }

    public static boolean isLegacyTensor(PickleValue.Global global) {
        return LEGACY_TENSOR.matcher(global.qualifiedName()).matches();
    }

    private static boolean isStorage(PickleValue.Global global) {
        return global.module().equals("torch")
                && (TorchType.ofStorage(global.name()) != null || QUANTIZED_STORAGES.contains(global.name()));
    }

    private static boolean isDType(PickleValue.Global global) {
        return global.module().equals("torch") && TorchType.ofDTypeName(global.name()) != null;
    }
}
