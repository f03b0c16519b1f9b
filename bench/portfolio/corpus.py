"""Writes the data that the portfolio is learned on: corpus.py OUT_DIR RDATASETS_DIR.

Three kinds: sets that scikit-learn and statsmodels carry, sets of Rdatasets (a checkout of
vincentarelbundock/Rdatasets; never committed here), and made-up ones of many shapes, some with columns that say
more together than one by one. Each becomes a
folder with train.csv, test.csv (three to one), and meta.tsv: target, task, metric.

Needs numpy, pandas, scikit-learn and statsmodels.
"""
import pathlib
import sys

import numpy as np
import pandas as pd

MOST_ROWS = 4000  # of which a quarter is for testing

# package, item, target, task, columns that give the answer away
RDATASETS = """
AER CPS1985 wage r
AER CreditCard card b expenditure,share
AER HMDA deny b
AER PSID1976 participation b hours,wage,repwage,fincome
AER Affairs affairs r
AER NMES1988 visits r
AER CollegeDistance education r
AER GSOEP9402 school m
AER HealthInsurance insurance b
AER CASchools math r read
AER HousePrices price r
AER SmokeBan smoker b
AER TeachingRatings eval r prof
AER ResumeNames call b
AER PhDPublications articles r
AER BankWages job m
AER Guns violent r state
AER DoctorVisits visits r
AER TravelMode choice b
carData Arrests released b
carData BEPS vote m
carData Chile vote m
carData Salaries salary r
carData SLID wages r
carData TitanicSurvival survived b
carData WVS poverty m
carData Womenlf partic m
carData Wells switch b
carData Wong piq r viq,id
carData Ornstein interlocks r
DAAG nassCDS dead b injSeverity,caseid
DAAG spam7 yesno b
DAAG ais sport m
DAAG headInjury clinically.important.brain.injury b
DAAG monica outcome b
DAAG nsw74psid1 re78 r
Ecdat Computers price r
Ecdat Males wage r nr
Ecdat Mathlevel mathlevel m
Ecdat Hedonic mv r
Ecdat Participation lfp b
Ecdat Schooling wage76 r
Ecdat Star tmathssk r treadssk
Ecdat UnempDur spell r
Ecdat Wages lwage r
Ecdat Fishing mode m
Ecdat Heating depvar m idcase
Ecdat Clothing tsales r
Ecdat Kakadu answer m lower,upper
Ecdat Workinghours hours r
lme4 VerbAgg r2 b resp,id
lme4 toenail outcome m
causaldata nhefs_complete wt82_71 r wt82,seqn
causaldata restaurant_inspections inspection_score r
causaldata thornton_hiv got b
causaldata close_college lwage r
"""


def carried():
    from sklearn import datasets
    for name, task in (("iris", "multiclass"), ("wine", "multiclass"), ("breast_cancer", "binary"), ("digits", "multiclass"), ("diabetes", "regression")):
        frame = getattr(datasets, "load_" + name)(as_frame=True).frame
        if task != "regression":
            frame["target"] = "c" + frame["target"].astype(str)
        yield "sk_" + name, frame, "target", task
    import statsmodels.api as sm
    for name, target, task, drop in (("anes96", "vote", "binary", []), ("fair", "affairs", "regression", []), ("randhie", "mdvis", "regression", []),
                                     ("star98", "NABOVE", "regression", ["NBELOW"])):
        frame = getattr(sm.datasets, name).load_pandas().data.drop(columns=drop)
        if task != "regression":
            frame[target] = "c" + frame[target].astype(int).astype(str)
        yield "sm_" + name, frame, target, task


def rdatasets(root):
    for line in RDATASETS.strip().splitlines():
        package, item, target, kind, *drop = line.split()
        path = root / package / (item + ".csv")
        if not path.exists():
            print("not in the checkout:", path.name)
            continue
        frame = pd.read_csv(path)
        frame = frame.drop(columns=[c for c in ["rownames"] + (drop[0].split(",") if drop else []) if c in frame])
        task = {"b": "binary", "m": "multiclass", "r": "regression"}[kind]
        frame = frame.dropna(subset=[target])
        if task != "regression":
            frame[target] = "c" + frame[target].astype(str)
        yield f"r_{package}_{item}", frame, target, task


