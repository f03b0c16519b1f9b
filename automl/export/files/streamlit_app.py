"""A page that asks the model: streamlit run app.py. Made by Winnow; the same for every model."""
import csv
import datetime
import io

import streamlit as st

from winnow_model import Model


@st.cache_resource
def load():
    return Model()


def field(c):
    """The input for one column."""
    name = c["name"]
    if c["kind"] == "number":
        return st.number_input(name, value=None, help=f"in training from {c['min']:g} to {c['max']:g}", placeholder="missing")
    if c["kind"] == "time":
        first = datetime.datetime.fromtimestamp(c["min"], datetime.timezone.utc).date()
        last = datetime.datetime.fromtimestamp(c["max"], datetime.timezone.utc).date()
        return st.date_input(name, value=None, min_value=min(first, datetime.date(1900, 1, 1)), max_value=max(last, datetime.date(2100, 12, 31)))
    if c["kind"] == "text":
        return st.text_area(name)
    return st.selectbox(name, c.get("levels") or [], index=None, placeholder="missing")


def show(model, answer):
    info = model.info
    if not info["classes"]:
        st.metric(info["target"], f"{answer['prediction'][0]:,.6g}")
        return
    st.metric(info["target"], answer["prediction"][0])
    for c in info["classes"]:
        p = answer["probability_" + c][0]
        st.progress(min(max(p, 0.0), 1.0), text=f"{c}: {100 * p:.1f} %")


def main():
    model = load()
    info = model.info
    st.set_page_config(page_title=info["target"])
    st.title(f"Predict {info['target']}")
    st.caption(f"{info['name']}, made with Winnow {info['app_version']}. What you enter stays on the computer this page runs on.")
    one, many = st.tabs(["One case", "A file"])
    with one, st.form("case"):
        columns = st.columns(2)
        row = {}
        for i, c in enumerate(c for c in info["columns"] if c["input"]):
            with columns[i % 2]:
                row[c["name"]] = field(c)
        if st.form_submit_button("Predict"):
            show(model, model.predict([row]))
    with many:
        file = st.file_uploader("CSV file with a header", type=["csv"])
        if file is not None:
            rows = list(csv.DictReader(io.StringIO(file.getvalue().decode("utf-8-sig"))))
            answer = model.predict(rows)
            out = io.StringIO()
            w = csv.writer(out)
            w.writerow(answer)
            w.writerows(zip(*answer.values()))
            st.dataframe({k: v[:200] for k, v in answer.items()})
            st.download_button("Download predictions.csv", out.getvalue(), "predictions.csv", "text/csv")


main()
