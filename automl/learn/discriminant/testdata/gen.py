"""Makes reference.json with scikit-learn 1.9.1: LinearDiscriminantAnalysis(solver="svd") on
balanced classes, and its probabilities of the first rows."""
import json

import numpy as np
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

out = []
for classes, per, cols in [(2, 40, 3), (5, 20, 4), (30, 6, 6)]:
    rng = np.random.default_rng(classes)
    mix = rng.normal(size=(cols, cols))
    y = np.tile(np.arange(classes), per)
    x = np.round(rng.normal(0, 1.5, (classes, cols))[y] + rng.normal(size=(len(y), cols)) @ mix, 4) * 10 + 100
    p = LinearDiscriminantAnalysis(solver="svd").fit(x, y).predict_proba(x[:7])
    out.append({"classes": classes, "x": x.tolist(), "y": y.tolist(), "p": np.round(p, 9).tolist()})
json.dump(out, open("reference.json", "w"))
