"""Our portable module against timm's model and its compiled form on a GPU, in turns in one process: see bench/README.md.

Needs torch and timm, and a folder that bench/gpu/prepare wrote. A contender that cannot run becomes a row that says why.
"""

import argparse
import copy
import csv
import gc
import pathlib
import platform
import statistics
import subprocess
import sys
import time

import timm
import torch

import clock
import contenders
import folder
import formula

# How far answers may be from the goldens: float32 in units of torch's own error there (NetworkGolden.TOLERANCE), the others relative
# to the norm of the output (TorchScriptTest); TF32 rounds as float16 does, but only products. How far from timm's in float32, for which
# there is a bound in CompiledFormTest.
YARDSTICKS = 4
RELATIVE = {"float32": 2e-6, "float16": 2.5e-3, "bfloat16": 2e-2, "tf32": 2.5e-3}

OVER_EAGER = 1.5
OVER_COMPILED = 0.9

SIZE = 224
# What a first compilation, and a case without any, are expected to take on a fast GPU, in seconds.
COMPILATION = 45
CASE = 12
# On a GPU so slow that all do not fit.
LEAST_TURNS = 5
CHUNK = 64


class Row:
    """A contender in a case, and what became of it."""

    def __init__(self, kind, batch, contender):
        self.kind, self.batch, self.contender = kind, batch, contender
        self.status = "ok"
        self.run = None
        self.calls = 1
        self.times, self.latencies = [], []
        self.resident_mib = self.peak_mib = self.prepared_s = self.difference = self.rest_l2 = None

    @property
    def median(self):
        return statistics.median(self.times) if self.times else None

    def fail(self, error):
        self.status = reason(error)
        self.run = None

    def fields(self):
        quartiles = statistics.quantiles(self.times, n=4, method="inclusive") if len(self.times) > 1 else [None] * 3
        median = self.median
        return {
            "type": self.kind,
            "batch": self.batch,
            "contender": self.contender.name,
            "setting": self.contender.title,
            "turns": len(self.times),
            "calls_a_turn": self.calls,
            "median_ms": rounded(median),
            "first_quartile_ms": rounded(quartiles[0]),
            "third_quartile_ms": rounded(quartiles[2]),
            "images_a_second": rounded(median and self.batch / median * 1e3),
            "latency_ms": rounded(statistics.median(self.latencies) if self.latencies else None),
            "weights_and_input_mib": rounded(self.resident_mib),
            "peak_mib": rounded(self.peak_mib),
            "prepared_s": rounded(self.prepared_s),
            "golden_max_abs": rounded(self.difference and self.difference.largest),
            "golden_yardsticks": rounded(self.difference and self.difference.yardsticks),
            "golden_relative_l2": rounded(self.difference and self.difference.l2),
            "batch_relative_l2": rounded(self.rest_l2),
            "status": self.status,
        }


