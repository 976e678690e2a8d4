/* A sentence that is said often goes into its field with one tap. The field stays what it is: text to correct. */

export function addPhrase(button) {
  const field = button && document.getElementById(button.dataset.phraseFor);
  if (!field) return;
  field.value = [field.value.trim(), button.textContent.trim()].filter(Boolean).join(" ");
  field.dispatchEvent(new Event("change", { bubbles: true }));
}
