// The call screen by keyboard: looks while somebody writes, keeps a draft, shows how long the call lasts. Everything it
// does is a button of the form too, so the page works without it. A number never leaves it but in the body of a POST.

const form = document.getElementById("call");
const PAUSE = 450;
const drafted = document.getElementById("call-draft");
let keeping = 0;
const shown = (selector) => document.querySelector(selector);

// A telephone system hands the number over behind "#", which no server sees; it does not stay in the address either.
function handedOver() {
  const given = new URLSearchParams(location.hash.slice(1));
  if (!given.has("number")) return false;
  history.replaceState(null, "", location.pathname);
  if (form.elements.number.value) return false;
  form.elements.number.value = given.get("number").slice(0, 30);
  form.elements.words.focus();
  keepSoon();
  return true;
}

// How long the caller has been on the line: a help for the operator, kept in this tab only and sent nowhere.
function time() {
  const line = document.getElementById("call-time");
  const key = `call-began-${form.elements.call.value}`;
  const began = Number(sessionStorage.getItem(key)) || Date.now();
  sessionStorage.setItem(key, String(began));
  const tick = () => {
    const seconds = Math.max(0, Math.floor((Date.now() - began) / 1000));
    line.textContent = `${line.dataset.label} ${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    line.hidden = false;
  };
  tick();
  setInterval(tick, 1000);
}

const body = (step) => { const data = new FormData(form); data.set("step", step); return new URLSearchParams(data); };

async function ask(step, parts) {
  const answer = await fetch(form.action, { method: "POST", body: body(step) }).catch(() => undefined);
  if (!answer) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of parts) {
    const fresh = page.querySelector(part);
    const here = shown(part);
    if (!fresh || !here || here.contains(document.activeElement)) continue;
    const open = new Set([...here.querySelectorAll("details[open] > summary")].map((one) => one.textContent));
    const seen = new Set([...here.querySelectorAll("details > summary")].map((one) => one.textContent));
    here.replaceChildren(...fresh.childNodes);
    for (const one of here.querySelectorAll("details > summary")) {
      if (seen.has(one.textContent)) one.parentElement.open = open.has(one.textContent);
    }
  }
}

const HELP = ["#call-help", "#call-kinds"];
let asked = "";
let looking = 0;

function look() {
  const words = `${form.elements.words.value}|${form.elements.place.value}|${form.elements.category.value}`;
  if (words === asked) return;
  asked = words;
  ask("look", HELP);
}


async function keep() {
  keeping = 0;
  const answer = await fetch(form.dataset.draft, { method: "POST", body: body("keep"), keepalive: true }).catch(() => undefined);
  drafted.textContent = answer?.ok ? form.dataset.kept : form.dataset.lost;
  if (answer?.ok) history.replaceState(null, "", `?call=${form.elements.call.value}`);
}

function keepSoon() { clearTimeout(keeping); keeping = setTimeout(keep, 700); }

function pick(chip) {
  form.elements.category.value = chip.value;
  for (const one of document.querySelectorAll("#call-kinds .chip")) one.setAttribute("aria-pressed", String(one === chip));
  look();
  keepSoon();
}

// What the article says becomes the beginning of the answer; the operator reads it out and changes what is needed.
function use(box) {
  if (!box.checked) return;
  const text = box.closest(".article").querySelector("[data-text]").textContent.trim();
  const answer = form.elements.answer;
  if (!answer.value.includes(text)) answer.value = [answer.value.trim(), text].filter(Boolean).join("\n");
  if (!form.elements.outcome.value && box.dataset.outcome) form.elements.outcome.value = box.dataset.outcome;
  document.getElementById("call-answer").open = true;
  answer.focus();
  keepSoon();
}

const press = (step) => form.requestSubmit(form.querySelector(`button[name=step][value=${step}]`));

function opened(selector, name) {
  shown(selector).open = true;
  form.elements[name].focus();
}

const keys = {
  KeyQ: () => form.elements.number.focus(),
  KeyW: () => form.elements.words.focus(),
  KeyP: () => form.elements.place.focus(),
  KeyA: () => opened("#call-answer", "answer"),
  KeyB: () => { opened(".call-later", "callback"); form.elements.callback.checked = true; keepSoon(); },
  KeyK: () => { const box = shown("#call-help [data-key=K]"); if (box) { box.checked = true; use(box); } },
  KeyJ: () => shown("#call-help [data-key=J]")?.focus(),
  KeyY: () => { const box = shown("#call-earlier [data-key=Y]"); if (box) { box.checked = !box.checked; box.focus(); } },
  Enter: () => press("answer"),
};

function onKey(event) {
  if (event.isComposing) return;
  if (event.ctrlKey && event.key === "Enter") { event.preventDefault(); press("save"); return; }
  if (event.altKey && !event.ctrlKey && !event.metaKey) {
    const chip = /^Digit[123]$/.test(event.code) && shown(`#call-kinds [data-key="${event.code.at(-1)}"]`);
    const what = chip ? () => pick(chip) : keys[event.code];
    if (what) { event.preventDefault(); what(); }
    return;
  }
  // Enter in a field goes on to the next one: a call must not be sent by accident.
  if (event.key === "Enter" && event.target.matches("input:not([type=checkbox])")) {
    event.preventDefault();
    const fields = [...form.elements].filter((one) => one.matches("input:not([type=hidden]), textarea, select") && one.offsetParent);
    fields[fields.indexOf(event.target) + 1]?.focus();
  }
}

if (form) {
  const ringing = handedOver();
  addEventListener("hashchange", handedOver);
  time();
  shown(".call-look").hidden = true; // it looks by itself
  form.addEventListener("keydown", onKey);
  document.addEventListener("keydown", (event) => { if (!form.contains(event.target)) onKey(event); });
  form.addEventListener("input", (event) => {
    keepSoon();
    if (["words", "place"].includes(event.target.name)) { clearTimeout(looking); looking = setTimeout(look, PAUSE); }
  });
  form.addEventListener("change", (event) => {
    if (event.target.name === "articles") use(event.target);
    if (event.target.name === "category") look();
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.name === "pick") { event.preventDefault(); pick(button); }
    if (button?.value === "look") { event.preventDefault(); asked = ""; look(); }
    if (button?.value === "earlier") { event.preventDefault(); button.blur(); ask("earlier", ["#call-earlier"]); }
  });
  form.addEventListener("submit", () => clearTimeout(keeping));
  addEventListener("pagehide", () => { if (keeping) { clearTimeout(keeping); keep(); } });
  if (!ringing && !shown("[data-summary]")) form.elements.number.focus({ preventScroll: true });
}
