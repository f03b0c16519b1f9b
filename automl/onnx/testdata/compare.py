"""Holds ONNX files against what winnow predict answers, row by row.

usage: compare.py MODEL.json MODEL.onnx DATA.csv PREDICTIONS.csv [tolerance]

MODEL.json is what `winnow show --json` says, PREDICTIONS.csv what `winnow predict` wrote.
Needs onnxruntime and numpy. Prints the largest difference of a number (relative to 1 or to
its size) and how many labels differ; fails when a label differs or a number does by more
than the tolerance (1e-12).
"""
import csv
import datetime
import json
import sys

import numpy as np
import onnxruntime as rt

MISSING = {"", "?", "na", "n/a", "nan", "null", "none", "nil", "-", "--", ".", "missing", "unknown", "#n/a", "<na>"}
LAYOUTS = {"2006-01-02": "%Y-%m-%d", "2006-01-02 15:04:05": "%Y-%m-%d %H:%M:%S", "02.01.2006": "%d.%m.%Y",
           "01/02/2006": "%m/%d/%Y", "02/01/2006": "%d/%m/%Y", "2006-01-02 15:04": "%Y-%m-%d %H:%M"}


def number(text, c):
    f = c.get("format") or {}
    text = text.strip()
    if text.lower() in MISSING:
        return np.nan
    for sign in (f.get("prefix", ""), f.get("suffix", ""), f.get("thousands", "")):
        if sign:
            text = text.replace(sign, "")
    if f.get("decimal") == ",":
        text = text.replace(",", ".")
    try:
        return float(text)
    except ValueError:
        return np.nan


def moment(text, c):
    if text.strip().lower() in MISSING:
        return np.nan
    t = datetime.datetime.strptime(text.strip(), LAYOUTS[c["format"]["layout"]])
    return t.replace(tzinfo=datetime.timezone.utc).timestamp()


def feed(schema, rows, wanted):
    out = {}
    for c in schema["columns"]:
        if c["name"] not in wanted:
            continue
        cells = [r.get(c["name"], "") or "" for r in rows]
        if c["kind"] == "number":
            v = np.array([number(x, c) for x in cells], dtype=np.float64)
        elif c["kind"] == "time":
            v = np.array([moment(x, c) for x in cells], dtype=np.float64)
        else:
            v = np.array(["" if x.strip().lower() in MISSING else x.strip() for x in cells], dtype=object)
        out[c["name"]] = v.reshape(-1, 1)
    return out


def main():
    info, model, data, answers = sys.argv[1:5]
    tolerance = float(sys.argv[5]) if len(sys.argv) > 5 else 1e-12
    schema = json.load(open(info, encoding="utf-8"))["schema"]
    rows = list(csv.DictReader(open(data, newline="", encoding="utf-8")))
    want = list(csv.DictReader(open(answers, newline="", encoding="utf-8")))
    so = rt.SessionOptions()
    so.log_severity_level = 3
    s = rt.InferenceSession(model, so, providers=["CPUExecutionProvider"])
    meta = s.get_modelmeta().custom_metadata_map
    x = feed(schema, rows, {i.name for i in s.get_inputs()})
    parts = []
    for at in range(0, len(rows), 1000):
        parts.append(s.run(None, {k: v[at:at + 1000] for k, v in x.items()}))
    label = np.concatenate([p[0] for p in parts])
    if schema["task"] == "regression":
        got = label.reshape(-1, 1)
        ref = np.array([[float(r["prediction"])] for r in want])
        wrong = 0
    else:
        got = np.concatenate([p[1] for p in parts])
        classes = json.loads(meta["classes"])
        ref = np.array([[float(r["probability_" + c]) for c in classes] for r in want])
        wrong = sum(a != r["prediction"] for a, r in zip(label, want))
    gap = np.max(np.abs(got - ref) / np.maximum(1, np.abs(ref)))
    ok = wrong == 0 and gap <= tolerance and len(label) == len(want)
    print(f"{'ok  ' if ok else 'DIFF'} {rt.__version__} {model} rows {len(label)} labels wrong {wrong} largest difference {gap:.2e}")
    if not ok and gap > tolerance:
        worst = np.argmax(np.max(np.abs(got - ref) / np.maximum(1, np.abs(ref)), axis=1))
        print("     row", worst, got[worst], ref[worst])
    sys.exit(0 if ok else 1)


main()
