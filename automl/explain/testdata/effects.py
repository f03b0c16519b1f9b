"""effects.py: partial dependence and accumulated local effects of small models, as effects.json.

Values are multiples of 1/8 and leaves are single precision numbers, so that a tree asks the
same questions on both sides. Run with scikit-learn 1.9.1, scipy 1.17.1, statsmodels 0.15.0, PyALE 1.2.0, lime 0.2.0.1:

    python automl/explain/testdata/effects.py > automl/explain/testdata/effects.json
"""
import json
import sys
import numpy as np
import pandas as pd
from scipy.stats import ttest_rel
from statsmodels.stats.multitest import multipletests
from sklearn.ensemble import RandomForestClassifier
from sklearn.inspection import partial_dependence, permutation_importance
from sklearn.linear_model import LogisticRegression
from sklearn.tree import DecisionTreeRegressor
from PyALE import ale
from lime.lime_base import LimeBase

rng = np.random.default_rng(5)
ROWS = 157
x = np.empty((ROWS, 4))
x[:, 0] = np.round(rng.normal(10, 3, ROWS) * 8) / 8
x[:, 1] = rng.integers(0, 6, ROWS)  # fewer values than points
x[:, 2] = np.round((x[:, 0] / 2 + rng.normal(0, 1, ROWS)) * 8) / 8
x[:, 3] = rng.integers(0, 4, ROWS)
y = x[:, 0] * (x[:, 1] > 2) + np.abs(x[:, 2] - 5) * 3 + rng.normal(0, 0.5, ROWS)


def floats(a):
    return np.asarray(a, dtype=float).tolist()


def dump(trees, vector):
    """The trees of an ensemble in the form of our graph's operator."""
    out = {k: [] for k in ("roots", "feature", "left", "right", "threshold", "values")}
    base = leaf = 0
    for t in trees:
        s = t.tree_
        out["roots"].append(base)
        for i in range(s.node_count):
            if s.children_left[i] < 0:
                out["feature"].append(-1)
                out["left"].append(leaf)
                out["right"].append(0)
                out["threshold"].append(0)
                out["values"] += floats(s.value[i, 0] / (len(trees) if vector else 1))
                leaf += 1
            else:
                out["feature"].append(int(s.feature[i]))
                out["left"].append(base + int(s.children_left[i]))
                out["right"].append(base + int(s.children_right[i]))
                out["threshold"].append(float(s.threshold[i]))
        base += s.node_count
    return out


def single(t):
    t.tree_.value[:] = t.tree_.value.astype(np.float32)
    return t


tree = single(DecisionTreeRegressor(max_leaf_nodes=24, random_state=0).fit(x, y))
logit = LogisticRegression().fit(x, y > np.median(y))
classes = np.digitize(y, np.quantile(y, [0.3, 0.7]))
forest = RandomForestClassifier(4, max_leaf_nodes=12, random_state=0).fit(x, classes)
for t in forest.estimators_:
    t.tree_.value[:] = np.round(t.tree_.value * 64) / 64

cases = []


def pdp(model, name, columns, points, output=0):
    r = partial_dependence(model, x, columns, grid_resolution=points, kind="both", method="brute")
    cases.append({"model": name, "columns": columns, "points": points, "output": output,
                  "grid": [floats(v) for v in r["grid_values"]],
                  "average": floats(r["average"][output]),
                  "lines": floats(r["individual"][output][::50]) if len(columns) == 1 else None})


for c in range(3):
    pdp(tree, "tree", [c], 20)
    pdp(logit, "logit", [c], 20)
    pdp(forest, "forest", [c], 20, 2)
pdp(tree, "tree", [0, 2], 7)
pdp(logit, "logit", [2, 1], 5)


class Wrapped:
    def __init__(self, f):
        self.predict = lambda d: f(d.to_numpy())


local = []
frame = pd.DataFrame(x, columns=list("abcd"))
for name, f in [("tree", tree.predict), ("logit", lambda a: logit.predict_proba(a)[:, 1])]:
    for c in (0, 2):
        r = ale(X=frame, model=Wrapped(f), feature=["abcd"[c]], grid_size=40, include_CI=False,
                plot=False, feature_type="continuous")
        local.append({"model": name, "column": c, "edges": floats(r.index), "effect": floats(r["eff"]),
                      "quantiles": floats(np.unique(np.quantile(x[:, c], np.arange(41) / 40, method="inverted_cdf")))})

# The orders in which scikit-learn shuffles each column, to shuffle alike.
y32 = np.round(y)
seed = np.random.RandomState(3).randint(np.iinfo(np.int32).max + 1)
orders, places, now = [], np.arange(ROWS), np.arange(ROWS)
state = np.random.RandomState(seed)
for _ in range(4):
    state.shuffle(places)
    now = now[places]  # a column is shuffled on from its last order
    orders.append(now.tolist())
r = permutation_importance(tree, x, y32, n_repeats=4, random_state=3, scoring="neg_mean_squared_error")
shuffled = {"y": floats(y32), "orders": orders, "drops": floats(r.importances),
            "mean": floats(r.importances_mean), "std": floats(r.importances_std)}

a, b = rng.gamma(2, 1, 40), rng.gamma(2, 1.2, 40)
t = ttest_rel(b, a)
ci = t.confidence_interval()
p_values = [0.01, 0.04, 0.03, 0.005, 0.5]
duel = {"a": floats(a), "b": floats(b), "p": float(t.pvalue), "low": float(ci.low), "high": float(ci.high),
        "p_values": p_values, "holm": floats(multipletests(p_values, method="holm")[1])}

# lime's base over made rows of what is like the first, itself like in all.
like = (rng.random((300, 6)) < 0.4).astype(float)
like[0] = 1
said = like @ np.array([0.3, -0.2, 0.02, 0, 0.1, 0.25]) + 0.2 * like[:, 0] * like[:, 1] + rng.normal(0, 0.05, 300)
away = np.sqrt(((like - like[0]) ** 2).sum(axis=1))
width = np.sqrt(like.shape[1]) * 0.75
kernel = lambda d: np.sqrt(np.exp(-(d**2) / width**2))
intercept, terms, fit, at_row = LimeBase(kernel).explain_instance_with_data(
    like, said[:, None], away, 0, 4, feature_selection="highest_weights")
lime = {"like": floats(like.T), "said": floats(said), "intercept": float(intercept), "fit": float(fit), "local": float(at_row[0]),
        "columns": [int(c) for c, _ in terms], "weights": [float(v) for _, v in terms]}

json.dump({"lime": lime, "duel": duel, "shuffled": shuffled, "x": floats(x.T), "tree": dump([tree], False), "forest": dump(forest.estimators_, True),
           "logit": {"weights": floats(logit.coef_[0]), "bias": float(logit.intercept_[0])},
           "cases": cases, "local": local}, sys.stdout, separators=(",", ":"))
