"""Time and memory of a process with all that it started, from /proc (Linux)."""
import os
import pathlib
import threading

TICKS = os.sysconf("SC_CLK_TCK")


def tree(pid):
    """Numbers of the process and of all living ones below it."""
    found = [pid]
    for parent in found:
        try:
            for children in pathlib.Path(f"/proc/{parent}/task").glob("*/children"):
                found += [int(child) for child in children.read_text().split()]
        except OSError:
            pass  # it or one of its threads has ended meanwhile
    return found


def cpu(pid):
    """Seconds of processor time, user and system, that the tree has used, ended children that were waited for included."""
    total = 0
    for each in tree(pid):
        try:
            fields = pathlib.Path(f"/proc/{each}/stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        total += sum(int(f) for f in fields[11:15])
    return total / TICKS


def high_water(pid):
    """The most memory in MB (10^6 bytes) that the process itself has held so far."""
    try:
        for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024 / 1e6
    except OSError:
        pass
    return 0


class Memory:
    """Watches this process and those below it: the greatest sum of the high-water marks of processes alive together.

    Exact for one process and for a server beside it. Pages that forked processes share count for each. A child must be
    seen twice, so that one that is just being forked, and still has this process's pages, is not counted.
    """

    def __init__(self, interval=0.5):
        self.peak, self.seen, self.interval = 0, set(), interval
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self.watch, daemon=True)
        self.thread.start()

    def watch(self):
        while not self.ended.wait(self.interval):
            self.look()

    def look(self):
        now = set(tree(os.getpid()))
        counted = (now & self.seen) | {os.getpid()}
        self.peak, self.seen = max(self.peak, sum(high_water(p) for p in counted)), now

    def stop(self):
        """Ends the watch and returns the peak in MB."""
        self.ended.set()
        self.thread.join()
        self.look()
        return self.peak
