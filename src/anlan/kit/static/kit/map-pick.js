// A point chosen by moving the map under a fixed cross: with a finger, a mouse, the arrow keys, or "where I am".
const WAIT = 400;

const field = (name) => document.getElementById(name) || document.querySelector(`[name="${CSS.escape(name)}"]`);

/** Tie the map's middle to the two number fields that `box` names. Nothing is written before somebody moves the map. */
export function picking(box, map, chart, say) {
  const lon = field(box.dataset.lonField || "lon");
  const lat = field(box.dataset.latField || "lat");
  if (!lon || !lat) return;
  const cross = document.createElement("div");
  cross.className = "map-cross";
  cross.setAttribute("aria-hidden", "true");
  box.append(cross);

  let ours = false;
  let timer;
  const tell = async () => {
    const at = `${lon.value}, ${lat.value}`;
    say(`${chart.words.chosen} ${at}`);
    try {
      const answer = await fetch(`/api/locate?lon=${lon.value}&lat=${lat.value}`, { headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      const found = await answer.json();
      const name = found.outside ? chart.words.outside : found.path.slice(1).map((one) => one[`name_${chart.language}`]).join(" · ");
      if (name && at === `${lon.value}, ${lat.value}`) say(`${chart.words.chosen} ${name} (${at})`);
    } catch { /* the numbers are there already */ }
  };
  const write = () => {
    const { lng, lat: north } = map.getCenter();
    ours = true;
    lon.value = lng.toFixed(6);
    lat.value = north.toFixed(6);
    for (const one of [lon, lat]) one.dispatchEvent(new Event("change", { bubbles: true }));
    ours = false;
    clearTimeout(timer);
    timer = setTimeout(tell, WAIT);
  };
  let moved = false;
  map.on("movestart", (event) => { moved = moved || Boolean(event.originalEvent) || Boolean(event.chosen); });
  map.on("moveend", () => { if (moved) write(); moved = false; });

  const follow = () => {
    if (ours || !lon.value || !lat.value) return;
    const to = [Number(lon.value), Number(lat.value)];
    if (Math.abs(to[0]) <= 180 && Math.abs(to[1]) <= 85) map.jumpTo({ center: to, zoom: Math.max(map.getZoom(), 16) });
  };
  lon.addEventListener("change", follow);
  lat.addEventListener("change", follow);
  follow();
}

/** Move to where the device is, when its owner allows it. */
export function whereIAm(map, chart, say) {
  say(chart.words.asking);
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      say("");
      map.flyTo({ center: [coords.longitude, coords.latitude], zoom: 17, animate: false }, { chosen: true });
    },
    () => say(chart.words.refused),
    { enableHighAccuracy: true, timeout: 15000, maximumAge: 30000 },
  );
}