class Benchmark:
    def __init__(self, options):
        self.options = options
        self.began = time.monotonic()
        self.device = torch.device(options.device)
        self.clock = clock.Gpu() if self.device.type == "cuda" else clock.Processor()
        self.folder = folder.Folder(options.folder)
        self.goldens = self.folder.goldens()
        self.timm_model = contenders.timm_model()
        self.environment = environment(self.device, self.folder.commit)
        self.longest_compilation = COMPILATION
        self.rows = []
        self.failed = False

    def run(self):
        print(", ".join(f"{key} {value}" for key, value in self.environment.items()), flush=True)
        batches = [1, 2] if self.options.quick else [256, 1, 64]
        kinds = [kind for kind in contenders.TYPES if kind != "tf32" or self.clock.has_graphs]
        asked = set(self.options.only.split())
        cases = [(kind, batch) for kind in kinds for batch in batches if asked <= {kind, str(batch)}]
        if not cases:
            raise SystemExit(f"no case is {self.options.only}: types {kinds}, batches {batches}")
        self.gate = contenders.GATE if contenders.GATE in cases and self.clock.has_graphs else cases[-1]
        self.pictures = formula.picture_batch(max(2, *(batch for _, batch in cases)), SIZE)
        with torch.inference_mode():
            self.check_outputs(list(dict.fromkeys(kind for kind, _ in cases)))
            self.reference = self.float32_answers()
        for number, (kind, batch) in enumerate(cases):
            self.case(kind, batch, len(cases) - number)
            self.write(self.options.csv, [row.fields() for row in self.rows])
        self.gates()
        print(f"\n{time.monotonic() - self.began:.0f} s; {self.options.csv}")
        wrong = [row for row in self.rows if row.contender.is_ours and not row.contender.graph and row.status != "ok"]
        return 1 if self.failed or wrong else 0

    # Right answers

    def check_outputs(self, kinds):
        """Every output of our modules at every golden input, or at the first if it is to be quick."""
        print(f"\n{'against the goldens':36}{'input':14}{'at most':>10}{'torch own':>10}{'relative':>10}")
        checked = []
        for kind in kinds:
            self.set_precision(kind)
            for form in ("portable", "merged"):
                try:
                    module = self.folder.module(form, "float32" if kind == "tf32" else kind, self.device)
                    for golden in self.goldens[: 1 if self.options.quick else None]:
                        checked.append(self.check_module(module, kind, form, golden))
                except Exception as error:
                    checked.append({"type": kind, "form": form, "status": reason(error)})
                    self.failed = True
                    print(f"{kind + ', ' + form:36}{reason(error)}", flush=True)
                module = None
                self.clear()
        self.write(beside(self.options.csv, "goldens.csv"), checked)

    def check_module(self, module, kind, form, golden):
        pictures = golden.input.to(self.device)
        outputs = {name: getattr(module, name)(pictures) for name in ("pre_logits", "embedding")}
        outputs["logits"] = module(pictures)
        outputs |= {f"features_{stage}": value for stage, value in enumerate(module.features(pictures))}
        worst = folder.Difference(0, 0, 0)
        for name in golden.outputs:
            worst = worst.larger(golden.difference(name, outputs[name]))
        status = verdict(kind, worst)
        self.failed |= status != "ok"
        print(
            f"{kind + ', ' + form:36}{golden.id:14}{worst.largest:10.1e}{worst.yardsticks:10.2f}{worst.l2:10.1e}  {status}",
            flush=True,
        )
        return {
            "type": kind,
            "form": form,
            "input": golden.id,
            "outputs": len(golden.outputs),
            "max_abs": rounded(worst.largest),
            "yardsticks": rounded(worst.yardsticks),
            "relative_l2": rounded(worst.l2),
            "status": status,
        }

    def float32_answers(self):
        """What timm's model answers to all pictures in float32: what lies beyond the goldens' two pictures is compared with it."""
        self.set_precision("float32")
        model = copy.deepcopy(self.timm_model).to(self.device)
        answers = torch.cat([model(chunk.to(self.device)).cpu() for chunk in self.pictures.split(CHUNK)])
        difference = self.golden_difference(answers)
        print(f"timm in float32, pictures in rows:{'':17}{difference.largest:10.1e}{difference.yardsticks:10.2f}{difference.l2:10.1e}")
        del model
        self.clear()
        return answers

    def golden_difference(self, logits):
        """Of the first picture, and the second if there is one."""
        worst = folder.Difference(0, 0, 0)
        for golden in self.goldens:
            count = golden.shape[0]
            if golden.shape[2:] == [SIZE, SIZE] and count <= logits.shape[0]:
                worst = worst.larger(golden.difference("logits", logits[:count]))
        return worst

    # Times

    def case(self, kind, batch, cases_left):
        print(f"\n{kind}, batch {batch}", flush=True)
        self.set_precision(kind)
        rows = [
            Row(kind, batch, contender)
            for contender in contenders.contenders(kind, batch, self.options.modes, self.clock.has_graphs)
        ]
        with torch.inference_mode():
            try:
                with torch.inference_mode(False):
                    pictures = self.pictures[:batch].to(self.device)
                for row in rows:
                    self.prepare(row, rows, pictures, cases_left)
                self.take_turns([row for row in rows if row.run])
                if self.options.profile and (kind, batch) == self.gate:
                    self.profile(rows)
            except Exception as error:
                for row in rows:
                    if not row.times and row.status == "ok":
                        row.fail(error)
        for row in rows:
            row.run = None
            self.print_row(row)
        self.rows += rows
        torch._dynamo.reset()
        self.clear()

    def prepare(self, row, rows, pictures, cases_left):
        begin = time.monotonic()
        if self.seconds_left() < 0:
            row.status = "skipped: no time left"
            return
        try:
            torch.backends.cudnn.benchmark = row.contender.benchmark
            if row.contender.graph:
                self.prepare_graph(row, rows)
            else:
                if row.contender.mode and not self.time_to_compile(cases_left):
                    row.status = "skipped: no time to compile it"
                    return
                # Compilation does not take weights that inference mode made.
                with torch.inference_mode(False):
                    row.run, row.resident_mib = row.contender.build(self.folder, self.timm_model, row.kind, pictures)
            answer = self.settled(row)
            row.prepared_s = time.monotonic() - begin
            if row.contender.mode and not row.contender.graph:
                self.longest_compilation = row.prepared_s
                print(f"  compiled and run in {row.prepared_s:.0f} s", flush=True)
            row.difference = self.golden_difference(answer)
            row.rest_l2 = folder.relative_l2(answer.cpu(), self.reference[: row.batch])
            row.status = verdict(row.kind, row.difference, row.rest_l2)
        except Exception as error:
            row.fail(error)
        # Not before: an error holds what was being computed.
        if row.run is None:
            self.clear()

    def prepare_graph(self, row, rows):
        if not self.clock.has_graphs:
            raise NotImplementedError("the processor has no CUDA graphs")
        like = row.contender
        base = next(
            other
            for other in rows
            if not other.contender.graph
            and (other.contender.name, other.contender.layout, other.contender.benchmark)
            == (like.name, like.layout, like.benchmark)
        )
        if base.run is None:
            raise NotImplementedError("without a graph it is " + base.status)
        # Its memory stays the graph's own: what recording took is the peak.
        run = []
        row.peak_mib = self.clock.peak_mib(lambda: run.append(contenders.recorded(base.run)))
        row.resident_mib = base.resident_mib
        row.run = run[0]

    def settled(self, row):
        """Calls it until it has settled (libtorch optimises a module in its second call), and returns the answer in float32."""
        begin = time.monotonic()
        calls = 0
        while calls < 4 or time.monotonic() - begin < (0 if self.options.quick else 0.1):
            answer = row.run()
            self.clock.finish()
            calls += 1
        if row.peak_mib is None:
            row.peak_mib = self.clock.peak_mib(row.run)
        if row.peak_mib is not None:
            row.peak_mib += row.resident_mib
        row.calls = max(1, min(50, round(self.clock.block_ms / self.clock.block(row.run, 1))))
        return answer.float().clone()

    def seconds_left(self):
        return self.options.seconds - (time.monotonic() - self.began)

    def time_to_compile(self, cases_left):
        """Whether the other cases can still run, uncompiled, in the time that is left."""
        return self.seconds_left() > self.longest_compilation + cases_left * CASE

    def take_turns(self, rows):
        for turn in range(self.options.turns):
            if turn >= LEAST_TURNS and self.seconds_left() < 0:
                return
            first = turn % max(1, len(rows))
            order = rows[first:] + rows[:first]
            for row in order if turn % 2 == 0 else reversed(order):
                if row.run is None:
                    continue
                torch.backends.cudnn.benchmark = row.contender.benchmark
                try:
                    if row.calls > 1:
                        row.run()
                    row.times.append(self.clock.block(row.run, row.calls))
                    row.latencies.append(clock.latency_ms(self.clock, row.run))
                except Exception as error:
                    row.times, row.latencies = [], []
                    row.fail(error)

    def profile(self, rows):
        """Which kernels take the time of one call."""
        activities = [torch.profiler.ProfilerActivity.CPU]
        if self.clock.has_graphs:
            activities.append(torch.profiler.ProfilerActivity.CUDA)
        with open(beside(self.options.csv, "profile.txt"), "w") as file:
            for row in rows:
                if row.run and not row.contender.graph:
                    with torch.profiler.profile(activities=activities) as profile:
                        row.run()
                        self.clock.finish()
                    averages = profile.key_averages()
                    device = "device" if self.clock.has_graphs else "cpu"
                    print(f"{row.kind} {row.batch}: {row.contender.name}, {row.contender.title}", file=file)
                    print(averages.table(sort_by=f"self_{device}_time_total", row_limit=30, max_name_column_width=100), file=file)

    # Saying so

    def print_row(self, row):
        name = f"  {row.contender.name:22}{row.contender.title:42}"
        if row.median is None:
            print(name + row.status, flush=True)
            return
        latency = statistics.median(row.latencies)
        memory = "" if row.peak_mib is None else f"{row.peak_mib:8.0f} MiB"
        error = f"{row.difference.yardsticks:8.2f} x" if row.kind == "float32" else f"{row.difference.l2:10.1e}"
        print(f"{name}{row.median:9.3f} ms{latency:9.3f} ms alone{memory}{error}  {row.status}", flush=True)

    def gates(self):
        kind, batch = self.gate
        timed = [row for row in self.rows if (row.kind, row.batch) == (kind, batch) and row.times]
        ours = [row for row in timed if row.contender.is_ours and not row.contender.graph]
        print(f"\n{kind}, batch {batch}: gates{'' if self.gate == contenders.GATE else ' (which are those of another case on a GPU: this only tries them)'}")
        for rival, needed in (("timm eager", OVER_EAGER), ("timm compiled", OVER_COMPILED)):
            theirs = [
                row
                for row in timed
                if row.contender.name.startswith(rival) and (rival != "timm eager" or not row.contender.graph)
            ]
            best = min(theirs, key=lambda row: row.median, default=None)
            if best is None:
                print(f"  over {rival}: not measured")
                continue
            for row in ours:
                ratio = statistics.median(b / a for a, b in zip(row.times, best.times))
                held = "kept" if ratio >= needed and row.status == "ok" else "MISSED"
                label = f"{row.contender.name} ({row.contender.title})" if row.contender.title else row.contender.name
                turns = min(len(row.times), len(best.times))
                print(f"  {label:34} over {rival} ({best.contender.title}): {ratio:.2f}, aim {needed} {held}, of {turns} turns")

    def write(self, path, rows):
        names = list(dict.fromkeys(name for row in rows for name in row))
        with open(path, "w", newline="") as file:
            table = csv.DictWriter(file, [*self.environment, *names], restval="")
            table.writeheader()
            table.writerows({**self.environment, **row} for row in rows)

    def set_precision(self, kind):
        torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = kind == "tf32"

    def clear(self):
        gc.collect()
        if self.device.type == "cuda":
            torch.cuda.empty_cache()


