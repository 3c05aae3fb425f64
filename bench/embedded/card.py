"""Writes what bench/embedded/ship makes of a run: pins of the file and the measured figures by both protocols into the detector's card, the
figures into its row of README.md. EveryCardTest compares the two."""
import datetime
import json
import pathlib
import re
import sys

root, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
recipe = sys.argv[3]
name = "yolov5_inceptionnext_zepto"
file = root / f"metadata/model/cv/object_detection/org/inceptionnext/{name}/metadata.json"
metadata = json.loads(file.read_text())
run = dict(re.findall(r'^(\w+): "(.*)"$', (out / "run.yaml").read_text(), re.M))
size, epochs, seed = run["imageSize"], run["epochs"], run["seed"]
pins = dict(re.findall(r"^(sizeBytes|sha256|tensorDigest) (\S+)$", (out / "embedded.txt").read_text(), re.M))
figures = json.loads((out / "eval.json").read_text())
artifact = metadata["artifacts"][0]
card = artifact["card"]

metadata["name"] = "YOLOv5 with InceptionNeXt zepto (BCCD)"
metadata["description"] = (
    "A demonstration detector, shipped inside the library: it finds red and white blood cells and platelets in photos of"
    " blood smears like those of BCCD, and nothing else. Learned from 205 photos; no medical device."
)
artifact["arguments"]["width"] = artifact["arguments"]["height"] = int(size)
artifact["properties"]["imageSize"] = size
preprocessing = card["presets"]["upstream"]["preprocessing"]
preprocessing["height"] = preprocessing["width"] = int(size)
card["presets"]["upstream"]["publisher"] = "this project"
card["licenses"]["weights"] = {
    "name": "Apache-2.0",
    "source": "trained by this project on BCCD (Shenggan/BCCD_Dataset, MIT), its backbone begun with inceptionnext_zepto of CIFAR-10",
}
card["detector"]["accuracy"] = {
    "coco": {"ap": round(figures["coco"]["AP"], 4), "ap50": round(figures["coco"]["AP50"], 4)},
    "yolov5": {"map5095": round(figures["yolov5"]["map5095"], 4), "map50": round(figures["yolov5"]["map50"], 4)},
    "dataset": f"BCCD val, {figures['pictures']} photos, {size} x {size}",
    "source": f"this project, bench/embedded/run: recipe {recipe}, {epochs} epochs, seed {seed}; those photos chose the epoch too",
}
source = f"this project: bench/embedded/run, recipe {recipe}, {epochs} epochs, seed {seed}"
card["weights"] = {
    "tensorDigest": {"hex": pins["tensorDigest"], "source": source},
    "sources": [
        {
            "embedded": {"resource": f"org/inceptionnext/zoo/weights/{name}.bccd.safetensors"},
            "sizeBytes": int(pins["sizeBytes"]),
            "sha256": {"hex": pins["sha256"], "source": source},
        }
    ],
}
metadata["lastUpdated"] = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT00:00:00.000Z")
text = json.dumps(metadata, indent=2, ensure_ascii=False)
# Short lists stay on one line, as in the other cards.
text = re.sub(r"\[\s+([-\d.,\s]+?)\s+\]", lambda m: "[" + re.sub(r"\s+", " ", m.group(1)) + "]", text)
file.write_text(text + "\n")

accuracy = card["detector"]["accuracy"]
readme = root / "README.md"
lines = readme.read_text().split("\n")
row = next(i for i, line in enumerate(lines) if line.startswith(f"| `{name}`"))
cells = lines[row].split(" | ")
cells[-1] = (
    f"in the jar: mAP50-95 {accuracy['coco']['ap']:.3f} by COCO's rules, {accuracy['yolov5']['map5095']:.3f} by YOLOv5's,"
    f" on {accuracy['dataset']} |"
)
lines[row] = " | ".join(cells)
readme.write_text("\n".join(lines))
