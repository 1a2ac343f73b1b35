// The desk by keyboard: j k ↵ x m u a / ? and Ctrl-K. Single keys can be switched off (WCAG 2.2, 2.1.4).

const keys = document.getElementById("keys");
const on = document.getElementById("keys-on");
on.checked = localStorage.getItem("keys") !== "off";
on.addEventListener("change", () => localStorage.setItem("keys", on.checked ? "on" : "off"));

const links = () => [...document.querySelectorAll("tbody [data-number] a[href]")];

function move(step) {
  const all = links();
  if (!all.length) return;
  const here = all.indexOf(document.activeElement);
  const next = here < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(here + step, 0), all.length - 1);
  all[next].focus();
  all[next].closest("tr")?.scrollIntoView({ block: "nearest" });
}

/** What other scripts of the page do with a key: ticking (many.js). */
function tell(key, shift) {
  document.dispatchEvent(new CustomEvent("desk-key", { detail: { key, shift } }));
}

function act() {
  tell("a", false);
  const open = document.querySelector("details.verb[open] :is(input:not([type=hidden]), select, textarea)");
  (open ?? document.querySelector("details.verb summary"))?.focus();
}

const single = {
  j: () => move(1),
  k: () => move(-1),
  a: act,
  x: () => tell("x", false),
  X: () => tell("x", true),
  m: () => document.getElementById("map-toggle")?.click(),
  u: () => document.querySelector("a.back")?.click(),
  "/": () => { const field = document.querySelector("input[type=search][name=q]"); field ? field.focus() : openPalette(); },
  "?": () => keys.showModal(),
};

function typing(target) {
  return target.closest?.("input, select, textarea, [contenteditable]");
}

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") { event.preventDefault(); openPalette(); return; }
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
  if (!on.checked && event.key !== "?") return;
  if (document.querySelector("dialog[open]")) return;
  const what = single[event.key];
  if (what) { event.preventDefault(); what(); }
});

// The palette: pages, what can be done here, a number, words.
const palette = document.getElementById("palette");
const words = document.getElementById("palette-words");
const list = document.getElementById("palette-list");
let chosen = 0;

function things() {
  const found = [];
  for (const offer of document.querySelectorAll("details.verb > summary")) {
    found.push({ title: offer.textContent.trim(), go: () => { offer.parentElement.open = true; palette.close(); act(); } });
  }
  // The head's menus name some pages twice: for a wide window and for a narrow one.
  const links = new Map([...document.querySelectorAll("header :is(nav, .own) a, .tabs a")].map((link) => [link.href, link]));
  for (const link of links.values()) {
    found.push({ title: link.textContent.trim().replace(/\s+/g, " "), go: () => link.click() });
  }
  return found;
}

function fitting(asked) {
  const found = things().filter((thing) => thing.title.toLowerCase().includes(asked.toLowerCase()));
  if (!asked) return found;
  const address = `${palette.dataset.inbox}?${new URLSearchParams({ q: asked })}`;
  const title = (/^\d+$/.test(asked) ? palette.dataset.number : palette.dataset.search).replace("{q}", asked);
  return [...(/^\d+$/.test(asked) ? [{ title, go: () => location.assign(address) }] : []), ...found,
    ...(/^\d+$/.test(asked) ? [] : [{ title, go: () => location.assign(address) }])];
}

function draw() {
  const found = fitting(words.value.trim()).slice(0, 12);
  chosen = Math.min(chosen, Math.max(found.length - 1, 0));
  list.replaceChildren(...found.map((thing, place) => {
    const item = Object.assign(document.createElement("li"), { id: `palette-${place}`, textContent: thing.title });
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", String(place === chosen));
    item.addEventListener("click", thing.go);
    return item;
  }));
  words.setAttribute("aria-activedescendant", found.length ? `palette-${chosen}` : "");
  return found;
}

function openPalette() {
  words.value = "";
  chosen = 0;
  palette.showModal();
  draw();
}

words.addEventListener("input", () => { chosen = 0; draw(); });
words.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  const found = fitting(words.value.trim()).slice(0, 12);
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    chosen = (chosen + (event.key === "ArrowDown" ? 1 : found.length - 1)) % Math.max(found.length, 1);
    draw();
  } else if (event.key === "Enter") {
    event.preventDefault();
    found[chosen]?.go();
  }
});
