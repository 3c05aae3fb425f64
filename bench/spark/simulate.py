"""How long a bulk job takes on a cluster, simulated task by task with the constants that bench/spark/measure.py measured.

usage: simulate.py CONSTANTS.csv MODEL [--pictures N] [--in-a-task N] [--executor-cores N] [--source parquet|binaryFile]
                   [--price EURO_PER_CORE_HOUR] [--get-seconds S] [--gets-per-second N]

The last line of CONSTANTS.csv for each constant counts. An object store is not among them: give what yours takes for a request
(--get-seconds) and allows (--gets-per-second); without them pictures are as near as on the machine that was measured.
The driver hands out tasks one after the other; a core takes the next one when it is done with its own; an executor loads
the model before its first picture. No core is slower than another here and none is lost.
"""

import argparse
import csv
import heapq

parser = argparse.ArgumentParser()
parser.add_argument("constants")
parser.add_argument("model")
parser.add_argument("--pictures", type=int, default=10_000_000)
parser.add_argument("--in-a-task", type=int, default=2_000)
parser.add_argument("--executor-cores", type=int, default=4)
parser.add_argument("--source", choices=["parquet", "binaryFile"], default="parquet")
parser.add_argument("--price", type=float)
parser.add_argument("--get-seconds", type=float, default=0)
parser.add_argument("--gets-per-second", type=float)
options = parser.parse_args()

constants = {}
with open(options.constants, encoding="utf-8") as file:
    for line in csv.DictReader(file):
        if line["model"] == options.model or line["what"] in ("task", "parquet", "binaryFile"):
            constants[line["what"]] = float(line["value"])
missing = {"task", "start", "network", options.source} - constants.keys()
if missing:
    raise SystemExit(f"{options.constants} has no {', '.join(sorted(missing))} for {options.model}")

gets_a_task = options.in_a_task if options.source == "binaryFile" else 1
work = options.in_a_task * (constants["network"] + constants[options.source]) + gets_a_task * options.get_seconds


def simulate(cores: int) -> tuple[float, float, float]:
    """Returns seconds, the share of them that cores work, and the share that the driver is busy."""
    tasks = -(-options.pictures // options.in_a_task)
    free = [constants["start"]] * cores
    driver = store = busy = 0.0
    for _ in range(tasks):
        core = heapq.heappop(free)
        driver = max(driver, core) + constants["task"]
        begin = driver
        if options.gets_per_second:
            store = max(store, begin) + gets_a_task / options.gets_per_second
            begin = max(begin, store - work)
        end = begin + work
        busy += work
        heapq.heappush(free, end)
    seconds = max(free)
    return seconds, busy / (cores * seconds), tasks * constants["task"] / seconds


print(f"{options.pictures:,} pictures, {options.model}, {options.source}, {options.in_a_task:,} in a task")
print("cores  hours  pictures/hour  cores busy  driver busy" + ("  cost/million" if options.price else ""))
for cores in (10, 100, 1000):
    seconds, cores_busy, driver_busy = simulate(cores)
    line = (f"{cores:5}  {seconds / 3600:5.2f}  {options.pictures / seconds * 3600:13,.0f}  {cores_busy:10.1%}"
            f"  {driver_busy:11.1%}")
    if options.price:
        line += f"  {cores * seconds / 3600 * options.price / options.pictures * 1e6:12.2f}"
    print(line)
