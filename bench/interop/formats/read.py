"""Reads what inx wrote with pandas, pyarrow, numpy, pycocotools and ultralytics, and compares it with the lines of JSON."""

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
from pycocotools.coco import COCO

work = Path(sys.argv[1])


def lines(name):
    return [json.loads(line) for line in (work / name).read_text(encoding="utf-8").splitlines()]


def rows(name, list_name, fields):
    """The rows of a table, from the lines of JSON."""
    table = []
    for line in lines(name):
        if "error" in line:
            table.append((line["file"], None, line["error"]))
        for each in line.get(list_name, []):
            table.append((line["file"], tuple(each[field] for field in fields), None))
        if list_name in line and not line[list_name]:
            table.append((line["file"], None, None))
    return table


def check_table(frame, expected, columns):
    assert len(frame) == len(expected), (len(frame), len(expected))
    largest = 0.0
    for (_, row), (file, cells, error) in zip(frame.iterrows(), expected):
        assert row["file"] == file
        assert (row["error"] if isinstance(row["error"], str) else None) == error
        for column, cell in zip(columns, cells or ()):
            if isinstance(cell, str):
                assert row[column] == cell, (row[column], cell)
            else:
                largest = max(largest, abs(float(row[column]) - cell) / max(1.0, abs(cell)))
        assert cells is not None or pd.isna(row[columns[0]])
    assert largest < 1e-6, largest
    return f"{len(frame)} rows, largest difference {largest:.1e}"


classes = rows("classes.jsonl", "classes", ["className", "probability"])
boxes = rows("boxes.jsonl", "detections", ["className", "classIndex", "confidence", "x1", "y1", "x2", "y2"])
box_columns = ["class", "class_index", "confidence", "x1", "y1", "x2", "y2"]
for name, read in [("pandas", lambda stem: pd.read_csv(work / f"{stem}.csv")),
                   ("pyarrow", lambda stem: pq.read_table(work / f"{stem}.parquet").to_pandas())]:
    print(f"{name}: classes: {check_table(read('classes'), classes, ['class', 'probability'])}")
    print(f"{name}: boxes: {check_table(read('boxes'), boxes, box_columns)}")

embedded = [line for line in lines("vectors.jsonl") if "error" not in line]
expected = np.array([line["embedding"] for line in embedded], dtype=np.float32)
matrix = np.load(work / "vectors.npy")
assert matrix.dtype == np.float32 and np.array_equal(matrix, expected)
assert json.loads((work / "vectors.npy.files.json").read_text()) == [line["file"] for line in embedded]
table = pd.read_csv(work / "vectors.csv")
assert np.array_equal(table[table["error"].isna()].filter(like="embedding_").to_numpy(np.float32), expected)
column = pq.read_table(work / "vectors.parquet").to_pandas()
assert np.array_equal(np.stack(column["embedding"].dropna().to_list()).astype(np.float32), expected)
print(f"numpy, pandas, pyarrow: vectors: {matrix.shape[0]} of {matrix.shape[1]}, every bit the same")

found = {Path(line["file"]).name: line for line in lines("boxes.jsonl") if "error" not in line}
count = sum(len(line["detections"]) for line in found.values())
(annotations,) = (work / "coco").glob("*.json")
coco = COCO(annotations)
assert len(coco.getImgIds()) == len(found) and len(coco.getAnnIds()) == count
for image in coco.loadImgs(coco.getImgIds()):
    line = found[Path(image["file_name"]).name]
    assert (image["width"], image["height"]) == (line["width"], line["height"])
    for ann, box in zip(coco.loadAnns(coco.getAnnIds(image["id"])), line["detections"]):
        x, y, width, height = ann["bbox"]
        assert np.allclose([x, y, x + width, y + height], [box[k] for k in ("x1", "y1", "x2", "y2")], atol=1e-3)
        assert coco.loadCats(ann["category_id"])[0]["name"] == box["className"]
print(f"pycocotools: {len(found)} pictures, {count} boxes")

import ultralytics  # noqa: E402 (slow to import)
from ultralytics.data.dataset import YOLODataset  # noqa: E402
from ultralytics.data.utils import check_det_dataset  # noqa: E402

data = check_det_dataset(str(work / "split" / "data.yaml"))
labels = [label for part in ("train", "val")
          for label in YOLODataset(img_path=data[part], data=data, task="detect", augment=False, imgsz=640).labels]
read = 0
for label in labels:
    line = found[Path(label["im_file"]).name]
    height, width = label["shape"]
    for cls, (x, y, w, h), box in zip(label["cls"], label["bboxes"], line["detections"]):
        assert data["names"][int(cls[0])] == box["className"]
        corners = [(x - w / 2) * width, (y - h / 2) * height, (x + w / 2) * width, (y + h / 2) * height]
        assert np.allclose(corners, [box[k] for k in ("x1", "y1", "x2", "y2")], atol=0.05), (corners, box)
        read += 1
# Rows of one picture that are the same are one for its loader.
print(f"ultralytics {ultralytics.__version__}: {len(labels)} pictures, {read} of {count} boxes")
assert len(labels) == len(found) and read == count
