"""Writes pandas.json: what pandas finds in the sample data and in the files here.

    python3 automl/source/testdata/gen.py

For each column: whether it is numeric, how many values are missing, how many are
distinct, and the sum of a numeric one.
"""
import glob
import json
import os

import pandas as pd

here = os.path.dirname(os.path.abspath(__file__))
root = os.path.join(here, "..", "..", "..")
options = {"semicolon.csv": {"sep": ";", "decimal": ",", "encoding": "cp1252"}, "noheader.csv": {"header": None}, "tabs.csv": {"sep": "\t"}}
out = {"pandas": pd.__version__, "files": {}}
for path in sorted(glob.glob(os.path.join(root, "sampledata", "*.csv")) + glob.glob(os.path.join(here, "*.csv"))):
    name = os.path.relpath(path, here).replace(os.sep, "/")
    d = pd.read_csv(path, skipinitialspace=True, na_values=["?", "-"], **options.get(os.path.basename(path), {}))
    cols = []
    for c in d.columns:
        numeric = bool(pd.api.types.is_numeric_dtype(d[c]) and d[c].dtype != bool)
        cols.append({
            "name": f"c{c}" if isinstance(c, int) else c, "numeric": numeric, "missing": int(d[c].isna().sum()),
            "distinct": int(d[c].nunique()), "sum": float(d[c].sum()) if numeric else 0,
        })
    out["files"][name] = {"rows": len(d), "columns": cols}
with open(os.path.join(here, "pandas.json"), "w") as f:
    json.dump(out, f, indent=1)
    f.write("\n")
