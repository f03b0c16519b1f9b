"""compare.py: the rows a second of one boosted model here, in LightGBM, and in onnxruntime, in turn.

LightGBM trains 100 trees of 31 leaves on 50 columns, with and without missing values. The same trees
are evaluated by all three on one thread. Prints processor seconds for all rows, the ratio to the faster
of the peers, and the time of a row alone. Run from the repository's root: python bench/predict/compare.py [REPEATS]
"""
import json, pathlib, subprocess, sys, tempfile, time
import numpy as np, lightgbm as lgb, onnxmltools, onnxruntime
from onnxmltools.convert.common.data_types import FloatTensorType

ROWS, COLS = 20_000, 50
binary = "/tmp/winnow-bench-predict"
subprocess.run(["go", "build", "-o", binary, "./bench/predict/batch"], check=True)


def made(missing):
    rng = np.random.default_rng(7)
    x = rng.normal(size=(ROWS, COLS)).round(3).astype(np.float32).astype(float)
    y = x[:, 0] * x[:, 1] + np.sin(2 * x[:, 2]) + x[:, 3:20] @ rng.normal(size=17) / 3 + rng.normal(size=ROWS)
    if missing: x[rng.random(x.shape) < 0.1] = np.nan
    return x, y


def write(booster, x, folder):
    out = dict(width=COLS, roots=[], feature=[], left=[], right=[], threshold=[], missingleft=[], values=[])

    def node(n):
        at = len(out["feature"])
        leaf = "leaf_value" in n
        for k, v in dict(feature=-1 if leaf else n["split_feature"], left=len(out["values"]) if leaf else 0, right=0,
                         threshold=0 if leaf else n["threshold"], missingleft=0 if leaf else int(n["default_left"])).items(): out[k].append(v)
        if leaf: out["values"].append(n["leaf_value"])
        else: out["left"][at], out["right"][at] = node(n["left_child"]), node(n["right_child"])
        return at

    for t in booster.dump_model()["tree_info"]: out["roots"].append(node(t["tree_structure"]))
    (folder / "model.json").write_text(json.dumps(out))
    np.ascontiguousarray(x.T).tofile(folder / "rows.f64")


def seconds(f):
    start = time.process_time()
    f()
    return time.process_time() - start


def session(booster):
    model = onnxmltools.convert_lightgbm(booster, initial_types=[("x", FloatTensorType([None, COLS]))])
    o = onnxruntime.SessionOptions()
    o.intra_op_num_threads = o.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(model.SerializeToString(), o)


repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 5
print("lightgbm", lgb.__version__, "onnxruntime", onnxruntime.__version__)
for missing in False, True:
    x, y = made(missing)
    booster = lgb.train(dict(objective="regression", num_leaves=31, learning_rate=0.1, verbose=-1, num_threads=1), lgb.Dataset(x, y), 100)
    onnx, x32 = session(booster), x.astype(np.float32)
    a, b, c, one = [], [], [], []
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        write(booster, x, folder)
        for _ in range(repeats):
            a.append(min(seconds(lambda: booster.predict(x, num_threads=1)) for _ in range(3)))
            b.append(min(seconds(lambda: onnx.run(None, {"x": x32})) for _ in range(3)))
            out = json.loads(subprocess.run([binary, name, str(ROWS), "5"], check=True, capture_output=True).stdout)
            c.append(out["batch"]); one.append(out["single"])
        answers = np.fromfile(folder / "answers.f64")
    off = np.abs(answers - booster.predict(x)).max()
    l, o, w = ROWS / np.median(a), ROWS / np.median(b), ROWS / np.median(c)
    print(f"{'with' if missing else 'without'} missing values: LightGBM {l:,.0f} rows/s, onnxruntime {o:,.0f}, here {w:,.0f}: "
          f"{w / max(l, o):.1f} times the faster; a row alone {1e6 * np.median(one):.2f} us; answers differ by {off:.1e}", flush=True)
