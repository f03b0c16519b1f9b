"""peer.py MODEL.onnx COLUMNS.json: a model as ONNX behind FastAPI, as one writes it by hand.

COLUMNS.json maps each column to "number" or "text". Run it as compare.py does, with uvicorn.
"""
import json, os
from typing import Optional

import numpy as np, onnxruntime
from fastapi import FastAPI
from pydantic import create_model

columns = json.load(open(os.environ["COLUMNS"]))
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = options.inter_op_num_threads = 1
session = onnxruntime.InferenceSession(os.environ["ONNX"], options, providers=["CPUExecutionProvider"])
Row = create_model("Row", **{name: (Optional[float if kind == "number" else str], None) for name, kind in columns.items()})
outputs = [o.name for o in session.get_outputs()]
inputs = {i.name: i for i in session.get_inputs()}
app = FastAPI()


def cell(name, value):
    i = inputs[name]
    shape = (1,) * len(i.shape)
    if i.type == "tensor(string)":
        return np.array(["" if value is None else value], dtype=object).reshape(shape)
    kind = np.float64 if i.type == "tensor(double)" else np.float32
    return np.array([np.nan if value is None else value], dtype=kind).reshape(shape)


@app.post("/predict")
async def predict(row: Row):
    got = session.run(outputs, {name: cell(name, value) for name, value in row.model_dump().items()})
    return {name: value.ravel().tolist() for name, value in zip(outputs, got)}
