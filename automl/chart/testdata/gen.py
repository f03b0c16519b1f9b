"""Reference scores for curve_test.go. Run with scikit-learn 1.9.1 and numpy 2.4.6."""
import numpy as np
import sklearn
from sklearn.metrics import average_precision_score, r2_score, roc_auc_score

i = np.arange(40)
y = (i * 7 % 5 < 2).astype(int)
p = np.round((np.sin(i * 1.3) + 1.2 + y) / 3.5, 2)
w = 1 + i % 3
print("scikit-learn", sklearn.__version__)
print("auc", repr(roc_auc_score(y, p)), "weighted", repr(roc_auc_score(y, p, sample_weight=w)))
print("ap", repr(average_precision_score(y, p)), "weighted", repr(average_precision_score(y, p, sample_weight=w)))
print("r2", repr(r2_score(i, i + np.sin(i) * 5)))
