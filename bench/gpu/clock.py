"""Times calls on a GPU, which go on after they return, or on the processor."""

import time

import torch


class Processor:
    """For trying the programs where there is no GPU."""

    has_graphs = False
    block_ms = 0

    def finish(self):
        pass

    def block(self, run, calls):
        begin = time.perf_counter()
        for _ in range(calls):
            run()
        return (time.perf_counter() - begin) * 1e3 / calls

    def peak_mib(self, run):
        run()
        return None


class Gpu:
    has_graphs = True
    # So that the events' own resolution and the first launch do not count.
    block_ms = 5

    def finish(self):
        torch.cuda.synchronize()

    def block(self, run, calls):
        """Milliseconds a call of several in a row, by the GPU's events: of the kernels, or of launching them if that takes longer."""
        begin, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
        torch.cuda.synchronize()
        begin.record()
        for _ in range(calls):
            run()
        end.record()
        end.synchronize()
        return begin.elapsed_time(end) / calls

    def peak_mib(self, run):
        """What a call allocates at most beyond what was there before it."""
        torch.cuda.synchronize()
        torch.cuda.reset_peak_memory_stats()
        before = torch.cuda.memory_allocated()
        run()
        torch.cuda.synchronize()
        return (torch.cuda.max_memory_allocated() - before) / 2**20


def latency_ms(clock, run):
    """From the call until the answer is there, by the computer's clock."""
    clock.finish()
    begin = time.perf_counter()
    run()
    clock.finish()
    return (time.perf_counter() - begin) * 1e3
