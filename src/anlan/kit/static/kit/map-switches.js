// What is drawn on the map, as boxes to tick below it, each with its sign: reached by keyboard like any other field.
const make = (name, extra = {}) => Object.assign(document.createElement(name), extra);

const sign = (kind) => {
  const found = make("span", { className: `map-sign ${kind}` });
  found.setAttribute("aria-hidden", "true");
  return found;
};

/** Put the switches for the layers `shown` after `box`; `near` tells from which zoom a layer is drawn at all. */
export function switches(box, map, chart, shown, near) {
  const { titles } = chart.words;
  const names = Object.keys(titles).filter((name) => shown.includes(name));
  if (!names.length) return;
  const group = make("fieldset", { className: "map-switches" });
  group.append(make("legend", { className: "sr", textContent: chart.words.shown }));
  const hidden = new Set();
  const apply = () => {
    for (const { id, source } of map.getStyle()?.layers || []) {
      if (titles[source] && map.getLayer(id)) map.setLayoutProperty(id, "visibility", hidden.has(source) ? "none" : "visible");
    }
  };
  const far = [];
  for (const name of names) {
    const tick = make("input", { type: "checkbox", checked: true });
    const words = make("span", { textContent: titles[name] });
    const label = make("label", { className: "choice" });
    label.append(tick, sign(name), words);
    tick.addEventListener("change", () => { hidden[tick.checked ? "delete" : "add"](name); apply(); });
    group.append(label);
    if (near[name]) far.push({ name, words });
  }
  if (names.includes("cases")) {
    const late = make("span", { className: "map-legend" });
    late.append(sign("late"), make("span", { textContent: chart.words.lateInside }));
    group.append(late);
  }
  const tell = () => {
    for (const { name, words } of far) {
      words.textContent = map.getZoom() < near[name] ? `${titles[name]} ${chart.words.fromNear}` : titles[name];
    }
  };
  map.on("zoomend", tell);
  map.on("style.load", apply);  // light to dark puts a new style
  tell();
  box.after(group);
}
