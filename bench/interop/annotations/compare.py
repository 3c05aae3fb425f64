"""What inx read, as COCO's own tools load it, beside what each tool was given."""
import contextlib
import io
import json
import pathlib
import sys

from pycocotools.coco import COCO

written, read = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
wrong = 0
for folder in sorted(written.iterdir()):
    truth = json.loads((folder / "truth.json").read_text())
    with contextlib.redirect_stdout(io.StringIO()):
        coco = COCO(str(read / folder.name / "instances_train.json"))
    classes = {c["id"]: c["name"] for c in coco.dataset["categories"]}
    found = {}
    for image in coco.dataset["images"]:
        name = pathlib.Path(image["file_name"]).name
        # Label Studio writes the name of a local file with its folder.
        found[name] = [
            [classes[a["category_id"]], *a["bbox"]] for a in coco.imgToAnns[image["id"]]
        ]
    largest, boxes, bad = 0.0, 0, []
    for name, wanted in truth["pictures"].items():
        ours = found.get(name)
        if ours is None or len(ours) != len(wanted):
            bad.append(f"{name}: {None if ours is None else len(ours)} boxes for {len(wanted)}")
            continue
        for want in wanted:
            same = [o for o in ours if o[0] == want[0]]
            difference = min((max(abs(a - b) for a, b in zip(o[1:], want[1:])) for o in same), default=float("inf"))
            largest, boxes = max(largest, difference), boxes + 1
            if difference > truth["tolerance"]:
                bad.append(f"{name}: {want} is off by {difference}")
    state = "equal" if not bad else "DIFFERENT"
    print(f"{folder.name:20} {len(found):3} pictures {boxes:3} boxes  largest difference {largest:.2e} of {truth['tolerance']:.0e}  {state}")
    for line in bad[:10]:
        print("   ", line)
    wrong += bool(bad)
sys.exit(1 if wrong else 0)
