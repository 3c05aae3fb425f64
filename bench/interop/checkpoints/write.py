"""Writes checkpoints of every dtype, container and pickle protocol that the installed torch can save, and a manifest of what is in them.

    python write.py FOLDER

The manifest has, for each file, every tensor with its type, shape and the SHA-256 of its little-endian, contiguous bytes: under its
name where inx is to give it under that name, and how many are to be counted; or the words that a refusal has to have.
"""

import collections
import functools
import hashlib
import io
import json
import sys
import types
import warnings
from pathlib import Path

import torch
from torch import nn

warnings.simplefilter("ignore")
torch.set_num_threads(1)
OUT = Path(sys.argv[1])
OUT.mkdir(parents=True, exist_ok=True)
VERSION = torch.__version__.split("+")[0]
NAMES = {
    "float64": "F64", "float32": "F32", "float16": "F16", "bfloat16": "BF16", "int64": "I64", "int32": "I32", "int16": "I16",
    "int8": "I8", "uint64": "U64", "uint32": "U32", "uint16": "U16", "uint8": "U8", "bool": "BOOL", "complex64": "C64",
    "complex128": "C128", "float8_e4m3fn": "F8_E4M3", "float8_e5m2": "F8_E5M2", "float8_e4m3fnuz": "F8_E4M3FNUZ",
    "float8_e5m2fnuz": "F8_E5M2FNUZ", "float8_e8m0fnu": "F8_E8M0", "float4_e2m1fn_x2": "F4",
}  # fmt: skip
manifest = []
# These files were written here.
TRUSTED = {} if VERSION < "2" else {"weights_only": False}


def facts(tensor):
    """Type, shape and digest of a tensor as a reader of its file has to give it."""
    plain = tensor.detach().resolve_conj().resolve_neg().contiguous()
    name = str(plain.dtype).removeprefix("torch.")
    shape = list(plain.shape)
    if name == "float4_e2m1fn_x2":
        shape = shape[:-1] + [shape[-1] * 2] if shape else [2]
    data = b""
    if plain.numel():
        raw = torch.empty(plain.numel() * plain.element_size(), dtype=torch.uint8)
        untyped(raw).copy_(untyped(plain.clone()))
        data = raw.numpy().tobytes()
    return {"dtype": NAMES[name], "shape": shape, "sha256": hashlib.sha256(data).hexdigest()}


def untyped(tensor):
    return tensor.untyped_storage() if hasattr(tensor, "untyped_storage") else tensor.storage().untyped()


def write(what, obj, named=None, unnamed=(), refused=(), object_=False, key=None, packed=False, **options):
    """Saves an object and notes what is in it. Skips what this torch cannot save."""
    file = OUT / f"{len(manifest):04}.pt"
    try:
        torch.save(obj, file, **options)
    except Exception as e:
        file.unlink(missing_ok=True)
        skipped.append(f"{what}: {type(e).__name__}: {str(e)[:80]}")
        return
    if what.startswith("view of"):
        # What torch itself reads: 1.13 does not save that a view is conjugated.
        named = torch.load(file, **TRUSTED)
    if what.startswith("attribute of") and not hasattr(torch.load(file, **TRUSTED)["w"], "note"):
        # Nor attributes of tensors.
        unnamed = ()
    note(file, what, options, named, unnamed, refused, object_, key, packed)


def note(file, what, options, named, unnamed, refused, object_, key, packed):
    manifest.append(
        {
            "file": file.name,
            "what": f"torch {VERSION}: {what} {options or ''}".strip(),
            "object": object_,
            "key": key,
            "packed": packed,
            "named": {name: facts(tensor) for name, tensor in (named or {}).items()},
            "unnamed": len(unnamed),
            "refused": list(refused),
        }
    )


skipped = []
FORMS = [{"_use_new_zipfile_serialization": zip_, "pickle_protocol": p} for zip_ in (True, False) for p in (2, 3, 4, 5)]
SHORT = [FORMS[0], FORMS[2], FORMS[4], FORMS[6]]


def numbers(dtype, count):
    bits = torch.arange(1, count * 16 + 1, dtype=torch.int64).mul(37).remainder(251).to(torch.uint8)
    if dtype == torch.bool:
        return bits[:count].remainder(2).bool()
    size = torch.empty(0, dtype=dtype).element_size()
    return bits[: count * size].view(dtype)[:count]


