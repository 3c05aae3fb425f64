package org.inceptionnext.checkpoint.pickle;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The 144 names that torch 2.15 allows in a file read with {@code torch.load(weights_only=True)}.
 *
 * <p>Source: {@code torch._weights_only_unpickler._get_allowed_globals()} of torch 2.15.0; a test compares this list with
 * that one. docs/what-we-refuse.md has it too.
 */
final class WeightsOnlyGlobals {
    private static final List<String> CALLS = List.of(
            "_codecs.encode",
            "builtins.bytearray",
            "builtins.complex",
            "builtins.set",
            "collections.Counter",
            "collections.OrderedDict",
            "torch.Size",
            "torch.Tensor",
            "torch.device",
            "torch.nn.parameter.Parameter",
            "torch.serialization._get_layout",
            "torch.storage.TypedStorage",
            "torch.storage.UntypedStorage",
            "torch._tensor._rebuild_from_type_v2",
            "torch._utils._rebuild_device_tensor_from_cpu_tensor",
            "torch._utils._rebuild_device_tensor_from_numpy",
            "torch._utils._rebuild_meta_tensor_no_storage",
            "torch._utils._rebuild_parameter",
            "torch._utils._rebuild_parameter_with_state",
            "torch._utils._rebuild_qtensor",
            "torch._utils._rebuild_sparse_tensor",
            "torch._utils._rebuild_tensor",
            "torch._utils._rebuild_tensor_v2",
            "torch._utils._rebuild_tensor_v3",
            "torch._utils._rebuild_wrapper_subclass");

    private static final List<String> QUANTISATION_SCHEMES = List.of(
            "per_channel_affine",
            "per_channel_affine_float_qparams",
            "per_channel_symmetric",
            "per_tensor_affine",
            "per_tensor_symmetric");

    /** Types of elements; those that {@link TorchType} does not know are named and refused where a tensor has them. */
    private static final List<String> DTYPES = List.of(
            "bcomplex32",
            "bfloat16",
            "bits16",
            "bits1x8",
            "bits2x4",
            "bits4x2",
            "bits8",
            "bool",
            "complex128",
            "complex32",
            "complex64",
            "float16",
            "float32",
            "float4_e2m1fn_x2",
            "float64",
            "float8_e4m3fn",
            "float8_e4m3fnuz",
            "float8_e5m2",
            "float8_e5m2fnuz",
            "float8_e8m0fnu",
            "int1",
            "int16",
            "int2",
            "int3",
            "int32",
            "int4",
            "int5",
            "int6",
            "int64",
            "int7",
            "int8",
            "qint32",
            "qint8",
            "quint2x4",
            "quint4x2",
            "quint8",
            "uint1",
            "uint16",
            "uint2",
            "uint3",
            "uint32",
            "uint4",
            "uint5",
            "uint6",
            "uint64",
            "uint7",
            "uint8");

    private static final List<String> REAL_TYPES =
            List.of("BFloat16", "Byte", "Char", "Double", "Float", "Half", "Int", "Long", "Short");
    private static final List<String> COMPLEX_TYPES = List.of("ComplexDouble", "ComplexFloat");
    private static final List<String> QUANTISED_TYPES = List.of("QInt32", "QInt8", "QUInt2x4", "QUInt4x2", "QUInt8");

    private static final Set<String> DTYPE_SET = Set.copyOf(DTYPES);
    private static final Set<String> ALL = all();

    private WeightsOnlyGlobals() {}

    static boolean contains(String qualifiedName) {
        return ALL.contains(qualifiedName);
    }

    /** Returns whether a name without "torch." is that of a type of elements. */
    static boolean isDType(PickleValue.Global global) {
        return global.module().equals("torch") && DTYPE_SET.contains(global.name());
    }

    /** Returns the list, in no order. */
    static Set<String> all() {
        Set<String> all = new HashSet<>(CALLS);
        add(all, "torch.", QUANTISATION_SCHEMES, "");
        add(all, "torch.", DTYPES, "");
        for (String device : List.of("torch.", "torch.cuda.")) {
            List<String> dense =
                    Stream.concat(REAL_TYPES.stream(), Stream.of("Bool")).collect(Collectors.toList());
            add(all, device, dense, "Tensor");
            add(all, device, dense, "Storage");
            add(all, device, COMPLEX_TYPES, "Storage");
        }
        add(all, "torch.", QUANTISED_TYPES, "Storage");
        add(all, "torch.sparse.", REAL_TYPES, "Tensor");
        add(all, "torch.cuda.sparse.", REAL_TYPES, "Tensor");
        return all;
    }

    private static void add(Set<String> all, String module, List<String> names, String suffix) {
        names.forEach(name -> all.add(module + name + suffix));
    }
}
