// rows.mjs FOLDER MODEL.onnx FEED.json OUT.json: answers columns that were read before, by the
// onnxruntime-node that lies in FOLDER.
import fs from "node:fs";
import path from "node:path";
import { createRequire } from "node:module";

const [folder, model, feed, out] = process.argv.slice(2);
const ort = createRequire(path.resolve(folder, "package.json"))("onnxruntime-node");
const columns = JSON.parse(fs.readFileSync(feed));
const session = await ort.InferenceSession.create(model);
const rows = Object.values(columns)[0].values.length;
const label = [], probabilities = [];
for (let at = 0; at < rows; at += 1000) {
  const feeds = {};
  for (const [name, c] of Object.entries(columns)) {
    const part = c.values.slice(at, at + 1000);
    feeds[name] = c.text ? new ort.Tensor("string", part, [part.length, 1]) : new ort.Tensor("float64", Float64Array.from(part, (v) => v ?? NaN), [part.length, 1]);
  }
  const got = await session.run(feeds);
  label.push(...got[session.outputNames[0]].data);
  if (session.outputNames[1]) probabilities.push(...got[session.outputNames[1]].data);
}
fs.writeFileSync(out, JSON.stringify({ label, probabilities }));