def made(seed):
    """One made-up set: numbers of several distributions, categories of few and many levels, gaps, useless columns, and
    a target that mixes lines, steps, waves, products and level effects with noise of its own size."""
    rng = np.random.default_rng(1000 + seed)
    n = int(rng.choice([300, 700, 1500, 3000, 4000]))
    numbers, cats = int(rng.integers(2, 25)), int(rng.integers(0, 7))
    mix = rng.normal(size=(numbers, numbers)) * rng.uniform(0, .6) + np.eye(numbers)
    x = rng.normal(size=(n, numbers)) @ mix
    x /= x.std(0)
    frame, score = {}, np.zeros(n)
    for j in range(numbers):
        v = x[:, j]
        shape = rng.integers(0, 5)
        shown = [v, np.exp(v), np.round(v * 3), np.sign(v) * v ** 2, np.clip(v, -.8, .8)][shape]
        frame[f"n{j}"] = np.round(shown * 10.0 ** rng.integers(-2, 4), 4)
        if rng.random() < .6:
            part = [v, np.where(v > rng.normal(), 1.5, 0), np.sin(2 * v), np.abs(v), v ** 2 / 2][rng.integers(0, 5)]
            score += rng.normal() * part
    for _ in range(int(rng.integers(0, 5))):
        a, b = rng.integers(0, numbers, 2)
        score += rng.normal() * [x[:, a] * x[:, b], np.where((x[:, a] > 0) & (x[:, b] > 0), 1.5, 0), x[:, a] / (1 + np.abs(x[:, b]))][rng.integers(0, 3)]
    for j in range(cats):
        levels = int(rng.choice([2, 3, 5, 10, 40, 200]))
        p = rng.dirichlet(np.ones(levels) * rng.uniform(.3, 3))
        code = rng.choice(levels, n, p=p)
        frame[f"c{j}"] = [f"L{c}" for c in code]
        if rng.random() < .7:
            effect = rng.normal(size=levels)
            score += rng.uniform(.3, 1.2) * effect[code] * (np.where(x[:, rng.integers(0, numbers)] > 0, 1, -.2) if rng.random() < .4 else 1)
    score = (score - score.mean()) / (score.std() + 1e-9)
    task = ["regression", "binary", "multiclass", "regression", "binary"][seed % 5]
    noise = rng.choice([.1, .3, .7, 1.2])
    if task == "regression":
        y = score + noise * (rng.normal(size=n) if rng.random() < .6 else rng.standard_t(3, n))
        y = np.exp(y) * 100 if rng.random() < .4 else y * 50 + 200
        y = np.round(y, 3)
    elif task == "binary":
        shift = rng.choice([0, 0, 1.5, 2.5])
        y = np.where(rng.random(n) < 1 / (1 + np.exp(-(score * 2 / noise - shift))), "yes", "no")
    else:
        k = int(rng.integers(3, 8))
        z = np.stack([score * np.cos(c) * 2 + x[:, c % numbers] * np.sin(c + 1) for c in range(k)], 1) / noise
        y = np.array([f"k{c}" for c in (z + rng.gumbel(size=z.shape)).argmax(1)])
    frame = pd.DataFrame(frame)
    if rng.random() < .5:
        for c in frame:
            if rng.random() < .4:
                gaps = rng.random(n) < rng.uniform(.01, .4)
                frame[c] = frame[c].astype(object).where(~gaps, None)
    frame["target"] = y
    return f"made_{seed:02d}", frame, "target", task


