"""run.py CASES_FOLDER TABLE --repeat N [--budget SECONDS] [--peers A,B] [--cases C,D]: adds one repeat to a table.

Case by case, all peers in turn on the same two cores, in an order that moves on by one with each case and repeat. What
the table has already is left out, so a run may be ended at any time and started again; a line taken out is run again. A
peer that fails, or takes longer than six budgets and four minutes, gets a line with the reason in place of the score.

WINNOW names the program. AutoGluon runs in the Python PY_AUTOGLUON, all others in PY_OTHERS; by default in this one.
"""
import argparse
import contextlib
import ctypes
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile

import processes
import table

PEERS = "winnow,autogluon_medium,autogluon_best,flaml,h2o,mljar"
HERE = pathlib.Path(__file__).resolve().parent


def options():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("cases", type=pathlib.Path, help="folder with a folder for each case")
    p.add_argument("table", type=pathlib.Path, help="file to add lines to")
    p.add_argument("--repeat", type=int, required=True, help="number of the repeat, and the seed of tools that have one")
    p.add_argument("--budget", type=float, default=60, help="seconds to fit")
    p.add_argument("--peers", default=PEERS, help="separated by commas; by default %(default)s")
    p.add_argument("--cases", dest="only", help="names separated by commas; by default all")
    return p.parse_args()


def program(variable):
    """The whole path of the program that the environment names, as peers run in a folder of their own; none if it has none."""
    found = shutil.which(os.environ.get(variable, ""))
    return found and os.path.abspath(found)


def adopt_orphans():
    """Makes what peers leave behind children of this process, so that end finds it: H2O's server leaves its parent's session."""
    PR_SET_CHILD_SUBREAPER = 36
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl")


def end(process):
    """Ends the process and all that it started and left behind."""
    while below := processes.tree(os.getpid())[1:]:
        for each in below:
            with contextlib.suppress(ProcessLookupError):
                os.kill(each, signal.SIGKILL)
        process.wait()
        with contextlib.suppress(ChildProcessError):
            os.waitpid(-1, 0)


def reason(errors):
    """The last line, without the folders of files that it names."""
    lines = [line.strip() for line in errors.splitlines() if line.strip()]
    return re.sub(r"(/[\w.+-]+)+/", "", lines[-1] if lines else "no message")[:200]


def run(peer, case, budget, repeat):
    """The row that peer.py prints, or one with the reason why it did not."""
    python = program("PY_AUTOGLUON" if peer.startswith("autogluon") else "PY_OTHERS") or sys.executable
    failed = dict(case=case.name, peer=peer, budget=budget, repeat=repeat)
    with tempfile.TemporaryDirectory(prefix="peers-", ignore_cleanup_errors=True) as folder, open(os.path.join(folder, "errors"), "w+") as errors:
        work = os.path.join(folder, "work")
        os.mkdir(work)
        process = subprocess.Popen([python, HERE / "peer.py", peer, case.resolve(), f"{budget:g}", str(repeat)], cwd=work, start_new_session=True,
                                   env=os.environ | {"TMPDIR": folder}, stdout=subprocess.PIPE, stderr=errors, text=True, errors="replace")
        try:
            printed, _ = process.communicate(timeout=6 * budget + 240)
        except subprocess.TimeoutExpired:
            return failed | {"score": table.FAILED + f"took more than {6 * budget + 240:g} s"}
        finally:
            end(process)
        if process.returncode == 0:
            return json.loads(printed.splitlines()[-1])
        errors.seek(0)
        return failed | {"score": table.FAILED + reason(errors.read())}


def main():
    o = options()
    peers, only = o.peers.split(","), o.only and o.only.split(",")
    unknown = set(peers) - set(PEERS.split(","))
    if unknown or ("winnow" in peers and not program("WINNOW")):
        sys.exit(f"There is no peer {', '.join(sorted(unknown))}." if unknown else "WINNOW should name the program.")
    cases = sorted(meta.parent for meta in o.cases.glob("*/meta.tsv"))
    missing = set(only or ()) - {case.name for case in cases}
    if missing or not cases:
        sys.exit(f"{o.cases} has no case {', '.join(sorted(missing))}")
    os.environ["WINNOW"] = program("WINNOW") or ""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    adopt_orphans()
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:2])
    have = {table.key(row) for row in table.read(o.table)}
    for k, case in enumerate(cases):
        first = (k + o.repeat) % len(peers)
        for peer in peers[first:] + peers[:first]:
            asked = dict(case=case.name, peer=peer, budget=o.budget, repeat=o.repeat)
            if table.key(asked) in have or (only and case.name not in only):
                continue
            row = run(peer, case, o.budget, o.repeat)
            table.append(o.table, row)
            print(*(f"{table.cell(row.get(c)):<16}" for c in ("case", "peer", "fit_s", "score")), flush=True)


try:
    main()
except KeyboardInterrupt:
    sys.exit("Stopped; the table has all that was finished.")
