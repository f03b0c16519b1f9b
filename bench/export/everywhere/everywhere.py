"""everywhere.py KIT WORK [--data FOLDER] [--only NAME...] [--ask NAME...] [--trials N]
[--rows N]: one model, everywhere.

Trains models of three tasks on tables with texts, dates, categories and gaps, exports each in
every form, and asks each form whole files, with rows that hold what training never saw. Prints
how far the answers are from those of `winnow predict`: for each model and each way to ask it the
greatest difference of a number, relative to 1 or to its size, and how many labels differ. Exits
with 1 when a label differs, or a number does by more than 1e-12 (1e-11 for a Gaussian
process; 1e-5 in the compatible profile, whose trees may round to single precision).

KIT is a folder that setup.sh made; WORK takes what is trained and exported. --data is a folder
with the open data sets income.csv, telco_churn.csv, penguins.csv and diamonds.csv.
Needs Go, node and chromium. Run from the repository's root.
"""
import argparse
import os
import subprocess
import sys
import time

import consumers
import data

EXACT, SINGLE = 1e-12, 1e-5
# Its coefficients are targets divided by the variance of the noise, thousands of either sign that
# are a hundred times what they add up to: the last digit of Exp shows in the twelfth of the sum.
PROCESS = 1e-11


def build(work):
    env = {**os.environ, "CGO_ENABLED": "0"}
    winnow, scorers = os.path.join(work, "winnow"), os.path.join(work, "scorers")
    os.makedirs(scorers, exist_ok=True)
    subprocess.run(["go", "build", "-tags", "headless", "-o", winnow, "./cmd/winnow"], check=True, env=env)
    subprocess.run(["go", "build", "-trimpath", "-o", os.path.join(scorers, "scorer-linux-amd64"), "./cmd/scorer"], check=True, env=env)
    return winnow


def train(winnow, work, name, table, target, drop, algorithm, trials):
    """The model, and the file that it is asked: all rows and some that are odd."""
    folder = os.path.join(work, f"{name}.{algorithm}")
    os.makedirs(folder, exist_ok=True)
    model, asked = os.path.join(folder, "model.winnow"), os.path.join(folder, "asked.csv")
    if not os.path.exists(model):
        choice = ["--trials", 3 * trials] if algorithm == "ensemble" else ["--trials", trials, "--algorithms", algorithm]
        if algorithm == "ensemble":
            choice += ["--algorithms", "gradient_boosting,linear,random_forest"]
        consumers.run([winnow, "train", table, "--target", target, *(["--drop", drop] if drop else []), *choice, "--folds", 3, "--seed", 1, "--threads", 1, "-o", model])
    return folder, model, asked


def hold(case, consumer, want):
    """What the table says, and whether it is as it should be."""
    start = time.perf_counter()
    try:
        labels, gap, row = consumers.compare(case, want, consumer.ask(case))
    except consumers.Refused as e:
        return "refused", True, str(e)
    except Exception as e:
        return "failed", False, str(e)
    exact = PROCESS if case.name.endswith("gaussian_process") else EXACT
    good = labels == 0 and gap <= (exact if consumer.exact else SINGLE)
    said = f"{gap:.0e}" if gap else "0"
    if labels:
        said += f" ({labels} labels)"
    return said, good, "" if good else f"row {row + 1}: {said} ({time.perf_counter() - start:.1f} s)"


def main():
    p = argparse.ArgumentParser(usage=__doc__)
    p.add_argument("kit")
    p.add_argument("work")
    p.add_argument("--data", default="")
    p.add_argument("--only", nargs="*", default=[])
    p.add_argument("--ask", nargs="*", default=[])
    p.add_argument("--trials", type=int, default=1)
    p.add_argument("--rows", type=int, default=40_000)
    p.add_argument("--winnow", default="")
    a = p.parse_args()
    kit, work = os.path.abspath(a.kit), os.path.abspath(a.work)
    os.makedirs(work, exist_ok=True)
    winnow = a.winnow or build(work)
    asking = [c for c in consumers.ALL if not a.ask or c.name in a.ask]
    width = max(len(c.name) for c in asking) + 2
    print(f"{'model':<30}{'rows':>7}  " + "".join(f"{c.name:<{max(width, 12)}}" for c in asking), flush=True)
    notes, good = {}, True
    for name, (table, target, drop, algorithms) in data.sets("sampledata", a.data, work).items():
        for algorithm in algorithms:
            if a.only and name not in a.only and f"{name}.{algorithm}" not in a.only:
                continue
            folder, model, asked = train(winnow, work, name, table, target, drop, algorithm, a.trials)
            if not os.path.exists(asked):
                rows = data.read(table)
                schema = consumers.json.loads(consumers.run([winnow, "show", model, "--json"]))["schema"]
                data.write(asked, data.asked(rows[:a.rows], schema["columns"]), data.mark(table))
            case = consumers.Case(f"{name} {algorithm}", winnow, model, asked, folder, kit)
            want = consumers.by_column(consumers.run([winnow, "predict", model, asked, "--no-interval"]))
            line = ""
            for c in asking:
                said, fine, why = hold(case, c, want)
                good = good and fine
                line += f"{said:<{max(width, 12)}}"
                if why:
                    notes.setdefault(f"{c.name}: {why}", []).append(case.name)
            print(f"{case.name:<30}{len(case.rows):>7}  {line}", flush=True)
    for note, of in notes.items():
        print(f"\n{note}\n    {', '.join(of)}")
    sys.exit(0 if good else 1)


main()
