// The list of calls back follows what colleagues do. While somebody is inside the list it only says that it changed.

const box = document.getElementById("callback-news");
const said = box.dataset;
const OURS = new Set(["promise_callback", "plan_survey", "take_callback", "leave_callback", "miss_callback", "finish_callback", "record_survey", "reopen"]);
let stream;
let waiting = 0;

async function draw() {
  const list = document.getElementById("callback-list");
  const answer = await fetch(location.href, { headers: { "X-Requested-With": "fetch" } }).catch(() => undefined);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of ["#callback-list", "aside.side"]) document.querySelector(part).replaceWith(page.querySelector(part));
  box.textContent = "";
  if (!list) location.reload();
}

function tell() {
  if (box.firstChild) return;
  const line = Object.assign(document.createElement("p"), { className: "note", textContent: said.changed });
  const show = Object.assign(document.createElement("button"), { type: "button", className: "link", textContent: said.show });
  show.addEventListener("click", draw);
  line.append(" ", show);
  box.append(line);
}

function onCase(message) {
  if (!OURS.has(JSON.parse(message.data).verb)) return;
  clearTimeout(waiting);
  waiting = setTimeout(() => (document.activeElement?.closest("#callback-list") ? tell() : draw()), 300);
}

function listen() {
  const address = said.address || `${location.protocol}//${location.hostname}:${said.port}/live`;
  stream = new EventSource(`${address}?${new URLSearchParams({ after: said.after })}`, { withCredentials: true });
  stream.addEventListener("hello", () => { box.dataset.state = "open"; });
  stream.addEventListener("case", onCase);
  stream.addEventListener("reload", draw);
  stream.addEventListener("end", (message) => { if (JSON.parse(message.data).why !== "restart") stream.close(); });
}

listen();
addEventListener("pagehide", () => stream.close());
addEventListener("pageshow", (event) => { if (event.persisted) listen(); });
