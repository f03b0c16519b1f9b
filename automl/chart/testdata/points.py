"""Reference points for points_test.go. Run with scikit-learn 1.9.1 and numpy 2.4.6.

Writes points.json: the same rows as gen.py, and what scikit-learn makes of them. Gains and
lift are the cumulative sums that its precision_recall_curve is made of, over distinct scores.
"""
import json
import pathlib

import numpy as np
import sklearn
from sklearn.calibration import calibration_curve
from sklearn.metrics import brier_score_loss, precision_recall_curve, roc_curve

i = np.arange(40)
y = (i * 7 % 5 < 2).astype(int)
p = np.round((np.sin(i * 1.3) + 1.2 + y) / 3.5, 2)
w = (1 + i % 3).astype(float)


def curves(weight):
    fpr, tpr, _ = roc_curve(y, p, sample_weight=weight, drop_intermediate=False)
    precision, recall, _ = precision_recall_curve(y, p, sample_weight=weight)
    # taken: weight of the rows at or above each distinct score, from the highest
    weights = np.ones(len(y)) if weight is None else weight
    taken = np.array([weights[p >= t].sum() for t in np.unique(p)[::-1]]) / weights.sum()
    found = recall[::-1][1:]
    return {
        "roc_x": fpr.tolist(), "roc_y": tpr.tolist(),
        "pr_x": recall[::-1][1:].tolist(), "pr_y": precision[::-1][1:].tolist(),
        "gains_x": taken.tolist(), "gains_y": found.tolist(), "lift": (found / taken).tolist(),
        "brier": float(brier_score_loss(y, np.clip(p, 0, 1), sample_weight=weight)),
    }


true, said = calibration_curve(y, p, n_bins=10, strategy="uniform")
out = {"versions": {"scikit-learn": sklearn.__version__, "numpy": np.__version__}, "plain": curves(None), "weighted": curves(w),
       "calibration_x": said.tolist(), "calibration_y": true.tolist()}
pathlib.Path(__file__).with_name("points.json").write_text(json.dumps(out, indent=1) + "\n")
