/* One question before each move: tell the client? And when it is refused: all that is in the way, what is free near
   it, and a reason for those who double-book on purpose. */
import { dayWords } from "./times.js";
import { say, word } from "./words.js";

const part = (name) => document.querySelector(`.desk-dialog__${name}`);

/* move: {visit, from, to, fields, putBack, left, done}. Without an answer the visit goes back. */
export function askToMove(move) {
  const dialog = document.getElementById("desk-dialog");
  const form = dialog.querySelector("form");
  const state = { isBack: false, isDone: false };
  const key = `desk-${Date.now()}-${Math.random().toString(36).slice(2)}`; // one key a question: sent twice, moved once
  const putBack = () => {
    if (!state.isBack) move.putBack();
    state.isBack = true;
  };
  const abort = new AbortController();
  const listen = (target, kind, act) => target.addEventListener(kind, act, { signal: abort.signal });

  show(dialog, move);
  listen(dialog.querySelector("[data-close]"), "click", () => dialog.close());
  listen(form, "change", () => nameButton(form));
  listen(form, "input", () => nameButton(form));
  listen(form, "submit", async (event) => {
    event.preventDefault();
    const refusal = await send(form, move, key);
    if (refusal) {
      putBack();
      showRefusal(form, refusal);
      return;
    }
    state.isDone = true;
    dialog.close();
    await move.done();
  });
  listen(dialog, "close", () => {
    abort.abort();
    if (state.isDone) return;
    putBack();
    move.left();
    say(word("putBack", { client: move.visit.client }));
  });
  dialog.showModal();
  form.querySelector("[name=tell]:checked").focus();
}

function show(dialog, { visit, from, to }) {
  const form = dialog.querySelector("form");
  form.reset();
  dialog.querySelector("h2").textContent = word("ask", { client: visit.client });
  part("from").textContent = word("from", words(from));
  part("to").textContent = word("to", words(to));
  part("refusal").replaceChildren();
  part("instead").hidden = true;
  part("instead").querySelector(".choices__list").replaceChildren();
  part("why").hidden = true;
  nameButton(form);
}

function words({ start, column }) {
  return { day: dayWords(start), time: start.slice(11), column };
}

async function send(form, move, key) {
  const asked = new FormData(form);
  asked.set("request_key", key);
  if (!asked.get("to")) Object.entries(move.fields).forEach(([name, value]) => asked.set(name, value));
  const options = { method: "POST", body: asked, headers: { Accept: "application/json" } };
  const answer = await fetch(move.visit.address, options).catch(() => null);
  if (answer?.ok) return null;
  const isRefusal = answer?.headers.get("Content-Type")?.includes("json");
  return isRefusal ? answer.json() : { message: word("failed"), conflicts: [], choices: [], may_override: false };
}

function showRefusal(form, { message, conflicts, choices, may_override: mayOverride }) {
  const list = document.createElement("ul");
  list.append(...conflicts.map((text) => textElement("li", text)));
  const parts = [textElement("p", message), ...(conflicts.length ? [list] : [])];
  if (mayOverride) parts.push(textElement("p", word("reason")));
  part("refusal").replaceChildren(...parts);
  part("instead").hidden = choices.length === 0;
  part("instead").querySelector(".choices__list").replaceChildren(...choices.map(choice));
  part("why").hidden = !mayOverride;
  nameButton(form);
  (mayOverride ? form.elements.override_reason : form.querySelector("[data-close]")).focus();
}

function choice({ key, label }) {
  const input = document.createElement("input");
  Object.assign(input, { type: "radio", name: "to", value: key });
  const line = document.createElement("label");
  line.className = "choice choice--small";
  const text = textElement("span", label);
  text.className = "choice__label";
  line.append(input, text);
  return line;
}

function textElement(tag, text) {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}

/* The button says what it does: move, take the time chosen, or book against what is in the way. */
function nameButton(form) {
  const chosen = form.querySelector("[name=to]:checked");
  const again = !part("why").hidden && form.elements.override_reason.value.trim();
  form.querySelector("[name=do]").textContent = word(chosen ? "instead" : again ? "again" : "move");
}
