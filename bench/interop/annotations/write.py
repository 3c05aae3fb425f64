"""Pictures with random boxes of whole pixels, and the same boxes in the files of each tool. Every folder's truth.json says what is in it."""
import json
import pathlib
import random
import shutil
import sys

import numpy as np
import supervision as sv
from label_studio_sdk.converter import Converter
from PIL import Image
from pycocotools import mask
from pycocotools.coco import COCO
from ultralytics.data.converter import convert_coco

CLASSES = ["cat", "dog", "zebra"]
out = pathlib.Path(sys.argv[1])
rng = random.Random(7)

pictures = {}
for i in range(12):
    width, height = rng.choice([(64, 48), (101, 67), (48, 64)])
    boxes = []
    for _ in range(rng.randint(0, 5)):
        x, y = rng.randint(1, width - 12), rng.randint(1, height - 12)
        boxes.append([rng.randrange(3), x, y, rng.randint(3, width - x), rng.randint(3, height - y)])
    pictures[f"picture{i:02}.jpg"] = (width, height, boxes)
# One box that fills its picture, one picture without any.
pictures["full.jpg"] = (64, 48, [[1, 0, 0, 64, 48]])
pictures["none.jpg"] = (64, 48, [])
source = out.parent / "pictures"
(source / "1").mkdir(parents=True, exist_ok=True)
for name, (width, height, _) in pictures.items():
    Image.fromarray(np.random.default_rng(len(name)).integers(0, 256, (height, width, 3), dtype=np.uint8)).save(source / name)
    shutil.copy(source / name, source / "1" / name)


def folder(name, tolerance, data=None, with_empty=True):
    made = out / name
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir(parents=True)
    truth = {n: [[CLASSES[c], x, y, w, h] for c, x, y, w, h in boxes] for n, (_, _, boxes) in pictures.items()}
    truth = {n: boxes for n, boxes in truth.items() if boxes or with_empty}
    (made / "truth.json").write_text(json.dumps({"tolerance": tolerance, "pictures": truth}))
    if data:
        (made / "DATA").write_text(data)
    return made


def copy(to):
    to.mkdir(parents=True, exist_ok=True)
    for picture in source.glob("*.jpg"):
        shutil.copy(picture, to)


def dataset():
    annotations = {}
    for name, (_, _, boxes) in pictures.items():
        xyxy = np.array([[x, y, x + w, y + h] for _, x, y, w, h in boxes], dtype=float).reshape(-1, 4)
        annotations[str(source / name)] = sv.Detections(xyxy=xyxy, class_id=np.array([b[0] for b in boxes], dtype=int))
    return sv.DetectionDataset(classes=CLASSES, images=list(annotations), annotations=annotations)


# supervision. Five decimals of a side of at most 101 pixels: half a unit of the last digit, of centre and of half a side.
made = folder("supervision-yolo", 2e-3)
dataset().as_yolo(str(made / "images"), str(made / "labels"), str(made / "data.yaml"))
text = (made / "data.yaml").read_text()
if "train" not in text:
    (made / "data.yaml").write_text(text + "\ntrain: images\n")
made = folder("supervision-voc", 0)
dataset().as_pascal_voc(str(made / "JPEGImages"), str(made / "Annotations"))
made = folder("supervision-coco", 0, "instances.json")
dataset().as_coco(str(made / "images"), str(made / "instances.json"))

# Label Studio: percents of the picture, as its editor stores them.
config = (
    '<View><Image name="image" value="$image"/><RectangleLabels name="label" toName="image">'
    + "".join(f'<Label value="{c}"/>' for c in CLASSES)
    + "</RectangleLabels></View>"
)
tasks = []
for i, (name, (width, height, boxes)) in enumerate(pictures.items()):
    result = [
        {
            "id": f"{i}-{k}", "type": "rectanglelabels", "from_name": "label", "to_name": "image",
            "original_width": width, "original_height": height, "image_rotation": 0,
            "value": {
                "x": 100 * x / width, "y": 100 * y / height, "width": 100 * w / width, "height": 100 * h / height,
                "rotation": 0, "rectanglelabels": [CLASSES[c]],
            },
        }
        for k, (c, x, y, w, h) in enumerate(boxes)
    ]
    tasks.append({
        "id": i + 1, "data": {"image": f"/data/upload/1/{name}"},
        "annotations": [{"id": i + 1, "completed_by": 1, "result": result, "was_cancelled": False}],
    })
