"""Reads one large file with our reader and with DuckDB, in turn, and compares them.

    go build -o /tmp/winnow-csv ./bench/csv
    python3 bench/csv/compare.py /tmp/winnow-csv [--rows 1000000] [--runs 5]

Needs the Python package duckdb. Each reading is a process of its own on the same two
cores; the time is that of the reading alone, the memory the peak of the whole process.
On a busy machine the ratio of processor time says more than that of the times.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile

DUCK = """
import duckdb, json, sys, time
con = duckdb.connect()
con.execute("set threads to 2")
con.execute("set enable_progress_bar = false")
start, cpu = time.perf_counter(), time.process_time()
con.execute("create table t as select * from read_csv(?)", [sys.argv[1]])
took, cpu = time.perf_counter() - start, time.process_time() - cpu
rows = con.execute("select count(*) from t").fetchone()[0]
print(json.dumps({"seconds": took, "cpu": cpu, "rows": rows, "version": duckdb.__version__}))
"""


def run(command):
    """Runs a command; its line of JSON with the peak memory in MB added."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        text = child.stdout.read()
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"{command[0]} failed")
    out = json.loads(text)
    out["rss"] = usage.ru_maxrss / 1024
    out.setdefault("cpu", usage.ru_utime + usage.ru_stime)
    return out


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("program", help="built from ./bench/csv")
    p.add_argument("--rows", type=int, default=1_000_000)
    p.add_argument("--runs", type=int, default=5)
    p.add_argument("--file", help="the file to read; made when it is not there")
    a = p.parse_args()
    cores = sorted(os.sched_getaffinity(0))[:2]
    os.sched_setaffinity(0, cores)
    path = a.file or os.path.join(tempfile.gettempdir(), f"winnow-bench-{a.rows}.csv")
    if not os.path.exists(path):
        subprocess.run([a.program, "-make", "-rows", str(a.rows), path], check=True)
    ours, duck = [], []
    for _ in range(a.runs):
        ours.append(run([a.program, "-workers", "2", path]))
        duck.append(run([sys.executable, "-c", DUCK, path]))
    assert ours[0]["rows"] == duck[0]["rows"], "the readers disagree about the number of rows"
    print(f"{os.path.getsize(path) / 1e6:.0f} MB, {ours[0]['rows']} rows, {a.runs} runs in turn on {len(cores)} cores")
    for name, runs in (("winnow", ours), ("DuckDB " + duck[0]["version"], duck)):
        mid = {k: statistics.median(r[k] for r in runs) for k in ("seconds", "cpu", "rss")}
        print(f"{name:14} median {mid['seconds']:.2f} s, {mid['cpu']:.2f} s of processor, peak {mid['rss']:.0f} MB")
    ratio = statistics.median(o["seconds"] / d["seconds"] for o, d in zip(ours, duck))
    work = statistics.median(o["cpu"] / d["cpu"] for o, d in zip(ours, duck))
    size = ours[0]["table_bytes"] / 1e6
    peak = max(o["rss"] for o in ours) * 1.048576
    print(f"time: {ratio:.2f} of DuckDB's; processor: {work:.2f}; memory: {peak / size:.2f} times the table of {size:.0f} MB")


if __name__ == "__main__":
    main()
