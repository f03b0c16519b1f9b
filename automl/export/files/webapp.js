// A page that asks the model in this browser. Made by Winnow; the same for every model.
// model.js holds the model: WINNOW = { info, onnx, runtime, sample, expected }.
"use strict";

const info = WINNOW.info;
const columns = info.columns.filter((c) => c.input);
const MISSING = new Set(["", "NA", "N/A", "n/a", "N/a", "NaN", "nan", "NAN", "null", "NULL", "Null", "none", "None", "NONE", "?", "-", "#N/A", "<NA>"]);
const BATCH = 1024;
const spell = Object.fromEntries(columns.map((c) => [c.name, spelling(c)]));
const byId = (id) => document.getElementById(id);
let session;

function script(src) {
  return new Promise((done, failed) => {
    const s = document.createElement("script");
    s.src = src;
    s.onload = done;
    s.onerror = () => failed(new Error("the ONNX runtime could not be loaded from " + src));
    document.head.append(s);
  });
}

async function load() {
  await script(WINNOW.runtime + "ort.wasm.min.js");
  ort.env.wasm.wasmPaths = new URL(WINNOW.runtime, location.href).href;
  ort.env.wasm.numThreads = 1;
  const bytes = Uint8Array.from(atob(WINNOW.onnx), (c) => c.charCodeAt(0));
  session = await ort.InferenceSession.create(bytes, { executionProviders: ["wasm"] });
}

const absent = (v) => v === undefined || v === null || MISSING.has(String(v).trim());

// value reads a number as files have them; Number takes more than that.
function value(s) {
  const v = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(s) ? Number(s) : NaN;
  return Number.isFinite(v) ? v : NaN;
}

function number(v, f) {
  if (absent(v)) return NaN;
  let s = String(v).trim(), sign = 1;
  if (Object.keys(f).length) {
    if (/^\(.+\)$/.test(s)) (s = s.slice(1, -1)), (sign = -1);
    s = s.replace("\u2212", "-").replaceAll("\u2019", "'").replace(/\s/g, "");
    for (const mark of [f.prefix, f.suffix, f.thousands]) if (mark) s = s.split(mark).join("");
    if (f.decimal === ",") s = s.includes(".") ? "" : s.replace(",", ".");
  }
  return sign * value(s);
}

// spelling is how the cells of a column of words are spelt in training. A level is found by its
// text; failing that by its value when it is a number, and for yes and no in any case.
function spelling(c) {
  const levels = c.levels ?? [];
  const known = new Set(levels), byValue = new Map(), lower = new Map();
  for (const l of levels) {
    const v = value(l);
    if (!Number.isNaN(v)) byValue.set(v, byValue.has(v) ? undefined : l);
    if (c.kind === "yesno" && !lower.has(l.toLowerCase())) lower.set(l.toLowerCase(), l);
  }
  return (cell) => {
    if (absent(cell)) return "";
    const s = String(cell).trim();
    return known.has(s) ? s : byValue.get(value(s)) ?? lower.get(s.toLowerCase()) ?? s;
  };
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const PARTS = { Y: "(\\d{4})", y: "(\\d{2})", m: "(\\d{1,2})", d: "(\\d{1,2})", H: "(\\d{1,2})", I: "(\\d{1,2})", M: "(\\d{1,2})", S: "(\\d{1,2}(?:\\.\\d+)?)",
  p: "([AaPp][Mm])", b: "([A-Za-z]{3})", B: "([A-Za-z]+)", a: "([A-Za-z]{3})", A: "([A-Za-z]+)", z: "(Z|[+-]\\d{2}:?\\d{2})" };

// moment is seconds since 1970, UTC; the layout is that of strptime.
function moment(v, layout) {
  if (absent(v)) return NaN;
  const text = String(v).trim();
  for (const l of [layout, "%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M"]) {
    if (!l) return Number(text);
    const keys = [];
    const pattern = l.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/%(\w)/g, (_, k) => (keys.push(k), PARTS[k]));
    const found = text.match(new RegExp("^" + pattern + "$"));
    if (!found) continue;
    const p = {};
    keys.forEach((k, i) => (p[k] = found[i + 1]));
    let year = Number(p.Y ?? p.y);
    if (p.y) year += year < 69 ? 2000 : 1900;
    const word = p.b ?? p.B;
    const month = word ? MONTHS.indexOf(word.slice(0, 3).toLowerCase()) : Number(p.m ?? 1) - 1;
    let hour = Number(p.H ?? p.I ?? 0);
    if (p.p) hour = (hour % 12) + (p.p.toLowerCase() === "pm" ? 12 : 0);
    const at = new Date(0);
    at.setUTCFullYear(year, month, Number(p.d ?? 1));
    if (at.getUTCMonth() !== month) continue; // such as the 30th of February
    let seconds = at.getTime() / 1000 + hour * 3600 + Number(p.M ?? 0) * 60 + Number(p.S ?? 0);
    if (p.z && p.z !== "Z") {
      const z = p.z.replace(":", "");
      seconds -= (z[0] === "-" ? -1 : 1) * (Number(z.slice(1, 3)) * 3600 + Number(z.slice(3, 5)) * 60);
    }
    return seconds;
  }
  return NaN;
}