def together(seed):
    """One made-up set in which columns tell more together than one by one, or, in every third, do not: pairs of categories
    of many levels, ratios, differences and products of numbers, numbers against the mean of their group, days between dates."""
    rng = np.random.default_rng(5000 + seed)
    n = int(rng.choice([1500, 3000, 6000]))
    kind = ["pairs", "numbers", "none", "pairs", "groups", "dates"][seed % 6]
    frame, score = {}, np.zeros(n)
    numbers = int(rng.integers(4, 10))
    x = np.exp(rng.normal(size=(n, numbers)) * rng.uniform(.3, 1, numbers) + rng.normal(size=numbers) * 2)
    z = (np.log(x) - np.log(x).mean(0)) / np.log(x).std(0)
    cats = int(rng.integers(3, 7))
    levels = [int(rng.choice([5, 12, 30, 80, 250])) for _ in range(cats)]
    code = [rng.choice(k, n, p=rng.dirichlet(np.ones(k) * rng.uniform(.5, 3))) for k in levels]
    for j in range(numbers):
        if rng.random() < .5:
            score += rng.normal() * [z[:, j], np.where(z[:, j] > rng.normal(), 1.5, 0), np.abs(z[:, j])][rng.integers(0, 3)]
    for j in range(cats):
        if rng.random() < .6:
            score += rng.uniform(.3, 1) * rng.normal(size=levels[j])[code[j]]
    for _ in range(int(rng.integers(1, 4))):
        a, b = rng.choice(numbers, 2, replace=False)
        c, d = rng.choice(cats, 2, replace=False)
        size = rng.uniform(.7, 2)
        if kind == "pairs":
            score += size * rng.normal(size=(levels[c], levels[d]))[code[c], code[d]]
        elif kind == "numbers":
            v = [np.log(x[:, a] / x[:, b]), z[:, a] * z[:, b], x[:, a] / x[:, a].std() - x[:, b] / x[:, b].std()][rng.integers(0, 3)]
            score += size * [lambda v: np.where(v > np.median(v), 1.5, 0), lambda v: np.clip(v / v.std(), -3, 3)][rng.integers(0, 2)](v)
        elif kind == "groups":
            shift = rng.normal(size=levels[c]) * 1.5
            x[:, a] *= np.exp((shift - shift.mean())[code[c]] * np.log(x[:, a]).std())
            v = pd.Series(x[:, a]).groupby(code[c]).transform(lambda g: g / g.mean()).to_numpy()
            score += size * np.clip((v - v.mean()) / v.std(), -3, 3)
    if kind == "dates":
        first = np.datetime64("2021-01-01") + rng.integers(0, 900, n).astype("timedelta64[D]")
        days = rng.gamma(2, 15, n).astype(int)
        second = first + days.astype("timedelta64[D]")
        third = second + rng.gamma(1.5, 30, n).astype(int).astype("timedelta64[D]")
        frame |= {"ordered": first.astype(str), "shipped": second.astype(str), "paid": third.astype(str)}
        score += rng.uniform(.7, 1.5) * np.where(days > 30, 1.5, days / 40)
        score += rng.uniform(0, 1) * np.clip((third - first).astype(int) / 60, 0, 3)
    for j in range(numbers):
        frame[f"n{j}"] = np.array([float(f"{v:.4g}") for v in x[:, j]])
    for j in range(cats):
        frame[f"c{j}"] = [f"L{v}" for v in code[j]]
    score = (score - score.mean()) / score.std()
    noise = rng.choice([.3, .6, 1])
    frame = pd.DataFrame(frame)
    task = ["regression", "binary"][(seed // 6) % 2] if seed % 9 else "multiclass"
    if task == "regression":
        frame["target"] = np.round(100 + 20 * (score + noise * rng.normal(size=n)), 3)
    elif task == "binary":
        frame["target"] = np.where(rng.random(n) < 1 / (1 + np.exp(-score * 2 / noise)), "yes", "no")
    else:
        frame["target"] = pd.cut(score + noise * rng.normal(size=n), [-9, -.7, .6, 9], labels=["low", "middle", "high"]).astype(str)
    return f"together_{seed:02d}_{kind}", frame, "target", task


def write(out, name, frame, target, task):
    frame = frame.sample(frac=1, random_state=1)[:MOST_ROWS]
    if task != "regression":
        frame = frame[frame.groupby(target)[target].transform("size") >= 8]
    test = np.arange(len(frame)) % 4 == 3
    folder = out / name
    folder.mkdir(parents=True, exist_ok=True)
    frame[~test].to_csv(folder / "train.csv", index=False)
    frame[test].to_csv(folder / "test.csv", index=False)
    metric = {"binary": "logloss", "multiclass": "logloss", "regression": "rmse"}[task]
    (folder / "meta.tsv").write_text(f"{target}\t{task}\t{metric}\n")


if __name__ == "__main__":
    out, root = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    for case in [*carried(), *rdatasets(root), *(made(s) for s in range(30)), *(together(s) for s in range(24))]:
        write(out, *case)
    print(len(list(out.iterdir())), "data sets in", out)