def dtypes():
    for name in NAMES:
        dtype = getattr(torch, name, None)
        if dtype is None:
            continue
        packed = name == "float4_e2m1fn_x2"
        try:
            x = numbers(dtype, 24)
        except Exception as e:
            skipped.append(f"{name}: {e}")
            continue
        tensors = {"flat": x, "matrix": x.reshape(4, 6), "empty": x[:0], "middle": x[5:11]}
        if not packed:
            tensors.update({"turned": x.reshape(4, 6).t(), "stepped": x.reshape(4, 6)[:, ::2], "single": x[3]})
            tensors["expanded"] = x[:3].reshape(3, 1).expand(3, 4)
        for form in SHORT:
            write(f"{name}", dict(tensors), tensors, packed=packed, **form)
        write(f"{name} without asking for packed types", {"w": x}, refused=["'w'", "float4"]) if packed else None
        if name.startswith("complex"):
            for form in SHORT:
                for view in ({"conjugate": x.conj()}, {"negative": x.conj().imag}, {"real": x.real}):
                    write(f"view of {name}", view, view, **form)
    for name in ("complex32", "bcomplex32", "bits8", "bits16", "bits1x8", "bits2x4", "bits4x2"):
        dtype = getattr(torch, name, None)
        if dtype is not None:
            for form in SHORT:
                try:
                    w = torch.empty(4, dtype=dtype)
                except Exception as e:
                    skipped.append(f"{name}: {e}")
                    continue
                write(name, {"plain": torch.ones(2), "w": w}, refused=["'w'", name], **form)


Pair = collections.namedtuple("Pair", "mean step")
Pair.__module__ = "strangers"


class Rows(list):
    pass


class Table(dict):
    pass


class Bag(set):
    pass


class Ordered(collections.OrderedDict):
    pass


class Holder:
    pass


class Reduced:
    def __init__(self, *tensors):
        self.tensors = tensors

    def __reduce__(self):
        return Reduced, self.tensors


class Slotted:
    __slots__ = ("tensor",)


class Sub(torch.Tensor):
    pass


strangers = types.ModuleType("strangers")
for each in (Pair, Rows, Table, Bag, Ordered, Holder, Reduced, Slotted, Sub):
    each.__module__ = "strangers"
    setattr(strangers, each.__name__, each)
sys.modules["strangers"] = strangers


