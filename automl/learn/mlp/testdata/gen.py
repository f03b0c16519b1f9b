"""Makes the data sets of TestPeer and scikit-learn's scores on them (scikit-learn 1.9.1).

Each row of a .csv: 1 for training, the scaled columns, the target.
"""
import json

import numpy as np
from sklearn.datasets import make_classification, make_friedman1
from sklearn.metrics import log_loss, mean_squared_error
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.preprocessing import StandardScaler

SETS = {
    "binary": make_classification(1000, 10, n_informative=6, n_clusters_per_class=3, flip_y=0.05, random_state=2),
    "multiclass": make_classification(1000, 8, n_informative=5, n_classes=3, n_clusters_per_class=2, flip_y=0.05, random_state=3),
    "regression": make_friedman1(800, 8, noise=1.0, random_state=4),
}
peer = {}
for name, (x, y) in SETS.items():
    n = len(y)
    train = np.arange(n) < n * 3 // 5
    x = np.round(StandardScaler().fit(x[train]).transform(x), 4)
    y = np.round(y, 4)
    np.savetxt(f"{name}.csv", np.column_stack([train, x, y]), fmt="%.8g", delimiter=",")
    kind = MLPRegressor if name == "regression" else MLPClassifier
    scores = []
    for seed in range(5):
        model = kind(hidden_layer_sizes=(64, 64, 64), early_stopping=True, max_iter=300, random_state=seed).fit(x[train], y[train])
        if name == "regression":
            scores.append(mean_squared_error(y[~train], model.predict(x[~train])) ** 0.5)
        else:
            scores.append(log_loss(y[~train], model.predict_proba(x[~train])))
    peer[name] = round(float(np.median(scores)), 4)
json.dump(peer, open("peer.json", "w"), indent=1)
