"""Reference values for peer_test.go. Run with fairlearn 0.15.0, aif360 0.6.1, scikit-learn 1.9.1
and the path of ProPublica's compas-scores-two-years.csv, in the form of a table with the columns
sex, race, age, priors_count, juv_fel_count, c_charge_degree and two_year_recid.

Writes sample.csv: truth, score, predicted class and groups of 900 rows, the scores those of a
logistic regression on other rows; and peers.json: what the two packages make of them.
"""
import json
import pathlib
import sys
import warnings

import numpy as np
import pandas as pd
import sklearn.metrics as skm
from sklearn.base import BaseEstimator
from sklearn.linear_model import LogisticRegression

warnings.filterwarnings("ignore")
from aif360.algorithms.preprocessing import Reweighing  # noqa: E402
from aif360.datasets import BinaryLabelDataset  # noqa: E402
from aif360.metrics import BinaryLabelDatasetMetric, ClassificationMetric  # noqa: E402
import fairlearn.metrics as fm  # noqa: E402
from fairlearn.postprocessing import ThresholdOptimizer  # noqa: E402
from fairlearn.preprocessing import CorrelationRemover  # noqa: E402

here = pathlib.Path(__file__).parent


def sample(path):
    d = pd.read_csv(path)
    d = d[d.race.isin(["African-American", "Caucasian", "Hispanic", "Other"])].reset_index(drop=True)
    x = pd.DataFrame({"age": d.age, "priors": np.log1p(d.priors_count), "juv": d.juv_fel_count > 0,
                      "felony": d.c_charge_degree == "F", "male": d.sex == "Male"}).astype(float)
    rows = np.random.default_rng(7).permutation(len(d))
    take, rest = np.sort(rows[:900]), rows[900:]
    model = LogisticRegression(C=1).fit(x.iloc[rest], d.two_year_recid.iloc[rest])
    s = model.predict_proba(x.iloc[take])[:, 1]
    out = pd.DataFrame({"y": d.two_year_recid.iloc[take].to_numpy(), "score": np.round(s, 6),
                        "race": d.race.iloc[take].to_numpy(), "sex": d.sex.iloc[take].to_numpy(),
                        "age": d.age.iloc[take].to_numpy(), "priors": d.priors_count.iloc[take].to_numpy()})
    out.to_csv(here / "sample.csv", index=False)
    return out


def groups(d, g):
    y, s = d.y.to_numpy(), d.score.to_numpy()
    p = (s >= 0.5).astype(int)
    out = {"metrics": {}, "summaries": {}, "spreads": {}}
    hard = {"selection_rate": fm.selection_rate, "true_positive_rate": fm.true_positive_rate,
            "false_positive_rate": fm.false_positive_rate, "true_negative_rate": fm.true_negative_rate,
            "false_negative_rate": fm.false_negative_rate, "precision": skm.precision_score,
            "accuracy": skm.accuracy_score, "zero_one_loss": skm.zero_one_loss,
            "balanced_accuracy": skm.balanced_accuracy_score, "f1": skm.f1_score}
    soft = {"roc_auc": skm.roc_auc_score, "log_loss": skm.log_loss, "mean_prediction": fm.mean_prediction}
    for metrics, pred in ((hard, p), (soft, s)):
        f = fm.MetricFrame(metrics=metrics, y_true=y, y_pred=pred, sensitive_features=g)
        for m in metrics:
            out["metrics"][m] = {**{str(k): float(v) for k, v in f.by_group[m].items()}, "all rows": float(f.overall[m])}
            out["spreads"][m] = {"group_min": float(f.group_min()[m]), "group_max": float(f.group_max()[m]),
                                 "difference": float(f.difference()[m]), "ratio": float(f.ratio()[m]),
                                 "difference_overall": float(f.difference(method="to_overall")[m]),
                                 "ratio_overall": float(f.ratio(method="to_overall")[m])}
    for name in ("demographic_parity", "equalized_odds", "equal_opportunity"):
        for kind in ("difference", "ratio"):
            fn = getattr(fm, f"{name}_{kind}")
            for method in ("between_groups", "to_overall"):
                for agg in ("worst_case", "mean"):
                    extra = {"agg": agg} if name == "equalized_odds" else {}
                    out["summaries"][f"{name}_{kind}/{method}/{agg}"] = float(
                        fn(y, p, sensitive_features=g, method=method, **extra))
    return out


def regression(d, g):
    y, s = d.priors.to_numpy().astype(float), d.priors.to_numpy() * 0.7 + d.age.to_numpy() / 30
    f = fm.MetricFrame(metrics={"mae": skm.mean_absolute_error, "mse": skm.mean_squared_error, "r2": skm.r2_score,
                                "mean_prediction": fm.mean_prediction}, y_true=y, y_pred=s, sensitive_features=g)
    return {m: {**{str(k): float(v) for k, v in f.by_group[m].items()}, "all rows": float(f.overall[m])} for m in f.by_group}


