"""Loads what inx train left in timm and compares the answers: python local_dir.py INX DATA WORK."""

import json
import subprocess
import sys
from pathlib import Path

import timm
import torch
from PIL import Image

inx, data, work = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
run = work / "atto"
if not (run / "model.safetensors").exists():
    begin = [inx, "train", data, "--model", "inceptionnext_atto", "--recipe", "scratch", "--out", run, "--no-progress"]
    subprocess.run([*begin, "--epochs", "2", "--batch-size", "16", "--image-size", "64", "--set", "warmupEpochs=0"], check=True)
model = timm.create_model(f"local-dir:{run}", pretrained=True).eval()
transform = timm.data.create_transform(**timm.data.resolve_model_data_config(model))
names = model.pretrained_cfg["label_names"] if "label_names" in model.pretrained_cfg else (run / "labels.txt").read_text().split()
files = sorted((data / "val").rglob("*.JPG"))[::7][:40]
answers = subprocess.run(
    [inx, "classify", "--weights", run, "--json", "--top-k", str(len(names)), *files], check=True, capture_output=True, text=True
)
largest = 0.0
for file, line in zip(files, answers.stdout.splitlines()):
    with torch.no_grad():
        theirs = model(transform(Image.open(file).convert("RGB"))[None]).softmax(1)[0]
    ours = {each["className"]: each["probability"] for each in json.loads(line)["classes"]}
    largest = max(largest, max(abs(ours[name] - float(p)) for name, p in zip(names, theirs)))
print(f"{len(files)} pictures, {len(names)} classes: largest difference of a probability {largest:.2e}")
assert len(answers.stdout.splitlines()) == len(files) and largest < 1e-5
