"""Reference values of TestTermRows: scikit-learn 1.9.1, numpy."""
import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import Ridge

texts = [
    "good food fast service", "bad food slow service", "good service", "slow slow food",
    "good good food", "bad service", "fast food", "good fast", "slow service bad", "food",
]
y = np.array([3, 1, 2.5, 0.5, 3.5, 0, 2, 3, 0.25, 1.75])
w = np.array([1, 2, 1, 0, 1, 1, 3, 1, 0.5, 1])
X = TfidfVectorizer(sublinear_tf=True).fit_transform(texts).toarray()
r = Ridge(alpha=1, fit_intercept=False).fit(X, y, sample_weight=w)
print("ridge", r.coef_.tolist())
u, s, vt = np.linalg.svd(X, full_matrices=False)
print("singular", s.tolist())
print("places", np.abs(X @ vt[:2].T).tolist())
