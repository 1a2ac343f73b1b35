// Finds a place by where the device is, when its owner allows it. The point goes in the body, so no log keeps it.
const form = document.querySelector("[data-here-form]");

if (form && navigator.geolocation) {
  const button = form.querySelector("[data-ask]");
  const said = form.querySelector("[data-said]");
  button.hidden = false;
  button.addEventListener("click", () => {
    said.textContent = form.dataset.asking;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        form.elements.lon.value = coords.longitude.toFixed(6);
        form.elements.lat.value = coords.latitude.toFixed(6);
        form.requestSubmit();
      },
      () => { said.textContent = form.dataset.refused; },
      { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 },
    );
  });
}
