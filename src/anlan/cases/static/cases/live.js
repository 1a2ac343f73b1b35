// News of the cases on this page, pushed. It tells and offers; it never changes what somebody is reading or typing.

const box = document.getElementById("live");
const said = box.dataset;
const shown = new Map();
for (const row of document.querySelectorAll("[data-number][data-version]")) {
  shown.set(Number(row.dataset.number), row);
}
const changed = new Set();
let stream;

function note(id, words, link) {
  let line = document.getElementById(id);
  if (!words) { line?.remove(); return; }
  if (!line) {
    line = Object.assign(document.createElement("p"), { id, className: "note" });
    box.append(line);
  }
  line.textContent = words;
  if (link) {
    const again = Object.assign(document.createElement("a"), { href: location.href, textContent: said.show });
    line.append(" ", again);
  }
}

function isNews(event, position) {
  if (said.case) return event.number === Number(said.case) && event.version > Number(said.version);
  const row = shown.get(event.number);
  return row ? event.version > Number(row.dataset.version) : position > Number(said.position);
}

function onCase(message) {
  const event = JSON.parse(message.data);
  if (!isNews(event, Number(message.lastEventId))) return;
  // A page that renews itself says so, and needs no offer (fresh.js).
  if (!document.dispatchEvent(new CustomEvent("anlan:news", { cancelable: true }))) return;
  changed.add(event.number);
  shown.get(event.number)?.classList.add("changed");
  if (said.case) note("live-news", said.here, true);
  else note("live-news", changed.size === 1 ? said.one : said.many.replace("{n}", changed.size), true);
}

function onPresent(message) {
  const { people } = JSON.parse(message.data);
  note("live-present", people.length ? said.present.replace("{names}", people.join(document.documentElement.lang.startsWith("zh") ? "、" : ", ")) : "");
}

function onEnd(message) {
  const { why } = JSON.parse(message.data);
  if (why === "restart") return; // the browser comes back by itself
  stream.close();
  if (["not_signed_in", "not_permitted", "case_not_found"].includes(why)) note("live-lost", said.lost, true);
  if (why === "slow") note("live-lost", said.missed, true);
}

function listen() {
  const address = said.address || `${location.protocol}//${location.hostname}:${said.port}/live`;
  const asked = new URLSearchParams({ after: said.after, ...(said.case && { case: said.case }) });
  stream = new EventSource(`${address}?${asked}`, { withCredentials: true });
  stream.addEventListener("hello", () => { box.dataset.state = "open"; });
  stream.addEventListener("case", onCase);
  stream.addEventListener("present", onPresent);
  stream.addEventListener("reload", () => note("live-lost", said.missed, true));
  stream.addEventListener("end", onEnd);
}

listen();
// A page kept for the back button must not hold a stream open.
addEventListener("pagehide", () => stream.close());
addEventListener("pageshow", (event) => { if (event.persisted) listen(); });
