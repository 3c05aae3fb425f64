"""Whether Python finds in the files of `inx convert` what it put into the file that was converted."""

import hashlib
import json
import subprocess
import sys
import tarfile
from pathlib import Path

import onnx
import onnxruntime
import safetensors.torch
import timm
import torch

WORK = Path(sys.argv[1])
GOLDEN = Path("src/test/resources/golden/checkpoint")
HALF_BOUND = 64 * 2.0**-11
BOUND = 64 * 2.0**-24
failures = 0


def inx(*arguments):
    return subprocess.run(["./inx", *map(str, arguments)], capture_output=True, text=True)


def convert(source, target, *options):
    run = inx("convert", source, target, *options)
    if run.returncode != 0:
        raise SystemExit(f"inx convert {source} {target}: {run.stderr}")
    return target


def report(what, passed, result):
    global failures
    failures += not passed
    print(f"| {what} | {'' if passed else 'WRONG: '}{result} |", flush=True)


def bits(tensor):
    tensor = tensor.detach().resolve_conj().resolve_neg().contiguous()
    return bytes(tensor.reshape(-1).view(torch.uint8).numpy()) if tensor.numel() else b""


def same(expected, found):
    return list(expected) == list(found) and all(
        expected[name].dtype == found[name].dtype
        and expected[name].shape == found[name].shape
        and bits(expected[name]) == bits(found[name])
        for name in expected
    )


def tensors(what, expected, source, *options, names=("pth", "safetensors")):
    for name in names:
        target = convert(source, WORK / f"out.{name}", *options)
        if name == "pth":
            found = torch.load(target, weights_only=True)
            reader = "torch.load, weights_only=True"
        else:
            found = safetensors.torch.load_file(target)
            found = {key: found[key] for key in expected}
            reader = "safetensors.torch.load_file"
        report(f"{what}, {reader}", same(expected, found), f"{len(expected)} tensors, every bit the same")


def compare(what, expected, found, bound):
    largest = (expected.double() - found.double()).abs().max().item()
    allowed = bound * expected.abs().max().item()
    report(what, largest <= allowed, f"largest difference {largest:.2e}, allowed {allowed:.2e}")


def run_onnx(file, pictures):
    onnx.checker.check_model(onnx.load(file), full_check=True)
    session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
    return [torch.from_numpy(found) for found in session.run(None, {"input": pictures.numpy()})]


def classifier(name):
    torch.manual_seed(1)
    model = timm.create_model(name, pretrained=False).eval()
    with torch.no_grad():
        for key, tensor in model.state_dict().items():
            if key.endswith(("running_var", "norm.weight", "stem.1.weight")):
                tensor.uniform_(0.75, 1.25)
            elif key.endswith(("running_mean", "bias")):
                tensor.uniform_(-0.2, 0.2)
            elif key.endswith("gamma"):
                tensor.uniform_(0.1, 0.5)
    source = WORK / f"{name}.pth"
    torch.save(model.state_dict(), source)
    tensors(f"{name}, float32", dict(model.state_dict()), source)
    half = {key: value.half() if value.is_floating_point() else value for key, value in model.state_dict().items()}
    tensors(f"{name}, `--dtype float16`", half, source, "--dtype", "float16")
    for shape in ((1, 3, 224, 224), (2, 3, 192, 256)):
        pictures = torch.randn(*shape)
        with torch.inference_mode():
            expected = model(pictures)
            embedding = model.forward_features(pictures).mean((2, 3))
            module = torch.jit.load(convert(source, WORK / "out.torchscript"))
            size = "x".join(map(str, shape))
            compare(f"{name}, {size}, torch.jit.load, logits", expected, module(pictures), BOUND)
            compare(f"{name}, {size}, torch.jit.load, embedding", embedding, module.embedding(pictures), BOUND)
            for options, bound in (((), BOUND), (("--dtype", "float16"), HALF_BOUND)):
                found = run_onnx(convert(source, WORK / "out.onnx", *options), pictures)[0]
                compare(f"{name}, {size}, onnx.checker, onnxruntime{' '.join(('', *options))}", expected, found, bound)
    back = convert(convert(source, WORK / "there.safetensors"), WORK / "back.pth")
    fresh = timm.create_model(name, pretrained=False, checkpoint_path=str(back)).eval()
    with torch.inference_mode():
        report(f"{name}, timm with checkpoint_path", torch.equal(fresh(pictures), expected), "the same logits, bit for bit")


def detector():
    with tarfile.open(GOLDEN / "more.tar.xz") as packed:
        packed.extractall(WORK, filter="data")
    source = WORK / "yolov5n-w0625-stripped.pt"
    stated = json.loads((WORK / "yolov5n-w0625-stripped.expected.json").read_text())["tensors"]
    for name, found in (
        ("torch.load, weights_only=True", torch.load(convert(source, WORK / "out.pth"), weights_only=True)),
        ("safetensors.torch.load_file", safetensors.torch.load_file(convert(source, WORK / "out.safetensors"))),
    ):
        passed = len(found) == len(stated) and all(
            hashlib.sha256(bits(found[entry["key"]])).hexdigest() == entry["sha256"] for entry in stated
        )
        report(f"YOLOv5 file, {name}", passed, f"{len(stated)} tensors, each with the SHA-256 that YOLOv5's own loading gives")
    pictures = torch.rand(2, 3, 128, 192)
    with torch.inference_mode():
        module = torch.jit.load(convert(source, WORK / "out.torchscript"))
        decoded, raw = module(pictures), module.raw(pictures)
    found = run_onnx(convert(source, WORK / "out.onnx"), pictures)[0]
    compare("YOLOv5 file, boxes, onnxruntime beside torch.jit.load", decoded[..., :4], found[..., :4], BOUND)
    compare("YOLOv5 file, scores, onnxruntime beside torch.jit.load", decoded[..., 4:], found[..., 4:], BOUND)
    maps = run_onnx(convert(source, WORK / "raw.onnx", "--raw"), pictures)
    for index, (ours, theirs) in enumerate(zip(raw, maps, strict=True)):
        compare(f"YOLOv5 file, raw_{index}, onnxruntime beside torch.jit.load", ours, theirs, BOUND)


def oddities():
    source = GOLDEN / "odd_tensors.pth"
    tensors("tensors of every type, shape and stride", dict(torch.load(source, weights_only=True)), source, names=("pth",))


print("| what | result |\n|---|---|")
classifier("inception_next_atto")
classifier("inception_next_tiny")
detector()
oddities()
sys.exit(1 if failures else 0)
