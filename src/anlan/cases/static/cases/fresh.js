// Numbers that renew themselves: <div id data-fresh="news"> when something of one's cases changed, data-fresh="5" every
// five seconds as long as it is there. What somebody points at with the keyboard keeps the focus.

const WAIT = 2500;
const LONGEST = 60_000;

function focusOf(box) {
  const one = document.activeElement;
  return box.contains(one) ? { id: one.id, href: one.getAttribute("href") } : null;
}

function focusAgain(box, kept) {
  if (!kept) return;
  const found = kept.id ? document.getElementById(kept.id)
    : [...box.querySelectorAll("a[href]")].find((one) => one.getAttribute("href") === kept.href);
  found?.focus({ preventScroll: true });
}

async function renew(box) {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById(box.id);
  if (!fresh) return false;
  // Somebody is choosing or typing in it: their page stays as it is.
  if (box.querySelector("form :focus, details[open] :focus")) return true;
  const kept = focusOf(box);
  box.replaceChildren(...fresh.childNodes);
  if (fresh.dataset.fresh) box.dataset.fresh = fresh.dataset.fresh;
  else delete box.dataset.fresh;
  focusAgain(box, kept);
  return true;
}

function failed(box) {
  if (box.querySelector(".fresh-failed") || !box.dataset.failed) return;
  const line = Object.assign(document.createElement("p"), { className: "note wait fresh-failed", textContent: box.dataset.failed });
  line.setAttribute("role", "status");
  box.prepend(line);
}

for (const box of document.querySelectorAll("[data-fresh]")) {
  let timer;
  let pause = WAIT;
  const plan = (wait) => {
    clearTimeout(timer);
    timer = setTimeout(again, wait);
  };
  const again = async () => {
    if (document.hidden) { plan(WAIT); return; }
    try {
      await renew(box);
      pause = WAIT;
    } catch {
      failed(box);
      pause = Math.min(pause * 2, LONGEST);
    }
    const every = Number(box.dataset.fresh);
    if (every) plan(Math.max(every * 1000, pause));
    else timer = undefined;
  };
  if (box.dataset.fresh === "news") {
    // live.js says so; at most once in a while, however much happens.
    document.addEventListener("anlan:news", (event) => {
      event.preventDefault();
      if (!timer) plan(pause);
    });
  } else plan(Number(box.dataset.fresh) * 1000);
}
