"""Reference bounds for peer_test.go. Run with mapie 1.6.0, scikit-learn 1.9.1, numpy 2.4.6.

Writes bounds.json: residuals and probabilities, and the bounds that MAPIE's split conformal
predictors find by them (absolute residuals; least ambiguous sets).
"""
import json
import pathlib

import mapie
import numpy as np
import sklearn
from mapie.classification import SplitConformalClassifier
from mapie.regression import SplitConformalRegressor
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin

LEVELS = [0.9, 0.95, 0.99]


class Zero(RegressorMixin, BaseEstimator):
    def fit(self, X, y):
        self.fitted_ = True
        return self

    def predict(self, X):
        return np.zeros(len(X))


class Given(ClassifierMixin, BaseEstimator):
    """Answers the probabilities that are its input."""

    def fit(self, X, y):
        self.classes_ = np.arange(X.shape[1])
        self.fitted_ = True
        return self

    def predict_proba(self, X):
        return X

    def predict(self, X):
        return X.argmax(axis=1)


i = np.arange(130)
residuals = np.round(np.sin(i * 1.7) * (1 + i % 5), 3)
X = i.reshape(-1, 1)
r = SplitConformalRegressor(Zero().fit(X, residuals), confidence_level=LEVELS, prefit=True)
r.conformalize(X, residuals)
_, intervals = r.predict_interval(X[:1])

raw = np.exp(np.stack([np.sin(i * 0.9), np.cos(i * 1.3), np.sin(i * 2.1 + 1)], axis=1) * 2)
p = np.round(raw / raw.sum(axis=1, keepdims=True), 6)
p[:, 2] = 1 - p[:, 0] - p[:, 1]
y = (i * 7 % 11) % 3
c = SplitConformalClassifier(Given().fit(p, y), confidence_level=LEVELS, conformity_score="lac", prefit=True)
c.conformalize(p, y)
_, sets = c.predict_set(p)

out = {
    "versions": {"mapie": mapie.__version__, "scikit-learn": sklearn.__version__, "numpy": np.__version__},
    "residuals": residuals.tolist(), "half": intervals[0, 1, :].tolist(),
    "probabilities": p.ravel().tolist(), "classes": y.tolist(),
    "least": (1 - c._mapie_classifier.quantiles_).tolist(),
    "sizes": [np.bincount(sets[:, :, k].sum(axis=1), minlength=4).tolist() for k in range(len(LEVELS))],
}
pathlib.Path(__file__).with_name("bounds.json").write_text(json.dumps(out) + "\n")
