"""Our int8 module against ONNX Runtime in float32, its own int8 (static QDQ, per channel) and our QDQ file, in turns in one process.

Arguments: MODULE.pt MODEL.onnx QDQ.onnx THREADS BATCH TURNS [SIZE]. MODULE.pt is the archive that the library compiles, MODEL.onnx
what `inx convert` writes, QDQ.onnx the same with --dtype int8. With one thread the figures are of the processor's time, which other
work on the machine disturbs least; else of the clock.
"""

import os
import sys
import tempfile
import time

import numpy

os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # Read where it is imported.
import onnxruntime  # noqa: E402
import torch
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process


class Noise(CalibrationDataReader):
    def __init__(self, size):
        random = numpy.random.RandomState(0)
        self.pictures = [random.randn(1, 3, size, size).astype(numpy.float32) for _ in range(4)]

    def get_next(self):
        return {"input": self.pictures.pop()} if self.pictures else None


def own_int8(model, size, folder):
    prepared, quantized = folder + "/prepared.onnx", folder + "/int8.onnx"
    quant_pre_process(model, prepared)
    quantize_static(
        prepared,
        quantized,
        Noise(size),
        quant_format=QuantFormat.QDQ,
        per_channel=True,
        activation_type=QuantType.QUInt8,
        weight_type=QuantType.QInt8,
    )
    return quantized


def main():
    module_file, model, qdq = sys.argv[1:4]
    threads, batch, turns = map(int, sys.argv[4:7])
    size = int(sys.argv[7]) if len(sys.argv) > 7 else 224
    torch.set_num_threads(threads)
    pictures = torch.randn(batch, 3, size, size, generator=torch.Generator().manual_seed(0))
    module = torch.jit.load(module_file)
    module.prepack(batch)

    def session(file):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        made = onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])
        return lambda: made.run(None, {"input": pictures.numpy()})

    clock = time.thread_time if threads == 1 else time.perf_counter
    with tempfile.TemporaryDirectory() as folder, torch.inference_mode():
        contenders = {
            "ours, int8": lambda: module(pictures),
            "ONNX Runtime, float32": session(model),
            "ONNX Runtime, its int8": session(own_int8(model, size, folder)),
            "ONNX Runtime, our QDQ": session(qdq),
        }
        times = {name: [] for name in contenders}
        for turn in range(-2, turns):
            for name, run in contenders.items():
                run()
                begin = clock()
                run()
                if turn >= 0:
                    times[name].append(clock() - begin)
    ours = numpy.array(times["ours, int8"])
    for name, took in times.items():
        took = numpy.array(took)
        print(f"{name:24} {numpy.median(took) * 1e3 / batch:7.2f} ms a picture, over ours {numpy.median(took / ours):.2f}")


if __name__ == "__main__":
    main()
