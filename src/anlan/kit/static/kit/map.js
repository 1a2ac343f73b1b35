// Maps: <div data-map data-layers="boundaries,cases" data-centre="lon,lat" data-zoom="14">. What stands inside is shown
// until the map is ready, and stays where there is no WebGL. data-pick: see map-pick.js; data-list: see map-list.js;
// data-switches: boxes to tick below it, see map-switches.js.
import { basemap } from "./map-base.js";
import { ask, card, listing, listOf } from "./map-list.js";
import { picking, whereIAm } from "./map-pick.js";
import { NEAR, styleOf } from "./map-style.js";
import { switches } from "./map-switches.js";

const vendor = (file) => new URL(`../vendor/${file}`, import.meta.url).href;
const FRESH = 60_000;

function sheet(address) {
  if (document.querySelector(`link[href="${address}"]`)) return;
  document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: address }));
}

const draws = () => {
  try {
    return Boolean(document.createElement("canvas").getContext("webgl2"));
  } catch {
    return false;
  }
};

/** When the map comes into view and the page has nothing else to do. */
const needed = (box) => new Promise((done) => {
  const idle = globalThis.requestIdleCallback || ((call) => setTimeout(call, 200));
  const watch = new IntersectionObserver((seen) => {
    if (!seen.some((one) => one.isIntersecting)) return;
    watch.disconnect();
    idle(done, { timeout: 2000 });
  }, { rootMargin: "200px" });
  watch.observe(box);
});

function tools(box, map, chart, say) {
  const row = Object.assign(document.createElement("div"), { className: "map-tools" });
  const add = (sign, words, act) => {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: sign });
    button.setAttribute("aria-label", words);
    button.title = words;
    button.addEventListener("click", act);
    row.append(button);
  };
  add("+", chart.words.closer, () => map.zoomIn());
  add("−", chart.words.wider, () => map.zoomOut());
  if (navigator.geolocation) add("◎", chart.words.here, () => whereIAm(map, chart, say));
  box.append(row);
}

function told(feature, chart) {
  const { n, kind, state, age } = feature.properties;
  const many = feature.source === "public" ? chart.words.least : chart.words.matters;
  const title = n === 1 ? chart.words.one : many.replace("{count}", n);
  const said = [kind && `${chart.words.kind} ${chart.legend[kind] || kind}`, chart.legend[state], chart.legend[age]];
  return { title, said: said.filter(Boolean).join(" · ") };
}

async function clicked(feature, box, map, chart) {
  const at = feature.geometry.coordinates;
  const own = feature.source === "cases" && box.dataset.list;
  const { n, name } = feature.properties;
  if (n > 1 && (own || feature.source === "premises") && map.getZoom() < 20) {
    map.easeTo({ center: at, zoom: Math.min(map.getZoom() + 2, 20.5) });
    return;
  }
  const shown = card(box, map, chart.words);
  const { title, said } = told(feature, chart);
  shown.append(Object.assign(document.createElement("h2"), { textContent: name || title }));
  if (own) {
    const near = 24 / 2 ** map.getZoom();  // degrees of some 17 pixels: as far as the circle reaches
    const found = await ask(box.dataset.list, [at[0] - near, at[1] - near, at[0] + near, at[1] + near]);
    shown.append(listOf(found, chart.words));
  } else if (said) {
    shown.append(Object.assign(document.createElement("p"), { textContent: said }));
  }
}

function clicks(box, map, chart, shown) {
  const names = shown.filter((name) => name !== "boundaries");
  const layers = names.flatMap((name) => [`${name}-many`, `${name}-one`]).filter((id) => map.getLayer(id));
  const hit = ({ x, y }) => map.queryRenderedFeatures([[x - 6, y - 6], [x + 6, y + 6]], { layers })[0];
  map.on("click", (event) => { const found = hit(event.point); if (found) clicked(found, box, map, chart); });
  map.on("mousemove", (event) => { map.getCanvas().style.cursor = hit(event.point) ? "pointer" : ""; });
  map.getCanvas().addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    const middle = map.project(map.getCenter());
    const found = hit(middle);
    if (found) clicked(found, box, map, chart);
  });
}