def verdict(kind, difference, rest_l2=0):
    is_near = difference.yardsticks <= YARDSTICKS if kind == "float32" else difference.l2 <= RELATIVE[kind]
    if not is_near:
        return "WRONG: further from the goldens than allowed"
    return "ok" if rest_l2 <= RELATIVE[kind] else "WRONG: further from timm's float32 than allowed"


def reason(error):
    text = " ".join(str(error).split())
    if isinstance(error, torch.OutOfMemoryError) or "out of memory" in text or "can't allocate memory" in text:
        return "out of memory"
    if isinstance(error, NotImplementedError):
        return "unsupported: " + text[:200]
    return f"failed: {type(error).__name__}: {text[:200]}"


def environment(device, commit):
    on_gpu = device.type == "cuda"
    return {
        "device": torch.cuda.get_device_name(device) if on_gpu else processor(),
        "driver": driver() if on_gpu else "",
        "torch": torch.__version__,
        "cuda": torch.version.cuda or "",
        "cudnn": torch.backends.cudnn.version() if on_gpu else "",
        "timm": timm.__version__,
        "python": platform.python_version(),
        "commit": commit,
    }


def driver():
    try:
        command = ["nvidia-smi", "--query-gpu=driver_version", "--format=csv,noheader"]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()[0]
    except (OSError, subprocess.CalledProcessError, IndexError):
        return "unknown"


