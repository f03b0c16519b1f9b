"""The table that repeats are gathered in: text with tabs, a header, and a line for each peer, case, budget and repeat."""
import os
import pathlib

COLUMNS = ("case", "metric", "peer", "version", "budget", "repeat", "score", "baseline",
           "fit_s", "busy", "warm_s", "start_s", "peak_mb", "disk_mb")
KEY = ("case", "peer", "budget", "repeat")
FAILED = "failed: "  # stands before the reason where the score would be


def cell(value):
    if value is None:
        return ""
    return f"{value:.6g}" if isinstance(value, float) else " ".join(str(value).split())


def key(row):
    return tuple(cell(row[k]) for k in KEY)


def read(path):
    """The rows as texts by column; none where there is no such file yet."""
    if not pathlib.Path(path).exists():
        return []
    lines = pathlib.Path(path).read_text(encoding="utf-8").splitlines()
    if tuple(lines[0].split("\t")) != COLUMNS:
        raise SystemExit(f"{path} is not a table of this benchmark: its first line should be {' '.join(COLUMNS)}")
    return [dict(zip(COLUMNS, line.split("\t"), strict=True)) for line in lines[1:] if line]


def append(path, row):
    """Adds a line, on the disk before this returns. Columns that the row lacks stay empty."""
    line = "\t".join(cell(row.get(c)) for c in COLUMNS) + "\n"
    with open(path, "a", encoding="utf-8") as f:
        if f.tell() == 0:
            line = "\t".join(COLUMNS) + "\n" + line
        f.write(line)
        f.flush()
        os.fsync(f.fileno())
