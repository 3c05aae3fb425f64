"""What bench/gpu/prepare wrote: our modules without their weights, how to make these, and the goldens."""

import functools
import gzip
import hashlib
import io
import itertools
import json
import pathlib

import safetensors.torch
import torch

import formula


class Folder:
    def __init__(self, path):
        self.path = pathlib.Path(path)
        self.commit = (self.path / "commit").read_text().strip()
        self.stored = safetensors.torch.load_file(self.path / "weights.safetensors")
        self.origins = {entry["name"].replace(".", "_"): entry for entry in json.loads((self.path / "weights.json").read_text())}
        self.made = {}

    def module(self, form, dtype, device):
        """Our module with its weights: torch rounds these to the module's type as the library does, half to even."""
        with gzip.open(self.path / f"{form}-{dtype}.pt.gz") as archive:
            module = torch.jit.load(io.BytesIO(archive.read()), map_location=device)
        with torch.no_grad():
            for attribute, tensor in itertools.chain(module.named_parameters(), module.named_buffers()):
                tensor.copy_(self.tensor(attribute, tensor.shape))
        return module.eval()

    def tensor(self, attribute, shape):
        """The float32 tensor of one of our modules' attributes, which are parameters' names with underscores for dots."""
        if attribute not in self.made:
            entry = self.origins[attribute]
            made = self.computed(entry["name"], entry["from"], shape).contiguous()
            digest = hashlib.sha256(made.numpy().tobytes()).hexdigest()
            if digest != entry["sha256"]:
                raise SystemExit(f"{entry['name']} is not what the library computes: {digest}, not {entry['sha256']}")
            self.made[attribute] = made
        return self.made[attribute]

    def computed(self, name, origin, shape):
        if origin == "stored":
            return self.stored[name]
        made = formula.weights(name, tuple(shape))
        if origin == "formula":
            return made
        along = [1] * len(shape)
        along[{"rows": 0, "columns": 1}[origin]] = -1
        return (made.double() * self.stored[name].reshape(along)).float()

    def goldens(self):
        with gzip.open(self.path / "golden.json.gz") as file:
            return [Golden(case) for case in json.load(file)["cases"]]


class Golden:
    """What timm's network answers in float64 on one input, by the graph's names of the outputs."""

    def __init__(self, case):
        self.id = case["id"]
        self.shape = case["input"]["shape"]
        self.sha256 = case["input"]["sha256"]
        self.outputs = case["outputs"]

    @functools.cached_property
    def input(self):
        count = torch.Size(self.shape).numel()
        made = formula.uniform("input", count, -2, 2).reshape(self.shape)
        if hashlib.sha256(made.numpy().tobytes()).hexdigest() != self.sha256:
            raise SystemExit(f"the input {self.id} is not the one that the golden answers are for")
        return made

    def difference(self, output, actual):
        """How far an output is off: at most, the same in units of torch's own float32 error, and relative to the norm."""
        expected = self.outputs[output]
        if list(actual.shape) != expected["shape"]:
            raise ValueError(f"{output} has the shape {list(actual.shape)}, expected {expected['shape']}")
        flat = actual.detach().double().cpu().flatten()
        samples = torch.tensor(expected["samples"], dtype=torch.float64)
        n, count = flat.numel(), samples.numel()
        # All elements, or some spread evenly: as NetworkGolden.Expected.sampleIndex says.
        places = [k if n == count else (2 * k * (n - 1) + count - 1) // (2 * (count - 1)) for k in range(count)]
        error = flat[places] - samples
        largest = error.abs().max().item() if error.isfinite().all() else float("inf")
        return Difference(
            largest,
            largest / max(expected["maxAbsDiff"], expected["maxAbsDiffNoOneDnn"]),
            relative_l2(flat[places], samples),
        )


class Difference:
    def __init__(self, largest, yardsticks, l2):
        self.largest, self.yardsticks, self.l2 = largest, yardsticks, l2

    def larger(self, other):
        return Difference(
            max(self.largest, other.largest), max(self.yardsticks, other.yardsticks), max(self.l2, other.l2)
        )


def relative_l2(actual, expected):
    actual, expected = actual.double(), expected.double()
    off = ((actual - expected).norm() / expected.norm()).item()
    return off if off == off else float("inf")
