"""Makes reference.json: linear models at fixed strengths as scikit-learn fits them.

Run with scikit-learn 1.9.1 and numpy 2.4.6: python3 gen.py
"""
import json
import os

import numpy as np
from sklearn.linear_model import Lasso, LogisticRegression, Ridge

rng = np.random.default_rng(7)
n, p = 80, 6
X = rng.normal(size=(n, p)).round(4)
X[:, 5] = (X[:, 0] + X[:, 1] + 0.01 * rng.normal(size=n)).round(4)  # nearly collinear
X[:, 4] = np.where(rng.random(n) < 0.9, 0, X[:, 4])  # mostly zero
w = rng.integers(1, 4, size=n).astype(float)
score = X @ np.array([1.5, -2, 0.5, 0, 1, 0.3])
y = (score + rng.normal(size=n)).round(4)
yb = (score + rng.logistic(size=n) > 0.3).astype(int)
ym = np.digitize(score + rng.normal(size=n), [-1.5, 1.5])
total = w.sum()

cases = []


def add(name, task, penalty, strength, target, model, weight):
    coef = np.atleast_2d(model.coef_)
    cases.append({
        "name": name, "task": task, "penalty": penalty, "strength": strength, "weighted": weight is not None,
        "y": [float(v) for v in target], "coef": coef.ravel().tolist(),
        "intercept": np.atleast_1d(model.intercept_).tolist(),
        "predict": (model.predict_proba(X)[:, 1:] if task == "binary" else
                    model.predict_proba(X) if task == "multiclass" else model.predict(X)).ravel().tolist(),
    })


for s in (0.001, 0.1):
    add("ridge", "regression", "l2", s, y, Ridge(alpha=s * n, tol=1e-12).fit(X, y), None)
    add("ridge weighted", "regression", "l2", s, y, Ridge(alpha=s * total, tol=1e-12).fit(X, y, w), w)
    add("lasso", "regression", "l1", s, y, Lasso(alpha=s, tol=1e-12, max_iter=100000).fit(X, y), None)
    add("logistic", "binary", "l2", s, yb, LogisticRegression(C=1 / (s * n), tol=1e-10, max_iter=100000).fit(X, yb), None)
    add("logistic weighted", "binary", "l2", s, yb,
        LogisticRegression(C=1 / (s * total), tol=1e-10, max_iter=100000).fit(X, yb, w), w)
    add("logistic l1", "binary", "l1", s / 4, yb,
        LogisticRegression(C=4 / (s * n), l1_ratio=1, solver="saga", tol=1e-12, max_iter=1000000).fit(X, yb), None)
    add("multinomial", "multiclass", "l2", s, ym, LogisticRegression(C=1 / (s * n), tol=1e-10, max_iter=100000).fit(X, ym), None)

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "reference.json"), "w") as f:
    json.dump({"x": X.T.tolist(), "w": w.tolist(), "cases": cases}, f, indent=None, separators=(",", ":"))
    f.write("\n")
