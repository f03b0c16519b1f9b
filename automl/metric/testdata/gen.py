"""Writes scores.json: made predictions and what scikit-learn says of them.

Run with scikit-learn 1.9.1 and numpy 2.4.6: python gen.py > scores.json
"""
import json
import numpy as np
from sklearn import metrics as m

rng = np.random.default_rng(20240611)
cases = []


def add(task, classes, y, p, w, scores):
    cases.append({
        "task": task, "classes": classes, "y": list(map(float, y)), "p": np.asarray(p).ravel().tolist(),
        "w": None if w is None else list(map(float, w)), "scores": {k: float(v) for k, v in scores.items()},
    })


def binary(y, p, w):
    c = (p >= 0.5).astype(int)
    o = {"sample_weight": w}
    z = {"sample_weight": w, "zero_division": 0}
    add("binary", 2, y, p, w, {
        "auc": m.roc_auc_score(y, p, **o), "pr_auc": m.average_precision_score(y, p, **o),
        "logloss": m.log_loss(y, y_proba=p, labels=[0, 1], **o), "brier": m.brier_score_loss(y, p, **o),
        "accuracy": m.accuracy_score(y, c, **o), "balanced_accuracy": m.balanced_accuracy_score(y, c, **o),
        "f1": m.f1_score(y, c, **z), "precision": m.precision_score(y, c, **z), "recall": m.recall_score(y, c, **z),
        "mcc": m.matthews_corrcoef(y, c, **o), "kappa": m.cohen_kappa_score(y, c, **o),
    })


def multi(y, p, w):
    k = p.shape[1]
    c = p.argmax(1)
    o = {"sample_weight": w}
    z = {"sample_weight": w, "zero_division": 0}
    add("multiclass", k, y, p, w, {
        "logloss": m.log_loss(y, y_proba=p, labels=list(range(k)), **o), "accuracy": m.accuracy_score(y, c, **o),
        "balanced_accuracy": m.balanced_accuracy_score(y, c, **o), "macro_f1": m.f1_score(y, c, average="macro", **z),
        "weighted_f1": m.f1_score(y, c, average="weighted", **z), "mcc": m.matthews_corrcoef(y, c, **o),
        "auc": m.roc_auc_score(y, p, multi_class="ovr", average="macro", **o),
    })


def regression(y, p, w):
    o = {"sample_weight": w}
    add("regression", 0, y, p, w, {
        "rmse": m.root_mean_squared_error(y, p, **o), "mae": m.mean_absolute_error(y, p, **o),
        "median_ae": m.median_absolute_error(y, p, **o), "r2": m.r2_score(y, p, **o),
        "mape": m.mean_absolute_percentage_error(y, p, **o), "rmsle": m.root_mean_squared_log_error(y, p, **o),
    })


for n in (2, 5, 40, 120):
    for ties in (False, True):
        for weights in (False, True):
            w = rng.choice([0.25, 0.5, 1.0, 2.0, 3.5], n) if weights else None
            y = np.r_[0, 1, rng.integers(0, 2, n - 2)]
            p = np.clip(0.3 * y + rng.random(n) * 0.7, 0, 1)
            if ties:
                p = np.round(p, 1)
            binary(y, p, w)
            k = 2 + min(n, 8) // 2
            if n >= k:
                y = np.r_[np.arange(k), rng.integers(0, k, n - k)]
                p = rng.random((n, k)) + np.eye(k)[y] * 0.5
                if ties:
                    p = np.round(p, 1) + 0.1
                p /= p.sum(1, keepdims=True)
                multi(y, p, w)
            y = rng.lognormal(2, 1, n)
            p = y * rng.lognormal(0, 0.4, n)
            if ties:
                y, p = np.ceil(y), np.ceil(p)
            regression(y, p, w)
# Nothing is predicted to be positive; certain and wrong; a class that is never predicted.
binary(np.array([0, 1, 0, 1]), np.array([0.1, 0.2, 0.3, 0.4]), None)
binary(np.array([0, 1, 0, 1]), np.array([1.0, 0.0, 0.0, 1.0]), None)
multi(np.array([0, 1, 2, 2]), np.array([[0.8, 0.1, 0.1], [0.7, 0.2, 0.1], [0.6, 0.2, 0.2], [0.2, 0.2, 0.6]]), None)
regression(np.array([3.0, 3.0, 3.0]), np.array([3.0, 2.0, 5.0]), None)
json.dump(cases, __import__("sys").stdout, indent=None, separators=(",", ":"))
