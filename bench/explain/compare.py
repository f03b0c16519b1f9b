"""How fast are answers shared out among columns, beside LightGBM's pred_contrib?

python bench/explain/compare.py [REPEATS [THREADS]]

10,000 rows of 20 columns, 5 % of the cells missing, 100 trees of 31 leaves that LightGBM
4.7.0 grew. Both sides share the same rows out with the same trees, in turn, in processes of
their own; printed are the medians of their processor seconds and the largest difference.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile

import numpy as np

ROWS, WIDTH, TREES, LEAVES = 10_000, 20, 100, 31

PEER = """
import sys, resource, numpy as np, lightgbm as lgb
folder, threads = sys.argv[1], int(sys.argv[2])
x = np.fromfile(folder + "/x").reshape(20, -1).T.copy()
m = lgb.Booster(model_file=folder + "/model.txt")
m.predict(x[:10], pred_contrib=True, num_threads=threads)
user = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_utime
began = user()
c = m.predict(x, pred_contrib=True, num_threads=threads)
print(user() - began)
c.astype(np.float64).tofile(folder + "/contrib")
"""


def make(folder):
    import lightgbm as lgb

    rng = np.random.default_rng(0)
    x = rng.normal(size=(ROWS, WIDTH))
    y = (x[:, 0] * x[:, 1] + np.sin(x[:, 2] * 2) + x[:, 3] + rng.normal(size=ROWS) * 0.5 > 0).astype(int)
    x[rng.random(x.shape) < 0.05] = np.nan
    m = lgb.train(dict(objective="binary", num_leaves=LEAVES, verbose=-1, num_threads=1, seed=1), lgb.Dataset(x, y), TREES)
    m.save_model(folder + "/model.txt")
    np.ascontiguousarray(x.T).tofile(folder + "/x")
    t = dict(width=WIDTH, roots=[], feature=[], left=[], right=[], threshold=[], default=[], cover=[], values=[])

    def add(node):
        n = len(t["feature"])
        leaf = "leaf_value" in node
        t["feature"].append(-1 if leaf else node["split_feature"])
        t["threshold"].append(0.0 if leaf else node["threshold"])
        t["default"].append(0 if leaf else int(node["default_left"]))
        t["cover"].append(float(node["leaf_count" if leaf else "internal_count"]))
        t["left"].append(len(t["values"]) if leaf else 0)
        t["right"].append(0)
        if leaf:
            t["values"].append(node["leaf_value"])
        else:
            t["left"][n] = add(node["left_child"])
            t["right"][n] = add(node["right_child"])
        return n

    for info in m.dump_model()["tree_info"]:
        t["roots"].append(len(t["feature"]))
        add(info["tree_structure"])
    json.dump(t, open(folder + "/trees.json", "w"))


def main():
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    threads = sys.argv[2] if len(sys.argv) > 2 else "1"
    with tempfile.TemporaryDirectory() as folder:
        tool = folder + "/shares"
        subprocess.run(["go", "build", "-tags", "headless", "-o", tool, "./bench/explain/shares"], check=True, env=dict(os.environ, CGO_ENABLED="0"))
        make(folder)
        ours, theirs, worst = [], [], 0.0
        for _ in range(repeats):
            theirs.append(float(subprocess.check_output([sys.executable, "-c", PEER, folder, threads])))
            took, far = map(float, subprocess.check_output([tool, folder, threads]).split())
            ours.append(took)
            worst = max(worst, far)
        a, b = statistics.median(ours), statistics.median(theirs)
        print(f"winnow {a:.2f} s, LightGBM {b:.2f} s: {a / b:.2f} times; largest difference {worst:.1g}")


main()
