"""Lets MLflow predict with the model: see winnow_model.py beside it."""
import os

import pandas as pd

from winnow_model import Model


class Predictor:
    def __init__(self, path):
        self.model = Model(os.path.dirname(path), path)

    def predict(self, model_input, params=None):
        """One column for the label and one for each class's probability."""
        table = pd.DataFrame(model_input)
        return pd.DataFrame(self.model.predict(table), index=table.index)


def _load_pyfunc(path):
    return Predictor(path)
