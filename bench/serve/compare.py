"""compare.py MODEL.winnow [REPEATS]: one row over HTTP here, and from FastAPI with onnxruntime.

The model is exported as ONNX and served by both on loopback: by `winnow serve`, and by peer.py
under uvicorn (uvloop, httptools) with one worker and with one for each core. In turn each is
asked as fast as it answers, and then at steady rates that both can keep up with, Winnow also at 2,000 a second. Prints medians
over the repeats and the ratios to the better of the peers. Before that it checks that both answer
alike, and asks a server that does nothing: the share of the generator and of net/http.
Needs fastapi, uvicorn[standard] and onnxruntime 1.32. Run from the repository's root.
"""
import json, os, pathlib, statistics, subprocess, sys, tempfile, time, urllib.request

model, repeats = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 3
LENGTH, RATES, HIGH = os.environ.get("LENGTH", "3s"), (500, 1000), 2000
here = pathlib.Path(__file__).parent
work = pathlib.Path(tempfile.mkdtemp())
env = {**os.environ, "CGO_ENABLED": "0"}
for name, path in (("winnow", "./cmd/winnow"), ("load", "./bench/serve")):
    subprocess.run(["go", "build", "-tags", "headless", "-o", work / name, path], check=True, env=env)
subprocess.run([work / "winnow", "export", model, "--format", "onnx", "--out", work / "model.onnx"], check=True, stdout=subprocess.DEVNULL)


def ask(url, body):
    request = urllib.request.Request(url, body.encode(), {"Content-Type": "application/json"})
    return json.load(urllib.request.urlopen(request)) if body else urllib.request.urlopen(url).read()


def up(url):
    for _ in range(300):
        try: return urllib.request.urlopen(url).read()
        except OSError: time.sleep(0.1)
    sys.exit(f"{url} does not answer")


PORT, cores = 7300, os.cpu_count()
servers = {"winnow": (f"http://127.0.0.1:{PORT}/predict", [work / "winnow", "serve", model, "--addr", f"127.0.0.1:{PORT}"], "/health"),
           "nothing": (f"http://127.0.0.1:{PORT + 1}/", [work / "load", "-nothing", "-listen", f"127.0.0.1:{PORT + 1}"], "/")}
for k, workers in enumerate(sorted({1, cores})):
    port = PORT + 2 + k
    servers[f"peer x{workers}"] = (f"http://127.0.0.1:{port}/predict", [sys.executable, "-m", "uvicorn", "peer:app", "--app-dir", here, "--port", str(port),
        "--workers", str(workers), "--no-access-log", "--log-level", "warning"], "/docs")
spec = json.loads(subprocess.run([sys.executable, "-c", f"""
import onnxruntime, json
s = onnxruntime.InferenceSession({str(work / 'model.onnx')!r})
print(json.dumps({{i.name: "text" if "string" in i.type else "number" for i in s.get_inputs()}}))"""], check=True, capture_output=True, text=True).stdout)
(work / "columns.json").write_text(json.dumps(spec))
env |= {"ONNX": str(work / "model.onnx"), "COLUMNS": str(work / "columns.json")}
running = [subprocess.Popen([str(c) for c in command], env=env, stderr=subprocess.DEVNULL) for _, command, _ in servers.values()]
try:
    for url, _, health in servers.values():
        up(url[:url.index("/", 8)] + health)
    row = subprocess.run([work / "load", "-print", model], check=True, capture_output=True, text=True).stdout.strip()
    ours, theirs = ask(servers["winnow"][0], row), ask(servers["peer x1"][0], row)
    print("row", row, "\nwinnow", json.dumps(ours)[:200], "\npeer  ", json.dumps(theirs)[:200])
    numbers = lambda v: sorted(v["probabilities"].values()) if "probabilities" in v else [v["prediction"]]
    other = sorted(theirs["probabilities"]) if "probabilities" in theirs else list(theirs.values())[0]
    assert all(abs(a - b) <= 1e-9 * max(1, abs(a)) for a, b in zip(numbers(ours), other)), "they do not answer alike"

    def load(name, rate):
        out = subprocess.run([work / "load", "-url", servers[name][0], "-row", row, "-rate", str(rate), "-for", LENGTH, "-json"], check=True, capture_output=True, text=True)
        got = json.loads(out.stdout)
        assert not got["failed"], got
        return got

    for name in servers: load(name, 200)
    got = {(name, rate): [] for rate in (0, *RATES, HIGH) for name in servers if rate < HIGH or not name.startswith("peer")}
    for _ in range(repeats):
        for name, rate in got: got[name, rate].append(load(name, rate))
finally:
    for p in running: p.terminate()
middle = lambda name, rate, what: statistics.median(r[what] for r in got[name, rate])
peers = [n for n in servers if n.startswith("peer")]
for name in servers:
    print(f"{name:9} at most {middle(name, 0, 'a_second'):8.0f} a second", *(
        f"| at {r}: p50 {middle(name, r, 'p50_ms'):.3f} p99 {middle(name, r, 'p99_ms'):.3f} ms, late {middle(name, r, 'late_p99_ms'):.3f}" for r in (*RATES, HIGH) if (name, r) in got))
print(f"at most: {middle('winnow', 0, 'a_second') / max(middle(p, 0, 'a_second') for p in peers):.1f} x the better peer",
      *(f"| p99 at {r}: {min(middle(p, r, 'p99_ms') for p in peers) / middle('winnow', r, 'p99_ms'):.1f} x shorter" for r in RATES))