def containers():
    a, b, c = torch.arange(3.0), torch.arange(4.0).reshape(2, 2), torch.arange(5)
    w = {"w": a}
    held, slotted = Holder(), Slotted()
    held.tensor, held.more, slotted.tensor = b, [c], b
    looped = [a]
    cases = [
        ("dict", {"a": a, "b": b}, {"a": a, "b": b}, (), False),
        ("ordered dict", collections.OrderedDict(a=a, b=b), {"a": a, "b": b}, (), False),
        ("nested dicts", {"x": {"y": {"z": a}}, "w": b}, {"x.y.z": a, "w": b}, (), False),
        ("list", [a, b], {"0": a, "1": b}, (), False),
        ("tuple", (a, b, c), {"0": a, "1": b, "2": c}, (), False),
        ("tensor alone", a, {"": a}, (), False),
        ("parameter", {"w": nn.Parameter(a)}, {"w": a}, (), False),
        ("default dict", {"w": a, "d": collections.defaultdict(list, k=b)}, {"w": a, "d.k": b}, (), False),
        ("counter", {"w": a, "d": collections.Counter(k=b)}, {"w": a, "d.k": b}, (), False),
        ("deque", {"w": a, "d": collections.deque([b], maxlen=3)}, {"w": a, "d.0": b}, (), False),
        ("whole number as key", {"w": a, 7: b}, {"w": a, "7": b}, (), False),
        ("tuple as key", {"w": a, (1, 2): b}, {"w": a}, (b,), False),
        ("None and True as keys", {"w": a, None: b, True: c}, {"w": a}, (b, c), False),
        ("tensor as key", {"w": a, b: 1}, {"w": a}, (b,), False),
        ("tied", {"w": a, "v": a}, {"w": a, "v": a}, (), False),
        ("two views of a storage", {"w": b, "v": b[1]}, {"w": b, "v": b[1]}, (), False),
        ("namedtuple", {"w": a, "s": Pair(b, 1)}, {"w": a, "s.0": b}, (), True),
        ("return type", {"w": a, "s": b.max(0)}, {"w": a, "s.0": b.max(0).values, "s.1": b.max(0).indices}, (), False),
        ("list subclass", {"w": a, "s": Rows([b, c])}, {"w": a, "s.0": b, "s.1": c}, (), True),
        ("dict subclass", {"w": a, "s": Table(k=b)}, {"w": a, "s.k": b}, (), True),
        ("ordered dict subclass", {"w": a, "s": Ordered(k=b)}, {"w": a, "s.k": b}, (), True),
        ("set subclass", {"w": a, "s": Bag([b])}, {"w": a}, (b,), True),
        ("set", {"w": a, "s": {b}}, {"w": a, "s.0": b}, (), False),
        ("frozenset", {"w": a, "s": frozenset([b])}, {"w": a, "s.0": b}, (), False),
        ("attributes", {"w": a, "s": held}, {"w": a}, (b, c), True),
        ("slots", {"w": a, "s": slotted}, {"w": a}, (b,), True),
        ("reduce", {"w": a, "s": Reduced(b, c)}, {"w": a}, (b, c), True),
        ("partial", {"w": a, "s": functools.partial(print, b, end=c)}, {"w": a}, (b, c), True),
        ("range, slice, Ellipsis", {"w": a, "r": range(3), "s": slice(1, 2), "e": ..., "n": NotImplemented}, w, (), False),
        ("complex, bytes", {"w": a, "c": 1j, "b": b"x", "y": bytearray(b"z"), "i": 1 << 70, "f": 0.5}, w, (), False),
        ("device, dtype, size", {"w": a, "d": torch.device("cpu"), "t": torch.int8, "s": b.shape, "l": torch.strided}, w, (), False),
        ("quantisation schemes", {"w": a, "q": torch.per_tensor_affine, "r": torch.per_channel_symmetric}, w, (), False),
        ("packed sequence", {"w": a, "s": nn.utils.rnn.pack_sequence([b])}, None, None, False),
        ("tensor subclass", {"w": a, "s": b.as_subclass(Sub)}, {"w": a, "s": b}, (), True),
        ("a key with a NUL", {"a\0b": a}, {"a\0b": a}, (), False),
        ("an object that holds itself", {"w": a, "s": looped}, {"w": a, "s.0": a}, (), False),
    ]  # fmt: skip
    for what, obj, named, unnamed, foreign in cases:
        if named is None:
            s = obj["s"]
            named, unnamed = {"w": a, "s.0": s.data, "s.1": s.batch_sizes}, [
                t for t in (s.sorted_indices, s.unsorted_indices) if t is not None
            ]
            named.update({f"s.{i + 2}": t for i, t in enumerate((s.sorted_indices, s.unsorted_indices)) if t is not None})
            unnamed = ()
        for form in FORMS:
            protocol = form["pickle_protocol"]
            given, counted = named, unnamed
            if what in ("set", "frozenset") and protocol < 4:
                pass
            write(what, obj, given, counted, object_=foreign, **form)
        if foreign:
            write(what + " without --object", obj, refused=["strangers|print|functools|object"])


def wrappers():
    net = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3))
    state = net.state_dict()
    optimizer = torch.optim.Adam(net.parameters())
    net(torch.ones(4, 2)).sum().backward()
    optimizer.step()
    steps = [t for s in optimizer.state_dict()["state"].values() for t in s.values() if torch.is_tensor(t)]
    for form in SHORT:
        write("state dict", state, state, **form)
        write("module", net, state, **form)
        write("model beside an optimizer", {"model": state, "optimizer": optimizer.state_dict()}, state, steps, **form)
        write("under a key", {"one": state, "two": {"t": torch.ones(2)}}, state, [torch.ones(2)], key="one", **form)
        write("the moving average first", {"model": {"x": torch.ones(2)}, "ema": state}, state, [torch.ones(2)], **form)
        buffered = nn.Module()
        buffered.register_buffer("kept", torch.ones(2))
        buffered.register_buffer("passing", torch.zeros(3), persistent=False)
        buffered.attribute = torch.full((4,), 2.0)
        write("buffers", buffered, {"kept": torch.ones(2)}, [torch.zeros(3), buffered.attribute], **form)
        if hasattr(torch, "fx"):
            write("fx module", torch.fx.symbolic_trace(net), state, object_=True, **form)
        if hasattr(torch, "compile"):
            write("compiled module", torch.compile(net), state, object_=True, **form)
        write("data parallel", nn.DataParallel(net), state, **form)
        averaged = torch.optim.swa_utils.AveragedModel(nn.Linear(2, 2))
        inner = averaged.module.state_dict()
        write("averaged model", averaged.state_dict(), inner, [averaged.n_averaged], **form)
        with_note = torch.ones(2)
        with_note.note = torch.zeros(3)
        write("attribute of a tensor", {"w": with_note}, {"w": torch.ones(2)}, [torch.zeros(3)], **form)
        parameter = nn.Parameter(torch.ones(2))
        parameter.note = torch.zeros(3)
        write("attribute of a parameter", {"w": parameter}, {"w": torch.ones(2)}, [torch.zeros(3)], **form)
        metadata = nn.Linear(1, 1).state_dict()
        metadata._metadata["tensor"] = torch.ones(7)
        write("tensor in _metadata", metadata, dict(metadata), [torch.ones(7)], **form)
        bytes_ = torch.arange(6, dtype=torch.uint8)
        for name in ("float8_e4m3fn", "uint16", "float8_e5m2"):
            if hasattr(torch, name):
                views = {"q": bytes_, "f": bytes_.view(getattr(torch, name))}
                write(f"uint8 and {name} of one storage", views, views, **form)
                write(f"{name} and uint8 of one storage", dict(reversed(views.items())), views, **form)
        write("storage alone", torch.arange(3.0).storage(), {"": torch.arange(3.0)}, **form)


