"""How each tool is asked to fit a case for a time on two threads, and to predict its test rows."""
import hashlib
import importlib.metadata
import os
import pathlib
import pickle
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pandas as pd

TOOLS = {}


def tool(*names):
    def add(kind):
        TOOLS.update((name, kind) for name in names)
        return kind
    return add


class Tool:
    """A tool imports what it needs in begin, fits in fit, and predicts in predict; save returns where its model lies."""

    package = None

    def __init__(self, name, case, budget, seed):
        self.name, self.case, self.budget, self.seed = name, case, budget, seed
        self.regression = case.task == "regression"

    def version(self): return importlib.metadata.version(self.package)
    def begin(self): pass
    def fresh(self): return None

    def warm(self):
        """Seconds to predict once more, where the model is in memory."""
        begun = time.perf_counter()
        self.predict()
        return time.perf_counter() - begun

    def end(self): pass


@tool("winnow")
class Winnow(Tool):
    """The command line, as a user would call it. Its memory is the program's own."""

    def call(self, *arguments):
        done = subprocess.run([os.environ["WINNOW"], *map(str, arguments)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        if done.returncode:
            raise RuntimeError(f"winnow {arguments[0]}: status {done.returncode}: {' '.join(done.stderr.split())}")

    def version(self):
        """What the program says, and the start of its file's SHA-256: builds on the way between versions say the same."""
        said = subprocess.run([os.environ["WINNOW"], "version"], check=True, capture_output=True, text=True).stdout.split()[1]
        return f"{said} {hashlib.sha256(pathlib.Path(os.environ['WINNOW']).read_bytes()).hexdigest()[:8]}"

    def fit(self):
        self.call("train", self.case.folder / "train.csv", "--target", self.case.target, "--task", self.case.task, "--metric",
                  self.case.metric, "--time", f"{self.budget:g}s", "--threads", 2, "--seed", self.seed, "--out", "model.winnow")

    def predict(self):
        self.call("predict", "model.winnow", self.case.folder / "test.csv", "--out", "predictions.csv")
        out = pd.read_csv("predictions.csv", keep_default_na=False)
        return out["prediction"].astype(float) if self.regression else out[["probability_" + c for c in self.case.classes]].astype(float)

    def fresh(self):
        begun = time.perf_counter()
        self.call("predict", "model.winnow", self.case.folder / "test.csv", "--out", "again.csv")
        return time.perf_counter() - begun

    def warm(self):
        """Seconds of the program's server to answer the file over HTTP, the second time."""
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            place = f"127.0.0.1:{s.getsockname()[1]}"
        text = (self.case.folder / "test.csv").read_bytes()
        server = subprocess.Popen([os.environ["WINNOW"], "serve", "model.winnow", "--addr", place], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            answered = False
            for _ in range(200):
                begun = time.perf_counter()
                try:
                    asked = urllib.request.Request(f"http://{place}/predict", text, {"Content-Type": "text/csv"})
                    with urllib.request.urlopen(asked, timeout=60) as answer:
                        answer.read()
                except urllib.error.HTTPError:
                    raise
                except OSError:  # it does not listen yet
                    time.sleep(0.05)
                    continue
                if answered:
                    return time.perf_counter() - begun
                answered = True
            raise RuntimeError("winnow serve does not answer")
        finally:
            server.terminate()
            server.wait()

    def save(self): return "model.winnow"


@tool("autogluon_medium", "autogluon_best")
class AutoGluon(Tool):
    package = "autogluon.tabular"

    def begin(self):
        from autogluon.tabular import TabularPredictor
        metric = {"auc": "roc_auc", "logloss": "log_loss", "rmse": "root_mean_squared_error"}[self.case.metric]
        self.model = TabularPredictor(self.case.target, problem_type=self.case.task, eval_metric=metric, path="model", verbosity=0)

    def fit(self):
        self.model.fit(self.case.train, time_limit=self.budget, presets=self.name.split("_")[1] + "_quality", num_cpus=2)

    def predict(self):
        return self.model.predict(self.case.test) if self.regression else self.model.predict_proba(self.case.test)[self.case.classes]

    def fresh(self):
        code = ("import sys, pandas; from autogluon.tabular import TabularPredictor; p = TabularPredictor.load('model'); "
                "d = pandas.read_csv(sys.argv[1], skipinitialspace=True); "
                f"p.predict{'' if self.regression else '_proba'}(d).to_csv('again.csv')")
        begun = time.perf_counter()
        subprocess.run([sys.executable, "-W", "ignore", "-c", code, str(self.case.folder / "test.csv")], check=True, stdout=subprocess.DEVNULL)
        return time.perf_counter() - begun

    def save(self): return "model"


@tool("flaml")
class Flaml(Tool):
    package = "FLAML"

    def begin(self):
        from flaml import AutoML
        self.model = AutoML()

    def fit(self):
        metric = {"auc": "roc_auc", "logloss": "log_loss", "rmse": "rmse"}[self.case.metric]
        self.model.fit(dataframe=self.case.train, label=self.case.target, metric=metric, time_budget=self.budget, n_jobs=2, verbose=0,
                       task="regression" if self.regression else "classification", seed=self.seed, log_file_name="")

    def predict(self):
        if self.regression:
            return self.model.predict(self.case.test)
        return pd.DataFrame(self.model.predict_proba(self.case.test), columns=map(str, self.model.classes_))[self.case.classes]

    def save(self):
        pathlib.Path("model.pickle").write_bytes(pickle.dumps(self.model))
        return "model.pickle"


@tool("mljar")
class Mljar(Tool):
    package = "mljar-supervised"

    def begin(self):
        from supervised.automl import AutoML
        task = {"binary": "binary_classification", "multiclass": "multiclass_classification"}.get(self.case.task, "regression")
        self.model = AutoML(results_path="model", mode="Compete", ml_task=task, total_time_limit=int(self.budget), eval_metric=self.case.metric,
                            n_jobs=2, verbose=0, explain_level=0, random_state=self.seed)

    def fit(self):
        self.model.fit(self.case.features(), self.case.train[self.case.target])

    def predict(self):
        if self.regression:
            return self.model.predict(self.case.test)
        return self.model.predict_all(self.case.test)[["prediction_" + c for c in self.case.classes]]

    def save(self): return "model"


def free_port():
    """A port that is free together with the next one, which H2O takes too."""
    for port in range(54321, 56321, 2):
        try:
            for each in (port, port + 1):
                with socket.socket() as s:
                    s.bind(("127.0.0.1", each))
            return port
        except OSError:
            continue
    raise OSError("no free port for H2O")


@tool("h2o")
class H2O(Tool):
    """Classes are named by their order in the training frame, as H2O puts a p before the names of some."""

    package = "h2o"

    def begin(self):
        import h2o
        from h2o.automl import H2OAutoML
        self.h2o = h2o
        h2o.init(ip="127.0.0.1", port=free_port(), nthreads=2, max_mem_size="8g", verbose=False)
        h2o.no_progress()
        self.train = h2o.H2OFrame(self.case.train, column_types=None if self.regression else {self.case.target: "enum"})
        self.test = h2o.H2OFrame(self.case.test)
        metric = {"auc": "AUC", "logloss": "logloss", "rmse": "RMSE"}[self.case.metric]
        self.model = H2OAutoML(max_runtime_secs=int(self.budget), sort_metric=metric, seed=self.seed, verbosity=None)

    def fit(self):
        self.model.train(y=self.case.target, training_frame=self.train)

    def predict(self):
        out = self.model.leader.predict(self.test).as_data_frame()
        if self.regression:
            return out["predict"]
        return out.set_axis(["predict", *self.train[self.case.target].levels()[0]], axis=1)[self.case.classes]

    def save(self): return self.h2o.save_model(self.model.leader, path=os.getcwd(), filename="model", force=True)

    def end(self): self.h2o.cluster().shutdown()
