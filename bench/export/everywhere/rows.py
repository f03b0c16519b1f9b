"""rows.py FOLDER MODEL.onnx DATA.csv OUT.csv [FEED.json]: answers a file by the module that is
exported beside an ONNX file, and keeps what it feeds. Needs onnxruntime and numpy.
"""
import csv
import json
import sys

folder, model, data, out = sys.argv[1:5]
sys.path.insert(0, folder)
import winnow_model

m = winnow_model.Model(folder, model)
table = winnow_model._read(data)
answers = m.predict(table)
with open(out, "w", newline="", encoding="utf-8") as f:
    w = csv.writer(f)
    w.writerow(answers)
    w.writerows(zip(*answers.values()))
if len(sys.argv) > 5:
    feed, _ = m.feed(table)
    with open(sys.argv[5], "w", encoding="utf-8") as f:
        json.dump({k: {"text": v.dtype == object, "values": [None if x != x else x for x in v[:, 0].tolist()]} for k, v in feed.items()}, f)
