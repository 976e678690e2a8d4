/* Sign in with a fingerprint, a face or the screen lock. Without scripts or passkeys there is the code by e-mail. */

export function offerPasskeys(root) {
  if (!window.PublicKeyCredential?.parseCreationOptionsFromJSON) return;
  for (const form of root.querySelectorAll("[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const ask = form.dataset.passkey === "add" ? create(form) : get(form);
      ask.then((credential) => send(form, credential)).catch(() => say(form));
    });
  }
}

async function create(form) {
  const { publicKey } = JSON.parse(form.dataset.options);
  return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey) });
}

async function get(form) {
  const headers = { "X-Requested-With": "XMLHttpRequest" };
  const answer = await fetch(form.action, { headers, credentials: "same-origin" });
  const { publicKey } = (await answer.json()).request_options;
  return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey) });
}

function send(form, credential) {
  form.elements.credential.value = JSON.stringify(credential.toJSON());
  form.submit();
}

function say(form) {
  const said = form.querySelector("[role=status]");
  said.textContent = said.dataset.refused;
}
