/* What is said, in the visitor's language: the page brings the words. */

const WORDS = JSON.parse(document.getElementById("desk-words")?.textContent ?? "{}");

export function word(name, parts = {}) {
  return (WORDS[name] ?? "").replace(/\{(\w+)\}/g, (_all, part) => parts[part] ?? "");
}

/* Says it to those who do not see it. Emptied first, so that the same words are read twice. */
export function say(text) {
  const region = document.getElementById("desk-said");
  region.textContent = "";
  requestAnimationFrame(() => {
    region.textContent = text;
  });
}
