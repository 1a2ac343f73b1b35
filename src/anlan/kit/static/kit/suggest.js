// Asks, while one writes, which kinds of matter the words point to, and offers them as buttons. The server asks the
// same question on the check page, so nothing is lost without this.
const PAUSE = 450;
const FEWEST = 2;
const box = document.querySelector("[data-suggest]");

if (box) {
  const from = document.getElementById(box.dataset.from);
  const into = document.getElementById(box.dataset.into);
  const line = document.createElement("p");
  line.className = "suggest";
  line.setAttribute("role", "status");
  line.hidden = true;
  into.after(line);
  let timer = 0;
  let asked = "";
  let running = null;

  const take = (value, title) => {
    into.value = value;
    into.dispatchEvent(new Event("change", { bubbles: true }));
    for (const chip of line.querySelectorAll("button")) chip.setAttribute("aria-pressed", String(chip.value === value));
    line.querySelector("[data-said]").textContent = box.dataset.taken.replace("{title}", title);
  };

  const show = (found) => {
    const lead = document.createElement("span");
    lead.className = "muted";
    lead.textContent = box.dataset.lead;
    const chips = found.map(({ value, title }) => {
      const chip = document.createElement("button");
      chip.type = "button";
      chip.className = "chip";
      chip.value = value;
      chip.textContent = title;
      chip.setAttribute("aria-pressed", String(into.value === value));
      chip.addEventListener("click", () => take(value, title));
      return chip;
    });
    const said = document.createElement("span");
    said.className = "sr";
    said.dataset.said = "";
    line.replaceChildren(lead, ...chips, said);
    line.hidden = found.length === 0;
  };

  const ask = async () => {
    const words = from.value.trim().slice(0, 400);
    if (words === asked) return;
    asked = words;
    running?.abort();
    if (words.length < FEWEST) { show([]); return; }
    running = new AbortController();
    try {
      const answer = await fetch(`${box.dataset.address}?${new URLSearchParams({ words })}`, { signal: running.signal });
      if (answer.ok) show((await answer.json()).found);
    } catch { /* offline, slow or written on meanwhile: the list to choose from is still there */ }
  };

  from.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, PAUSE); });
  from.addEventListener("blur", ask);
  if (from.value) ask();
}
