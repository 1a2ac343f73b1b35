// Shows the photographs one has chosen before they are sent, and makes large ones smaller to spare the line.
// A phone's camera hands over one picture at a time, so what is chosen is added to what was, and each can be taken out.
const LONGEST = 2048;
const input = document.querySelector("[data-photos]");
const list = document.querySelector("[data-previews]");
const said = document.querySelector("[data-photos-said]");
const drop = input?.closest("[data-photo-drop]");
const already = document.querySelectorAll("input[name=kept]").length;
let chosen = [];

// Without this script the browser's own field shows what was chosen; with it, the previews do.
if (drop) {
  drop.classList.add("photo-drop");
  for (const part of drop.querySelectorAll("[hidden]")) part.hidden = false;
}

async function smaller(file) {
  if (!file.type.startsWith("image/") || file.size < 1_500_000) return file;
  try {
    const bitmap = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(bitmap.width * scale);
    canvas.height = Math.round(bitmap.height * scale);
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.86));
    return blob && blob.size < file.size ? new File([blob], file.name, { type: "image/jpeg" }) : file;
  } catch {
    return file; // the server knows more formats than the browser, and says so when it does not
  }
}

/** Put what is chosen into the field; false where the browser is too old to be told, and sends its own choice. */
function kept() {
  try {
    const basket = new DataTransfer();
    for (const one of chosen) basket.items.add(one.file);
    input.files = basket.files;
    return true;
  } catch {
    return false;
  }
}

function takeOut(one) {
  const next = one.item.nextElementSibling || one.item.previousElementSibling;
  chosen = chosen.filter((each) => each !== one);
  one.item.remove();
  kept();
  said.textContent = "";
  (next?.querySelector("button") || input).focus();
}

function preview(one, removable) {
  const image = Object.assign(document.createElement("img"), { alt: one.file.name, src: URL.createObjectURL(one.file) });
  image.onload = () => URL.revokeObjectURL(image.src);
  image.onerror = () => image.replaceWith(Object.assign(document.createElement("span"), { className: "no-picture", textContent: one.file.name }));
  one.item = document.createElement("li");
  one.item.append(image);
  if (!removable) return one.item;
  const button = Object.assign(document.createElement("button"), { type: "button", className: "take-out", textContent: "×" });
  button.setAttribute("aria-label", list.dataset.takeOut.replace("{name}", one.file.name));
  button.addEventListener("click", () => takeOut(one));
  one.item.append(button);
  return one.item;
}

input?.addEventListener("change", async () => {
  const known = new Set(chosen.map((one) => one.key));
  const added = [...input.files]
    .map((file) => ({ file, key: `${file.name} ${file.size} ${file.lastModified}` }))
    .filter((one) => !known.has(one.key));
  const taken = added.slice(0, Math.max(0, Number(list.dataset.most) - already - chosen.length));
  chosen = [...chosen, ...taken];
  said.textContent = taken.length < added.length ? list.dataset.tooMany : "";
  if (kept()) {
    list.append(...taken.map((one) => preview(one, true)));
    for (const one of taken) one.file = await smaller(one.file); // large ones may be sent meanwhile, as they are
    kept();
  } else {
    chosen = [];
    list.replaceChildren(...added.map((one) => preview(one, false)));
  }
});
