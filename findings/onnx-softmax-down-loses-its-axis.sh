#!/usr/bin/env bash
# One would guess: onnx.version_converter.convert_version gives a model that computes the same in the other operator set, or raises. A
# Softmax over the classes of each pixel (axis 1 of N,C,H,W) that goes down to a set below 13, where Softmax spans all axes from its own
# on, needs transposes around it. (Going up, from 12 to 13, Flatten and Reshape are put around it and the answers stay.)
# What happens (onnx 1.23.2): going down, the axis is copied as it is. On a map of 2 x 2 the four pixels' probabilities add up to 1 together, where
# each pixel's should. The class that wins stays the same, so nothing looks broken but every threshold. LogSoftmax likewise; nothing
# is raised or printed, and the checker is content.
# Needs Python with venv.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export ORT_DISABLE_TELEMETRY=1 OMP_NUM_THREADS=1

python3 -m venv venv
venv/bin/pip install -q onnx==1.23.2 onnxruntime==1.32.0

cat >probe.py <<'PYTHON'
import numpy
import onnx
import onnxruntime
from onnx import TensorProto, helper, version_converter


def model(operator):
    x = helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 3, 2, 2])
    y = helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, 3, 2, 2])
    graph = helper.make_graph([helper.make_node(operator, ["x"], ["y"], axis=1)], "g", [x], [y])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def answer(made):
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(made.SerializeToString(), options, providers=["CPUExecutionProvider"])
    x = numpy.array([[[[4, 0], [1, 0]], [[0, 3], [1, 0]], [[0, 0], [1, 5]]]], numpy.float32)
    return session.run(None, {"x": x})[0]


print("onnx", onnx.__version__, "onnxruntime", onnxruntime.__version__)
for operator in ("Softmax", "LogSoftmax"):
    for version in (17, 13, 12):
        made = model(operator) if version == 17 else version_converter.convert_version(model(operator), version)
        onnx.checker.check_model(made, full_check=True)
        pixels = answer(made) if operator == "Softmax" else numpy.exp(answer(made))
        print(f"{operator} {version}: {[node.op_type for node in made.graph.node]}, sums of the pixels "
              f"{pixels.sum(1).astype(float).round(2).ravel().tolist()}, of all {pixels.sum():.2f}, winners {pixels.argmax(1).ravel().tolist()}")
PYTHON
venv/bin/python probe.py 2>&1 | tee out.txt
for operator in Softmax LogSoftmax; do
    for version in 17 13; do
        grep -qF "$operator $version: ['$operator'], sums of the pixels [1.0, 1.0, 1.0, 1.0], of all 4.00, winners [0, 1, 0, 2]" out.txt
    done
    grep -qE "^$operator 12: \['$operator'\], sums of the pixels \[0\.[0-9]+, 0\.[0-9]+, 0\.[0-9]+, 0\.[0-9]+\], of all 1\.00, winners \[0, 1, 0, 2\]" out.txt
done
echo "as written above"
