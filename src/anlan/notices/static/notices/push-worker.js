// Shows what is pushed and opens it. It caches nothing and answers for no page.
self.addEventListener("push", (event) => {
  let told = {};
  try {
    told = event.data.json();
  } catch {
    told = { title: "安澜 Anlan" };
  }
  event.waitUntil(
    self.registration.showNotification(told.title, { body: told.body, tag: told.tag, data: { url: told.url } }),
  );
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const url = new URL(event.notification.data?.url || "/desk/notices/", self.location.origin);
  if (url.origin === self.location.origin) event.waitUntil(self.clients.openWindow(url.href));
});
