// Push is an extra: without it, without a service worker, or refused, everything stands on the notices page.
const box = document.getElementById("push");

const bytes = (text) => {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
};

const subscribe = async () => {
  const worker = await navigator.serviceWorker.register(box.dataset.worker);
  await new Promise((done) => {
    const one = worker.active || worker.installing || worker.waiting;
    if (one.state === "activated") done();
    else one.addEventListener("statechange", () => one.state === "activated" && done());
  });
  const made = await worker.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: bytes(box.dataset.key),
  });
  const given = made.toJSON();
  const answer = await fetch(box.dataset.keep, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      "X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]").value,
    },
    body: JSON.stringify({ endpoint: given.endpoint, p256dh: given.keys.p256dh, auth: given.keys.auth }),
  });
  if (!answer.ok) throw new Error((await answer.json()).message);
};

if (box && "serviceWorker" in navigator && "PushManager" in window) {
  box.hidden = false;
  const said = box.querySelector("[role=status]");
  box.querySelector("button").addEventListener("click", async () => {
    try {
      if ((await Notification.requestPermission()) !== "granted") throw new Error("");
      await subscribe();
      said.textContent = box.dataset.kept;
    } catch (refused) {
      said.textContent = refused.message || box.dataset.refused;
    }
  });
}
