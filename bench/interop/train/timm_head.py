"""The recipe head in PyTorch with timm: python timm_head.py DATA WEIGHTS OUT SEED. The rest runs once over all pictures."""

import sys

import torch
from common import EVALUATION, LOSS, Descent, Results, network, pictures, top1

EPOCHS, BATCH = 60, 256
data, weights, out, seed = sys.argv[1:]
torch.manual_seed(int(seed))
model = network(weights, drop_path=0.0).eval()


@torch.no_grad()
def maps(part):
    xs, ys = zip(*[(model.forward_features(x), y) for x, y in torch.utils.data.DataLoader(pictures(f"{data}/{part}", EVALUATION), 64)])
    return torch.utils.data.TensorDataset(torch.cat(xs), torch.cat(ys))


train = torch.utils.data.DataLoader(maps("train"), BATCH, shuffle=True, drop_last=True)
val = torch.utils.data.DataLoader(maps("val"), BATCH)
head = model.head
descent = Descent(list(head.parameters()), EPOCHS, len(train))
results = Results(out)
for _ in range(EPOCHS):
    head.train()
    for x, y in train:
        descent.step(LOSS(head(x), y))
    results.epoch(top1(head, val))
results.write()
