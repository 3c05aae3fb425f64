"""Unpacks a tar of a folder a class, and sets a fifth of each class aside: python split.py ARCHIVE FOLDER."""

import random
import shutil
import sys
import tarfile
from pathlib import Path

archive, folder = Path(sys.argv[1]), Path(sys.argv[2])
raw = folder.with_name(folder.name + "-raw")
with tarfile.open(archive) as tar:
    tar.extractall(raw, filter="data")
classes = {}
for file in sorted(raw.rglob("*.JPG")):
    classes.setdefault(file.parent.name, []).append(file)
random.seed(0)
for name, files in sorted(classes.items()):
    random.shuffle(files)
    aside = round(len(files) / 5)
    for part, chosen in (("val", files[:aside]), ("train", files[aside:])):
        target = folder / part / name
        target.mkdir(parents=True)
        for file in chosen:
            shutil.move(file, target / file.name)
shutil.rmtree(raw)
