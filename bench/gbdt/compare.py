"""compare.py: gradient boosting here and in LightGBM on the same made data, in turn.

Prints, for each data set and number of threads, the medians of the time that a whole fit takes
(binning included; wall time and processor time), their ratios, the most memory that each process
holds, and the score on held-out rows of both: the area under the curve, or the root of the mean
squared error. Then the time that 200 small fits take: here on two workers of one thread each, in
LightGBM on two Python threads of one thread each, in two processes, or one after another with two
threads each. Run from the repository's root, on a machine that does nothing else:

    python bench/gbdt/compare.py [REPEATS] [SET ...] [many]

How much longer two threads take while another process keeps one of the cores busy, beside one thread
alone, which is what is left when a core is lost:

    python bench/gbdt/compare.py load [REPEATS] [SET ...] [many]

One set of 2,000 rows says little about how well each predicts. How the scores compare over as many
made sets, with the standard error of the mean, no time taken:

    python bench/gbdt/compare.py scores SETS SET ...
"""
import contextlib, json, os, subprocess, sys, tempfile
import numpy as np

SETS = {"100k": ("binary", 100_000, 50), "500k": ("binary", 500_000, 28), "50k": ("regression", 50_000, 20), "2k": ("binary", 2_000, 20)}
TESTS, MANY, ROUNDS = 20_000, 200, 100


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


