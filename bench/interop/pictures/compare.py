"""Compares what ImageDecoder made of the pictures with what Pillow and OpenCV made of them.

python3 compare.py FOLDER/expected.csv ACTUAL [--list]: counts by format and task; exits with 1 if a row differs that known.csv does
not name with its reason.
"""
import collections
import csv
import fnmatch
import sys
from pathlib import Path

KNOWN = [row for row in csv.reader(open(Path(__file__).with_name("known.csv"))) if row and not row[0].startswith("#")]


def reason(name, task):
    for pattern, tasks, why in KNOWN:
        if fnmatch.fnmatch(name, pattern) and (tasks == "*" or task in tasks.split()):
            return why
    return None


def main():
    expected = {(r[0], r[1]): r[2:] for r in csv.reader(open(sys.argv[1], newline=""))}
    actual = {}
    for line in open(sys.argv[2], encoding="utf-8"):
        name, task, *rest = line.rstrip("\n").split("\t")
        actual[name, task] = rest
    counts = collections.defaultdict(collections.Counter)
    unexplained = []
    for key, want in sorted(expected.items()):
        got = actual.get(key, ["0", "0", "not decoded"])
        refused = want[2].startswith("refused"), got[2].startswith("refused")
        same = "equal" if want == got else "refused alike" if all(refused) else "different"
        if same == "different" and reason(*key):
            same = "documented"
        counts[key[0].split("/")[0], key[1]][same] += 1
        if same == "different":
            unexplained.append((key, want, got))
    kinds = ("equal", "refused alike", "documented", "different")
    print(f"{'pictures':10}{'task':10}" + "".join(f"{k:>15}" for k in kinds))
    for (kind, task), c in sorted(counts.items()):
        print(f"{kind:10}{task:10}" + "".join(f"{c[k]:15}" for k in kinds))
    total = sum(counts.values(), collections.Counter())
    print(f"{'all':20}" + "".join(f"{total[k]:15}" for k in kinds))
    for key, want, got in unexplained:
        print(*key, "wanted", " ".join(want)[:90], "got", " ".join(got)[:170])
    sys.exit(1 if unexplained else 0)


if __name__ == "__main__":
    main()
