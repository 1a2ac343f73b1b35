// The map of owners: every grid in the colour and pattern of its owner, with its number; holes loud. Colours are told
// apart by people who see few of them (Okabe and Ito), patterns and numbers by everybody; the legend says the same.

const COLOURS = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#7a6bb5", "#8c8c3a"];
const HOLE = "#b3001b";
const PATTERNS = ["plain", "stripes", "dots", "cross"];
const drawn = JSON.parse(document.getElementById("owners-drawn").textContent);
const box = document.getElementById("owners-map");

function look(number) {
  if (number === 0) return { colour: HOLE, pattern: "hole" };
  const place = (number - 1) % (COLOURS.length * PATTERNS.length);
  return { colour: COLOURS[place % COLOURS.length], pattern: PATTERNS[Math.floor(place / COLOURS.length)] };
}

function line(paint, ...points) {
  paint.beginPath();
  for (const [x, y] of points) paint.lineTo(x, y);
  paint.stroke();
}

function paintLook(paint, number, width, height) {
  const { colour, pattern } = look(number);
  paint.fillStyle = colour;
  paint.globalAlpha = pattern === "hole" ? 1 : 0.78;
  paint.fillRect(0, 0, width, height);
  paint.globalAlpha = 1;
  paint.strokeStyle = paint.fillStyle = "#fff";
  paint.lineWidth = pattern === "hole" ? 4 : 2;
  for (let at = -height; at < width + height; at += 12) {
    if (pattern === "stripes" || pattern === "cross" || pattern === "hole") line(paint, [at, height], [at + height, 0]);
    if (pattern === "cross" || pattern === "hole") line(paint, [at, 0], [at + height, height]);
  }
  if (pattern === "dots") {
    for (let x = 6; x < width; x += 12) for (let y = 6; y < height; y += 12) { paint.beginPath(); paint.arc(x, y, 2.2, 0, 7); paint.fill(); }
  }
}

for (const swatch of document.querySelectorAll("canvas.swatch")) {
  paintLook(swatch.getContext("2d"), Number(swatch.dataset.number), swatch.width, swatch.height);
}

function image(number) {
  const sheet = Object.assign(document.createElement("canvas"), { width: 24, height: 24 });
  const paint = sheet.getContext("2d");
  paintLook(paint, number, 24, 24);
  return paint.getImageData(0, 0, 24, 24);
}

const title = (properties) => properties[document.documentElement.lang.startsWith("zh") ? "zh" : "en"];

async function shapes() {
  const answer = await fetch(box.dataset.shapes, { headers: { Accept: "application/geo+json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  const found = await answer.json();
  const standing = new Set(drawn.standing);
  const points = [];
  for (const one of found.features) {
    const number = drawn.marks[one.properties.code];
    Object.assign(one.properties, { number: number ?? -1, look: `look-${number ?? -1}`, standing: standing.has(one.properties.code) });
    if (number !== undefined) points.push({ type: "Feature", geometry: { type: "Point", coordinates: one.properties.at }, properties: { number, said: number === 0 ? "!" : String(number) } });
  }
  return { areas: found, points: { type: "FeatureCollection", features: points } };
}

const ink = (name, otherwise) => getComputedStyle(document.documentElement).getPropertyValue(name).trim() || otherwise;

function dress(map, data) {
  if (map.getSource("owners")) return;
  for (const number of new Set(Object.values(drawn.marks))) {
    if (!map.hasImage(`look-${number}`)) map.addImage(`look-${number}`, image(number));
  }
  map.addSource("owners", { type: "geojson", data: data.areas });
  map.addSource("owners-said", { type: "geojson", data: data.points });
  const under = map.getLayer("line-grid") ? "line-grid" : undefined;
  map.addLayer({ id: "owners-fill", type: "fill", source: "owners", filter: [">=", ["get", "number"], 0], paint: { "fill-pattern": ["get", "look"], "fill-opacity": 0.85 } }, under);
  map.addLayer({ id: "owners-rest", type: "fill", source: "owners", filter: ["<", ["get", "number"], 0], paint: { "fill-color": ink("--sunken", "#eee"), "fill-opacity": 0.8 } }, under);
  map.addLayer({ id: "owners-edge", type: "line", source: "owners", paint: { "line-color": ink("--surface", "#fff"), "line-width": 0.6 } });
  map.addLayer({ id: "owners-standing", type: "line", source: "owners", filter: ["get", "standing"], paint: { "line-color": ink("--ink", "#000"), "line-width": 1.4, "line-dasharray": [2, 1.5] } });
  map.addLayer({ id: "owners-hole", type: "line", source: "owners", filter: ["==", ["get", "number"], 0], paint: { "line-color": HOLE, "line-width": 3 } });
  map.addLayer({
    id: "owners-said", type: "symbol", source: "owners-said",
    layout: { "text-field": ["get", "said"], "text-size": 12, "symbol-sort-key": ["get", "number"], "text-padding": 4 },
    paint: { "text-color": ink("--ink", "#000"), "text-halo-color": ink("--surface", "#fff"), "text-halo-width": 1.8 },
  });
}

async function tell(properties) {
  const address = new URL(location.href);
  address.searchParams.set("grid", properties.code);
  address.hash = "";
  const here = document.getElementById("why");
  const answer = await fetch(address);
  if (!answer.ok) { here.textContent = title(properties); return; }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  here.replaceWith(page.getElementById("why"));
  history.replaceState(null, "", address);
}

async function begin(map) {
  const data = await shapes();
  const again = () => { if (map.isStyleLoaded()) dress(map, data); else map.once("idle", again); };
  again();
  map.on("style.load", again);
  const hit = (point) => map.getLayer("owners-fill") && map.queryRenderedFeatures(point, { layers: ["owners-fill", "owners-rest"] })[0];
  map.on("click", (event) => { const found = hit(event.point); if (found) tell(found.properties); });
  map.on("mousemove", (event) => { map.getCanvas().style.cursor = hit(event.point) ? "pointer" : ""; });
  map.getCanvas().addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    const found = hit(map.project(map.getCenter()));
    if (found) tell(found.properties);
  });
  box.dataset.owners = "drawn";
}

// map.js puts its map here when it is ready.
function wait() {
  if (box.anlanMap) begin(box.anlanMap).catch(() => { box.dataset.owners = "failed"; });
  else if (!["without", "failed"].includes(box.dataset.state)) setTimeout(wait, 150);
}
wait();
