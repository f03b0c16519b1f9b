"""Writes reference.json: trees of scikit-learn 1.9.1 and their pruning.

Run with: python gen.py > reference.json
"""
import json

import numpy as np
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

rng = np.random.default_rng(3)
n, d = 60, 3
x = np.round(rng.normal(size=(n, d)), 2)
number = np.round(2 * (x[:, 0] > 0.3) + np.abs(x[:, 1]) + 0.3 * rng.normal(size=n), 3)
label = np.digitize(number, np.quantile(number, [0.3, 0.7]))
cases = []
for name, y, make in [
    ("regression", number, DecisionTreeRegressor),
    ("binary", (label > 0).astype(int), DecisionTreeClassifier),
    ("multiclass", label, DecisionTreeClassifier),
]:
    for depth in [1, 3]:
        t = make(max_depth=depth, min_samples_leaf=4, random_state=0).fit(x, y)
        p = t.predict(x)[:, None] if name == "regression" else t.predict_proba(x)
        case = {"task": name, "y": y.tolist(), "depth": depth, "predict": p.tolist()}
        if name == "regression" and depth == 3:
            path = t.cost_complexity_pruning_path(x, y)
            total = t.tree_.impurity[0]
            case["cuts"] = (path.ccp_alphas[1:] / total).tolist()
            case["leaves"] = [
                int(make(max_depth=depth, min_samples_leaf=4, random_state=0, ccp_alpha=a * (1 + 1e-9)).fit(x, y).get_n_leaves())
                for a in path.ccp_alphas[1:]
            ]
        cases.append(case)
print(json.dumps({"x": x.T.tolist(), "cases": cases}))
