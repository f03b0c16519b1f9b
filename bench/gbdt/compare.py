"""compare.py: gradient boosting here and in LightGBM on the same made data, in turn.

Prints processor seconds (training with binning), their ratio, and the score on held-out rows of
both. Run from the repository's root: python bench/gbdt/compare.py [REPEATS]
"""
import json, resource, subprocess, sys, time, pathlib
import numpy as np, lightgbm as lgb

here = pathlib.Path(__file__).parent
binary = "/tmp/winnow-bench-gbdt"
subprocess.run(["go", "build", "-o", binary, "./bench/gbdt/fit"], check=True)


def made(task, rows, cols, seed):
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((rows, cols))
    w = np.random.default_rng(1).standard_normal(cols) * (np.arange(cols) % 2)
    score = (x + np.abs(x) * np.sin(3 * x)) @ w + x[:, 0] * x[:, 1] * 2
    y = score + 3 * rng.standard_normal(rows)
    return x, (y > 0).astype(float) if task == "binary" else y


def measure(task, y, p):
    if task == "regression": return float(np.sqrt(np.mean((p - y) ** 2)))
    order = np.argsort(p); r = np.empty(len(p)); r[order] = np.arange(1, len(p) + 1)
    n = y.sum(); return float((r[y == 1].sum() - n * (n + 1) / 2) / (n * (len(y) - n)))


def peer(task, x, y, t):
    p = dict(objective=task, num_leaves=31, learning_rate=0.1, verbose=-1, num_threads=1, force_col_wise=True, min_data_in_leaf=20)
    c = time.process_time()
    b = lgb.train(p, lgb.Dataset(x, y), 100)
    return time.process_time() - c, b.predict(t)


def ours(task, x, y, t):
    for name, a in ("x", x), ("y", y), ("t", t): np.ascontiguousarray(a.T if a.ndim == 2 else a).tofile(f"/tmp/winnow-bench-{name}.f64")
    out = subprocess.run([binary, task, str(len(x)), str(x.shape[1]), str(len(t))], check=True, capture_output=True)
    return json.loads(out.stdout)["seconds"], np.fromfile("/tmp/winnow-bench-p.f64")


repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 3
print("lightgbm", lgb.__version__)
for task, rows, cols in ("binary", 100_000, 50), ("regression", 50_000, 20), ("binary", 2_000, 20):
    x, y = made(task, rows, cols, 2); t, yt = made(task, 20_000, cols, 3)
    a, b = [], []
    for _ in range(repeats):
        s, p = peer(task, x, y, t); a.append(s)
        s, q = ours(task, x, y, t); b.append(s)
    print(f"{task} {rows}x{cols}: LightGBM {np.median(a):.3f} s {measure(task, yt, p):.5f}, here {np.median(b):.3f} s {measure(task, yt, q):.5f}, ratio {np.median(b)/np.median(a):.2f}", flush=True)