// predict answers rows, each an object by column: the label and the probabilities of each.
async function predict(rows) {
  const out = [];
  for (let at = 0; at < rows.length; at += BATCH) {
    const part = rows.slice(at, at + BATCH);
    const feeds = {};
    for (const c of columns) {
      const cells = part.map((r) => r[c.name]);
      const shape = [part.length, 1];
      if (c.kind === "number") feeds[c.input] = new ort.Tensor("float64", Float64Array.from(cells, (v) => number(v, c.format)), shape);
      else if (c.kind === "time") feeds[c.input] = new ort.Tensor("float64", Float64Array.from(cells, (v) => moment(v, c.layout)), shape);
      else feeds[c.input] = new ort.Tensor("string", cells.map(spell[c.name]), shape);
    }
    const got = await session.run(feeds);
    const label = got[session.outputNames[0]].data;
    const p = info.classes.length ? got[session.outputNames[1]].data : [];
    const n = info.classes.length;
    for (let i = 0; i < part.length; i++) out.push({ label: label[i], p: Array.from(p.slice(i * n, (i + 1) * n)) });
  }
  return out;
}

function cells(a) {
  return [a.label, ...a.p].map(String);
}

function parseCSV(text) {
  const first = text.slice(0, text.search(/\n|$/));
  const between = [",", ";", "\t", "|"].map((c) => [c, first.split(c).length]).reduce((a, b) => (b[1] > a[1] ? b : a))[0];
  const rows = [];
  let row = [], cell = "", quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quoted) {
      if (c !== '"') cell += c;
      else if (text[i + 1] === '"') (cell += '"'), i++;
      else quoted = false;
    } else if (c === '"') quoted = true;
    else if (c === between) row.push(cell), (cell = "");
    else if (c === "\n") row.push(cell), rows.push(row), (row = []), (cell = "");
    else if (c !== "\r") cell += c;
  }
  if (cell !== "" || row.length) row.push(cell), rows.push(row);
  const head = rows.shift() ?? [];
  return rows.filter((r) => r.length > 1 || r[0] !== "").map((r) => Object.fromEntries(head.map((h, k) => [h, r[k]])));
}

const quote = (s) => (/[",\n]/.test(s) ? '"' + s.replaceAll('"', '""') + '"' : s);

async function predictFile(file) {
  const rows = parseCSV((await file.text()).replace(/^\ufeff/, ""));
  const answers = await predict(rows);
  const head = ["prediction", ...info.classes.map((c) => "probability_" + c)];
  const csv = [head, ...answers.map(cells)].map((r) => r.map(quote).join(",")).join("\n") + "\n";
  const a = document.createElement("a");
  a.href = URL.createObjectURL(new Blob([csv], { type: "text/csv" }));
  a.download = "predictions.csv";
  a.click();
  byId("say").textContent = `${rows.length} rows predicted; predictions.csv was saved.`;
}

function show(a) {
  byId("answer").textContent = `${info.target}: ${info.classes.length ? a.label : Number(a.label.toPrecision(6))}`;
  byId("bars").replaceChildren(...info.classes.map((c, k) => {
    const bar = document.createElement("div");
    bar.className = "bar";
    const name = document.createElement("span");
    const rule = document.createElement("progress");
    const share = document.createElement("span");
    name.textContent = c;
    rule.value = a.p[k];
    rule.max = 1;
    share.textContent = (100 * a.p[k]).toFixed(1) + " %";
    bar.append(name, rule, share);
    return bar;
  }));
}

function field(c, i) {
  const box = document.createElement("div");
  const label = document.createElement("label");
  label.htmlFor = "f" + i;
  label.textContent = c.name;
  let input = document.createElement("input");
  if (c.kind === "number") {
    input.type = "number";
    input.step = "any";
    const hint = document.createElement("small");
    hint.textContent = ` ${c.min} to ${c.max}`;
    label.append(hint);
  } else if (c.kind === "time") input.type = "date";
  else if (c.kind === "text") {
    input = document.createElement("textarea");
    input.rows = 3;
  } else {
    input = document.createElement("select");
    input.append(new Option("missing", ""), ...(c.levels ?? []).map((l) => new Option(l, l)));
  }
  input.id = "f" + i;
  box.append(label, input);
  return box;
}

// check answers the sample rows and holds that against what the model answered when it was made.
async function check() {
  const [head, ...rows] = WINNOW.sample;
  const answers = await predict(rows.map((r) => Object.fromEntries(head.map((h, k) => [h, r[k]]))));
  const wrong = answers.filter((a, i) => cells(a).some((v, k) => {
    const want = WINNOW.expected[i + 1][k];
    return v !== want && !(Math.abs(Number(v) - Number(want)) <= 1e-9 * Math.max(1, Math.abs(Number(want))));
  }));
  return wrong.length ? `${wrong.length} of ${answers.length} sample rows are answered otherwise than when the model was made.` : `${answers.length} sample rows are answered as when the model was made.`;
}

async function main() {
  document.title = byId("title").textContent = "Predict " + info.target;
  byId("about").textContent = `${info.name}, made with Winnow ${info.app_version}. Nothing you enter leaves this browser.`;
  byId("form").replaceChildren(...columns.map(field));
  byId("form").addEventListener("submit", async (e) => {
    e.preventDefault();
    const row = {};
    columns.forEach((c, i) => {
      // A number field gives a decimal point whatever the data are spelt with.
      const v = byId("f" + i).value;
      row[c.name] = c.kind === "number" && c.format.decimal === "," ? v.replace(".", ",") : v;
    });
    show((await predict([row]))[0]);
  });
  byId("file").addEventListener("change", (e) => e.target.files[0] && predictFile(e.target.files[0]).catch(fail));
  await load();
  byId("ask").disabled = byId("file").disabled = false;
  byId("say").textContent = await check();
}

function fail(e) {
  byId("say").textContent = "Something is wrong: " + e.message;
}

main().catch(fail);
