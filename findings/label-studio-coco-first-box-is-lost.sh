#!/usr/bin/env bash
# One would guess: boxes exported as COCO by Label Studio's own converter can be scored by COCO's own evaluator; a detector
# that finds exactly the labelled boxes has an average precision of 1.
# What happens (label-studio-sdk 2.1.2, pycocotools 2.0.11): the converter numbers annotations from 0, and the evaluator keeps
# the matched annotation's number where 0 means "no match". The first box of the data set can never be found: with one box,
# perfect detections score 0. Numbered from 1, the same file scores 1.
# Needs Python 3.10 or newer.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -q label-studio-sdk==2.1.2 pycocotools==2.0.11 pillow==13.0.0
cat >probe.py <<'PY'
import json, contextlib, io, importlib.metadata as md, os
from PIL import Image
from label_studio_sdk.converter import Converter
os.makedirs("photos", exist_ok=True)
Image.new("RGB",(100,80),(90,120,60)).save("photos/one.png")
config='<View><Image name="image" value="$image"/><RectangleLabels name="label" toName="image"><Label value="cell"/></RectangleLabels></View>'
task=[{"id":1,"data":{"image":"photos/one.png"},"annotations":[{"id":1,"completed_by":1,"was_cancelled":False,"result":[{"id":"a","type":"rectanglelabels","from_name":"label","to_name":"image","original_width":100,"original_height":80,"image_rotation":0,"value":{"x":10,"y":10,"width":50,"height":50,"rotation":0,"rectanglelabels":["cell"]}}]}]}]
json.dump(task,open("export.json","w"))
Converter(config,project_dir=".",download_resources=False).convert_to_coco("export.json","out",output_image_dir="out/images",is_dir=False)
coco=json.load(open("out/result.json"))
print("label-studio-sdk",md.version("label-studio-sdk"),"pycocotools",md.version("pycocotools"))
print("annotations:",[{k:a[k] for k in ("id","image_id","category_id","bbox")} for a in coco["annotations"]])
from pycocotools.coco import COCO; from pycocotools.cocoeval import COCOeval
def ap(first):
    for i,a in enumerate(coco["annotations"]): a["id"]=first+i
    with contextlib.redirect_stdout(io.StringIO()):
        gt=COCO(); gt.dataset=coco; gt.createIndex()
        dt=gt.loadRes([{"image_id":a["image_id"],"category_id":a["category_id"],"bbox":a["bbox"],"score":.9} for a in coco["annotations"]])
        e=COCOeval(gt,dt,"bbox"); e.evaluate(); e.accumulate(); e.summarize()
    return float(e.stats[0])
print("AP of perfect boxes, ids from 0 as exported:",ap(0))
print("AP of perfect boxes, ids from 1:",ap(1))
PY
venv/bin/python probe.py 2>/dev/null | tee out.txt
grep -q "^annotations: \[{'id': 0," out.txt
grep -q "^AP of perfect boxes, ids from 0 as exported: 0.0$" out.txt
grep -q "^AP of perfect boxes, ids from 1: \(0.99999\|1.0\)" out.txt
echo "as written above"
