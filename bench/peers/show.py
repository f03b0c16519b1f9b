"""show.py TABLE [PEER ...]: what the repeats in a table say, for each budget; by default with all peers in it.

All numbers are medians over repeats. A peer that failed in half of the repeats or more has failed the case, and ranks
last there. "gap" is how far Winnow's score is from the best peer's, as a share of the way from that to the baseline;
below 0 Winnow is better. Only cases that all peers have been run on count for mean ranks.
"""
import statistics
import sys

import table

OURS, MEDIUM = "winnow", "autogluon_medium"
LIMITS = {"gap": 3, "mem": 0.5, "disk": 0.1, "warm": 10, "start": 10}


class Cell:
    """All repeats of one peer on one case."""

    def __init__(self, rows):
        self.rows, self.repeats = rows, len(rows)
        fine = [r for r in rows if not r["score"].startswith(table.FAILED)]
        self.failed = 2 * len(fine) <= len(rows)
        self.fine = [] if self.failed else fine

    def median(self, column):
        values = [float(r[column]) for r in self.fine if r[column]]
        return statistics.median(values) if values else None

    def loss(self):
        """The score, the lower the better; the highest there is where the peer failed."""
        if self.failed:
            return float("inf")
        return -self.median("score") if self.fine[0]["metric"] == "auc" else self.median("score")

    def baseline(self):
        return -self.median("baseline") if self.fine[0]["metric"] == "auc" else self.median("baseline")


def rank(cells, peer):
    """1 is best; ties share the mean of their ranks."""
    mine, losses = cells[peer].loss(), [c.loss() for c in cells.values()]
    return sum(l < mine for l in losses) + (losses.count(mine) + 1) / 2


def gap(cells):
    """Percent, endless where Winnow failed; None where it cannot be told, as no peer is better than the baseline."""
    rest = [c for p, c in cells.items() if p != OURS and not c.failed]
    if OURS not in cells or not rest:
        return None
    best = min(rest, key=Cell.loss)
    way = best.baseline() - best.loss()
    return 100 * (cells[OURS].loss() - best.loss()) / way if way > 0 else None


def ratio(a, b):
    return a / b if a is not None and b else None


def short(peer):
    return peer.replace("autogluon", "ag").replace("medium", "med")


def number(value, digits=3):
    return "-" if value is None else f"{value:.{digits}f}" if digits == 0 or abs(value) < 10 ** (4 - digits) else f"{value:.4g}"


def lines(head, rows):
    """Columns as wide as what is in them, the first to the left."""
    cells = [[str(c) for c in row] for row in [head, *rows]]
    widths = [max(len(row[k]) for row in cells) for k in range(len(head))]
    for row in cells:
        print("  ".join(c.rjust(w) if k else c.ljust(w) for k, (c, w) in enumerate(zip(row, widths))).rstrip())
    print()


def scores(cases, peers):
    rows = []
    for name, cells in cases.items():
        metric = next((r["metric"] for c in cells.values() for r in c.rows if r["metric"]), "")
        count = sorted({c.repeats for c in cells.values()})
        row = [name, metric, "-".join(map(str, dict.fromkeys((count[0], count[-1]))))]
        for p in peers:
            row.append("" if p not in cells else "failed" if cells[p].failed else f"{cells[p].median('score'):.5g}")
        rows.append(row + [number(rank(cells, OURS), 1) if OURS in cells else "", number(gap(cells), 1)])
    lines(["case", "metric", "n", *map(short, peers), "rank", "gap %"], rows)


def costs(cases, peers):
    """Per tool over all cases."""
    whole = [cells for cells in cases.values() if set(cells) == set(peers)]
    rows = []
    for p in peers:
        mine = [cells[p] for cells in cases.values() if p in cells]
        row = [short(p), number(statistics.mean(rank(cells, p) for cells in whole), 2) if whole else "-", sum(c.failed for c in mine)]
        for column, digits in (("fit_s", 1), ("busy", 2), ("peak_mb", 0), ("disk_mb", 2), ("warm_s", 3), ("start_s", 3)):
            values = [v for c in mine if (v := c.median(column)) is not None]
            row.append(number(statistics.median(values) if values else None, digits))
            if column == "fit_s":
                row.append(number(max(values, default=None), 1))
        rows.append(row)
    print(f"Each tool: mean rank over the {len(whole)} cases that all were run on; failed cases; medians over cases")
    lines(["tool", "rank", "fail", "fit s", "longest", "busy", "peak MB", "disk MB", "warm s", "start s"], rows)


def beside(cases):
    """Winnow's costs and their ratios to AutoGluon's medium quality."""
    rows, reached = [], {k: [] for k in LIMITS}
    for name, cells in cases.items():
        if OURS not in cells:
            continue
        ours, medium = cells[OURS], cells.get(MEDIUM, Cell([]))
        found = {"gap": gap(cells), "mem": ratio(ours.median("peak_mb"), medium.median("peak_mb")),
                 "disk": ratio(ours.median("disk_mb"), medium.median("disk_mb")),
                 "warm": ratio(medium.median("warm_s"), ours.median("warm_s")), "start": ratio(medium.median("start_s"), ours.median("start_s"))}
        for k, v in found.items():
            if v is not None:
                reached[k].append(v >= LIMITS[k] if k in ("warm", "start") else v <= LIMITS[k])
        rows.append([name, number(ours.median("fit_s"), 1), number(ours.median("busy"), 2), number(found["mem"], 2), number(found["disk"]),
                     number(found["warm"], 1), number(found["start"], 1)])
    print("Winnow, and beside AutoGluon's medium quality: its memory and disk as shares, and how many times\n"
          "as fast it predicts: its server as a warm process of AutoGluon, and a new process as a new one")
    lines(["case", "fit s", "busy", "mem", "disk", "warm x", "start x"], rows)
    print("Cases that reach: " + ", ".join(f"{k} {'>=' if k in ('warm', 'start') else '<='} {LIMITS[k]}{' %' if k == 'gap' else ''}: "
                                          f"{sum(v)} of {len(v)}" for k, v in reached.items()) + "\n")


def main():
    rows, wanted = table.read(sys.argv[1]), sys.argv[2:]
    for budget in sorted({r["budget"] for r in rows}, key=float):
        mine = [r for r in rows if r["budget"] == budget and (not wanted or r["peer"] in wanted)]
        peers = sorted({r["peer"] for r in mine}, key=lambda p: (p != OURS, p))
        cases = {}
        for r in sorted(mine, key=lambda r: r["case"]):
            cases.setdefault(r["case"], {}).setdefault(r["peer"], []).append(r)
        cases = {name: {p: Cell(found) for p, found in cells.items()} for name, cells in cases.items()}
        print(f"== {budget} s; scores, medians of n repeats")
        scores(cases, peers)
        costs(cases, peers)
        beside(cases)
        for p in peers:
            print(f"{short(p)}: {', '.join(sorted({r['version'] for r in mine if r['peer'] == p and r['version']})) or 'no version'}")
        print()


main()
