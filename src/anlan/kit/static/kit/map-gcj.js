// GCJ-02, the shifted frame of Chinese web maps, for display only: every point of ours stays WGS 84.
// The same formulae as places/crs.py (published as "eviltransform"); tests compare the numbers.
const AXIS = 6378245.0;
const FLATNESS = 0.00669342162296594323;
const { PI, abs, cos, sin, sqrt, tan, asinh } = Math;

const ripple = (x) => ((20 * sin(6 * x * PI) + 20 * sin(2 * x * PI)) * 2) / 3;

/** WGS 84 degrees → GCJ-02 degrees. Outside China nothing is shifted. */
export function gcj(lon, lat) {
  if (!(lon >= 72.004 && lon <= 137.8347 && lat >= 0.8293 && lat <= 55.8271)) return [lon, lat];
  const x = lon - 105;
  const y = lat - 35;
  const root = sqrt(abs(x));
  let north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + ripple(x);
  north += ((20 * sin(y * PI) + 40 * sin((y / 3) * PI)) * 2) / 3;
  north += ((160 * sin((y / 12) * PI) + 320 * sin((y * PI) / 30)) * 2) / 3;
  let east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + ripple(x);
  east += ((20 * sin(x * PI) + 40 * sin((x / 3) * PI)) * 2) / 3;
  east += ((150 * sin((x / 12) * PI) + 300 * sin((x / 30) * PI)) * 2) / 3;
  const angle = (lat * PI) / 180;
  const magic = 1 - FLATNESS * sin(angle) ** 2;
  const up = (north * 180) / (((AXIS * (1 - FLATNESS)) / (magic * sqrt(magic))) * PI);
  const right = (east * 180) / ((AXIS / sqrt(magic)) * cos(angle) * PI);
  return [lon + right, lat + up];
}

/** GCJ-02 degrees → WGS 84 degrees, iterated to a micrometre. */
export function wgs(lon, lat) {
  let [east, north] = [lon, lat];
  for (let turn = 0; turn < 60; turn += 1) {
    const [x, y] = gcj(east, north);
    const [dx, dy] = [lon - x, lat - y];
    east += dx;
    north += dy;
    if (Math.max(abs(dx), abs(dy)) <= 1e-11) break;
  }
  return [east, north];
}

const lonOf = (x, z) => (x / 2 ** z) * 360 - 180;
const latOf = (y, z) => (Math.atan(Math.sinh(PI * (1 - (2 * y) / 2 ** z))) * 180) / PI;
const columnOf = (lon, z) => ((lon + 180) / 360) * 2 ** z;
const rowOf = (lat, z) => (0.5 - asinh(tan((lat * PI) / 180)) / (2 * PI)) * 2 ** z;

/**
 * Which part of the shifted pictures lies under tile z/x/y of ours: the pictures (whole columns and rows) and where each
 * is drawn, in fractions of the tile. Within a tile the shift is the same to a few centimetres, so corners decide.
 */
export function underneath(z, x, y) {
  const [west, north] = gcj(lonOf(x, z), latOf(y, z));
  const [east, south] = gcj(lonOf(x + 1, z), latOf(y + 1, z));
  const [left, top, right, bottom] = [columnOf(west, z), rowOf(north, z), columnOf(east, z), rowOf(south, z)];
  const [wide, high] = [right - left, bottom - top];
  const found = [];
  for (let row = Math.floor(top); row < bottom; row += 1) {
    for (let column = Math.floor(left); column < right; column += 1) {
      const at = { x: (column - left) / wide, y: (row - top) / high, width: 1 / wide, height: 1 / high };
      found.push({ column, row, ...at });
    }
  }
  return found;
}

/** The protocol `shifted://<sheet>/<z>/<x>/<y>`: our tile, put together from shifted pictures. */
export function shifting(sheets) {
  return async (request, abort) => {
    const [sheet, z, x, y] = request.url.replace("shifted://", "").split("/").map(Number);
    const canvas = new OffscreenCanvas(256, 256);
    const brush = canvas.getContext("2d");
    await Promise.all(underneath(z, x, y).map(async ({ column, row, ...at }) => {
      const addresses = sheets[sheet];
      const address = addresses[(column + row) % addresses.length]
        .replace("{z}", z).replace("{x}", column).replace("{y}", row);
      const answer = await fetch(address, { signal: abort.signal, credentials: "omit", referrerPolicy: "no-referrer" });
      if (!answer.ok) throw new Error(`${answer.status}`);
      const picture = await createImageBitmap(await answer.blob());
      brush.drawImage(picture, at.x * 256, at.y * 256, at.width * 256, at.height * 256);
      picture.close();
    }));
    return { data: await createImageBitmap(canvas) };
  };
}
