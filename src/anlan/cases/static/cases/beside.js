// The list and its map: a row shows its point, a point its row, and the list can be kept to what the map shows.

const WAIT = 350;
const pair = document.querySelector("[data-beside]");
const box = pair.querySelector("[data-map]");
const only = document.getElementById("only-here");
const said = pair.querySelector("[data-said]");
const rows = () => [...document.querySelectorAll("tr[data-number]")];
let map;

// Narrow screens: one of the two at a time.
const panels = { "tab-list": "list", "tab-map": "beside-map" };
const tabs = Object.keys(panels).map((id) => document.getElementById(id));
const narrow = matchMedia("(max-width: 74.99rem)");

function show(tab, focus) {
  for (const each of tabs) {
    const on = each === tab;
    each.setAttribute("aria-selected", String(on));
    each.tabIndex = on ? 0 : -1;
    document.getElementById(panels[each.id]).classList.toggle("away", !on);
  }
  if (focus) tab.focus();
  map?.resize();
}

function fold() {
  pair.classList.toggle("tabbed", narrow.matches);
  pair.querySelector("[role=tablist]").hidden = !narrow.matches;
  for (const tab of tabs) {
    const panel = document.getElementById(panels[tab.id]);
    if (narrow.matches) { panel.setAttribute("role", "tabpanel"); panel.setAttribute("aria-labelledby", tab.id); }
    else { panel.removeAttribute("role"); panel.removeAttribute("aria-labelledby"); }
  }
}

for (const tab of tabs) {
  tab.addEventListener("click", () => show(tab));
  tab.addEventListener("keydown", (event) => {
    if (["ArrowLeft", "ArrowRight"].includes(event.key)) show(tabs[1 - tabs.indexOf(tab)], true);
  });
}
narrow.addEventListener("change", fold);
fold();
show(tabs[0]);

// The points of the rows, over the tiles.
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

function points() {
  const features = rows().filter((row) => row.dataset.lon).map((row) => ({
    type: "Feature", properties: { number: row.dataset.number },
    geometry: { type: "Point", coordinates: [Number(row.dataset.lon), Number(row.dataset.lat)] },
  }));
  return { type: "FeatureCollection", features };
}

function dress() {
  if (map.getSource("listed")) { map.getSource("listed").setData(points()); return; }
  map.addSource("listed", { type: "geojson", data: points() });
  map.addLayer({ id: "listed", type: "circle", source: "listed", paint: { "circle-radius": 7, "circle-color": colour("surface"), "circle-stroke-width": 3, "circle-stroke-color": colour("brand") } });
  map.addLayer({ id: "lit", type: "circle", source: "listed", filter: ["==", ["get", "number"], ""], paint: { "circle-radius": 13, "circle-color": colour("focus"), "circle-opacity": 0.85, "circle-stroke-width": 3, "circle-stroke-color": colour("surface") } });
}

function light(number, follow) {
  for (const row of rows()) row.classList.toggle("lit", row.dataset.number === number);
  if (!map?.getLayer("lit")) return;
  map.setFilter("lit", ["==", ["get", "number"], number]);
  box.dataset.lit = number;
  const row = rows().find((one) => one.dataset.number === number);
  if (!follow || !row?.dataset.lon || only.checked) return;
  const at = [Number(row.dataset.lon), Number(row.dataset.lat)];
  if (!map.getBounds().contains(at)) map.easeTo({ center: at, duration: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 300 });
}

const rowOf = (event) => event.target.closest?.("tr[data-number]");
document.addEventListener("pointerover", (event) => { const row = rowOf(event); if (row && !row.classList.contains("lit")) light(row.dataset.number, false); });
document.addEventListener("focusin", (event) => { const row = rowOf(event); if (row) light(row.dataset.number, true); });

function unplaced() {
  const n = rows().filter((row) => !row.dataset.lon).length;
  said.textContent = n ? said.dataset.unplaced.replace("{n}", n) : "";
}

// Keep the list to the map: the address says so, and the list comes anew for it.
let latest = 0;
async function follow() {
  const mine = (latest += 1);
  const address = new URL(location.href);
  address.searchParams.delete("before");
  if (only.checked) {
    const seen = map.getBounds();
    const edges = [seen.getWest(), seen.getSouth(), seen.getEast(), seen.getNorth()];
    address.searchParams.set("box", edges.map((edge) => edge.toFixed(5)).join(","));
  } else {
    address.searchParams.delete("box");
  }
  const list = document.getElementById("list");
  list.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    if (mine !== latest) return;
    if (!answer.ok || answer.redirected) { location.assign(address); return; }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    list.replaceChildren(...page.getElementById("list").childNodes);
    replaced(page, ".chips");
    history.replaceState(null, "", address);
    document.getElementById("map-toggle").href = page.getElementById("map-toggle").href;
    dress();
    document.dispatchEvent(new CustomEvent("list-replaced"));
    said.textContent = only.checked ? said.dataset.moved.replace("{n}", rows().length) : "";
  } catch {
    said.textContent = "";
  } finally {
    if (mine === latest) list.removeAttribute("aria-busy");
  }
}

function replaced(page, what) {
  const old = document.querySelector(what);
  const fresh = page.querySelector(what);
  if (old && fresh) old.replaceWith(fresh);
  else if (old) old.remove();
  else if (fresh) pair.before(fresh);
}

function fit() {
  const placed = points().features.map((one) => one.geometry.coordinates);
  const asked = (box.dataset.box || "").split(",").map(Number);
  if (asked.length === 4 && asked.every(Number.isFinite)) { map.fitBounds([[asked[0], asked[1]], [asked[2], asked[3]]], { animate: false }); return; }
  if (!placed.length) return;
  const lons = placed.map(([lon]) => lon);
  const lats = placed.map(([, lat]) => lat);
  map.fitBounds([[Math.min(...lons), Math.min(...lats)], [Math.max(...lons), Math.max(...lats)]], { padding: 48, maxZoom: 16, animate: false });
}

box.addEventListener("map-ready", (event) => {
  map = event.detail;
  dress();
  fit();
  unplaced();
  map.on("style.load", dress); // light and dark have a style each
  map.on("click", "listed", (event) => {
    const number = event.features[0].properties.number;
    const row = rows().find((one) => one.dataset.number === number);
    if (narrow.matches) show(tabs[0]);
    row?.querySelector("a")?.focus();
  });
  for (const one of pair.querySelectorAll("[data-only], [data-legend]")) one.hidden = false;
  let timer;
  const soon = () => { clearTimeout(timer); timer = setTimeout(follow, WAIT); };
  only.addEventListener("change", soon);
  map.on("moveend", () => { if (only.checked) soon(); });
  box.dataset.beside = "ready";
});
