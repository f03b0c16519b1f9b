"""Predicts a CSV file of many rows with an exported executable and with the ONNX file from
Python with pandas, in turn, each in a process of its own from start to written answers.

usage: speed.py EXECUTABLE MODEL.onnx DATA.csv [rounds]

Needs pandas and onnxruntime. Prints medians of the wall clock and of processor time, and
their ratios. Columns of numbers are fed as they are read, all others as texts.
"""
import os
import statistics
import subprocess
import sys
import tempfile
import time

PEER = r"""
import sys
import numpy as np, onnxruntime, pandas as pd
s = onnxruntime.InferenceSession(sys.argv[1], providers=["CPUExecutionProvider"])
d = pd.read_csv(sys.argv[2])
feed = {}
for i in s.get_inputs():
    c = d[i.name]
    feed[i.name] = (c.fillna("").to_numpy(dtype=object) if "string" in i.type else c.to_numpy(dtype=np.float64)).reshape(-1, 1)
answer = s.run(None, feed)
out = pd.DataFrame({"prediction": answer[0]})
for k in range(answer[1].shape[1] if len(answer) > 1 else 0):
    out[f"probability_{k}"] = answer[1][:, k]
out.to_csv(sys.argv[3], index=False)
"""


def timed(command):
    before, start = os.times(), time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wall, after = time.perf_counter() - start, os.times()
    return wall, (after.children_user + after.children_system) - (before.children_user + before.children_system)


def main():
    program, model, data = sys.argv[1:4]
    rounds = int(sys.argv[4]) if len(sys.argv) > 4 else 3
    ours, theirs = [], []
    with tempfile.TemporaryDirectory() as d:
        for _ in range(rounds):
            ours.append(timed([program, data, "--no-interval", "--out", os.path.join(d, "a.csv")]))
            theirs.append(timed([sys.executable, "-c", PEER, model, data, os.path.join(d, "b.csv")]))
    for k, what in enumerate(("wall", "processor")):
        a, b = (statistics.median(x[k] for x in side) for side in (ours, theirs))
        print(f"{what:<9}  executable {a:6.2f} s  pandas and onnxruntime {b:6.2f} s  ratio {b / a:.2f}")


main()