exported = out.parent / "tasks.json"
exported.write_text(json.dumps(tasks))
for kind, tolerance in (("yolo", 1e-9), ("coco", 1e-9), ("voc", 1)):
    # Its VOC has whole pixels, cut off, and no file for a picture without boxes.
    made = folder(f"label-studio-{kind}", tolerance, "result.json" if kind == "coco" else None, kind != "voc")
    # As on its server: uploaded pictures come with the export.
    converter = Converter(config, str(made), upload_dir=str(source), download_resources=True)
    getattr(converter, f"convert_to_{kind}")(str(exported), str(made), is_dir=False)

# pycocotools writes no file itself, but makes the annotations that others then write: of a detector's results (loadRes), and of
# masks, whose boxes and areas it computes.
images = [{"id": i + 1, "file_name": name, "width": w, "height": h} for i, (name, (w, h, _)) in enumerate(pictures.items())]
categories = [{"id": 10 * i + 7, "name": c} for i, c in enumerate(CLASSES)]
empty = COCO()
empty.dataset = {"info": {}, "images": images, "annotations": [], "categories": categories}
empty.createIndex()
results, masks = [], []
for image, (_, _, boxes) in zip(images, pictures.values()):
    for c, x, y, w, h in boxes:
        results.append({"image_id": image["id"], "category_id": 10 * c + 7, "bbox": [x, y, w, h], "score": 0.5})
        pixels = np.zeros((image["height"], image["width"]), dtype=np.uint8, order="F")
        pixels[y : y + h, x : x + w] = 1
        rle = mask.encode(pixels)
        masks.append({
            "id": len(masks) + 1, "image_id": image["id"], "category_id": 10 * c + 7, "iscrowd": 0,
            "bbox": mask.toBbox(rle).tolist(), "area": int(mask.area(rle)),
            "segmentation": {"size": rle["size"], "counts": rle["counts"].decode()},
        })
for kind, document in (
    ("results", empty.loadRes(results).dataset),
    ("masks", {"images": images, "annotations": masks, "categories": categories}),
):
    made = folder(f"pycocotools-{kind}", 0, "instances.json")
    copy(made / "images")
    (made / "instances.json").write_text(json.dumps(document))

# ultralytics makes YOLO labels of COCO's; classes are category ids less one.
coco = out.parent / "coco"
coco.mkdir(exist_ok=True)
document = {"images": [], "annotations": [], "categories": [{"id": i + 1, "name": c} for i, c in enumerate(CLASSES)]}
for i, (name, (width, height, boxes)) in enumerate(pictures.items()):
    document["images"].append({"id": i + 1, "file_name": name, "width": width, "height": height})
    for c, x, y, w, h in boxes:
        document["annotations"].append({
            "id": len(document["annotations"]) + 1, "image_id": i + 1, "category_id": c + 1,
            "bbox": [x, y, w, h], "area": w * h, "iscrowd": 0, "segmentation": [],
        })
(coco / "instances.json").write_text(json.dumps(document))
made = folder("ultralytics-yolo", 2e-3)
target = out.parent / "ultralytics"
shutil.rmtree(target, ignore_errors=True)
convert_coco(labels_dir=str(coco), save_dir=str(target), use_segments=False, cls91to80=False)
copy(made / "images")
shutil.copytree(next(target.glob("labels/*")), made / "labels")
names = "\n".join(f"  {i}: {c}" for i, c in enumerate(CLASSES))
(made / "data.yaml").write_text(f"train: images\nnames:\n{names}\n")
