"""Compares the runs in a folder: python table.py WORK. Writes WORK/train.csv and prints a table."""

import csv
import statistics
import sys
from pathlib import Path

work = Path(sys.argv[1])
rows = []
for file in sorted(work.glob("*/results.csv")):
    who, recipe, seed = file.parent.name.split("-")
    top1 = [float(row["top1"]) for row in csv.DictReader(file.open())]
    seconds = sum(float(row["seconds"]) for row in csv.DictReader(file.open()))
    rows.append([who, recipe, int(seed), top1[-1], max(top1), seconds])
with (work / "train.csv").open("w", newline="") as out:
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["who", "recipe", "seed", "lastTop1", "bestTop1", "seconds"])
    writer.writerows([*row[:3], f"{row[3]:.6f}", f"{row[4]:.6f}", f"{row[5]:.1f}"] for row in rows)
print("| recipe | who | after the last epoch, % | mean | best epoch, % | mean |\n|---|---|---|---|---|---|")
for recipe in ("finetune", "head"):
    for who in ("inx", "timm"):
        own = [row for row in rows if row[:2] == [who, recipe]]
        cells = []
        for column in (3, 4):
            values = [100 * row[column] for row in own]
            cells += [", ".join(f"{v:.1f}" for v in values), f"{statistics.mean(values):.1f}"]
        print(f"| {recipe} | {who} | {' | '.join(cells)} |")
