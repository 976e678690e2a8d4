/* "None of these" and "I'm not sure" cannot be true together with a ticked answer: the last tap wins. */

export function keepNoneAlone(root) {
  root.addEventListener("change", (event) => {
    const box = event.target;
    if (!(box instanceof HTMLInputElement) || box.type !== "checkbox" || !box.checked) return;
    const list = box.closest("[data-exclusive-list]");
    if (!list) return;
    const isAlone = box.hasAttribute("data-alone");
    for (const other of list.querySelectorAll("input[type=checkbox]:checked")) {
      if (other !== box && (isAlone || other.hasAttribute("data-alone"))) other.checked = false;
    }
  });
}
