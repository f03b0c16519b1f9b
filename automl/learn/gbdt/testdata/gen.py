"""gen.py: LightGBM's losses on held-out rows of the data that peer_test.go makes, as lightgbm.json.

Run with lightgbm 4.7.0, scikit-learn 1.9.1 and numpy 2.4.6: python testdata/gen.py > testdata/lightgbm.json
"""
import json
import numpy as np, lightgbm as lgb, sklearn.metrics as sk

ROWS, TEST, COLS = 3000, 6000, 10


def uniform(n):
    """n numbers in [0, 1): the outputs of splitmix64 from state 0."""
    with np.errstate(over="ignore"):
        z = np.arange(1, n + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return ((z ^ (z >> np.uint64(31))) >> np.uint64(11)) * 2.0**-53


u = uniform((ROWS + TEST) * (COLS + 4)).reshape(ROWS + TEST, COLS + 4)
x, noise = u[:, :COLS].copy(), u[:, COLS:].sum(1) - 2
# Friedman 1991, eq. 61.
score = 10 * np.sin(np.pi * x[:, 0] * x[:, 1]) + 20 * (x[:, 2] - 0.5) ** 2 + 10 * x[:, 3] + 5 * x[:, 4]
x[:, 5] = np.floor(x[:, 5] * 8)  # a number of few values
x[x[:, 6] < 0.2, 6] = np.nan
score += np.where(np.isnan(x[:, 6]), 3, 0)
out = {}
for task in "regression", "binary", "multiclass":
    y = score + 2 * noise
    if task == "binary": y = (y > 15).astype(float)
    if task == "multiclass": y = np.clip(np.floor((y - 7) / 4), 0, 3)
    p = dict(objective=task, verbose=-1, num_threads=1)
    if task == "multiclass": p["num_class"] = 4
    m = lgb.train(p, lgb.Dataset(x[:ROWS], y[:ROWS]), 100)
    q, t = m.predict(x[ROWS:]), y[ROWS:]
    if task == "regression": loss = np.mean((q - t) ** 2)
    elif task == "binary": loss = -np.mean(np.log(np.where(t == 1, q, 1 - q)))
    else: loss = -np.mean(np.log(q[np.arange(TEST), t.astype(int)]))
    out[task] = float(loss)
# The other losses of regression: half the deviances, and the pinball loss.
y = score + 2 * noise
for loss, t, score_of in (
    ("absolute", y, lambda t, q: sk.mean_absolute_error(t, q) / 2),
    ("quantile", y, lambda t, q: sk.mean_pinball_loss(t, q, alpha=0.9)),
    ("huber", y, lambda t, q: sk.mean_absolute_error(t, q) / 2),
    ("poisson", np.maximum(0, np.floor(y)), lambda t, q: sk.mean_poisson_deviance(t, q) / 2),
    ("gamma", np.maximum(0, y) + 0.5, lambda t, q: sk.mean_gamma_deviance(t, q) / 2),
    ("tweedie", np.maximum(0, y - 10), lambda t, q: sk.mean_tweedie_deviance(t, q, power=1.5) / 2),
):
    p = dict(objective={"absolute": "regression_l1"}.get(loss, loss), verbose=-1, num_threads=1, tweedie_variance_power=1.5)
    p["alpha"] = {"quantile": 0.9, "huber": 2.0}.get(loss, 0.9)
    m = lgb.train(p, lgb.Dataset(x[:ROWS], t[:ROWS]), 100)
    out[loss] = float(score_of(t[ROWS:], m.predict(x[ROWS:])))
print(json.dumps(out))
