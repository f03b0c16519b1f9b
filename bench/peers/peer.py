"""peer.py PEER CASE_FOLDER BUDGET_SECONDS REPEAT: one tool on one case; prints one line of JSON.

The folder holds train.csv, test.csv (without the target), answer.csv (the target of its rows) and meta.tsv: target, task
(binary, multiclass, regression) and metric (auc, logloss, rmse) between tabs. The tool fits for BUDGET_SECONDS on two
threads with REPEAT as its seed, where it has one, predicts test.csv, and is scored by one scorer. Files are written
to the current folder, which should be an empty one. Winnow's program is named by the environment's WINNOW.

What is printed: score; baseline, the score of the training rows' mean or shares of classes; fit_s, seconds of fitting
(imports, and the start of H2O's server, are not in them; Winnow's program start is); busy, the share of two cores used
meanwhile; warm_s, seconds to predict in the process that fitted, the second time, or of Winnow's server to answer the
file over HTTP; start_s, seconds of a new process that loads the model, reads test.csv and writes predictions; peak_mb
of memory up to the first prediction, this process and those that it started; disk_mb of the saved model. None where a
tool has no such thing.
"""
import json
import os
import pathlib
import resource
import sys
import time
import warnings

import processes
from case import Case
from tools import TOOLS


def size(path):
    """MB of a file, or of all files in a folder."""
    path = pathlib.Path(path)
    return sum(f.stat().st_size for f in ([path] if path.is_file() else path.rglob("*")) if f.is_file()) / 1e6


def timed(do):
    begun = time.perf_counter()
    result = do()
    return result, time.perf_counter() - begun


def measure(name, case, budget, repeat):
    ours, me = name == "winnow", os.getpid()
    memory = None if ours else processes.Memory()
    tool = TOOLS[name](name, case, budget, repeat)
    tool.begin()
    try:
        used = processes.cpu(me)
        _, fit = timed(tool.fit)
        used = processes.cpu(me) - used
        prediction, _ = timed(tool.predict)
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 / 1e6 if ours else memory.stop()
        disk, warm, start = size(tool.save()), tool.warm(), tool.fresh()
    finally:
        tool.end()
    return dict(case=case.folder.name, metric=case.metric, peer=name, version=tool.version(), budget=budget, repeat=repeat,
                score=case.score(prediction), baseline=case.baseline(), fit_s=fit, busy=used / (2 * fit), warm_s=warm,
                start_s=start, peak_mb=peak, disk_mb=disk)


def main():
    warnings.filterwarnings("ignore")
    name, folder, budget, repeat = sys.argv[1:]
    result = measure(name, Case(folder), float(budget), int(repeat))
    print(json.dumps({k: round(v, 6) if isinstance(v, float) else v for k, v in result.items()}))


main()
