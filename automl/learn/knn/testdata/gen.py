"""Makes reference.json: nearest neighbours as scikit-learn finds them.

Run with scikit-learn 1.9.1 and numpy 2.4.6: python3 gen.py
"""
import json
import os

import numpy as np
from sklearn.neighbors import KNeighborsRegressor

rng = np.random.default_rng(11)
X = rng.normal(size=(120, 11)).astype(np.float32).astype(float)
y = (X[:, 0] ** 2 + X[:, 1] + 0.1 * rng.normal(size=120)).round(4)
train, query = slice(0, 90), slice(90, 120)
cases = [{"k": k, "predict": KNeighborsRegressor(k).fit(X[train], y[train]).predict(X[query]).tolist()} for k in (1, 5, 20)]
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "reference.json"), "w") as f:
    json.dump({"x": X.T.tolist(), "y": y.tolist(), "train": 90, "cases": cases}, f, separators=(",", ":"))
    f.write("\n")
