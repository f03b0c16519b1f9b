// Stands in for a person at the exported page: gives it a file, and sends what it would save.
"use strict";

const said = () => byId("say").textContent;

const send = (to, body) => fetch(to, { method: "POST", body });

HTMLAnchorElement.prototype.click = async function () {
  await send("answers", await (await fetch(this.href)).text());
};

const waiting = setInterval(async () => {
  if (said().startsWith("Something is wrong")) {
    clearInterval(waiting);
    await send("failed", said());
  }
  if (!said().includes("sample rows")) return;
  clearInterval(waiting);
  if (!said().includes("are answered as when")) return send("failed", said());
  const files = new DataTransfer();
  files.items.add(new File([await (await fetch("data.csv")).blob()], "data.csv"));
  byId("file").files = files.files;
  byId("file").dispatchEvent(new Event("change"));
  setInterval(() => said().startsWith("Something is wrong") && send("failed", said()), 500);
}, 50);
