"""Runs an exported statement in SQLite and holds it against what winnow predict answers.

usage: sqlite.py MODEL.json MODEL.sql DATA.csv PREDICTIONS.csv

MODEL.json is what `winnow show --json` says, PREDICTIONS.csv what `winnow predict` wrote,
MODEL.sql the export with its default options.
"""
import csv
import json
import sqlite3
import sys

MISSING = {"", "?", "NA", "N/A", "nan", "NaN", "null", "None", "none", "-"}

info, statement, data, answers = sys.argv[1:5]
schema = json.load(open(info, encoding="utf-8"))["schema"]
columns = schema["columns"]
rows = list(csv.DictReader(open(data, newline="", encoding="utf-8")))
want = list(csv.DictReader(open(answers, newline="", encoding="utf-8")))


def value(text, kind):
    text = text.strip()
    if text in MISSING:
        return None
    return float(text) if kind == "number" else text


db = sqlite3.connect(":memory:")
db.execute("create table data (%s)" % ",".join('"%s" %s' % (c["name"], "REAL" if c["kind"] == "number" else "TEXT") for c in columns))
db.executemany("insert into data values (%s)" % ",".join("?" * len(columns)), [[value(r[c["name"]], c["kind"]) for c in columns] for r in rows])
cursor = db.execute(open(statement, encoding="utf-8").read().rstrip().rstrip(";"))
names = [d[0] for d in cursor.description]
wrong, gap = 0, 0.0
for got, w in zip(cursor.fetchall(), want, strict=True):
    for n, v in zip(names, got):
        if n == "prediction" and schema["task"] != "regression":
            wrong += v != w[n]
        else:
            gap = max(gap, abs(v - float(w[n])) / max(1, abs(float(w[n]))))
print("SQLite", sqlite3.sqlite_version, statement, "rows", len(want), "labels wrong", wrong, "largest difference %.2e" % gap)
sys.exit(wrong > 0 or gap > 1e-9)
