"""defaults.py: the booster's default configuration and CatBoost's on real data, case by case.

A case is a folder with meta.tsv (target, task and a metric, between tabs), train.csv, test.csv
and answer.csv. Prints the score of both on the test rows (root mean squared error, or log loss)
and, over all cases, the mean of the logarithms of their ratios: below 0 is better here.
Run from the repository's root: python bench/gbdt/defaults.py CASES_FOLDER [SEEDS] [name=value ...]
With several seeds, scores are means over them.
"""
import json, pathlib, subprocess, sys, time
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


def main():
    subprocess.run(["go", "build", "-o", binary, "./bench/gbdt/defaults"], check=True)
    print("catboost", catboost.__version__)
    words = sys.argv[2:]
    seeds = range(1, 1 + (int(words.pop(0)) if words and words[0].isdigit() else 1))
    ratios = []
    for case in sorted(p for p in pathlib.Path(sys.argv[1]).iterdir() if (p / "meta.tsv").exists()):
        runs = [subprocess.run([binary, str(case), f"seed={seed}", *words], check=True, capture_output=True).stdout for seed in seeds]
        here = [tuple(json.loads(run)[key] for key in ("score", "seconds")) for run in runs]
        there = [peer(case, seed) for seed in seeds]
        (score, seconds), (their, theirs) = np.mean(here, axis=0), np.mean(there, axis=0)
        ratios.append(np.log(score / their))
        print(f"{case.name}: here {score:.5g} in {seconds:.2f} s, CatBoost {their:.5g} in {theirs:.2f} s, log ratio {ratios[-1]:+.4f}", flush=True)
    print(f"mean log ratio {np.mean(ratios):+.4f}, better on {sum(r < 0 for r in ratios)} of {len(ratios)}")


if __name__ == "__main__": main()
