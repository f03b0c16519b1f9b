"""One class for each way to ask an exported model. ask(case) returns the answers by column, as
`winnow predict` names them; Refused is a format that says before it writes that it cannot.
"""
import csv
import http.server
import io
import json
import math
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import threading
import time
import urllib.error
import urllib.request

import data

HERE = os.path.dirname(os.path.abspath(__file__))
BATCH = 1000
NO_DAYS = (data.NO_DAY, ".".join(reversed(data.NO_DAY.split("-"))))
NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,2})?")


class Refused(Exception):
    pass


def run(command, **more):
    done = subprocess.run([str(c) for c in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8", **more)
    if done.returncode:
        raise RuntimeError(f"{command[0]}: {(done.stderr or done.stdout).strip()[-500:]}")
    return done.stdout


def by_column(text):
    """Answers by column. Those to a file with semicolons have decimal commas."""
    rows = list(csv.reader(io.StringIO(text), delimiter="," if "," in text.partition("\n")[0] else ";"))
    return {name: [r[k] for r in rows[1:]] for k, name in enumerate(rows[0])}


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def post(url, body, kind):
    request = urllib.request.Request(url, body if isinstance(body, bytes) else body.encode(), {"Content-Type": kind})
    try:
        with urllib.request.urlopen(request, timeout=300) as answer:
            return answer.read().decode()
    except urllib.error.HTTPError as e:
        raise RuntimeError(f"{e.code}: {e.read().decode()[:500]}") from None


class Served:
    """A server in a process of its own, up before the block begins and gone after it."""

    def __init__(self, command, port, ready, **more):
        self.command, self.url, self.ready, self.more = [str(c) for c in command], f"http://127.0.0.1:{port}", ready, more

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True, **self.more)
        for _ in range(1200):
            try:
                urllib.request.urlopen(self.url + self.ready, timeout=5).read()
                return self.url
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.1)
        self.__exit__()
        raise RuntimeError(f"{self.command[0]} does not serve")

    def __exit__(self, *_):
        try:
            os.killpg(self.process.pid, 15)
        except ProcessLookupError:
            pass
        self.process.wait()


class Case:
    """A trained model, the file that is asked, and its exports, each made once."""

    def __init__(self, name, winnow, model, asked, folder, kit):
        self.name, self.winnow, self.model, self.asked, self.folder, self.kit = name, winnow, model, asked, folder, kit
        self.rows = data.read(asked)
        self.schema = json.loads(run([winnow, "show", model, "--json"]))["schema"]
        self.made = {}

    def export(self, form, out, *sets):
        """Where the form stands, or the reason why it cannot."""
        key = (form, *sets)
        if key not in self.made:
            path = os.path.join(self.folder, out)
            if os.path.isdir(path):
                shutil.rmtree(path)
            elif os.path.exists(path):
                os.remove(path)
            try:
                run([self.winnow, "export", self.model, "--format", form, "--out", path, *(x for s in sets for x in ("--set", s))])
                self.made[key] = path
            except RuntimeError as e:
                if os.path.exists(path):
                    raise RuntimeError(f"{form} failed and left {out}") from e
                self.made[key] = e
        if isinstance(self.made[key], RuntimeError):
            text = " ".join(str(self.made[key]).split())
            if "cannot be written as" not in text:
                raise self.made[key]
            raise Refused(text.partition("cannot be written as ")[2].partition(" The list of formats")[0])
        return self.made[key]

    def parts(self):
        for at in range(0, len(self.rows), BATCH):
            yield self.rows[at:at + BATCH]

    def cells(self, row):
        """A row as JSON has it: numbers as numbers, gaps and what is no number
        and no day as null: in JSON the service refuses those."""
        out = {}
        for c in self.schema["columns"]:
            v = row[c["name"]].strip()
            if c["kind"] == "number":
                f = c.get("format") or {}
                for mark in (f.get("prefix"), f.get("suffix"), f.get("thousands")):
                    v = v.replace(mark, "").strip() if mark else v
                if f.get("decimal") == ",":
                    v = "" if "." in v else v.replace(",", ".")
                v = float(v) if NUMBER.fullmatch(v) else None
            out[c["name"]] = None if v in ("", "NA", "?") or v in NO_DAYS else v
        return out

    def probability(self, c):
        return "probability_" + c


