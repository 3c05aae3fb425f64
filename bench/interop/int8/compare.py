"""What inx says of a quantised file, and ONNX Runtime's answers of its QDQ form beside ours: the same class for 99.5 % at least."""

import json
import sys
from pathlib import Path

import numpy
import onnx
import onnxruntime

LEAST_SAME = 0.995
BATCH = 50

work = Path(sys.argv[1])


def document(name):
    return json.loads((work / name).read_text(encoding="utf-8"))


quantized, inspected, copied = document("quantize.json"), document("inspect.json"), document("copy.json")
assert inspected["network"]["exact"] and inspected["network"]["name"] == quantized["model"]
assert inspected["int8"] == copied["int8"], "convert lost the ranges"
assert inspected["int8"]["layers"] == quantized["layers"] and inspected["int8"]["pictures"] == quantized["pictures"]
print(f"{quantized['model']}: {quantized['layers']} layers, ranges by {quantized['method']} of {quantized['pictures']};"
      f" the logits move by {quantized['error']:.2g}; inspect, convert --check and diff agree")

shape = json.loads((work / "shape.json").read_text(encoding="utf-8"))
inputs = numpy.fromfile(work / "inputs.f32", dtype="<f4").reshape(shape)
ours = numpy.fromfile(work / "int8.f32", dtype="<f4").reshape(shape[0], -1)
exact = numpy.fromfile(work / "float32.f32", dtype="<f4").reshape(shape[0], -1)


def same(answers, others):
    return float((answers.argmax(1) == others.argmax(1)).mean())


def distance(answers, others):
    return float(numpy.linalg.norm(answers - others) / numpy.linalg.norm(others))


print(f"ours, int8 beside float32: {same(ours, exact):.1%} of {shape[0]} answers the same, logits {distance(ours, exact):.2g} off")

model = onnx.load(work / "int8.onnx")
onnx.checker.check_model(model, full_check=True)
assert sum(node.op_type == "QuantizeLinear" for node in model.graph.node) == quantized["layers"]
shares = {}
for name, level in [("node by node", onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL),
                    ("as it joins them", onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL)]:
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = level
    session = onnxruntime.InferenceSession(work / "int8.onnx", options, providers=["CPUExecutionProvider"])
    answers = numpy.concatenate(
        [session.run(["logits"], {"input": inputs[i:i + BATCH]})[0] for i in range(0, shape[0], BATCH)])
    shares[name] = same(answers, ours)
    print(f"ONNX Runtime {onnxruntime.__version__}, {name}: {shares[name]:.1%} of {shape[0]} answers are ours in int8,"
          f" logits {distance(answers, ours):.2g} off")
assert min(shares.values()) >= LEAST_SAME, shares
