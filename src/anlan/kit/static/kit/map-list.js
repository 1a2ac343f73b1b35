// What a map shows as words: a card for what was clicked, and the list beside it.
const WAIT = 300;

const make = (name, text, extra = {}) => Object.assign(document.createElement(name), text ? { textContent: text } : {}, extra);

/** One matter as a list item; everything that came from somebody is put in as text. */
function item(one, words) {
  const line = make("li");
  const link = make("a", `${one.number} ${one.category}`, { href: one.url });
  const rest = make("p", [one.state, one.place, one.due].filter(Boolean).join(" · "));
  line.append(link, rest);
  if (one.late) rest.append(" · ", make("span", words.late, { className: "map-late" }));
  return line;
}

export function listOf(found, words) {
  const list = make("ul", "", { className: "map-list" });
  list.append(...found.cases.map((one) => item(one, words)));
  return list;
}

export async function ask(address, box) {
  const query = new URLSearchParams({ box: box.map((edge) => edge.toFixed(7)).join(",") });
  const answer = await fetch(`${address}?${query}`, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.json();
}

/** A card over the map, closed with its button or Escape; the map has the focus again afterwards. */
export function card(box, map, words) {
  box.querySelector(".map-card")?.remove();
  const shown = make("section", "", { className: "map-card", tabIndex: -1 });
  const close = make("button", "×", { type: "button" });
  close.setAttribute("aria-label", words.close);
  const away = () => { shown.remove(); map.getCanvas().focus(); };
  close.addEventListener("click", away);
  shown.addEventListener("keydown", (event) => { if (event.key === "Escape") away(); });
  shown.append(close);
  box.append(shown);
  shown.focus();
  return shown;
}

/** Keep the list named by `data-list-into` to what the map shows. */
export function listing(box, map, chart) {
  const into = document.getElementById(box.dataset.listInto);
  if (!into) return;
  const status = into.querySelector("[role=status]");
  let timer;
  let latest = 0;
  const refresh = async () => {
    const mine = (latest += 1);
    const edges = map.getBounds();
    const { words } = chart;
    into.setAttribute("aria-busy", "true");
    try {
      const found = await ask(box.dataset.list, [edges.getWest(), edges.getSouth(), edges.getEast(), edges.getNorth()]);
      if (mine !== latest) return;
      into.querySelector(".map-list")?.remove();
      into.append(listOf(found, words));
      const count = words.listing.replace("{count}", found.more ? `${found.cases.length}+` : found.cases.length);
      status.textContent = found.more ? `${count} ${words.more}` : found.cases.length ? count : words.none;
    } catch {
      status.textContent = words.lost;
    } finally {
      if (mine === latest) into.removeAttribute("aria-busy");
    }
  };
  map.on("moveend", () => { clearTimeout(timer); timer = setTimeout(refresh, WAIT); });
  refresh();
}
