// Takes a point from the phone or from the outline map and writes it into the two number fields. Where the map of
// the district is there, it is fetched when somebody opens it and takes the outline's place; until then, and
// where it cannot run, the outline does.
const box = document.querySelector("[data-point]");

if (box) {
  const lon = document.getElementById(box.dataset.lon);
  const lat = document.getElementById(box.dataset.lat);
  const here = box.querySelector("[data-here]");
  const said = box.querySelector("[data-said]");
  const picker = box.querySelector("[data-picker]");
  const folded = box.querySelector("[data-point-map]");

  // Without this script there is no map to tap: the page offers the two numbers alone.
  for (const part of box.querySelectorAll("[data-scripted]")) part.hidden = false;
  for (const part of box.querySelectorAll("[data-plain]")) part.hidden = true;
  for (const part of box.querySelectorAll("[data-fold]")) part.open = false;

  const drop = () => {
    if (!picker || !lon.value || !lat.value) return;
    const [west, south, east, north] = picker.dataset.box.split(",").map(Number);
    const pin = picker.querySelector(".pin");
    const across = (Number(lon.value) - west) / (east - west);
    const down = (north - Number(lat.value)) / (north - south);
    pin.hidden = !(across >= 0 && across <= 1 && down >= 0 && down <= 1);
    pin.style.left = `${across * 100}%`;
    pin.style.top = `${down * 100}%`;
  };
  const set = (x, y, words) => {
    lon.value = x.toFixed(6);
    lat.value = y.toFixed(6);
    said.textContent = words;
    // Whatever goes by the point hears of it, as if it had been typed: the map, and what is near.
    for (const one of [lon, lat]) one.dispatchEvent(new Event("change", { bubbles: true }));
    drop();
  };

  if (navigator.geolocation && here) {
    here.hidden = false;
    here.addEventListener("click", () => {
      said.textContent = box.dataset.asking;
      navigator.geolocation.getCurrentPosition(
        (found) => set(found.coords.longitude, found.coords.latitude, box.dataset.found),
        () => { said.textContent = box.dataset.refused; },
        { enableHighAccuracy: true, timeout: 15000, maximumAge: 30000 },
      );
    });
  }
  if (picker) {
    picker.hidden = false;
    const [west, south, east, north] = picker.dataset.box.split(",").map(Number);
    picker.addEventListener("click", (event) => {
      const frame = picker.getBoundingClientRect();
      set(
        west + ((event.clientX - frame.left) / frame.width) * (east - west),
        north - ((event.clientY - frame.top) / frame.height) * (north - south),
        box.dataset.found,
      );
    });
    lon.addEventListener("change", drop);
    lat.addEventListener("change", drop);
    drop();
  }
  const fetchMap = () => {
    if (folded.open && folded.dataset.module) {
      import(folded.dataset.module).catch(() => {});
      folded.removeEventListener("toggle", fetchMap);
    }
  };
  if (folded) { folded.addEventListener("toggle", fetchMap); fetchMap(); }
}
