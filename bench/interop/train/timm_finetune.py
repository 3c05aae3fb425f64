"""The recipe finetune in PyTorch with timm: python timm_finetune.py DATA WEIGHTS OUT SEED."""

import sys

import torch
from common import EVALUATION, LOSS, NORMALISE, SIDE, Descent, Results, network, pictures, top1
from torchvision import transforms

EPOCHS, BATCH = 20, 32
data, weights, out, seed = sys.argv[1:]
torch.manual_seed(int(seed))
augmented = transforms.Compose(
    [
        transforms.RandomResizedCrop(SIDE, scale=(0.5, 1), interpolation=transforms.InterpolationMode.BICUBIC),
        transforms.RandomHorizontalFlip(),
        transforms.ColorJitter(0.2, 0.2, 0.2),
        *NORMALISE,
    ]
)
train = torch.utils.data.DataLoader(pictures(f"{data}/train", augmented), BATCH, shuffle=True, drop_last=True)
val = torch.utils.data.DataLoader(pictures(f"{data}/val", EVALUATION), 64)
model = network(weights, drop_path=0.1)
descent = Descent(list(model.parameters()), EPOCHS, len(train))
results = Results(out)
for _ in range(EPOCHS):
    model.train()
    for x, y in train:
        descent.step(LOSS(model(x), y))
    results.epoch(top1(model, val))
results.write()
