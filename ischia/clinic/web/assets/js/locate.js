/* May the list be sorted by how far it is from here? Only after a tap, rounded to about a kilometre before it is sent. */

export function offerPosition(root) {
  if (!navigator.geolocation) return;
  root.querySelectorAll("[data-locate]").forEach((offer) => {
    offer.hidden = false;
    const form = offer.closest("form");
    const said = offer.querySelector("[role=status]");
    offer.querySelector("button").addEventListener("click", () => {
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          form.elements.near.value = "";
          form.elements.latitude.value = coords.latitude.toFixed(2);
          form.elements.longitude.value = coords.longitude.toFixed(2);
          form.requestSubmit();
        },
        () => {
          said.textContent = said.dataset.refused;
        },
        { maximumAge: 600000, timeout: 10000 },
      );
    });
    form.elements.near.addEventListener("input", () => {
      form.elements.latitude.value = "";
      form.elements.longitude.value = "";
    });
  });
}
