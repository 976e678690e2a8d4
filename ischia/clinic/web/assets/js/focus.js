/* Where does a keyboard or screen-reader user land after a part of the page was swapped? */

export function moveFocusAfterSwap(root) {
  root.addEventListener("htmx:afterSettle", (event) => {
    const part = event.detail.target ?? event.target;
    if (!(part instanceof Element) || !part.isConnected) return;
    const landing = part.querySelector("[data-focus]") ?? part.querySelector("h1, h2");
    if (!landing) return;
    if (!landing.hasAttribute("tabindex")) landing.setAttribute("tabindex", "-1");
    landing.focus({ preventScroll: true });
    window.scrollTo({ top: 0, behavior: "instant" });
    const title = part.querySelector("[data-page-title]")?.dataset.pageTitle;
    if (title) document.title = title;
    announce(root, landing.textContent.trim());
  });
}

function announce(root, text) {
  const region = root.getElementById("announcer");
  if (region) region.textContent = text;
}

/* A whole page that comes back with errors: the summary of them takes the focus, as after a swap. */
export function focusErrors(root) {
  root.querySelector(".error-summary[data-focus]")?.focus({ preventScroll: false });
}
