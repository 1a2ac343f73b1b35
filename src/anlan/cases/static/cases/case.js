// The case page: what comes later is fetched when the page stands, a link opens its form, Ctrl-Enter sends, @ names.

for (const place of document.querySelectorAll("[data-part]")) {
  const here = place.querySelector("[data-part-here]");
  fetch(place.dataset.part, { headers: { Accept: "text/html" } })
    .then(async (answer) => { if (answer.ok && !answer.redirected) here.outerHTML = await answer.text(); })
    .catch(() => {}); // the link stays, and leads to the same
}

// Back to the list as it was left: with its filters, and also after a form was sent from here.
const back = document.querySelector("a.back");
if (back && document.referrer.startsWith(location.origin)) {
  const from = new URL(document.referrer);
  if (from.pathname === new URL(back.href).pathname) sessionStorage.setItem("inbox", from.search);
}
if (back && sessionStorage.getItem("inbox")) back.search = sessionStorage.getItem("inbox");

const asked = location.hash.startsWith("#do-") ? document.getElementById(location.hash.slice(1)) : null;
if (asked?.matches("details.verb")) {
  asked.open = true;
  asked.querySelector("input:not([type=hidden]), select, textarea")?.focus();
}

// The primary button without leaving the words one types.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
  const form = event.target.closest?.("details.verb form");
  if (!form) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector("button:not([type=button])"));
});

// Names behind an @: a list of who may see this case, asked of the server as one types.
const box = document.querySelector("[data-colleagues]");
const words = box?.querySelector("textarea[data-mentions]");

if (words) {
  const list = Object.assign(document.createElement("ul"), { id: "colleagues", className: "colleagues", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.dataset.colleaguesTitle);
  words.after(list);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", "colleagues"], ["aria-expanded", "false"]]) {
    words.setAttribute(name, value);
  }
  let people = [];
  let chosen = 0;
  let turn = 0;

  const begun = () => /(?:^|[^A-Za-z0-9._%+-])[@＠]([^\s@＠]{0,30})$/u.exec(words.value.slice(0, words.selectionStart));

  const close = () => {
    turn += 1;
    people = [];
    list.hidden = true;
    words.setAttribute("aria-expanded", "false");
    words.removeAttribute("aria-activedescendant");
  };

  const take = (person) => {
    const found = begun();
    if (!found) return close();
    const from = words.selectionStart - found[1].length;
    words.setRangeText(`${person.name} `, from, words.selectionStart, "end");
    words.dispatchEvent(new Event("input", { bubbles: true }));
    close();
    words.focus();
  };

  const draw = () => {
    list.replaceChildren(...people.map((person, place) => {
      const item = Object.assign(document.createElement("li"), { id: `colleague-${place}`, textContent: person.about ? `${person.name} · ${person.about}` : person.name });
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", String(place === chosen));
      item.addEventListener("mousedown", (event) => { event.preventDefault(); take(person); });
      return item;
    }));
    if (!people.length) {
      const none = Object.assign(document.createElement("li"), { className: "none", textContent: box.dataset.colleaguesNone });
      none.setAttribute("role", "option");
      none.setAttribute("aria-disabled", "true");
      list.append(none);
    }
    list.hidden = false;
    words.setAttribute("aria-expanded", "true");
    if (people.length) words.setAttribute("aria-activedescendant", `colleague-${chosen}`);
    else words.removeAttribute("aria-activedescendant");
  };

  words.addEventListener("input", async (event) => {
    if (event.isComposing) return;
    const found = begun();
    if (!found) return close();
    const mine = ++turn;
    const answer = await fetch(`${box.dataset.colleagues}?${new URLSearchParams({ q: found[1] })}`).catch(() => undefined);
    if (mine !== turn || !answer?.ok) return;
    people = (await answer.json()).people;
    if (mine !== turn) return;
    chosen = 0;
    draw();
  });
  words.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing || event.ctrlKey || event.metaKey) return;
    if (event.key === "Escape") { event.preventDefault(); close(); }
    if (!people.length) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      chosen = (chosen + (event.key === "ArrowDown" ? 1 : people.length - 1)) % people.length;
      draw();
    } else if (event.key === "Enter" || event.key === "Tab") {
      event.preventDefault();
      take(people[chosen]);
    }
  });
  words.addEventListener("blur", close);
}
