"""PyTorch and OpenVINO as contenders: answers on standard output what org.inceptionnext.bench.rivals.Worker answers.

Arguments: engine=python-torch|python-openvino dtype=float32|bfloat16 file=FILE [threads=N] [hint=LATENCY|THROUGHPUT].
"""

import sys
import threading
import time

import numpy


def pictures(batch, size):
    count = batch * 3 * size * size
    numbers = numpy.arange(count, dtype=numpy.uint64) * numpy.uint64(2654435761) % numpy.uint64(2**32)
    return (numbers.astype(numpy.float64) / 2**32 * 4 - 2).astype(numpy.float32).reshape(batch, 3, size, size)


class Torch:
    def __init__(self, settings):
        import torch

        self.torch = torch
        if "threads" in settings:
            torch.set_num_threads(int(settings["threads"]))
        module = torch.jit.load(settings["file"]).eval()
        self.module = torch.jit.freeze(module)
        self.version = "PyTorch " + torch.__version__

    def prediction(self, batch, size):
        x = self.torch.from_numpy(pictures(batch, size))

        def run():
            with self.torch.inference_mode():
                return self.module(x).numpy()

        return run


class OpenVino:
    def __init__(self, settings):
        import openvino

        self.core = openvino.Core()
        self.file = settings["file"]
        self.config = {
            "PERFORMANCE_HINT": settings.get("hint", "LATENCY"),
            "INFERENCE_PRECISION_HINT": "bf16" if settings["dtype"] == "bfloat16" else "f32",
        }
        self.compiled = {}
        self.lock = threading.Lock()
        self.version = "OpenVINO " + openvino.__version__.split("-")[0]

    def prediction(self, batch, size):
        with self.lock:
            if (batch, size) not in self.compiled:
                model = self.core.read_model(self.file)
                model.reshape([batch, 3, size, size])
                self.compiled[batch, size] = self.core.compile_model(model, "CPU", self.config)
            request = self.compiled[batch, size].create_infer_request()
        x = pictures(batch, size)

        def run():
            request.infer([x], share_inputs=True)
            return request.get_output_tensor(0).data.copy()

        return run


class Caller(threading.Thread):
    """A thread that lives as long as the process, with its own predictions."""

    def __init__(self, engine):
        super().__init__(daemon=True)
        self.engine = engine
        self.predictions = {}
        self.asked = threading.Semaphore(0)
        self.ready = threading.Event()
        self.done = threading.Event()
        self.start()

    def ask(self, batch, size, count, go):
        self.job = batch, size, count, go
        self.ready.clear()
        self.done.clear()
        self.asked.release()

    def run(self):
        while True:
            self.asked.acquire()
            batch, size, count, go = self.job
            if (batch, size) not in self.predictions:
                self.predictions[batch, size] = self.engine.prediction(batch, size)
            predict = self.predictions[batch, size]
            self.latencies = []
            self.ready.set()
            go.wait()
            for _ in range(count):
                begin = time.perf_counter()
                self.output = predict()
                self.latencies.append((time.perf_counter() - begin) * 1e3)
            self.done.set()


def main():
    settings = dict(word.split("=", 1) for word in sys.argv[1:])
    engine = (Torch if settings["engine"] == "python-torch" else OpenVino)(settings)
    callers = []
    print("ready", engine.version, flush=True)
    for line in sys.stdin:
        kind, size, batch, *rest = line.split()
        count, predictions = (int(word) for word in rest) if rest else (1, 1)
        while len(callers) < count:
            callers.append(Caller(engine))
        go = threading.Event()
        for caller in callers[:count]:
            caller.ask(int(batch), int(size), predictions, go)
        for caller in callers[:count]:
            caller.ready.wait()
        begin = time.perf_counter()
        go.set()
        for caller in callers[:count]:
            caller.done.wait()
        millis = (time.perf_counter() - begin) * 1e3
        if kind == "answer":
            print("answer", *callers[0].output[-1].ravel()[:10000].tolist(), flush=True)
        else:
            latencies = [latency for caller in callers[:count] for latency in caller.latencies]
            print("run", millis, *latencies, flush=True)


main()
