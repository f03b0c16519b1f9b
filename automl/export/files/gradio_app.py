"""A page that asks the model: python app.py. Made by Winnow; the same for every model."""
import csv
import os
import tempfile

import gradio as gr

from winnow_model import Model

model = Model()
info = model.info
columns = [c for c in info["columns"] if c["input"]]


def field(c):
    """The input for one column."""
    if c["kind"] == "number":
        return gr.Number(label=c["name"], value=None, info=f"in training from {c['min']:g} to {c['max']:g}")
    if c["kind"] == "time":
        return gr.DateTime(label=c["name"], include_time=False, type="datetime")
    if c["kind"] == "text":
        return gr.Textbox(label=c["name"], lines=3)
    return gr.Dropdown(label=c["name"], choices=c.get("levels") or [], value=None)


def one(*values):
    answer = model.predict([dict(zip((c["name"] for c in columns), values))])
    if not info["classes"]:
        return answer["prediction"][0]
    return {c: answer["probability_" + c][0] for c in info["classes"]}


def many(path):
    with open(path, newline="", encoding="utf-8-sig") as f:
        answer = model.predict(list(csv.DictReader(f)))
    out = os.path.join(tempfile.mkdtemp(), "predictions.csv")
    with open(out, "w", newline="", encoding="utf-8") as f:
        w = csv.writer(f)
        w.writerow(answer)
        w.writerows(zip(*answer.values()))
    return out


with gr.Blocks(title=info["target"], analytics_enabled=False) as app:
    gr.Markdown(f"# Predict {info['target']}\n{info['name']}, made with Winnow {info['app_version']}. "
                "What you enter stays on the computer this page runs on.")
    with gr.Tab("One case"):
        with gr.Row():
            halves = [columns[0::2], columns[1::2]]
            fields = {}
            for half in halves:
                with gr.Column():
                    for c in half:
                        fields[c["name"]] = field(c)
        button = gr.Button("Predict", variant="primary")
        result = gr.Label(label=info["target"]) if info["classes"] else gr.Number(label=info["target"])
        button.click(one, [fields[c["name"]] for c in columns], result, api_name="predict")
    with gr.Tab("A file"):
        gr.Interface(many, gr.File(label="CSV file with a header", type="filepath"), gr.File(label="predictions.csv"), api_name="predict_file", flagging_mode="never")

if __name__ == "__main__":
    app.launch()
