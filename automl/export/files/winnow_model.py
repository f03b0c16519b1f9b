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
import re
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


# A number as a file has it; int and float of Python take more than that.
_PLAIN = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")


def _value(text):
    v = float(text) if _PLAIN.fullmatch(text) else math.nan
    return math.nan if math.isinf(v) else v


def _number(v, form):
    if _absent(v):
        return math.nan
    if not isinstance(v, str):
        return float(v)
    text, sign = v.strip(), 1
    if form:
        if len(text) > 2 and text[0] + text[-1] == "()":
            text, sign = text[1:-1], -1
        text = "".join(text.replace("\u2212", "-").replace("\u2019", "'").split())
        for mark in (form.get("prefix"), form.get("suffix"), form.get("thousands")):
            if mark:
                text = text.replace(mark, "")
        if form.get("decimal") == ",":
            if "." in text:
                return math.nan
            text = text.replace(",", ".")
    return sign * _value(text)


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


class _Words:
    """How the cells of a column of words are spelt in training. A level is found by its text;
    failing that by its value when it is a number, and for yes and no in any case."""

    def __init__(self, column):
        levels = column.get("levels") or []
        self.levels, self.value, self.lower = set(levels), {}, {}
        for level in levels:
            v = _value(level)
            if v == v:
                self.value[v] = None if v in self.value else level
        if column["kind"] == "yesno":
            self.lower = {level.lower(): level for level in reversed(levels)}

    def spell(self, v):
        if _absent(v):
            return ""
        text = str(v).strip()
        if text in self.levels:
            return text
        return self.value.get(_value(text)) or self.lower.get(text.lower()) or text


class Model:
    """The model: info is what model.json says about its columns and classes."""

    def __init__(self, folder=HERE, onnx=None):
        with open(os.path.join(folder, "model.json"), encoding="utf-8") as f:
            self.info = json.load(f)
        self.words = {c["name"]: _Words(c) for c in self.info["columns"]}
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
                v = np.array([_moment(x, c.get("layout")) for x in cells], dtype=np.float64)
            else:
                v = np.array([self.words[c["name"]].spell(x) for x in cells], dtype=object)
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
    """The rows of a CSV file; what stands between its columns is what its first line has most of."""
    with open(path, newline="", encoding="utf-8-sig") as f:
        head = f.readline()
        f.seek(0)
        return list(csv.DictReader(f, delimiter=max(",;\t|", key=head.count)))


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
