package org.inceptionnext.checkpoint.pickle;

import java.util.Map;
import java.util.regex.Pattern;
import org.inceptionnext.text.PrintableText;
import org.jspecify.annotations.Nullable;

/**
 * The tensors that cannot be given as plain numbers, by the call or type that says so: what each is, in words, and what its
 * owner can do.
 */
final class UnreadTensors {
    /** @param cure what to do in Python */
    record Kind(String what, String cure) {}

    private static final Kind SPARSE = new Kind("a sparse tensor", "save its to_dense()");
    private static final Kind QUANTISED = new Kind("a quantised tensor", "save its dequantize()");
    private static final Kind NESTED =
            new Kind("a nested tensor", "save its to_padded_tensor(0), or the tensors of its unbind()");
    private static final Kind UNINITIALISED = new Kind(
            "not initialised yet: a lazy module has no shapes before its first input",
            "run the model once on an input, then save it");
    private static final Kind DEVICE = new Kind("a tensor of another device, kept as a numpy array", "save its cpu()");

    private static final Map<String, Kind> BY_CALL = Map.ofEntries(
            Map.entry("torch._utils._rebuild_sparse_tensor", SPARSE),
            Map.entry("torch._utils._rebuild_sparse_csr_tensor", SPARSE),
            Map.entry("torch._utils._rebuild_nested_tensor", NESTED),
            Map.entry("torch.nested._internal.nested_tensor._rebuild_njt", NESTED),
            Map.entry("torch.nested._internal.nested_tensor.NestedTensor", NESTED),
            Map.entry("torch._utils._rebuild_qtensor", QUANTISED),
            Map.entry(
                    "torch._utils._rebuild_meta_tensor_no_storage",
                    new Kind("a meta tensor, which has no elements", "load the model on a device that has memory")),
            Map.entry(
                    "torch._utils._rebuild_wrapper_subclass",
                    new Kind("a tensor of a class of its own", "save the plain tensors in it")),
            Map.entry("torch._utils._rebuild_device_tensor_from_numpy", DEVICE),
            Map.entry("torch._utils._rebuild_device_tensor_from_cpu_tensor", DEVICE),
            Map.entry("torch.nn.parameter.UninitializedParameter", UNINITIALISED),
            Map.entry("torch.nn.parameter.UninitializedBuffer", UNINITIALISED));

    private static final Pattern SPARSE_CLASS = Pattern.compile("torch\\.(cuda\\.)?sparse\\.\\w+Tensor");

    private UnreadTensors() {}

    /** Returns what a call of a function or class makes; null if it is no such tensor. */
    static @Nullable Kind ofCall(PickleValue.Global global) {
        String name = global.qualifiedName();
        Kind kind = BY_CALL.get(name);
        return kind == null && SPARSE_CLASS.matcher(name).matches() ? SPARSE : kind;
    }

    /** Returns what a tensor of a class of Python code is. */
    static Kind ofClass(PickleValue.Global type) {
        Kind known = ofCall(type);
        if (known != null) {
            return known;
        }
        String name = type.qualifiedName();
        String shown = PrintableText.quote(name);
        if (name.startsWith("torch.distributed.") && type.name().equals("DTensor")) {
            return new Kind("a DTensor, of which this file may hold a part", "save its full_tensor()");
        }
        if (type.module().startsWith("torchao.")) {
            return new Kind("a quantised tensor of torchao (" + shown + ")", "save its dequantize()");
        }
        return new Kind("a tensor of the class " + shown, "save the plain tensors in it");
    }

    /** Returns what a tensor with elements of a type is that has no name here. */
    static Kind ofDType(String dtypeName) {
        String shown = dtypeName;
        if (dtypeName.startsWith("q")) {
            return new Kind("a quantised tensor of " + shown, QUANTISED.cure());
        }
        if (dtypeName.equals("complex32") || dtypeName.equals("bcomplex32")) {
            return new Kind("of " + shown + ", which is not read", "save it as complex64");
        }
        return new Kind("of " + shown + ", which is not read", "save its bytes: view(torch.uint8)");
    }
}
