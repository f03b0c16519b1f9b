"""gen.py: the losses of interpret's explainable boosting machines, as they come, on held-out rows of the data that package treetest makes, as interpret.json.

Run with interpret-core 0.7.8, scikit-learn 1.9.1 and numpy 2.4.6: python testdata/gen.py > testdata/interpret.json
"""
import json
import numpy as np
from interpret.glassbox import ExplainableBoostingClassifier, ExplainableBoostingRegressor

ROWS, TEST, COLS = 3000, 6000, 10


def uniform(n):
    """n numbers in [0, 1): the outputs of splitmix64 from state 0."""
    with np.errstate(over="ignore"):
        z = np.arange(1, n + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return ((z ^ (z >> np.uint64(31))) >> np.uint64(11)) * 2.0**-53


u = uniform((ROWS + TEST) * (COLS + 4)).reshape(ROWS + TEST, COLS + 4)
x, noise = u[:, :COLS].copy(), u[:, COLS:].sum(1) - 2
# Friedman 1991, eq. 61.
score = 10 * np.sin(np.pi * x[:, 0] * x[:, 1]) + 20 * (x[:, 2] - 0.5) ** 2 + 10 * x[:, 3] + 5 * x[:, 4]
x[:, 5] = np.floor(x[:, 5] * 8)  # a number of few values
x[x[:, 6] < 0.2, 6] = np.nan
score += np.where(np.isnan(x[:, 6]), 3, 0)
out = {}
for task in "regression", "binary", "multiclass":
    y = score + 2 * noise
    if task == "binary": y = (y > 15).astype(int)
    if task == "multiclass": y = np.clip(np.floor((y - 7) / 4), 0, 3).astype(int)
    kind = ExplainableBoostingRegressor if task == "regression" else ExplainableBoostingClassifier
    m = kind(random_state=1, n_jobs=1).fit(x[:ROWS], y[:ROWS])
    t = y[ROWS:]
    if task == "regression": loss = np.mean((m.predict(x[ROWS:]) - t) ** 2)
    else: loss = -np.mean(np.log(m.predict_proba(x[ROWS:])[np.arange(TEST), t]))
    out[task] = float(loss)
print(json.dumps(out))