class Runtime:
    """ONNX Runtime in Python, through the module that is exported beside the file."""

    def __init__(self, version, environment, profile):
        self.name, self.environment, self.profile = f"ort {version}", environment, profile
        self.exact = profile == "exact"

    def ask(self, case):
        module = case.export("python", "python")
        model = case.export("onnx", f"{self.profile}.onnx", f"profile={self.profile}")
        out = os.path.join(case.folder, self.name.replace(" ", "") + ".csv")
        run([os.path.join(case.kit, self.environment, "bin", "python"), os.path.join(HERE, "rows.py"), module, model, case.asked, out, *([os.path.join(case.folder, "feed.json")] if self.exact else [])])
        with open(out, encoding="utf-8") as f:
            return by_column(f.read())


class Node:
    name, exact = "node", True

    def ask(self, case):
        model = case.export("onnx", "exact.onnx", "profile=exact")
        out, feed = os.path.join(case.folder, "node.json"), os.path.join(case.folder, "feed.json")
        run(["node", os.path.join(HERE, "rows.mjs"), os.path.join(case.kit, "node"), model, feed, out])
        with open(out, encoding="utf-8") as f:
            got = json.load(f)
        answers, classes = {"prediction": got["label"]}, case.schema.get("classes") or []
        for k, c in enumerate(classes):
            answers[case.probability(c)] = got["probabilities"][k::len(classes)]
        return answers


