"""YOLOv5's own code trains yolov5_inceptionnext_zepto, for bench/train/detector.

    python original.py CHECKOUT DATA SIDE BATCH EPOCHS LOADERS

CHECKOUT is a folder with the original: a clone of its repository, or where `pip install --target` laid the package yolov5. It brings
the loading of pictures, the neck, the loss, the optimizer and the average; the backbone is timm's. DATA is a data.yaml of YOLO. Prints the
seconds of each epoch, without validation, from the first batch that is asked for to the last step.
"""

import importlib
import logging
import os
import sys
import time
from pathlib import Path

import torch
import yaml
from timm.models.inception_next import MetaNeXt

checkout, data, side, batch, epochs, loaders = sys.argv[1], Path(sys.argv[2]), *map(int, sys.argv[3:7])
sys.path.insert(0, checkout)
package = "yolov5." if (Path(checkout) / "yolov5" / "models").is_dir() else ""
logging.disable(logging.WARNING)


def original(module, *names):
    loaded = importlib.import_module(package + module)
    return [getattr(loaded, name) for name in names]


(Detect,) = original("models.yolo", "Detect")
C3, Concat, Conv, SPPF = original("models.common", "C3", "Concat", "Conv", "SPPF")
(create_dataloader,) = original("utils.dataloaders", "create_dataloader")
(ComputeLoss,) = original("utils.loss", "ComputeLoss")
ModelEMA, smart_optimizer = original("utils.torch_utils", "ModelEMA", "smart_optimizer")
(check_anchor_order,) = original("utils.autoanchor", "check_anchor_order")

# zoo/recipes/yolov5.yaml by the original's names.
HYP = dict(
    lr0=0.01, lrf=0.01, momentum=0.937, weight_decay=0.0005, box=0.05, obj=1.0, cls=0.5, obj_pw=1.0, cls_pw=1.0, anchor_t=4.0,
    fl_gamma=0.0, label_smoothing=0.0, hsv_h=0.015, hsv_s=0.7, hsv_v=0.4, degrees=0.0, translate=0.1, scale=0.5, shear=0.0,
    perspective=0.0, flipud=0.0, fliplr=0.5, mosaic=1.0, mixup=0.0, copy_paste=0.0,
)  # fmt: skip
DIMS, NOMINAL = (32, 64, 128, 256), 64
ANCHORS = [[10, 13, 16, 30, 33, 23], [30, 61, 62, 45, 59, 119], [116, 90, 156, 198, 373, 326]]


class Backbone(torch.nn.Module):
    """The maps of the four stages; the classifier is left out."""

    def __init__(self):
        super().__init__()
        whole = MetaNeXt(depths=(2, 2, 6, 2), dims=DIMS, mlp_ratios=(4, 4, 4, 3), num_classes=0)
        self.stem, self.stages = whole.stem, whole.stages

    def forward(self, x):
        x = self.stem(x)
        maps = []
        for stage in self.stages:
            x = stage(x)
            maps.append(x)
        return maps


class Detector(torch.nn.Module):
    """The published neck at width .25 behind the backbone, row by row."""

    def __init__(self, classes):
        super().__init__()
        a, b, c = 64, 128, 256
        self.backbone = Backbone()
        rows = [
            (SPPF(DIMS[3], c, 5), [-1]),  # 5
            (Conv(c, b, 1, 1), [-1]),  # 6
            (torch.nn.Upsample(None, 2, "nearest"), [-1]),
            (Concat(1), [-1, 3]),
            (C3(b + DIMS[2], b, 1, False), [-1]),  # 9
            (Conv(b, a, 1, 1), [-1]),  # 10
            (torch.nn.Upsample(None, 2, "nearest"), [-1]),
            (Concat(1), [-1, 2]),
            (C3(a + DIMS[1], a, 1, False), [-1]),  # 13
            (Conv(a, a, 3, 2), [-1]),
            (Concat(1), [-1, 10]),
            (C3(a + a, b, 1, False), [-1]),  # 16
            (Conv(b, b, 3, 2), [-1]),
            (Concat(1), [-1, 5]),
            (C3(b + c, c, 1, False), [-1]),  # 19
            (Detect(classes, ANCHORS, (a, b, c)), [13, 16, 19]),
        ]
        self.model = torch.nn.ModuleList(module for module, _ in rows)
        self.sources = [source for _, source in rows]
        for module in self.model.modules():
            if isinstance(module, torch.nn.BatchNorm2d):
                module.eps, module.momentum = 1e-3, 0.03
        detect = self.model[-1]
        detect.stride = torch.tensor([8.0, 16.0, 32.0])
        check_anchor_order(detect)
        detect.anchors /= detect.stride.view(-1, 1, 1)
        self.stride, self.nc, self.hyp = detect.stride, classes, None

    def forward(self, x):
        y = [None, *self.backbone(x)]
        for module, source in zip(self.model, self.sources):
            inputs = [y[i] for i in source]
            y.append(module(inputs if len(inputs) > 1 else inputs[0]))
        return y[-1]


torch.manual_seed(0)
torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
description = yaml.safe_load(data.read_text())
names = description["names"]
classes = len(names)
train = str((data.parent / description.get("path", "") / description["train"]).resolve())
model = Detector(classes)
accumulate = max(round(NOMINAL / batch), 1)
hyp = dict(HYP)
hyp["weight_decay"] *= batch * accumulate / NOMINAL
optimizer = smart_optimizer(model, "SGD", hyp["lr0"], hyp["momentum"], hyp["weight_decay"])
hyp["cls"] *= classes / 80
hyp["obj"] *= (side / 640) ** 2
model.hyp = hyp
average = ModelEMA(model)
loader, _ = create_dataloader(train, side, batch, 32, False, hyp=hyp, augment=True, workers=loaders, shuffle=True)
loss_of = ComputeLoss(model)
print("parameters", sum(p.numel() for p in model.parameters()), flush=True)

done = last = 0
for epoch in range(epochs):
    model.train()
    begin = time.perf_counter()
    optimizer.zero_grad()
    for pictures, targets, _, _ in loader:
        pictures = pictures.float() / 255
        loss, _ = loss_of(model(pictures), targets)
        loss.backward()
        # In its first hundred batches the original rises from a step a batch to the nominal batch.
        if done - last >= max(1, round(1 + (accumulate - 1) * min(1, done / 100))):
            torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm=10.0)
            optimizer.step()
            optimizer.zero_grad()
            average.update(model)
            last = done
        done += 1
    print("epoch", time.perf_counter() - begin, float(loss), flush=True)
