"""Makes train.csv (20,000 rows with the target y) and test.csv (1,000,000 rows without it) in a
folder: 16 columns of numbers and 4 of 8 levels each.

usage: rows.py FOLDER
"""
import sys
import numpy as np
import pandas as pd

random = np.random.default_rng(1)


def rows(n):
    d = {f"x{i}": np.round(random.normal(size=n), 4) for i in range(16)}
    d |= {f"c{i}": random.choice([f"level{k}" for k in range(8)], n) for i in range(4)}
    d = pd.DataFrame(d)
    score = d.x0 + d.x1 * d.x2 + np.sin(3 * d.x3) + (d.c0 == "level3") * 1.5 + random.normal(size=n)
    return d.assign(y=np.where(score > 0.3, "yes", "no"))


rows(20_000).to_csv(f"{sys.argv[1]}/train.csv", index=False)
rows(1_000_000).drop(columns="y").to_csv(f"{sys.argv[1]}/test.csv", index=False)
