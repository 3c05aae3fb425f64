"""200 random sets of labels and detections: our twelve numbers against pycocotools'.

    python compare_coco.py CLASSPATH     (the library's classes and gson; needs pycocotools and Java 17)

Sets have crowds, areas that are not the box's, sizes exactly on COCO's limits, equal scores, classes without labels,
pictures without labels, and more than a hundred detections of a class. Prints the largest difference and fails above 1e-9.
"""
import contextlib
import io
import json
import pathlib
import random
import subprocess
import sys
import tempfile

from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

SETS = 200


def random_set(rng):
    classes = rng.randint(1, 5)
    images = []
    for _ in range(rng.randint(1, 12)):
        truths, detections = [], []
        for _ in range(rng.choice([0, 1, 3, 8])):
            w, h = rng.choice([(32, 32), (96, 96), (rng.uniform(4, 300), rng.uniform(4, 300))])
            box = [rng.uniform(0, 500), rng.uniform(0, 500), w, h]
            area = w * h if rng.random() < 0.7 else w * h * rng.uniform(0.3, 1)
            truths.append([rng.randrange(classes), *box, area, int(rng.random() < 0.1)])
        for truth in truths:
            for _ in range(rng.choice([0, 1, 1, 2])):
                jitter = rng.uniform(0, 0.3)
                x, y, w, h = truth[1:5]
                box = [x + w * rng.uniform(-jitter, jitter), y + h * rng.uniform(-jitter, jitter),
                       w * rng.uniform(1 - jitter, 1 + jitter), h * rng.uniform(1 - jitter, 1 + jitter)]
                label = truth[0] if rng.random() < 0.9 else rng.randrange(classes)
                detections.append([label, *box, score(rng)])
        for _ in range(rng.choice([0, 2, 150])):
            detections.append([rng.randrange(classes), rng.uniform(0, 500), rng.uniform(0, 500),
                               rng.uniform(4, 200), rng.uniform(4, 200), score(rng)])
        rng.shuffle(detections)
        images.append({"truths": truths, "detections": detections})
    return {"classes": classes, "images": images}


def score(rng):
    # Two digits: equal scores are common.
    return round(rng.random(), 2) if rng.random() < 0.5 else rng.random()


def reference(data):
    gt = {"images": [], "annotations": [], "categories": [{"id": c + 1, "name": str(c)} for c in range(data["classes"])]}
    results = []
    for i, image in enumerate(data["images"]):
        gt["images"].append({"id": i + 1})
        for c, x, y, w, h, area, crowd in image["truths"]:
            gt["annotations"].append({"id": len(gt["annotations"]) + 1, "image_id": i + 1, "category_id": c + 1,
                                      "bbox": [x, y, w, h], "area": area, "iscrowd": crowd})
        for c, x, y, w, h, s in image["detections"]:
            results.append({"image_id": i + 1, "category_id": c + 1, "bbox": [x, y, w, h], "score": s})
    with contextlib.redirect_stdout(io.StringIO()):
        coco = COCO()
        coco.dataset = gt
        coco.createIndex()
        found = coco.loadRes(results)
        evaluation = COCOeval(coco, found, "bbox")
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    return [float(v) for v in evaluation.stats]


def main():
    rng = random.Random(20261127)
    sets = []
    while len(sets) < SETS:
        candidate = random_set(rng)
        if any(image["detections"] for image in candidate["images"]):  # loadRes([]) raises
            sets.append(candidate)
    here = pathlib.Path(__file__).parent
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder, "sets.json")
        file.write_text(json.dumps(sets))
        out = subprocess.run(["java", "-cp", sys.argv[1], str(here / "CocoFigures.java"), str(file)],
                             check=True, capture_output=True, text=True).stdout
    ours = [[float(v) for v in line.split()] for line in out.splitlines()]
    worst = max(abs(a - b) for o, s in zip(ours, sets) for a, b in zip(o, reference(s)))
    print(f"{len(ours)} sets, 12 numbers each: largest difference {worst:.2g}")
    return 0 if len(ours) == len(sets) and worst <= 1e-9 else 1


if __name__ == "__main__":
    sys.exit(main())
