// What is typed into a form is kept on the server after a short pause, and filled in again when the page comes back.

const place = document.getElementById("drafts");
const said = place.dataset;
const kept = JSON.parse(document.getElementById("drafts-kept").textContent);
const token = document.querySelector("input[name=csrfmiddlewaretoken]")?.value;

const typed = (form) => [...form.elements].filter((one) => one.name && !["hidden", "file", "submit", "password"].includes(one.type));

function send(name, fields) {
  const body = new URLSearchParams({ form: name, ...fields });
  return fetch(said.address, { method: "POST", body, headers: { "X-CSRFToken": token }, keepalive: true });
}

// Where the server cannot be reached, or does not know who this is any more, this window keeps it, for this account only.
const aside = (name) => `draft:${said.who}:${said.address}:${name}`;
for (const key of Object.keys(sessionStorage)) {
  if (key.startsWith("draft:") && !key.startsWith(`draft:${said.who}:`)) sessionStorage.removeItem(key);
}

function tell(form, words, undo) {
  let line = form.querySelector(".draft");
  if (!line) {
    line = Object.assign(document.createElement("p"), { className: "draft small muted" });
    line.setAttribute("role", "status");
    form.append(line);
  }
  line.textContent = words;
  if (undo) {
    const away = Object.assign(document.createElement("button"), { type: "button", className: "link", textContent: said.away });
    away.addEventListener("click", undo);
    line.append(" ", away);
  }
}

function fields(form) {
  const found = {};
  for (const one of typed(form)) {
    if (["checkbox", "radio"].includes(one.type) ? one.checked : one.value !== one.defaultValue || one.tagName === "TEXTAREA") {
      if (one.type !== "select-one" || one.value !== one.dataset.first) found[one.name] = one.value;
    }
  }
  return found;
}

function fill(form, draft) {
  let filled = false;
  for (const one of typed(form)) {
    const value = draft.fields[one.name];
    if (value === undefined) continue;
    if (["checkbox", "radio"].includes(one.type)) { if (one.value === value) { one.checked = true; filled = true; } }
    else if (!one.value || one.tagName === "SELECT") { one.value = value; filled = true; }
  }
  return filled;
}

for (const form of document.querySelectorAll("details.verb form")) {
  const name = form.getAttribute("action").split("/do/")[1].replaceAll("/", "") + (form.elements.step ? `-${form.elements.step.value}` : "");
  for (const one of typed(form)) if (one.type === "select-one") one.dataset.first = one.value;
  let waiting;
  const keep = async () => {
    waiting = undefined;
    const answer = await send(name, fields(form)).catch(() => undefined);
    const kept = answer?.status === 204; // anything else is a page to sign in, or a refusal
    if (kept) sessionStorage.removeItem(aside(name));
    else sessionStorage.setItem(aside(name), JSON.stringify(fields(form)));
    tell(form, kept ? said.kept : said.lost);
  };
  form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(keep, 700); });
  form.addEventListener("submit", () => clearTimeout(waiting));
  addEventListener("pagehide", () => { if (waiting) { clearTimeout(waiting); send(name, fields(form)); } });
  const held = sessionStorage.getItem(aside(name));
  const draft = held ? { fields: JSON.parse(held), when: said.just } : kept.find((one) => one.form === name);
  if (held) setTimeout(keep); // the server can have it now
  if (draft && fill(form, draft)) {
    form.closest("details").open = true;
    tell(form, said.back.replace("{when}", draft.when), async () => { sessionStorage.removeItem(aside(name)); await send(name, { forget: "1" }); form.reset(); tell(form, said.gone); });
  }
}
