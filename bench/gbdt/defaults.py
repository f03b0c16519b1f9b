"""defaults.py: the booster's default configuration and CatBoost's on real data, case by case.

A case is a folder with meta.tsv (target, task and a metric, between tabs), train.csv, test.csv
and answer.csv. Prints the score of both on the test rows (root mean squared error, or log loss)
and, over all cases, the mean of the logarithms of their ratios: below 0 is better here.
Run from the repository's root: python bench/gbdt/defaults.py CASES_FOLDER [SEEDS | folds] [name=value ...]
With several seeds, scores are means over them. One row of a small test file can outweigh all other
cases: with folds, all rows of a case are cut into five, by class, each fifth is predicted from the
others, and the mean of the five ratios counts as the case's.
"""
import csv, json, pathlib, random, subprocess, sys, tempfile, time
import catboost, numpy as np, pandas as pd

binary = "/tmp/winnow-bench-defaults"
missing = ["", "NA", "N/A", "NaN", "nan", "null", "NULL", "None", "n/a", "<NA>", "#N/A"]


def read(path, target, task):
    kinds = {} if task == "regression" else {target: str}
    return pd.read_csv(path, skipinitialspace=True, keep_default_na=False, na_values={c: missing for c in pd.read_csv(path, nrows=0) if c != target}, dtype=kinds)


def peer(case, seed):
    target, task, _ = (case / "meta.tsv").read_text().strip().split("\t")
    train, test, answer = (read(case / n, target, task) for n in ("train.csv", "test.csv", "answer.csv"))
    a, b, y, t = train.drop(columns=[target]), test.drop(columns=[target], errors="ignore"), train[target], answer[target]
    cats = [c for c in a if not pd.api.types.is_numeric_dtype(a[c])]
    for c in cats: a[c], b[c] = a[c].astype(str), b[c].astype(str)
    kind = catboost.CatBoostRegressor if task == "regression" else catboost.CatBoostClassifier
    m = kind(thread_count=1, verbose=0, random_seed=seed, cat_features=cats, allow_writing_files=False)
    s = time.process_time(); m.fit(a, y); s = time.process_time() - s
    if task == "regression": return float(np.sqrt(np.mean((m.predict(b) - t) ** 2))), s
    p, at = m.predict_proba(b), {str(c): i for i, c in enumerate(m.classes_)}
    return float(-np.mean(np.log(np.clip([r[at[v]] for r, v in zip(p, t)], 1e-15, 1)))), s


def fold(case, count, folder):
    """Cuts all rows of a case into folds, and makes a case of each."""
    target, task, _ = (case / "meta.tsv").read_text().strip().split("\t")
    (head, *train), (_, *test), (_, *answer) = (list(csv.reader(open(case / n, newline=""))) for n in ("train.csv", "test.csv", "answer.csv"))
    at, rng, groups, folds = head.index(target), random.Random(11), {}, [[] for _ in range(count)]
    for r in train + [r[:at] + a + r[at:] for r, a in zip(test, answer)]: groups.setdefault("" if task == "regression" else r[at], []).append(r)
    for name in sorted(groups): rng.shuffle(groups[name])
    for i, r in enumerate(r for name in sorted(groups) for r in groups[name]): folds[i % count].append(r)
    for f in folds: rng.shuffle(f)
    cases = [folder / str(k) for k in range(count)]
    for k, to in enumerate(cases):
        to.mkdir()
        rest = [r for f in folds[:k] + folds[k + 1:] for r in f]; rng.shuffle(rest)
        for name, rows in ("train.csv", [head, *rest]), ("test.csv", [r[:at] + r[at + 1:] for r in [head, *folds[k]]]), ("answer.csv", [[r[at]] for r in [head, *folds[k]]]):
            with open(to / name, "w", newline="") as f: csv.writer(f).writerows(rows)
        (to / "meta.tsv").write_text((case / "meta.tsv").read_text())
    return cases


def here(case, seed, words):
    out = json.loads(subprocess.run([binary, str(case), f"seed={seed}", *words], check=True, capture_output=True).stdout)
    return out["score"], out["seconds"]


def compare(case, seeds, words):
    """The mean scores and seconds, here and of CatBoost, and the logarithm of the ratio of the scores."""
    with tempfile.TemporaryDirectory() as folder:
        parts = fold(case, 5, pathlib.Path(folder)) if seeds == "folds" else [case]
        runs = [(here(p, s, words), peer(p, s)) for p in parts for s in ([1] if seeds == "folds" else seeds)]
    ours, theirs = (np.mean(side, axis=0) for side in zip(*runs))
    ratio = np.mean([np.log(a[0] / b[0]) for a, b in runs]) if seeds == "folds" else np.log(ours[0] / theirs[0])
    return *ours, *theirs, ratio


def main():
    subprocess.run(["go", "build", "-o", binary, "./bench/gbdt/defaults"], check=True)
    print("catboost", catboost.__version__)
    words = sys.argv[2:]
    seeds = words.pop(0) if words and (words[0].isdigit() or words[0] == "folds") else "1"
    if seeds != "folds": seeds = range(1, 1 + int(seeds))
    ratios = []
    for case in sorted(p for p in pathlib.Path(sys.argv[1]).iterdir() if (p / "meta.tsv").exists()):
        score, seconds, their, theirs, ratio = compare(case, seeds, words)
        ratios.append(ratio)
        print(f"{case.name}: here {score:.5g} in {seconds:.2f} s, CatBoost {their:.5g} in {theirs:.2f} s, log ratio {ratio:+.4f}", flush=True)
    print(f"mean log ratio {np.mean(ratios):+.4f}, better on {sum(r < 0 for r in ratios)} of {len(ratios)}")


if __name__ == "__main__": main()