function options(box, chart) {
  const [lon, lat] = (box.dataset.centre || "").split(",").map(Number);
  const here = box.dataset.centre && Number.isFinite(lon) && Number.isFinite(lat);
  const [west, south, east, north] = chart.bounds || [73, 18, 135, 54];
  const wide = (east - west) / 2 + 0.05;
  const high = (north - south) / 2 + 0.05;
  const view = here
    ? { center: [lon, lat], zoom: Number(box.dataset.zoom) || 14 }
    : { bounds: [west, south, east, north], fitBoundsOptions: { padding: 16 } };
  return { ...view, maxBounds: [west - wide, south - high, east + wide, north + high] };
}

async function start(box) {
  if (!draws()) { box.dataset.state = "without"; return; }
  box.setAttribute("aria-busy", "true");
  const [library, chart] = await Promise.all([
    import(vendor("maplibre-gl.mjs")),
    fetch("/tiles/map.json", { headers: { Accept: "application/json" } }).then((answer) => answer.json()),
    sheet(vendor("maplibre-gl.css")), sheet(new URL("./map.css", import.meta.url).href),
  ]);
  library.setWorkerUrl(vendor("maplibre-gl-worker.mjs"));
  const asked = (box.dataset.layers || "boundaries").split(",").map((name) => name.trim());
  const dressed = async () => {
    const { colours } = await import("./map-style.js");
    return styleOf(asked, chart, await basemap(chart.base, library, colours()));
  };
  const fallback = [...box.children];
  const canvas = Object.assign(document.createElement("div"), { className: "map-here" });
  const said = Object.assign(document.createElement("p"), { className: "map-said" });
  said.setAttribute("role", "status");
  const say = (words) => { said.textContent = words; };
  box.append(canvas, said);
  box.dataset.state = "ready";
  for (const one of fallback) one.hidden = true;
  const map = new library.Map({
    container: canvas, style: await dressed(), ...options(box, chart), maxZoom: 20.9, dragRotate: false,
    pitchWithRotate: false, touchPitch: false, attributionControl: { compact: true },
    localIdeographFontFamily: getComputedStyle(box).fontFamily,
    fadeDuration: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 200,
    locale: { "Map.Title": "pick" in box.dataset ? chart.words.picking : chart.words.map },
  });
  box.anlanMap = map;
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  tools(box, map, chart, say);
  if ("pick" in box.dataset) picking(box, map, chart, say);
  map.once("load", () => {
    box.removeAttribute("aria-busy");
    const shown = asked.map((name) => chart.layers[name]?.name).filter(Boolean);
    clicks(box, map, chart, shown);
    if ("switches" in box.dataset) switches(box, map, chart, shown, NEAR);
    if (box.dataset.list) listing(box, map, chart);
    box.dispatchEvent(new CustomEvent("map-ready", { detail: map }));
  });
  map.on("error", () => say(chart.words.lost));
  map.on("idle", () => { if (said.textContent === chart.words.lost && map.areTilesLoaded()) say(""); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", async () => map.setStyle(await dressed()));
  const own = Object.values(chart.layers).filter((layer) => layer.own).map((layer) => layer.name);
  setInterval(() => {
    if (document.hidden) return;
    for (const name of own) if (map.getSource(name)) map.refreshTiles(name);
  }, FRESH);
}

for (const box of document.querySelectorAll("[data-map]")) {
  needed(box).then(() => start(box)).catch(() => {
    box.dataset.state = "failed";
    box.removeAttribute("aria-busy");
    box.querySelector(".map-here")?.remove();
    box.querySelector(".map-said")?.remove();
    for (const one of box.children) one.hidden = false;
  });
}