def peer(folder, task, rows, cols, threads, how):
    """What a process of LightGBM does; prints what the Go program prints."""
    import concurrent.futures, resource, time
    import lightgbm as lgb
    read = lambda name, n: np.ascontiguousarray(np.fromfile(f"{folder}/{name}.f64").reshape(cols, n).T)
    x, t, y = read("x", rows), read("t", TESTS), np.fromfile(f"{folder}/y.f64")
    params = dict(objective=task, num_leaves=31, learning_rate=0.1, verbose=-1, num_threads=threads, force_col_wise=True, min_data_in_leaf=20)
    fit = lambda _=0: lgb.train(params, lgb.Dataset(x, y), ROUNDS)
    wall, processor = time.perf_counter(), time.process_time()
    if how == "one":
        model = fit()
    elif how == "turn":
        for _ in range(MANY): model = fit()
    elif how == "threads":
        with concurrent.futures.ThreadPoolExecutor(2) as pool: model = list(pool.map(fit, range(MANY)))[-1]
    elif how == "half":
        for _ in range(MANY // 2): model = fit()
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    model.predict(t).tofile(f"{folder}/peer.f64")
    print(json.dumps(dict(seconds=wall, processor=processor, megabytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)))


def make(folder, name, seed=2):
    """Writes a data set to files; in a process of its own, because what a process holds counts as
    the most memory of the ones that it starts."""
    task, rows, cols = SETS[name]
    x, y = made(task, rows, cols, int(seed)); t, yt = made(task, TESTS, cols, int(seed) + 1)
    for file, a in ("x", x), ("y", y), ("t", t), ("yt", yt): np.ascontiguousarray(a.T).tofile(f"{folder}/{file}.f64")


def start(command):
    return subprocess.Popen([str(c) for c in command], stdout=subprocess.PIPE)


def finish(process):
    out, _ = process.communicate()
    if process.returncode: sys.exit(f"{process.args} failed")
    return json.loads(out)


def theirs(folder, s, threads, how="one"): return start([sys.executable, __file__, "peer", folder, *s, threads, how])


def ours(binary, folder, s, threads, many=0): return start([binary, folder, *s, TESTS, threads, many])


def line(name, a, b):
    """Medians of LightGBM's runs a and of those here."""
    mid = lambda runs, key: float(np.median([r[key] for r in runs]))
    parts = [f"{key} {mid(a, key):.3f} / {mid(b, key):.3f} = {mid(b, key) / mid(a, key):.2f}" for key in ("seconds", "processor", "megabytes")]
    return f"{name}: LightGBM / here: " + ", ".join(parts)


def compare(binary, folder, name, repeats):
    s = SETS[name]; task, rows, cols = s
    subprocess.run([sys.executable, __file__, "make", folder, name], check=True)
    yt = np.fromfile(f"{folder}/yt.f64")
    for threads in 1, 2:
        a, b = [], []
        for _ in range(repeats):
            a.append(finish(theirs(folder, s, threads))); b.append(finish(ours(binary, folder, s, threads)))
        score = [measure(task, yt, np.fromfile(f"{folder}/{who}.f64")) for who in ("peer", "p")]
        print(line(f"{task} {rows} x {cols}, {threads} threads", a, b) + f", score {score[0]:.5f} / {score[1]:.5f}", flush=True)


def many(binary, folder, repeats):
    s = SETS["2k"]; _, rows, cols = s
    subprocess.run([sys.executable, __file__, "make", folder, "2k"], check=True)
    runs = {"one after another": [], "two threads": [], "two processes": [], "here": []}
    for _ in range(repeats):
        runs["one after another"].append(finish(theirs(folder, s, 2, "turn"))["seconds"])
        runs["two threads"].append(finish(theirs(folder, s, 1, "threads"))["seconds"])
        runs["two processes"].append(max(finish(p)["seconds"] for p in [theirs(folder, s, 1, "half") for _ in range(2)]))
        runs["here"].append(finish(ours(binary, folder, s, 2, MANY))["seconds"])
    mid = {k: float(np.median(v)) for k, v in runs.items()}
    best = min(v for k, v in mid.items() if k != "here")
    print(f"{MANY} fits of {rows} x {cols}: " + ", ".join(f"{k} {v:.2f} s" for k, v in mid.items()) + f", ratio to LightGBM's fastest {mid['here'] / best:.2f}")


def scores(binary, folder, sets, name):
    s = SETS[name]; difference = []
    for k in range(sets):
        subprocess.run([sys.executable, __file__, "make", folder, name, str(100 + 2 * k)], check=True)
        finish(theirs(folder, s, 2)); finish(ours(binary, folder, s, 2))
        yt = np.fromfile(f"{folder}/yt.f64")
        a, b = (measure(s[0], yt, np.fromfile(f"{folder}/{who}.f64")) for who in ("peer", "p"))
        difference.append(100 * (b - a) / a)
    error = np.std(difference, ddof=1) / sets ** .5
    print(f"{name}, {sets} sets: {'error' if s[0] == 'regression' else 'area'} here differs by {np.mean(difference):+.3f} % +- {error:.3f}, from {min(difference):+.2f} to {max(difference):+.2f}", flush=True)


@contextlib.contextmanager
def busy_core():
    """Keeps the last of the cores busy meanwhile."""
    hog = subprocess.Popen([sys.executable, "-c", "import os; os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})\nwhile True: pass"])
    try:
        yield
    finally:
        hog.kill(); hog.wait()


def load(binary, folder, name, repeats):
    small = name == "many"; s = SETS["2k" if small else name]; task, rows, cols = s
    subprocess.run([sys.executable, __file__, "make", folder, "2k" if small else name], check=True)
    tools = {"here": lambda n: ours(binary, folder, s, n, MANY * small), "LightGBM": lambda n: theirs(folder, s, n)}
    if small: del tools["LightGBM"]
    runs = {}
    for _ in range(repeats):
        for who, fit in tools.items():
            for how, threads, beside in ("two", 2, contextlib.nullcontext()), ("one", 1, contextlib.nullcontext()), ("busy", 2, busy_core()):
                with beside: runs.setdefault((who, how), []).append(finish(fit(threads))["seconds"])
    for who in tools:
        two, one, busy = (float(np.median(runs[who, how])) for how in ("two", "one", "busy"))
        print(f"{f'{MANY} fits of ' if small else ''}{task} {rows} x {cols}, {who}: two threads {two:.3f} s, one {one:.3f}, two beside a busy core {busy:.3f}: {busy / two:.2f} of two, {busy / one:.2f} of one", flush=True)


def main():
    words = sys.argv[1:]
    mode = words.pop(0) if words[:1] in (["scores"], ["load"]) else ""
    repeats = int(words.pop(0)) if words and words[0].isdigit() else 3
    words = words or [*SETS, *([] if mode == "scores" else ["many"])]
    with tempfile.TemporaryDirectory() as folder:
        binary = f"{folder}/fit"
        subprocess.run(["go", "build", "-o", binary, "./bench/gbdt/fit"], check=True, env=os.environ | {"CGO_ENABLED": "0"})
        for name in words:
            if mode == "scores": scores(binary, folder, repeats, name)
            elif mode == "load": load(binary, folder, name, repeats)
            elif name == "many": many(binary, folder, repeats)
            else: compare(binary, folder, name, repeats)


if sys.argv[1:2] == ["peer"]:
    folder, task, rows, cols, threads, how = sys.argv[2:]
    peer(folder, task, int(rows), int(cols), int(threads), how)
elif sys.argv[1:2] == ["make"]:
    make(*sys.argv[2:])
else:
    main()
