"""Writes columns.json: made numbers and what numpy says of them.

Run with numpy 2.4.6: python gen.py > columns.json
"""
import json
import sys
import numpy as np

rng = np.random.default_rng(3)
cases = []
for v in (
    rng.normal(5, 2, 101).round(3),
    rng.lognormal(0, 1, 64).round(4),
    rng.integers(-3, 4, 50).astype(float),
    np.array([1.0, 2.0]),
    1e200 * np.array([1.0, 2.0, 4.0]),
):
    s = v / np.abs(v).max()
    d = s - s.mean()
    q = np.quantile(v, [0.25, 0.5, 0.75])
    cases.append({
        "values": v.tolist(), "q25": q[0], "median": q[1], "q75": q[2], "mean": v.mean(),
        "std": s.std(ddof=1) * np.abs(v).max(), "skew": (d**3).mean() / (d**2).mean() ** 1.5, "distinct": len(set(v)),
    })
json.dump(cases, sys.stdout, indent=None, separators=(",", ":"))
