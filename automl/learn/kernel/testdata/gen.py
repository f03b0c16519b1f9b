"""Writes reference.json: Gaussian processes of scikit-learn 1.9.1 with given kernels.

Run with: python gen.py > reference.json
"""
import json

import numpy as np
from sklearn.gaussian_process import GaussianProcessClassifier, GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF, ConstantKernel, DotProduct, Matern

rng = np.random.default_rng(7)
n, m, d = 40, 10, 3
x = np.round(rng.normal(size=(n + m, d)), 3)
y = np.round(2 + 3 * np.sin(x[:, 0]) + x[:, 1] * x[:, 2] + 0.3 * rng.normal(size=n + m), 3)
w = 1.0 + np.arange(n) % 3
mean = np.average(x[:n], axis=0, weights=w)
center = np.average(y[:n], weights=w)
scale = np.sqrt(np.average((y[:n] - center) ** 2, weights=w))
signal, line, noise, lengths = 1.7, 0.4, 0.05, [0.8, 1.5, 3.0]


def fit(base, keep):
    gp = GaussianProcessRegressor(kernel_of(base), alpha=noise / w[keep], optimizer=None)
    return gp.fit(x[:n][keep] - mean, (y[:n][keep] - center) / scale)


def kernel_of(base):
    return (
        ConstantKernel(signal, "fixed") * base
        + ConstantKernel(line / d, "fixed") * DotProduct(1e-12, "fixed")
        + ConstantKernel(1.0, "fixed")
    )


label = (y[:n] > np.median(y[:n])).astype(int)
cases = []
for name, base in [
    ("matern", Matern(lengths, "fixed", nu=2.5)),
    ("rbf", RBF(lengths, "fixed")),
]:
    gp = fit(base, np.arange(n))
    others = []
    for i in range(n):
        keep = np.arange(n) != i
        others.append(float(fit(base, keep).predict(x[i : i + 1] - mean)[0]))
    gc = GaussianProcessClassifier(kernel_of(base), optimizer=None)
    gc.fit(x[:n] - x[:n].mean(axis=0), label)
    cases.append(
        {
            "kernel": name,
            "predict": list(gp.predict(x - mean) * scale + center),
            "others": others,
            "likelihood": float(gp.log_marginal_likelihood_value_),
            "class_likelihood": float(gc.log_marginal_likelihood_value_),
            "probability": list(gc.base_estimator_.pi_),
        }
    )
print(
    json.dumps(
        {
            "x": x.T.tolist(), "y": y.tolist(), "label": label.tolist(), "w": w.tolist(), "train": n,
            "signal": signal, "line": line, "noise": noise, "lengths": lengths, "cases": cases,
        }
    )
)
