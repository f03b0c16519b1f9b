"""What the models are trained on and asked: tables with texts, dates, categories and numbers, and
rows among those asked that are unlike all of training.
"""
import csv
import os
import random

NO_DAY = "2023-02-30"

ODD = {
    "text": ["", "NA", "Größe 12,5 m², CAFÉ naïve d’été — don't STOP stop stop", "東京の家 garden GARDEN", "ПРЕКРАСНЫЙ дом", "a,b\n\"quoted\" line",
             "!!! ... ???", "word " * 80, "İstanbul ǅ ﬁne ß ẞ", "e\u0301cole 1984 x2"],
    "category": ["", "?", "NA", "Zorb", "zorb, \"quoted\"", "Ünseen", "1"],
    "yesno": ["", "NA", "perhaps", "YES", "No"],
    "number": ["", "NA", "-1e9", "0", "1e12", "0.1", "+5", ".5", "5.", "1_000", "0x10", "inf", "Infinity", "1e400", "five"],
    "time": ["", "1899-12-31", "2096-02-29", "2024-02-29", NO_DAY, "NA"],
}

FAMILIES = ("gradient_boosting", "random_forest", "linear")


def sets(samples, open_data, work):
    """name: file, target, columns to leave out, algorithms. The first three hold text, dates,
    categories and gaps; an ensemble is whatever a search of several kinds chooses."""
    houses = os.path.join(samples, "houses.csv")
    out = {
        "garage": (houses, "garage", "listing_id", (*FAMILIES, "ensemble")),
        "condition": (houses, "condition", "listing_id", (*FAMILIES, "neural_network")),
        "price": (houses, "price", "listing_id", (*FAMILIES, "ensemble", "gaussian_process")),
        "abroad": (abroad(os.path.join(samples, "sales.csv"), os.path.join(work, "abroad.csv")), "units_sold", "", ("gradient_boosting", "linear")),
        "churn": (os.path.join(samples, "churn.csv"), "churn", "customer_id,cancellation_fee", (*FAMILIES, "neural_network")),
        "sales": (os.path.join(samples, "sales.csv"), "units_sold", "", (*FAMILIES, "neural_network")),
    }
    for name, target, families in (("income", "income >50K", (*FAMILIES, "ensemble")), ("telco_churn", "Churn", (*FAMILIES, "neural_network")),
                                   ("penguins", "species", (*FAMILIES, "ensemble")), ("diamonds", "price", (*FAMILIES, "neural_network"))):
        path = os.path.join(open_data, name + ".csv")
        if open_data and os.path.exists(path):
            out[name] = (path, target, "customerID" if name == "telco_churn" else "", families)
    return out


def abroad(path, out):
    """The same table as it is spelt elsewhere: 3,90 € and 31.12.2020 between semicolons."""
    rows = read(path)
    for r in rows:
        r["date"] = ".".join(reversed(r["date"].split("-")))
        r["temperature"] = r["temperature"].replace(".", ",")
        if r["price"]:
            r["price"] = r["price"].replace(".", ",") + " €"
    write(out, rows, ";")
    return out


def mark(path):
    """What stands between the columns of a file."""
    with open(path, encoding="utf-8-sig") as f:
        head = f.readline()
    return max(",;", key=head.count)


def read(path):
    with open(path, newline="", encoding="utf-8-sig") as f:
        return list(csv.DictReader(f, delimiter=mark(path)))


def write(path, rows, between):
    with open(path, "w", newline="", encoding="utf-8") as f:
        w = csv.DictWriter(f, list(rows[0]), delimiter=between)
        w.writeheader()
        w.writerows(rows)


def asked(rows, columns, share=0.1):
    """All rows, and again so large a share of them with cells that training never saw."""
    r = random.Random(1)
    out = list(rows)
    for row in r.sample(rows, int(share * len(rows))):
        row = dict(row)
        for c in columns:
            if r.random() < 0.3:
                odd = r.choice(ODD[c["kind"]])
                if c["kind"] == "time" and c["format"]["layout"] == "02.01.2006":
                    odd = ".".join(reversed(odd.split("-")))
                row[c["name"]] = odd
        out.append(row)
    return out
