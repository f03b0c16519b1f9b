"""splits.py: the splits of one tree of LightGBM on the data that splits_test.go makes, as splits.json.

Every value of a column has a bin of its own on both sides. A node is [column, rows left, rows
right, left node, right node], a leaf null. Run with lightgbm 4.7.0 and numpy 2.4.6:

    python automl/tree/testdata/splits.py > automl/tree/testdata/splits.json
"""
import json
import numpy as np, lightgbm as lgb

ROWS, COLS = 4000, 8


def uniform(n):
    """n numbers in [0, 1): the outputs of splitmix64 from state 0."""
    with np.errstate(over="ignore"):
        z = np.arange(1, n + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return ((z ^ (z >> np.uint64(31))) >> np.uint64(11)) * 2.0**-53


u = uniform(ROWS * (COLS + 3)).reshape(ROWS, COLS + 3)
x = np.floor(u[:, :COLS] * 150)
g = x[:, 0] / 150 + np.where(x[:, 1] > 70, x[:, 2] / 100, 0) + u[:, COLS] + u[:, COLS + 1] - 2
x[x[:, 3] < 30, 3] = np.nan  # one column with missing values
g += np.where(np.isnan(x[:, 3]), 0.5, 0)


def node(n):
    if "split_index" not in n: return None
    count = lambda c: c["internal_count"] if "split_index" in c else c["leaf_count"]
    l, r = n["left_child"], n["right_child"]
    return [n["split_feature"], count(l), count(r), node(l), node(r)]


out = {}
for name, h, extra in ("even", np.ones(ROWS), dict(min_data_in_leaf=20)), ("uneven", 0.1 + u[:, COLS + 2], dict(min_data_in_leaf=1, min_sum_hessian_in_leaf=10, lambda_l2=2)):
    p = dict(objective=lambda q, d: (g, h), num_leaves=31, min_data_in_bin=1, verbose=-1, num_threads=1, feature_pre_filter=False) | extra
    out[name] = node(lgb.train(p, lgb.Dataset(x, np.zeros(ROWS)), 1).dump_model()["tree_info"][0]["tree_structure"])
print(json.dumps(out))
