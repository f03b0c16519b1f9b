"""Predicts with the model in model.onnx. Made by Winnow; the same for every model.

As a program:   python winnow_model.py new.csv > predictions.csv
                python winnow_model.py --check
As a module:    from winnow_model import Model
                Model().predict([{"age": 41, "city": "Bonn"}])

predict takes a list of rows, or a mapping from column to values such as a pandas DataFrame.
A column that is not there, None, NaN and empty text are missing values.
Needs onnxruntime and numpy, nothing else.
"""
import csv
import datetime
import json
import math
import os
import sys

import numpy as np
import onnxruntime

HERE = os.path.dirname(os.path.abspath(__file__))

# Spellings of a missing value, as Winnow reads them.
MISSING = {"", "NA", "N/A", "n/a", "N/a", "NaN", "nan", "NAN", "null", "NULL", "Null", "none", "None", "NONE",
           "?", "-", "#N/A", "<NA>", "NaT"}

# Rows that are asked at a time.
BATCH = 4096


def _absent(v):
    if v is None or isinstance(v, float) and math.isnan(v):
        return True
    return str(v).strip() in MISSING


def _number(v, form):
    if _absent(v):
        return math.nan
    if not isinstance(v, str):
        return float(v)
    text = v.strip()
    for sign in (form.get("prefix"), form.get("suffix"), form.get("thousands")):
        if sign:
            text = text.replace(sign, "")
    if form.get("decimal") == ",":
        text = text.replace(",", ".")
    try:
        return float(text)
    except ValueError:
        return math.nan


def _moment(v, layout):
    """Seconds since 1970, UTC. Clocks without a zone are taken as UTC, as in training."""
    if _absent(v):
        return math.nan
    if isinstance(v, np.datetime64):
        v = v.astype("datetime64[us]").item()
    if isinstance(v, str):
        text = v.strip()
        if not layout:
            return _number(text, {})
        try:
            v = datetime.datetime.strptime(text, layout)
        except ValueError:
            try:
                v = datetime.datetime.fromisoformat(text)
            except ValueError:
                return math.nan
    if isinstance(v, datetime.date) and not isinstance(v, datetime.datetime):
        v = datetime.datetime(v.year, v.month, v.day)
    if isinstance(v, datetime.datetime):
        if v.tzinfo is None:
            v = v.replace(tzinfo=datetime.timezone.utc)
        return v.timestamp()
    return float(v)


def _word(v):
    return "" if _absent(v) else str(v).strip()


class Model:
    """The model: info is what model.json says about its columns and classes."""

    def __init__(self, folder=HERE, onnx=None):
        with open(os.path.join(folder, "model.json"), encoding="utf-8") as f:
            self.info = json.load(f)
        self.session = onnxruntime.InferenceSession(onnx or os.path.join(folder, "model.onnx"), providers=["CPUExecutionProvider"])

    def names(self):
        """The columns of an answer."""
        return ["prediction"] + ["probability_" + c for c in self.info["classes"]]

    def feed(self, table):
        """The inputs of the ONNX file for a table, and its number of rows."""
        if isinstance(table, (list, tuple)):
            rows = len(table)
            column = lambda name: [r.get(name) for r in table]
        else:
            rows = len(table)
            if isinstance(table, dict):
                rows = max((len(v) for v in table.values()), default=0)
            column = lambda name: list(table[name]) if name in table else [None] * rows
        out = {}
        for c in self.info["columns"]:
            if not c["input"]:
                continue
            cells = column(c["name"])
            if c["kind"] == "number":
                v = np.array([_number(x, c["format"]) for x in cells], dtype=np.float64)
            elif c["kind"] == "time":
                v = np.array([_moment(x, c["layout"]) for x in cells], dtype=np.float64)
            else:
                v = np.array([_word(x) for x in cells], dtype=object)
            out[c["input"]] = v.reshape(-1, 1)
        return out, rows

    def predict(self, table):
        """The answers by column: lists as long as the table."""
        inputs, rows = self.feed(table)
        out = {n: [] for n in self.names()}
        for at in range(0, rows, BATCH):
            parts = self.session.run(None, {k: v[at:at + BATCH] for k, v in inputs.items()})
            out["prediction"].extend(parts[0].tolist())
            for k, c in enumerate(self.info["classes"]):
                out["probability_" + c].extend(parts[1][:, k].tolist())
        return out


def _read(path):
    with open(path, newline="", encoding="utf-8-sig") as f:
        return list(csv.DictReader(f))


def check(model, folder=HERE):
    """Answers sample_input.csv and holds that against expected_output.csv."""
    got = model.predict(_read(os.path.join(folder, "sample_input.csv")))
    want = _read(os.path.join(folder, "expected_output.csv"))
    for i, row in enumerate(want):
        for name, text in row.items():
            v = got[name][i]
            same = v == text if isinstance(v, str) else abs(v - float(text)) <= 1e-9 * max(1, abs(float(text)))
            if not same:
                raise SystemExit(f"row {i + 1}, {name}: {v} instead of {text}")
    print(f"{len(want)} rows are answered as on the day the model was made.")


def main():
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    model = Model()
    if sys.argv[1] == "--check":
        check(model)
        return
    out = model.predict(_read(sys.argv[1]))
    w = csv.writer(sys.stdout)
    w.writerow(out)
    w.writerows(zip(*out.values()))


if __name__ == "__main__":
    main()
