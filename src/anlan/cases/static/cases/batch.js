// A run that is under way is looked at again until it is through; the keyboard stays where it is.

const PAUSE = 1500;

async function again() {
  const here = document.getElementById("batch");
  if (!here || !("running" in here.dataset)) return;
  if (!document.hidden) {
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      if (!answer.ok || answer.redirected) { location.reload(); return; }
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const next = page.getElementById("batch");
      const focused = here.contains(document.activeElement) ? document.activeElement : undefined;
      const action = focused?.form?.getAttribute("action");
      if (next) here.replaceWith(next);
      if (focused) (action ? document.querySelector(`form[action="${action}"] button`) : next?.querySelector("a, button"))?.focus();
    } catch { /* the connection is away: the next look will tell */ }
  }
  setTimeout(again, PAUSE);
}

// Most of what changes now is this run itself: the page tells it, so no news are offered above it (live.js).
document.addEventListener("anlan:news", (event) => event.preventDefault());
setTimeout(again, PAUSE);
