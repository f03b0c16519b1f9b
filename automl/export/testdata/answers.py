"""Compares what a service answered with a file of predictions: answers.py SAGEMAKER KSERVE WANT.csv"""
import csv
import json
import sys

sent, kserve = open(sys.argv[1]).read(), json.load(open(sys.argv[2]))
want = [row["prediction"] for row in csv.DictReader(open(sys.argv[3], encoding="utf-8-sig"))]
rows = list(csv.DictReader(sent.splitlines())) if sent[:1] not in "[{" else json.loads(sent)["predictions"]
got = [row["prediction"] if isinstance(row, dict) else row for row in rows]
assert len(got) == len(want), (len(got), len(want))
for i, (a, b) in enumerate(zip(got, want), 1):
    assert str(a) == b or abs(float(a) - float(b)) <= 1e-12 * abs(float(b)), (i, a, b)
assert kserve["predictions"], kserve
print(f"/invocations: {len(got)} predictions as winnow predict writes them; KServe v1: {len(kserve['predictions'])}")
