// How our own layers look: colours from the page's tokens, so light, dark and elder mode are the page's.

// For a page without our tokens: the light ones.
const LIGHT = {
  paper: "#f5f7f5", surface: "#ffffff", sunken: "#edf1ef", ink: "#15282b", muted: "#4b5f63", line: "#d6dedb",
  edge: "#718385", brand: "#0b5a61", "on-brand": "#ffffff", bad: "#9c2520", info: "#1c4c82", water: "#d9eae9",
};

export function colours() {
  const page = getComputedStyle(document.documentElement);
  const of = (name) => page.getPropertyValue(`--${name}`).trim() || LIGHT[name];
  return { ...Object.fromEntries(Object.keys(LIGHT).map((name) => [name, of(name)])), onBrand: of("on-brand") };
}

const larger = () => (document.documentElement.classList.contains("elder") ? 1.5 : 1);
const has = (name) => ["has", name];
// A name makes way for a circle, up or down, rather than be half covered by it.
const STEPS = [0, 0.8, -0.8, 1.5, -1.5, 2.2, -2.2];
const BESIDE = { "text-variable-anchor-offset": STEPS.flatMap((down) => ["center", [0, down]]) };
const level = (...names) => ["match", ["get", "level"], names, true, false];

function areas(paint, language, bare) {
  const line = (name, colour, width, extra = {}) => ({
    id: `line-${name}`, type: "line", source: "boundaries", "source-layer": "areas", filter: level(name),
    layout: { "line-join": "round" },
    paint: { "line-color": colour, "line-width": width, ...extra },
  });
  const named = (name, from, to, size, colour) => ({
    id: `name-${name}`, type: "symbol", source: "boundaries", "source-layer": "names", filter: level(name),
    minzoom: from, maxzoom: to,
    layout: { "text-field": ["get", language], "text-size": size * larger(), "text-max-width": 8, "text-padding": 1, ...BESIDE },
    paint: { "text-color": colour, "text-halo-color": paint.surface, "text-halo-width": 1.6 },
  });
  return [
    {
      id: "ground", type: "fill", source: "boundaries", "source-layer": "areas", filter: level("district", "street"),
      paint: { "fill-color": paint.surface, "fill-opacity": bare ? 1 : 0, "fill-antialias": false },
    },
    line("grid", paint.line, 0.8, { "line-dasharray": [3, 2] }),
    line("community", paint.line, ["interpolate", ["linear"], ["zoom"], 12, 0.8, 16, 1.6]),
    line("street", paint.edge, ["interpolate", ["linear"], ["zoom"], 10, 0.8, 16, 2]),
    line("district", paint.brand, 2),
    named("grid", 15.5, 24, 11, paint.muted),
    named("community", 13, 17.5, 12, paint.muted),
    named("street", 10, 14.5, 14, paint.ink),
  ];
}

// What residents see is told as the five below it.
const AT_LEAST = ["concat", ["to-string", ["get", "n"]], "+"];
const COUNT = [
  "case", [">=", ["get", "n"], 10000], ["concat", ["to-string", ["round", ["/", ["get", "n"], 1000]]], "k"],
  ["to-string", ["get", "n"]],
];

function circles(name, colour, paint) {
  const many = [">", ["get", "n"], 1];
  const late = [">", ["coalesce", ["get", "late"], 0], 0];
  const size = larger() > 1 ? 1.25 : 1;
  const radius = ["step", ["get", "n"], 11 * size, 10, 13 * size, 100, 16 * size, 1000, 19 * size];
  return [
    {
      id: `${name}-many`, type: "circle", source: name, "source-layer": name, filter: many,
      paint: {
        "circle-radius": radius, "circle-color": colour, "circle-opacity": 0.92,
        "circle-stroke-width": ["case", late, 3, 2], "circle-stroke-color": ["case", late, paint.bad, paint.surface],
      },
    },
    {
      id: `${name}-one`, type: "circle", source: name, "source-layer": name, filter: ["!", many],
      paint: {
        "circle-radius": 7 * size, "circle-color": ["case", late, paint.bad, colour],
        "circle-stroke-width": 2, "circle-stroke-color": paint.surface,
      },
    },
    {
      id: `${name}-count`, type: "symbol", source: name, "source-layer": name, filter: many,
      layout: { "text-field": name === "public" ? AT_LEAST : COUNT, "text-size": 11.5 * size, "text-allow-overlap": true, "text-padding": 5 * size },
      paint: { "text-color": paint.onBrand },
    },
  ];
}

// From afar, premises would only hide the matters; from close up they lie below them, hollow.
export const NEAR = { premises: 14.5 };

function premises(paint, language) {
  const [many, one, count] = circles("premises", paint.surface, paint).map((layer) => ({ ...layer, minzoom: NEAR.premises }));
  const size = larger() > 1 ? 1.25 : 1;
  const hollow = { "circle-stroke-width": 1.5, "circle-stroke-color": paint.info };
  Object.assign(many.paint, hollow, { "circle-radius": 9 * size });
  Object.assign(one.paint, hollow, { "circle-radius": 4.5 * size, "circle-color": paint.surface });
  count.layout["text-size"] = 10 * size;
  count.paint["text-color"] = paint.info;
  const name = {
    id: "premises-name", type: "symbol", source: "premises", "source-layer": "premises", filter: has("name"), minzoom: 16,
    layout: { "text-field": ["get", "name"], "text-size": 11 * larger(), "text-offset": [0, 1], "text-anchor": "top" },
    paint: { "text-color": paint.muted, "text-halo-color": paint.surface, "text-halo-width": 1.4 },
  };
  return language ? [many, one, count, name] : [many, one, count];
}

/** The whole style: `shown` names our layers in drawing order, `chart` is /tiles/map.json, `base` what lies below. */
export function styleOf(shown, chart, base) {
  const paint = colours();
  const sources = { ...base.sources };
  const layers = [{ id: "paper", type: "background", paint: { "background-color": paint.sunken } }, ...base.layers];
  for (const asked of shown) {
    const layer = chart.layers[asked];
    if (!layer) continue;
    sources[layer.name] = { type: "vector", tiles: [location.origin + layer.tiles], maxzoom: layer.finest };
    if (layer.name === "boundaries") layers.push(...areas(paint, chart.language, base.layers.length === 0));
    else if (layer.name === "premises") layers.push(...premises(paint, chart.language));
    else layers.push(...circles(layer.name, paint.brand, paint));
  }
  return { version: 8, sources, layers };
}
