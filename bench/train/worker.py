"""PyTorch's side of bench/train: builds a network, then takes as many steps as each line of standard input says.

    python worker.py NETWORK BATCH SIDE DTYPE LAYOUT [FOLDER]

With a folder that has a folder for each class, pictures are loaded and augmented beside it by one process, as many as we have threads for that.
"""

import re
import sys
import time
from pathlib import Path

import timm
import torch

model_name, batch, size, dtype, layout = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4], sys.argv[5]
torch.manual_seed(0)
model = timm.create_model(model_name, num_classes=1000, drop_path_rate=0.0).train()
if layout == "last":
    model = model.to(memory_format=torch.channels_last)
decay = [p for p in model.parameters() if p.ndim > 1]
rest = [p for p in model.parameters() if p.ndim <= 1]
optimizer = torch.optim.AdamW(
    [{"params": decay, "weight_decay": 0.05}, {"params": rest, "weight_decay": 0.0}], lr=1e-3, fused=True
)
loss_of = torch.nn.CrossEntropyLoss(label_smoothing=0.1)


def loaded(folder):
    from PIL import Image
    from torchvision import transforms
    from torchvision.datasets import ImageFolder

    changes = transforms.Compose(
        [
            transforms.RandomResizedCrop(size, scale=(0.5, 1), interpolation=transforms.InterpolationMode.BICUBIC),
            transforms.RandomHorizontalFlip(),
            transforms.ColorJitter(0.2, 0.2, 0.2),
            transforms.ToTensor(),
            transforms.Normalize((0.485, 0.456, 0.406), (0.229, 0.224, 0.225)),
        ]
    )
    pictures = ImageFolder(folder, changes, loader=lambda path: Image.open(path).convert("RGB"))
    batches = torch.utils.data.DataLoader(
        pictures, batch, shuffle=True, drop_last=True, num_workers=1, persistent_workers=True, prefetch_factor=3
    )
    while True:
        yield from batches


def made_up():
    pictures = torch.randn(batch, 3, size, size)
    labels = torch.arange(batch) % 1000
    if layout == "last":
        pictures = pictures.contiguous(memory_format=torch.channels_last)
    while True:
        yield pictures, labels


def step(pictures, labels):
    if layout == "last":
        pictures = pictures.contiguous(memory_format=torch.channels_last)
    optimizer.zero_grad(set_to_none=True)
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=dtype == "bfloat16"):
        loss = loss_of(model(pictures), labels)
    loss.backward()
    optimizer.step()
    return loss.item()


def kibibytes(file, *keys):
    text = Path(file).read_text()
    return sum(int(re.search(rf"^{key}:\s+(\d+) kB", text, re.M)[1]) for key in keys)


def workers():
    return [int(pid) for task in Path("/proc/self/task").iterdir() for pid in (task / "children").read_text().split()]


def mebibytes():
    """The largest resident memory so far, and what its workers have for themselves alone now."""
    own = sum(kibibytes(f"/proc/{pid}/smaps_rollup", "Private_Clean", "Private_Dirty") for pid in workers())
    return (kibibytes("/proc/self/status", "VmHWM") + own) // 1024


def cpu_seconds():
    """Of this process and its workers: the fourteenth and fifteenth field of stat, in hundredths."""
    hundredths = 0
    for pid in workers():
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        hundredths += int(fields[11]) + int(fields[12])
    return time.process_time() + hundredths / 100


batches = loaded(sys.argv[6]) if len(sys.argv) > 6 else made_up()
print("ready", flush=True)
for line in sys.stdin:
    count = int(line)
    begin, cpu = time.perf_counter(), cpu_seconds()
    for _ in range(count):
        loss = step(*next(batches))
    seconds, cpu = (time.perf_counter() - begin) / count, (cpu_seconds() - cpu) / count
    print(f"{seconds:.6f} {mebibytes()} {cpu:.6f} {loss:.4f}", flush=True)