def refusals():
    eye, ones = torch.eye(3), torch.ones(2)
    cases = [
        ("sparse COO", lambda: eye.to_sparse(), ["sparse"]),
        ("sparse CSR", lambda: eye.to_sparse_csr(), ["sparse"]),
        ("sparse CSC", lambda: eye.to_sparse_csc(), ["sparse"]),
        ("sparse BSR", lambda: torch.ones(4, 4).to_sparse_bsr((2, 2)), ["sparse"]),
        ("sparse BSC", lambda: torch.ones(4, 4).to_sparse_bsc((2, 2)), ["sparse"]),
        ("quantised", lambda: torch.quantize_per_tensor(ones, 0.1, 0, torch.qint8), ["quantised"]),
        ("quantised quint8", lambda: torch.quantize_per_tensor(ones, 0.1, 0, torch.quint8), ["quantised"]),
        ("quantised qint32", lambda: torch.quantize_per_tensor(ones, 0.1, 0, torch.qint32), ["quantised"]),
        (
            "quantised by channel",
            lambda: torch.quantize_per_channel(eye, torch.ones(3), torch.zeros(3, dtype=torch.long), 0, torch.qint8),
            ["quantised"],
        ),
        ("nested", lambda: torch.nested.nested_tensor([torch.ones(2, 3), torch.ones(1, 3)]), ["nested"]),
        (
            "jagged",
            lambda: torch.nested.nested_tensor([torch.ones(2, 3), torch.ones(1, 3)], layout=torch.jagged),
            ["nested"],
        ),
        ("meta", lambda: torch.ones(3, device="meta"), ["meta"]),
        ("masked", lambda: torch.masked.masked_tensor(ones, ones > 0), ["MaskedTensor"]),
        ("uninitialised", lambda: nn.parameter.UninitializedParameter(), ["initialised"]),
        ("uninitialised buffer", lambda: nn.parameter.UninitializedBuffer(), ["initialised"]),
        ("DTensor", dtensor, ["DTensor"]),
    ]
    for what, make, words in cases:
        foreign = what in ("masked", "DTensor", "jagged")
        try:
            tensor = make()
        except Exception as e:
            skipped.append(f"{what}: {type(e).__name__}: {str(e)[:80]}")
            continue
        for form in SHORT:
            write(what, {"plain": ones, "w": tensor}, refused=["'w'", *words], **form)
            write(what + " beside the weights", {"model": {"p": ones}, "optimizer": {"w": tensor}}, {"p": ones}, [tensor], object_=foreign, **form)
    for zip_ in (True, False):
        for protocol in (0, 1):
            write(
                "text protocol",
                {"w": ones},
                refused=["protocol"],
                _use_new_zipfile_serialization=zip_,
                pickle_protocol=protocol,
            )
    lazy = nn.LazyLinear(3)
    write("lazy module", lazy, refused=["'weight'", "initialised"])
    write("lazy state dict", lazy.state_dict(), refused=["'weight'", "initialised"])


def dtensor():
    import os

    import torch.distributed as dist
    from torch.distributed.tensor import Shard, distribute_tensor, init_device_mesh

    if not dist.is_initialized():
        os.environ.update(MASTER_ADDR="127.0.0.1", MASTER_PORT="29713")
        dist.init_process_group("gloo", rank=0, world_size=1)
    return distribute_tensor(torch.ones(4, 2), init_device_mesh("cpu", (1,)), [Shard(0)])


dtypes()
containers()
wrappers()
refusals()
(OUT / "manifest.json").write_text(json.dumps(manifest))
print(f"torch {VERSION}: {len(manifest)} files; not saved by this torch: {len(skipped)}")
for line in skipped:
    print("  ", line)
