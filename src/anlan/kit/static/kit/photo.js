// Shows the photographs one has chosen before they are sent, and makes large ones smaller to spare the line.
const LONGEST = 2048;
const input = document.querySelector("[data-photos]");
const list = document.querySelector("[data-previews]");
const drop = input?.closest("[data-photo-drop]");

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

input?.addEventListener("change", async () => {
  const chosen = [...input.files];
  const files = await Promise.all(chosen.map(smaller));
  try {
    const basket = new DataTransfer();
    files.forEach((file) => basket.items.add(file));
    input.files = basket.files;
  } catch { /* an older browser sends the originals */ }
  list.replaceChildren(...files.map((file) => {
    const item = document.createElement("li");
    const image = document.createElement("img");
    image.alt = file.name;
    image.src = URL.createObjectURL(file);
    image.onload = () => URL.revokeObjectURL(image.src);
    item.append(image);
    return item;
  }));
});
