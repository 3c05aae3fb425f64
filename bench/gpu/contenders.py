"""What is compared: our modules as libtorch runs them, timm's model as it stands and as torch.compile makes it."""

import copy
import dataclasses

import timm
import torch

import formula

TYPES = {
    "float16": torch.float16,
    "bfloat16": torch.bfloat16,
    "float32": torch.float32,
    # Float32 whose products a GPU may round to ten bits, as torch does in convolutions unless it is told otherwise.
    "tf32": torch.float32,
}

# The type and the batch that the project's aims are for.
GATE = ("float16", 256)

# Of larger batches the kernels take longer than their launches.
GRAPHS_UP_TO = 64

FORMATS = {"channels last": torch.channels_last, "contiguous": torch.contiguous_format}


@dataclasses.dataclass(frozen=True)
class Contender:
    """One of those that take turns.

    form: of ours. mode: of torch.compile, None for a model as it stands. layout: in which timm's weights and input lie in memory.
    benchmark: whether cuDNN may try its algorithms, which DJL does if -Dai.djl.pytorch.cudnn_benchmark=true.
    graph: whether its launches are recorded once and replayed, as compilation's mode reduce-overhead does; DJL cannot.
    """

    name: str
    layout: str
    form: str | None = None
    mode: str | None = None
    benchmark: bool = True
    graph: bool = False

    @property
    def is_ours(self):
        return self.form is not None

    @property
    def title(self):
        parts = [self.layout]
        if self.is_ours and self.benchmark:
            parts.append("cudnn benchmark")
        if self.graph:
            parts.append("CUDA graph")
        return ", ".join(part for part in parts if part)

    def build(self, folder, timm_model, kind, pictures):
        """Returns a call without arguments, and the MiB of its weights and its input.

        Ours takes what DJL passes it, float32 row by row, and converts it in each call; timm's input is converted before.
        """
        dtype = TYPES[kind]
        if self.is_ours:
            module = folder.module(self.form, "float32" if kind == "tf32" else kind, pictures.device)
            return (lambda: module(pictures)), mib([*module.parameters(), *module.buffers(), pictures])
        model = copy.deepcopy(timm_model).to(device=pictures.device, dtype=dtype).to(memory_format=FORMATS[self.layout])
        given = pictures.to(dtype).contiguous(memory_format=FORMATS[self.layout])
        size = mib([*model.parameters(), *model.buffers(), given])
        if self.mode is not None:
            # Whole, so that nothing of it runs uncompiled unnoticed.
            model = torch.compile(model, mode=None if self.mode == "default" else self.mode, fullgraph=True, dynamic=False)
        return (lambda: model(given)), size


def contenders(kind, batch, modes, has_cudnn):
    """All of one case; those that replay a graph come after what they record."""
    listed = [Contender("ours, portable", "", form="portable", benchmark=False)]
    if has_cudnn:
        listed.append(Contender("ours, portable", "", form="portable"))
    listed.append(Contender("ours, merged", "", form="merged", benchmark=has_cudnn))
    listed += [Contender("timm eager", layout) for layout in FORMATS]
    for mode in modes:
        name = "timm compiled" if mode == "default" else f"timm compiled {mode}"
        # The compiler chooses the layout of maps itself; whether the other helps it is seen where it matters most.
        layouts = list(FORMATS) if (kind, batch) == GATE and mode == "default" else ["channels last"]
        listed += [Contender(name, layout, mode=mode) for layout in layouts]
    if batch <= GRAPHS_UP_TO:
        listed += [dataclasses.replace(one, graph=True) for one in listed if one.benchmark or not has_cudnn]
    return listed


def timm_model():
    """On the processor, in float32, with the goldens' weights."""
    model = timm.create_model("inception_next_tiny")
    model.load_state_dict({name: formula.weights(name, tuple(tensor.shape)) for name, tensor in model.state_dict().items()})
    return model.eval().requires_grad_(False)


def recorded(run):
    """Returns a call that replays what a call launches."""
    side = torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):
        for _ in range(3):
            run()
    torch.cuda.current_stream().wait_stream(side)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        answer = run()

    def replay():
        graph.replay()
        return answer

    return replay


def mib(tensors):
    return sum(tensor.numel() * tensor.element_size() for tensor in tensors) / 2**20
