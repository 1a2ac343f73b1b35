// The base map underneath: none, pictures from outside, or one PMTiles file of our own.
import { shifting } from "./map-gcj.js";

const fetched = new Map();

function script(address) {
  if (!fetched.has(address)) {
    fetched.set(address, new Promise((done, failed) => {
      const tag = document.createElement("script");
      tag.src = address;
      tag.onload = done;
      tag.onerror = failed;
      document.head.append(tag);
    }));
  }
  return fetched.get(address);
}

/** Sources and layers of the base map `base`, to put below our own. */
export async function basemap(base, library, colours) {
  if (base.kind === "raster") return pictures(base, library);
  if (base.kind === "pmtiles") return kept(base, library, colours);
  return { sources: {}, layers: [] };
}

function pictures(base, library) {
  const sources = {};
  const layers = [];
  if (base.frame === "GCJ-02") library.addProtocol("shifted", shifting(base.sheets));
  base.sheets.forEach((addresses, number) => {
    const name = `base-${number}`;
    const tiles = base.frame === "GCJ-02" ? [`shifted://${number}/{z}/{x}/{y}`] : addresses;
    sources[name] = { type: "raster", tiles, tileSize: 256, maxzoom: base.finest, attribution: base.thanks };
    layers.push({ id: name, type: "raster", source: name });
  });
  return { sources, layers };
}

/** A file of the Protomaps kind: earth, landuse, water, buildings, roads, places. Layers it lacks draw nothing. */
async function kept(base, library, colours) {
  await script(new URL("../vendor/pmtiles.js", import.meta.url).href);
  const protocol = new globalThis.pmtiles.Protocol();
  library.addProtocol("pmtiles", protocol.tile);
  const source = "base";
  const fill = (id, colour, extra = {}) => ({
    id: `base-${id}`, type: "fill", source, "source-layer": id, paint: { "fill-color": colour }, ...extra,
  });
  const wide = (far, near) => ["interpolate", ["exponential", 1.6], ["zoom"], 10, far, 18, near];
  return {
    sources: {
      [source]: { type: "vector", url: `pmtiles://${location.origin}${base.file}`, attribution: base.thanks },
    },
    layers: [
      fill("earth", colours.surface),
      fill("landuse", colours.sunken, {
        filter: ["match", ["get", "kind"], ["park", "grass", "forest", "wood", "garden", "pitch"], true, false],
      }),
      fill("water", colours.water),
      fill("buildings", colours.line, { minzoom: 14 }),
      {
        id: "base-roads", type: "line", source, "source-layer": "roads", layout: { "line-cap": "round" },
        paint: { "line-color": colours.line, "line-width": wide(0.4, 10) },
      },
      {
        id: "base-road-names", type: "symbol", source, "source-layer": "roads", minzoom: 15,
        layout: { "symbol-placement": "line", "text-field": ["get", "name"], "text-size": 12 },
        paint: { "text-color": colours.muted, "text-halo-color": colours.surface, "text-halo-width": 1.5 },
      },
    ],
  };
}
