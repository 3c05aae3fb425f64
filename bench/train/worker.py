"""PyTorch's side of bench/train: builds a network, then takes as many steps as each line of standard input says."""

import resource
import sys
import time

import timm
import torch

model_name, batch, size, dtype, layout = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4], sys.argv[5]
torch.manual_seed(0)
model = timm.create_model(model_name, num_classes=1000, drop_path_rate=0.0).train()
pictures = torch.randn(batch, 3, size, size)
labels = torch.arange(batch) % 1000
if layout == "last":
    model = model.to(memory_format=torch.channels_last)
    pictures = pictures.contiguous(memory_format=torch.channels_last)
decay = [p for p in model.parameters() if p.ndim > 1]
rest = [p for p in model.parameters() if p.ndim <= 1]
optimizer = torch.optim.AdamW(
    [{"params": decay, "weight_decay": 0.05}, {"params": rest, "weight_decay": 0.0}], lr=1e-3, fused=True
)
loss_of = torch.nn.CrossEntropyLoss(label_smoothing=0.1)


def step():
    optimizer.zero_grad(set_to_none=True)
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=dtype == "bfloat16"):
        loss = loss_of(model(pictures), labels)
    loss.backward()
    optimizer.step()
    return loss.item()


print("ready", flush=True)
for line in sys.stdin:
    count = int(line)
    begin = time.perf_counter()
    for _ in range(count):
        loss = step()
    seconds = (time.perf_counter() - begin) / count
    print(f"{seconds:.6f} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} {loss:.4f}", flush=True)