class Page:
    """The exported page in headless Chromium: given the file, it saves its answers."""

    name, exact = "chromium", True

    def ask(self, case):
        folder = case.export("webapp", "webapp", "runtime=ort/")
        told, done = {}, threading.Event()
        places = {"/ort/": os.path.join(case.kit, "node", "node_modules", "onnxruntime-web", "dist"), "/": folder}

        class Site(http.server.SimpleHTTPRequestHandler):
            extensions_map = {**http.server.SimpleHTTPRequestHandler.extensions_map, ".mjs": "text/javascript", ".wasm": "application/wasm"}

            def translate_path(self, path):
                path = path.partition("?")[0]
                if path == "/data.csv":
                    return case.asked
                if path == "/page.js":
                    return os.path.join(HERE, "page.js")
                root = "/ort/" if path.startswith("/ort/") else "/"
                return os.path.join(places[root], path[len(root):])

            def do_GET(self):
                if self.path != "/index.html":
                    return super().do_GET()
                with open(os.path.join(folder, "index.html"), encoding="utf-8") as f:
                    page = f.read().replace("</body>", '<script src="page.js"></script></body>').encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.send_header("Content-Length", str(len(page)))
                self.end_headers()
                self.wfile.write(page)

            def do_POST(self):
                told[self.path] = self.rfile.read(int(self.headers["Content-Length"])).decode()
                self.send_response(204)
                self.end_headers()
                done.set()

            def log_message(self, *_):
                pass

        site = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
        threading.Thread(target=site.serve_forever, daemon=True).start()
        browser = subprocess.Popen(["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-dev-shm-usage", "--mute-audio",
            f"--user-data-dir={os.path.join(case.folder, 'profile')}", f"http://127.0.0.1:{site.server_port}/index.html"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        try:
            if not done.wait(300):
                raise RuntimeError("the page says nothing")
        finally:
            os.killpg(browser.pid, 15)
            browser.wait()
            site.shutdown()
        if "/failed" in told:
            raise RuntimeError(told["/failed"])
        return by_column(told["/answers"])


class MLflow:
    name, exact = "mlflow", True

    def ask(self, case):
        folder, port = case.export("mlflow", "mlflow"), free_port()
        bin = os.path.join(case.kit, "mlflow", "bin")
        env = {**os.environ, "PATH": os.path.abspath(bin) + os.pathsep + os.environ["PATH"], "MLFLOW_DISABLE_TELEMETRY": "true", "DO_NOT_TRACK": "1"}
        need = [c["name"] for c in case.schema["columns"]]
        answers = {}
        with Served([os.path.join(bin, "mlflow"), "models", "serve", "-m", folder, "--env-manager", "local", "--port", port], port, "/ping", env=env) as url:
            for part in case.parts():
                cells = [case.cells(r) for r in part]
                body = json.dumps({"dataframe_split": {"columns": need, "data": [[c[n] for n in need] for c in cells]}})
                for row in json.loads(post(url + "/invocations", body, "application/json"))["predictions"]:
                    for k, v in row.items():
                        answers.setdefault(k, []).append(v)
        return answers


class Program:
    name, exact = "program", True

    def ask(self, case):
        program = os.path.join(case.export("executable", "program"), "predict")
        return by_column(run([program, case.asked, "--no-interval"]))


class Source:
    name, exact = "go", True

    def ask(self, case):
        folder = case.export("go", "source")
        run(["go", "build", "-o", "answer", "."], cwd=folder, env={**os.environ, "CGO_ENABLED": "0", "GOFLAGS": "-mod=mod"})
        return by_column(run([os.path.join(folder, "answer"), case.asked]))


class Service:
    """The HTTP service: CSV, or JSON with numbers as numbers."""

    exact = True

    def __init__(self, kind):
        self.kind, self.name = kind, "http " + kind

    def ask(self, case):
        port, answers = free_port(), {}
        with Served([case.winnow, "serve", case.model, "--addr", f"127.0.0.1:{port}"], port, "/health") as url:
            for part in case.parts():
                if self.kind == "csv":
                    text = io.StringIO()
                    w = csv.DictWriter(text, list(part[0]))
                    w.writeheader()
                    w.writerows(part)
                    got = by_column(post(url + "/predict", text.getvalue(), "text/csv"))
                else:
                    told = json.loads(post(url + "/predict", json.dumps([case.cells(r) for r in part]), "application/json"))
                    got = {"prediction": [r["prediction"] for r in told["predictions"]]}
                    for c in case.schema.get("classes") or []:
                        got[case.probability(c)] = [r["probabilities"][c] for r in told["predictions"]]
                for k, v in got.items():
                    answers.setdefault(k, []).extend(v)
        return answers


class Statement:
    """The SQL statement in SQLite, which Python brings along."""

    name, exact = "sqlite", True

    def ask(self, case):
        path = case.export("sql", "model.sql")
        db = sqlite3.connect(":memory:")
        columns = case.schema["columns"]
        quoted = lambda name: '"' + name.replace('"', '""') + '"'
        db.execute("create table data (%s)" % ", ".join(f"{quoted(c['name'])} {'REAL' if c['kind'] == 'number' else 'TEXT'}" for c in columns))
        rows = [list(case.cells(r).values()) for r in case.rows]
        db.executemany("insert into data values (%s)" % ", ".join("?" * len(columns)), [[v.strip() if isinstance(v, str) else v for v in r] for r in rows])
        with open(path, encoding="utf-8") as f:
            cursor = db.execute(f.read().rstrip().rstrip(";"))
        names = [d[0] for d in cursor.description]
        return dict(zip(names, zip(*cursor.fetchall())))


ALL = [Runtime("1.32", "ort132", "exact"), Runtime("1.21", "ort121", "exact"), Runtime("1.20", "ort120", "compatible"), Node(), Page(), MLflow(),
       Program(), Source(), Service("csv"), Service("json"), Statement()]


def compare(case, want, got):
    """Labels that differ, and the largest difference of a number relative to 1 or its size."""
    if not set(got) >= set(want) or any(len(v) != len(want["prediction"]) for v in got.values()):
        raise RuntimeError(f"{len(got.get('prediction', []))} answers of {sorted(got)}, not {len(want['prediction'])} of {sorted(want)}")
    labels, gap, row = 0, 0.0, -1
    for name, cells in want.items():
        if name == "prediction" and case.schema["task"] != "regression":
            wrong = [i for i, (a, b) in enumerate(zip(got[name], cells)) if a != b]
            labels = len(wrong)
            if wrong:
                row = wrong[0]
            continue
        for i, (a, b) in enumerate(zip(got[name], cells)):
            a, b = (float(str(v).replace(",", ".")) for v in (a, b))
            d = abs(a - b) / max(1, abs(b)) if math.isfinite(a) and math.isfinite(b) else float(str(a) != str(b))
            if d > gap:
                gap, row = d, row if labels else i
    return labels, gap, row
