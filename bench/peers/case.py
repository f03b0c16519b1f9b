"""One data set of the comparison, and the one scorer that all tools are judged by."""
import pathlib

import numpy as np
import pandas as pd


class Case:
    """One data set as its files have it; classes stay the texts that they are written as."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder).resolve()
        self.target, self.task, self.metric = (self.folder / "meta.tsv").read_text().strip("\r\n").split("\t")
        self.train, self.test, self.answer = self.read("train.csv"), self.read("test.csv"), self.read("answer.csv")[self.target]
        self.classes = None
        if self.task != "regression":
            self.train[self.target], self.answer = self.texts("train.csv"), self.texts("answer.csv")
            self.classes = sorted(self.train[self.target].unique())

    def texts(self, name):
        return self.read(name, dtype={self.target: str}, keep_default_na=False)[self.target]

    def read(self, name, **how):
        return pd.read_csv(self.folder / name, skipinitialspace=True, **how)

    def features(self):
        return self.train.drop(columns=[self.target])

    def score(self, prediction):
        """Of numbers, or of probabilities with a column for each of the classes in their order."""
        from sklearn.metrics import log_loss, root_mean_squared_error, roc_auc_score
        p = np.asarray(prediction, dtype=float)
        if len(p) != len(self.answer):
            raise ValueError(f"{len(p)} predictions for {len(self.answer)} rows")
        if self.metric == "rmse":
            return float(root_mean_squared_error(self.answer, p))
        p = p / p.sum(axis=1, keepdims=True)
        if self.metric == "auc":
            return float(roc_auc_score(self.answer == self.classes[1], p[:, 1]))
        return float(log_loss(self.answer, np.clip(p, 1e-15, 1), labels=self.classes))

    def baseline(self):
        y = self.train[self.target]
        if self.task == "regression":
            return self.score(np.full(len(self.answer), y.mean()))
        return self.score(np.tile(y.value_counts(normalize=True)[self.classes].to_numpy(), (len(self.answer), 1)))
