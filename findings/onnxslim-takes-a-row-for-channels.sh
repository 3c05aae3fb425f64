#!/usr/bin/env bash
# One would guess: onnxslim keeps the answers of a model. It folds a Mul behind a Conv into the weights where the constant has one
# number for each channel, shaped C,1,1, and leaves others: a plain row of numbers belongs to the columns.
# What happens (onnxslim 0.1.98): it looks at how many numbers there are, not where they lie. Where a map is as wide (or as high) as it has channels,
# a weight for each column or row is folded in as a weight for each channel: other answers, shape and types right, nothing said. At 16
# channels on 32 columns the same network is left alone.
# Needs Python with venv.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export ORT_DISABLE_TELEMETRY=1 OMP_NUM_THREADS=1

python3 -m venv venv
venv/bin/pip install -q onnxslim==0.1.98 onnx==1.23.2 onnxruntime==1.32.0

cat >probe.py <<'PYTHON'
import importlib.metadata

import numpy
import onnx
import onnxruntime
import onnxslim
from onnx import TensorProto, helper, numpy_helper


def model(channels, shape):
    random = numpy.random.default_rng(1)
    weights = random.normal(0, 0.2, (channels, 3, 3, 3)).astype(numpy.float32)
    window = numpy.hanning(34)[1:-1].astype(numpy.float32).reshape(shape)
    nodes = [
        helper.make_node("Conv", ["x", "weights"], ["map"], pads=[1, 1, 1, 1]),
        helper.make_node("Mul", ["map", "window"], ["y"]),
    ]
    x = helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 3, 32, 32])
    y = helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, channels, 32, 32])
    constants = [numpy_helper.from_array(weights, "weights"), numpy_helper.from_array(window, "window")]
    made = helper.make_model(helper.make_graph(nodes, "g", [x], [y], constants), opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(made, full_check=True)
    return made


def answer(made):
    session = onnxruntime.InferenceSession(made.SerializeToString(), providers=["CPUExecutionProvider"])
    x = numpy.random.default_rng(2).normal(0, 1, (1, 3, 32, 32)).astype(numpy.float32)
    return session.run(None, {"x": x})[0]


print("onnxslim", importlib.metadata.version("onnxslim"), "onnx", onnx.__version__, "onnxruntime", onnxruntime.__version__)
for name, channels, shape in (
    ("32 channels, one number a channel", 32, (1, 32, 1, 1)),
    ("32 channels, one number a column", 32, (32,)),
    ("32 channels, one number a row", 32, (32, 1)),
    ("16 channels, one number a column", 16, (32,)),
):
    made = model(channels, shape)
    before = answer(made)
    slim = onnxslim.slim(made)
    off = abs(answer(slim) - before).max() / abs(before).max()
    print(f"{name}: {'+'.join(node.op_type for node in slim.graph.node)}, {'same answers' if off < 1e-4 else f'off by {off:.2f} of the largest'}")
PYTHON
venv/bin/python -W ignore probe.py 2>&1 | tee out.txt
grep -qF "32 channels, one number a channel: Conv, same answers" out.txt
grep -qE "32 channels, one number a column: Conv, off by 0\.[5-9]|32 channels, one number a column: Conv, off by [1-9]" out.txt
grep -qE "32 channels, one number a row: Conv, off by 0\.[5-9]|32 channels, one number a row: Conv, off by [1-9]" out.txt
grep -qF "16 channels, one number a column: Conv+Mul, same answers" out.txt
echo "as written above"
