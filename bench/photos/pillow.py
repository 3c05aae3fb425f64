"""Pillow's side of bench/photos/run: a photo to the network's input by timm's own transform, on one thread.

    python pillow.py FOLDER PHOTOS

Answers the lines "input", "decode" and "digests" as org.inceptionnext.bench.PhotoCost does, after a line with the versions.
"""

import hashlib
import io
import sys
import time
from pathlib import Path

import PIL
import timm
import timm.data
import torch
from PIL import Image

torch.set_num_threads(1)
# inceptionnext_tiny.sail_in1k, the settings that its card states.
transform = timm.data.create_transform(
    input_size=(3, 224, 224),
    interpolation="bicubic",
    crop_pct=0.875,
    mean=timm.data.IMAGENET_DEFAULT_MEAN,
    std=timm.data.IMAGENET_DEFAULT_STD,
)
photos = [file.read_bytes() for file in sorted(Path(sys.argv[1]).iterdir())[: int(sys.argv[2])]]


def decode(photo):
    return Image.open(io.BytesIO(photo)).convert("RGB")


def millis(step):
    begin = time.process_time()
    for photo in photos:
        step(photo)
    return f"{(time.process_time() - begin) * 1000 / len(photos):.3f}"


def digest(photo):
    return hashlib.sha256(transform(decode(photo)).contiguous().numpy().tobytes()).hexdigest()


def answer(question):
    if question == "input":
        return millis(lambda photo: transform(decode(photo)))
    if question == "decode":
        return millis(decode)
    return " ".join(digest(photo) for photo in photos)


print(f"versions Pillow {PIL.__version__}, timm {timm.__version__}, torch {torch.__version__}", flush=True)
for line in sys.stdin:
    print(line.strip(), answer(line.strip()), flush=True)
