"""What both of timm's runs share: the network of inceptionnext_zepto, its pictures, its optimizer, its figures."""

import math
import time
from pathlib import Path

import safetensors.torch
import timm.optim
import torch
from PIL import Image
from timm.models.inception_next import MetaNeXt
from torchvision import transforms
from torchvision.datasets import ImageFolder

MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
SIDE = 64
NORMALISE = [transforms.ToTensor(), transforms.Normalize(MEAN, STD)]
# An ordinary picture is enlarged or reduced to the short side, and its middle is taken: crop_pct 1.
EVALUATION = transforms.Compose(
    [transforms.Resize(SIDE, transforms.InterpolationMode.BICUBIC), transforms.CenterCrop(SIDE), *NORMALISE]
)


def network(weights, drop_path):
    """Zepto with the given weights and a new classifier."""
    model = MetaNeXt(
        depths=(2, 2, 6, 2),
        dims=(32, 64, 128, 256),
        token_mixers=timm.models.inception_next.InceptionDWConv2d,
        mlp_ratios=(4, 4, 4, 3),
        num_classes=10,
        drop_path_rate=drop_path,
    )
    begin = {k: v.float() for k, v in safetensors.torch.load_file(weights).items() if not k.startswith("head.fc2")}
    missing, unexpected = model.load_state_dict(begin, strict=False)
    assert set(missing) == {"head.fc2.weight", "head.fc2.bias"} and not unexpected, (missing, unexpected)
    torch.nn.init.trunc_normal_(model.head.fc2.weight, std=0.02)
    torch.nn.init.zeros_(model.head.fc2.bias)
    return model


def pictures(folder, transform):
    return ImageFolder(folder, transform, loader=lambda path: Image.open(path).convert("RGB"))


class Descent:
    """AdamW and the cosine with one epoch of warm-up, step by step."""

    def __init__(self, parameters, epochs, steps_per_epoch):
        decayed = [p for p in parameters if p.ndim > 1]
        rest = [p for p in parameters if p.ndim <= 1]
        groups = [{"params": decayed, "weight_decay": 0.05}, {"params": rest, "weight_decay": 0.0}]
        self.optimizer = torch.optim.AdamW(groups, lr=1e-3)
        self.epochs, self.steps_per_epoch, self.steps = epochs, steps_per_epoch, 0

    def rate(self):
        epoch = self.steps / self.steps_per_epoch
        if epoch < 1:
            return 1e-6 + epoch * (1e-3 - 1e-6)
        return 1e-5 + (1e-3 - 1e-5) * (1 + math.cos(math.pi * (epoch - 1) / (self.epochs - 1))) / 2

    def step(self, loss):
        for group in self.optimizer.param_groups:
            group["lr"] = self.rate()
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        self.steps += 1


LOSS = torch.nn.CrossEntropyLoss(label_smoothing=0.1)


@torch.no_grad()
def top1(model, batches):
    model.eval()
    right = every = 0
    for x, y in batches:
        right += int((model(x).argmax(1) == y).sum())
        every += len(y)
    return right / every


class Results:
    """results.csv with the columns that inx writes, as far as they are compared."""

    def __init__(self, folder):
        self.folder, self.rows, self.begin = Path(folder), [], time.time()

    def epoch(self, top1):
        self.rows.append(f"{len(self.rows) + 1},{top1:.6f},{time.time() - self.begin:.1f}")
        print(self.folder.name, self.rows[-1], flush=True)
        self.begin = time.time()

    def write(self):
        self.folder.mkdir(parents=True)
        (self.folder / "results.csv").write_text("\n".join(["epoch,top1,seconds", *self.rows]) + "\n")