def processor():
    try:
        lines = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
        return next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.machine()


def rounded(value):
    return "" if value is None else f"{value:.5g}"


def beside(csv_file, ending):
    return str(pathlib.Path(csv_file).with_suffix("")) + "-" + ending


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", help="what bench/gpu/prepare wrote")
    parser.add_argument("--device", choices=["cuda", "cpu"], default="cuda")
    parser.add_argument("--quick", action="store_true", help="whether it works: batches 1 and 2, three turns")
    parser.add_argument("--turns", type=int, help="alternations in each case (24, or 3 with --quick)")
    parser.add_argument("--only", default="", help="the cases of a type, a batch or both, such as 'float16 256'")
    parser.add_argument("--seconds", type=float, default=330, help="compile nothing that would make it take longer")
    parser.add_argument("--modes", nargs="*", default=["default"], help="of torch.compile; none to leave it out")
    parser.add_argument("--profile", action="store_true", help="also write what takes the time in the gates' case")
    parser.add_argument("--csv", default="gpu.csv", help="where the table goes; others beside it")
    options = parser.parse_args()
    options.turns = options.turns or (3 if options.quick else 24)
    if options.device == "cuda" and not torch.cuda.is_available():
        parser.error("torch sees no GPU here; --device cpu --quick tries the same programs on the processor")
    return options


if __name__ == "__main__":
    sys.exit(Benchmark(arguments()).run())
