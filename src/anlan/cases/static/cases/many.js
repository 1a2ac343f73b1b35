// Ticking many cases: a box, x, shift and a click, the whole page, all that match. The form works without any of this.

const boxes = () => [...document.querySelectorAll("tbody input[name=case]")];
const bar = () => document.getElementById("many");
let last;

function counted(form) {
  const ticked = boxes().filter((box) => box.checked).length;
  const all = form.elements.all;
  const shown = ticked > 0 || all.checked;
  const line = form.querySelector(".many-count");
  form.classList.toggle("follows", shown);
  for (const one of form.children) if (one.tagName !== "INPUT" && one.tagName !== "A") one.hidden = !shown;
  line.textContent = shown ? form.dataset.some.replace("{n}", ticked) : form.dataset.none;
  const page = document.getElementById("tick-all");
  const every = boxes().length > 0 && ticked === boxes().length;
  if (page) { page.checked = every; page.indeterminate = ticked > 0 && !every; }
  const choice = form.querySelector("[data-all]");
  choice.hidden = !(every || all.checked);
  if (!choice.hidden && !choice.dataset.asked) askCount(form, choice);
}

async function askCount(form, choice) {
  choice.dataset.asked = "1";
  try {
    const answer = await fetch(form.dataset.count, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const { count, more } = await answer.json();
    const words = (more ? form.dataset.more : form.dataset.all).replace("{n}", count.toLocaleString());
    choice.querySelector("span").textContent = words;
  } catch { /* without the number the choice is still there */ }
}

function prepare() {
  const form = bar();
  if (!form) return;
  const page = document.getElementById("tick-all");
  if (page) page.parentElement.hidden = false;
  counted(form);
}

function span(to, on) {
  const all = boxes();
  const from = all.indexOf(last);
  const end = all.indexOf(to);
  if (from < 0) return;
  for (const box of all.slice(Math.min(from, end), Math.max(from, end) + 1)) box.checked = on;
}

document.addEventListener("click", (event) => {
  const box = event.target.closest?.("tbody input[name=case]");
  if (box) {
    if (event.shiftKey) span(box, box.checked);
    last = box;
    counted(bar());
  }
  if (event.target.closest?.("[data-untick]")) {
    for (const one of boxes()) one.checked = false;
    bar().elements.all.checked = false;
    counted(bar());
    document.querySelector("tbody [data-number] a")?.focus();
  }
});

document.addEventListener("change", (event) => {
  if (event.target.id === "tick-all") for (const box of boxes()) box.checked = event.target.checked;
  if (event.target.id === "tick-all" || event.target.name === "all") counted(bar());
});

document.addEventListener("desk-key", (event) => {
  if (event.detail.key === "x") {
    const box = document.activeElement.closest("tr[data-number]")?.querySelector("input[name=case]");
    if (!box) return;
    box.checked = !box.checked;
    if (event.detail.shift) span(box, box.checked);
    last = box;
    counted(bar());
  }
  if (event.detail.key === "a" && boxes().some((box) => box.checked)) document.getElementById("many-action").focus();
});

document.addEventListener("list-replaced", prepare);
addEventListener("pageshow", prepare); // the back button brings ticks back
prepare();
