/* The figure follows the ticked places, and a tap on the figure ticks a place. The words hold the data. */

export function linkFigures(root) {
  const form = root.querySelector("[data-body-chart]");
  if (!form) return;
  const box = (spot) => form.querySelector(`input[name=spot][value="${CSS.escape(spot)}"]`);
  form.addEventListener("change", () => {
    for (const shape of form.querySelectorAll("[data-spot]")) {
      shape.toggleAttribute("data-marked", box(shape.dataset.spot)?.checked ?? false);
    }
  });
  form.addEventListener("click", (event) => {
    const shape = event.target.closest("[data-spot]");
    const place = shape && box(shape.dataset.spot);
    if (place) place.click();
  });
}
