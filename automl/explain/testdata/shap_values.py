"""Writes shap_values.json: tree ensembles, rows and their Shapley values by shap 0.51.0.

The trees are LightGBM's (4.7.0), binary, regression and multiclass, on data with missing
values, given to both sides node by node; and an ensemble made at random with leaves of
three values. Against a background TreeExplainer rounds its weights to single precision;
ExactExplainer does not. Run with shap==0.51.0 lightgbm==4.7.0.
"""

import json
import sys

import lightgbm
import numpy as np
import shap

rng = np.random.default_rng(7)


def made(n, width):
    x = np.round(rng.normal(size=(n, width)), 3)
    x[rng.random(x.shape) < 0.1] = np.nan
    return x


def new_trees(width, outputs, vector):
    return dict(width=width, vector=vector, roots=[], output=[], base=[0.0] * outputs, feature=[], left=[], right=[],
                threshold=[], missing_left=[], cover=[], values=[])


def add_node(t, values=None):
    n = len(t["feature"])
    t["feature"].append(-1)
    t["left"].append(0)
    t["right"].append(0)
    t["threshold"].append(0.0)
    t["missing_left"].append(0)
    t["cover"].append(0.0)
    if values is not None:
        t["left"][n] = len(t["values"]) // len(values)
        t["values"] += [float(np.float32(v)) for v in values]
    return n


def of_lightgbm(model, width, outputs):
    t = new_trees(width, outputs, False)

    def add(node):
        if "leaf_value" in node:
            n = add_node(t, [node["leaf_value"]])
            t["cover"][n] = float(node["leaf_count"])
            return n
        n = add_node(t)
        t["feature"][n] = node["split_feature"]
        t["threshold"][n] = node["threshold"]
        t["missing_left"][n] = int(node["default_left"])
        t["cover"][n] = float(node["internal_count"])
        t["left"][n] = add(node["left_child"])
        t["right"][n] = add(node["right_child"])
        return n

    for k, info in enumerate(model.dump_model()["tree_info"]):
        t["roots"].append(len(t["feature"]))
        t["output"].append(k % outputs)
        add(info["tree_structure"])
    return t


def at_random(width, outputs):
    t = new_trees(width, outputs, True)

    def add(depth, cover):
        if depth == 0 or cover < 2 or rng.random() < 0.15:
            n = add_node(t, rng.normal(size=outputs))
            t["cover"][n] = float(cover)
            return n
        n = add_node(t)
        t["cover"][n] = float(cover)
        t["feature"][n] = int(rng.integers(width))
        t["threshold"][n] = round(float(rng.normal()), 2)
        t["missing_left"][n] = int(rng.integers(2))
        left = int(rng.integers(1, cover))
        t["left"][n] = add(depth - 1, left)
        t["right"][n] = add(depth - 1, cover - left)
        return n

    for _ in range(4):
        t["roots"].append(len(t["feature"]))
        add(7, 200)
    return t


def for_shap(t):
    """The ensemble as shap's own trees; leaves of one value are spread over the outputs."""
    outputs = len(t["base"])
    trees = []
    ends = t["roots"][1:] + [len(t["feature"])]
    for k, (start, end) in enumerate(zip(t["roots"], ends)):
        leaf = np.array(t["feature"][start:end]) < 0
        shift = lambda v: np.where(leaf, -1, np.array(v[start:end]) - start).astype(np.int32)
        left, right = shift(t["left"]), shift(t["right"])
        values = np.zeros((end - start, outputs))
        for n in np.flatnonzero(leaf):
            v = t["left"][start + n]
            if t["vector"]:
                values[n] = t["values"][v * outputs:(v + 1) * outputs]
            else:
                values[n, t["output"][k]] = t["values"][v]
        missing = np.where(np.array(t["missing_left"][start:end]) != 0, left, right)
        trees.append(dict(children_left=left, children_right=right, children_default=np.where(leaf, -1, missing).astype(np.int32),
                          features=np.where(leaf, -2, np.array(t["feature"][start:end])).astype(np.int32),
                          thresholds=np.array(t["threshold"][start:end], dtype=np.float64), values=values,
                          node_sample_weight=np.array(t["cover"][start:end], dtype=np.float64)))
    return trees


def listed(x):
    return [[None if np.isnan(v) else v for v in row] for row in np.asarray(x).tolist()]


def case(name, t, x, back):
    outputs = len(t["base"])
    trees = for_shap(t)
    path = shap.TreeExplainer(dict(trees=trees))
    inter = shap.TreeExplainer(dict(trees=trees), data=back, feature_perturbation="interventional")
    values = path.shap_values(x, check_additivity=False)
    against = inter.shap_values(x, check_additivity=False)
    both = path.shap_interaction_values(x)
    exact = shap.explainers.ExactExplainer(inter.model.predict, shap.maskers.Independent(back, max_samples=len(back)))(x).values
    squeeze = outputs == 1
    order = (lambda v: np.asarray(v)[None].tolist()) if squeeze else (lambda v: np.moveaxis(np.asarray(v), -1, 0).tolist())
    return dict(name=name, trees=t, x=listed(x), back=listed(back), path_base=np.atleast_1d(path.expected_value).tolist(),
                back_base=np.atleast_1d(inter.expected_value).tolist(), path=order(values), back_shares=order(against), exact=order(exact), both=order(both))


cases = []
for name, objective, outputs, rounds in [("binary", "binary", 1, 6), ("regression", "regression", 1, 5), ("multiclass", "multiclass", 3, 3)]:
    x = made(400, 6)
    z = np.nan_to_num(x)
    y = z[:, 0] * z[:, 1] + np.sin(2 * z[:, 2]) + z[:, 3] + 0.3 * rng.normal(size=400)
    if objective == "binary":
        y = (y > 0).astype(int)
    if objective == "multiclass":
        y = np.digitize(y, [-0.7, 0.7])
    params = dict(objective=objective, num_leaves=12, min_data_in_leaf=5, verbose=-1, num_threads=1, seed=1)
    if outputs > 1:
        params["num_class"] = outputs
    model = lightgbm.train(params, lightgbm.Dataset(x, y), rounds)
    cases.append(case(name, of_lightgbm(model, 6, outputs), made(5, 6), made(8, 6)))
cases.append(case("vector leaves", at_random(5, 3), made(5, 5), made(8, 5)))
json.dump(dict(versions=dict(shap=shap.__version__, lightgbm=lightgbm.__version__), cases=cases), sys.stdout, separators=(",", ":"))