def aif(d, column):
    levels = sorted(d[column].unique())
    code = d[column].map({v: i for i, v in enumerate(levels)}).astype(float)
    ref = d[column].value_counts().idxmax()
    frame = pd.DataFrame({"g": code, "y": d.y.astype(float)})
    pred = frame.assign(y=(d.score >= 0.5).astype(float))
    out = {"reference": ref, "pairs": {}, "indices": {}}
    names = ["statistical_parity_difference", "disparate_impact", "equal_opportunity_difference", "average_odds_difference",
             "average_abs_odds_difference", "equalized_odds_difference", "false_positive_rate_difference",
             "false_positive_rate_ratio", "false_negative_rate_difference", "false_negative_rate_ratio",
             "false_omission_rate_difference", "false_omission_rate_ratio", "false_discovery_rate_difference",
             "false_discovery_rate_ratio", "average_predictive_value_difference", "error_rate_difference", "error_rate_ratio"]
    indices = ["theil_index", "generalized_entropy_index", "coefficient_of_variation", "between_all_groups_theil_index",
               "between_all_groups_generalized_entropy_index", "between_all_groups_coefficient_of_variation",
               "differential_fairness_bias_amplification"]
    priv = [{"g": float(levels.index(ref))}]
    kwargs = {"label_names": ["y"], "protected_attribute_names": ["g"], "favorable_label": 1, "unfavorable_label": 0,
              "privileged_protected_attributes": [[float(levels.index(ref))]]}
    truth, said = BinaryLabelDataset(df=frame, **kwargs), BinaryLabelDataset(df=pred, **kwargs)
    every = [v for v in levels if v != ref]
    for group in every + ["all others"]:
        un = [{"g": float(levels.index(v))} for v in (every if group == "all others" else [group])]
        m = ClassificationMetric(truth, said, unprivileged_groups=un, privileged_groups=priv)
        out["pairs"][group] = {n: float(getattr(m, n)()) for n in names}
    for n in indices:
        out["indices"][n] = float(getattr(m, n)())
    b = BinaryLabelDatasetMetric(said, unprivileged_groups=un, privileged_groups=priv)
    out["indices"]["smoothed_empirical_differential_fairness"] = float(b.smoothed_empirical_differential_fairness())
    x = d[["age", "priors"]].to_numpy() + np.arange(len(d))[:, None] * [1e-4, 3e-4]  # no equal distances
    both = pd.DataFrame({"age": x[:, 0], "priors": x[:, 1], "g": code * 0, "y": pred.y})
    near = BinaryLabelDataset(df=both, label_names=["y"], protected_attribute_names=["g"])
    out["consistency"] = float(BinaryLabelDatasetMetric(near).consistency()[0])
    if len(levels) == 2:
        w = Reweighing(unprivileged_groups=un, privileged_groups=priv).fit_transform(truth).instance_weights
        out["weights"] = {f"{a}/{b}": float(w[(d[column] == a) & (d.y == b)][0]) for a in levels for b in (0, 1)}
    return out


class Scores(BaseEstimator):
    fitted_ = True

    def fit(self, x, y):
        return self

    def predict(self, x):
        return np.asarray(x)[:, 0]


def thresholds(d, g):
    out = {}
    cases = [(c, o) for c in ("demographic_parity", "true_positive_rate_parity", "false_positive_rate_parity",
                              "true_negative_rate_parity", "false_negative_rate_parity")
             for o in ("accuracy_score", "balanced_accuracy_score")]
    cases += [("demographic_parity", "true_positive_rate"), ("true_positive_rate_parity", "true_negative_rate"),
              ("false_positive_rate_parity", "selection_rate"),
              ("equalized_odds", "accuracy_score"), ("equalized_odds", "balanced_accuracy_score")]
    x = d[["score"]].to_numpy()
    for constraint, objective in cases:
        t = ThresholdOptimizer(estimator=Scores(), constraints=constraint, objective=objective, prefit=True, predict_method="predict")
        t.fit(x, d.y.to_numpy(), sensitive_features=g)
        groups = {}
        for name, b in t.interpolated_thresholder_.interpolation_dict.items():
            groups[str(name)] = {"p0": float(b.p0), "t0": clip(b.operation0.threshold), "p1": float(b.p1), "t1": clip(b.operation1.threshold),
                                 "p_ignore": float(b.get("p_ignore", 0)), "constant": float(b.get("prediction_constant", 0))}
        chance = t._pmf_predict(x, sensitive_features=g)[:, 1]
        out[f"{constraint}/{objective}"] = {"groups": groups, "chance": chance[:100].tolist()}
    return out


def clip(v):
    return float(min(max(v, -1), 2))


def remover(d):
    r = {v: (d.race == v).astype(float) for v in ("Caucasian", "Hispanic", "Other")}
    x = pd.DataFrame({"age": d.age, "priors": d.priors, **r}).astype(float)
    return {str(alpha): CorrelationRemover(sensitive_feature_ids=list(r), alpha=alpha).fit_transform(x)[:40].tolist() for alpha in (1.0, 0.4)}


d = sample(sys.argv[1])
both = d.race + ", " + d.sex
large = both.map(both.value_counts()) >= 30
peers = {"race": groups(d, d.race), "sex": groups(d, d.sex), "both": groups(d[large], both[large]), "regression": regression(d, d.race),
         "aif_race": aif(d, "race"), "aif_sex": aif(d, "sex"), "thresholds": thresholds(d, d.race),
         "thresholds_sex": thresholds(d, d.sex), "remover": remover(d)}
(here / "peers.json").write_text(json.dumps(peers, indent=0) + "\n")
