package org.inceptionnext.train.optimizer;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import java.io.IOException;
import java.util.List;
import org.inceptionnext.compile.StatelessModule;
import org.inceptionnext.djl.training.NativeScript;

/**
 * Torch's operators that change many tensors in one call. DJL reaches none of them, and its own update takes ten times as
 * long for the 322 tensors of tiny.
 */
final class OptimizerScript implements AutoCloseable {
    private static final String CLASS_NAME = "Optimizer";

    private static final String METHODS = """
              def adamw(self: __torch__.Optimizer, p: List[Tensor], g: List[Tensor], m: List[Tensor], v: List[Tensor], s: List[Tensor], lr: float, decay: float, beta1: float, beta2: float, eps: float) -> NoneType:
                torch._fused_adamw_(p, g, m, v, annotate(List[Tensor], []), s, lr=lr, beta1=beta1, beta2=beta2, weight_decay=decay, eps=eps, amsgrad=False, maximize=False)
                return None
              def sgd(self: __torch__.Optimizer, p: List[Tensor], g: List[Tensor], m: List[Tensor], lr: float, decay: float, momentum: float, first: bool) -> NoneType:
                torch._fused_sgd_(p, g, m, weight_decay=decay, momentum=momentum, lr=lr, dampening=0., nesterov=True, maximize=False, is_first_step=first)
                return None
              def add(self: __torch__.Optimizer, a: List[Tensor], b: List[Tensor]) -> NoneType:
                torch._foreach_add_(a, b)
                return None
              def move(self: __torch__.Optimizer, a: List[Tensor], b: List[Tensor], share: float) -> NoneType:
                torch._foreach_lerp_(a, b, share)
                return None
              def norm(self: __torch__.Optimizer, g: List[Tensor]) -> Tensor:
                return torch.linalg_vector_norm(torch.stack(torch._foreach_norm(g)), 2, None, False, dtype=None)
              def scale(self: __torch__.Optimizer, g: List[Tensor], factor: float) -> NoneType:
                torch._foreach_mul_(g, factor)
                return None
            """;

    private final NativeScript script;

    private OptimizerScript(NativeScript script) {
        this.script = script;
    }

    static OptimizerScript load(Device device) throws IOException {
        return new OptimizerScript(NativeScript.load(file -> StatelessModule.write(CLASS_NAME, METHODS, file), device));
    }

    /** AdamW with decoupled weight decay; {@code steps} counts from 1, one array for each parameter. */
    void adamW(Moments moments, List<NDArray> gradients, double rate, double decay, AdamW settings) {
        script.run(
                        "adamw",
                        list(moments.parameters()),
                        list(gradients),
                        list(moments.first()),
                        list(moments.second()),
                        list(moments.steps()),
                        IValue.from(rate),
                        IValue.from(decay),
                        IValue.from(settings.beta1()),
                        IValue.from(settings.beta2()),
                        IValue.from(settings.eps()))
                .close();
    }

    /** What a fused update reads and writes beside the gradients: lists of one length. */
    record Moments(List<NDArray> parameters, List<NDArray> first, List<NDArray> second, List<NDArray> steps) {}

    /** SGD with Nesterov's momentum; the first step fills the momenta. */
    void sgd(
            List<NDArray> parameters,
            List<NDArray> gradients,
            List<NDArray> momenta,
            double rate,
            double decay,
            SgdNesterov settings,
            boolean first) {
        script.run(
                        "sgd",
                        list(parameters),
                        list(gradients),
                        list(momenta),
                        IValue.from(rate),
                        IValue.from(decay),
                        IValue.from(settings.momentum()),
                        IValue.from(first))
                .close();
    }

    /** Adds to each array of the first list its partner of the second. */
    void add(List<NDArray> sums, List<NDArray> terms) {
        script.run("add", list(sums), list(terms)).close();
    }

    /** Moves each array of the first list by a share of the way towards its partner. */
    void move(List<NDArray> averages, List<NDArray> values, double share) {
        script.run("move", list(averages), list(values), IValue.from(share)).close();
    }

    void scale(List<NDArray> arrays, double factor) {
        script.run("scale", list(arrays), IValue.from(factor)).close();
    }

    /** Returns the norm of all arrays as one vector. */
    double norm(List<NDArray> arrays) {
        PtNDArray first = (PtNDArray) arrays.get(0);
        try (IValue norm = script.run("norm", list(arrays));
                NDArray array = norm.toTensor(first.getManager())) {
            return array.getFloat();
        }
    }

    private static IValue list(List<NDArray> arrays) {
        return IValue.listFrom(arrays.stream().map(PtNDArray.class::cast).toArray(PtNDArray[]::new));
    }

    @Override
    public void close() {
        script.close();
    }
}
