/* The note of a session is saved while it is written, and survives a lost network, a closed window, a second window and
   a session that ended. Without scripts, "Save draft" does the same by hand. */

import { canKeep, claim, leftBehind, openStore, put, remove, write } from "./kept.js";

const AFTER_TYPING = 900;
const AFTER_A_CHOICE = 250;
const AGAIN = 4000;

export function saveWhileWriting(root) {
  const form = root.querySelector("form[data-autosave]");
  if (form) new Draft(form).begin();
}

class Draft {
  constructor(form) {
    this.form = form;
    this.window = crypto.randomUUID?.() ?? `00000000-0000-4000-8000-${String(Date.now()).padStart(12, "0").slice(-12)}`;
    this.store = null;
    this.saving = null;
    this.timer = 0;
    this.order = 0;
    this.trouble = ""; // offline, later, signed-out, conflict
    form.elements.window.value = this.window;
  }

  async begin() {
    this.saved = this.body();
    if ("conflict" in this.form.dataset) this.conflict(this.form.elements.revision.value, "conflict");
    this.form.addEventListener("input", () => this.typed(AFTER_TYPING));
    this.form.addEventListener("change", () => this.typed(AFTER_A_CHOICE));
    this.form.addEventListener("submit", (event) => this.beforeSending(event));
    this.form.addEventListener("htmx:confirm", (event) => this.beforePart(event));
    this.form.addEventListener("htmx:afterSettle", () => this.typed(0));
    this.form.addEventListener("htmx:sendError", () => this.failed("offline"));
    this.form.addEventListener("click", (event) => this.chosen(event));
    window.addEventListener("online", () => this.save());
    window.addEventListener("offline", () => this.failed("offline"));
    if (!canKeep()) return;
    this.store = await openStore(this.form);
    claim(this.store, this.window);
    await this.takeUp();
    if (this.isDirty()) this.keep();
  }

  body() {
    const data = new URLSearchParams(new FormData(this.form));
    for (const name of ["csrfmiddlewaretoken", "revision", "window", "do"]) data.delete(name);
    for (const part of this.noteParts()) if (part.value === part.defaultValue) data.delete(part.name);
    return data.toString();
  }

  /* What follows the data is only sent once somebody has made it their own. */
  noteParts() {
    return this.form.querySelectorAll("#note textarea");
  }

  isDirty() {
    return this.body() !== this.saved;
  }

  typed(delay) {
    if (!this.isDirty()) return;
    this.keep();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), delay);
  }

  async keep() {
    if (!this.store) return;
    const mine = (this.order += 1);
    const text = await put(this.store, { body: this.body(), revision: this.form.elements.revision.value, window: this.window });
    if (mine === this.order) write(this.store, this.window, text);
  }

  forget(name = this.window) {
    this.order += 1;
    if (this.store) remove(this.store, name);
  }

  /* One save at a time; what is typed meanwhile goes with the next one. Answers whether everything is saved. */
  save() {
    clearTimeout(this.timer);
    this.saving ??= this.saveOnce().finally(() => {
      this.saving = null;
    });
    return this.saving;
  }

  async saveOnce() {
    while (this.isDirty() && this.trouble !== "conflict") {
      const body = this.body();
      const answer = await this.send(body, this.form.elements.revision.value, this.window);
      if (!answer) return false;
      this.saved = body;
      this.trouble = "";
      this.show(answer, body);
      if (!this.isDirty()) this.forget();
    }
    return !this.isDirty();
  }

  /* The living parts of the page as the server has them now; null when they could not be had. */
  async send(body, revision, name) {
    const data = new URLSearchParams(body);
    data.set("csrfmiddlewaretoken", this.form.elements.csrfmiddlewaretoken.value);
    data.set("revision", revision);
    data.set("window", name);
    let response;
    try {
      const headers = { "X-Autosave": "1" };
      response = await fetch(this.form.action, { method: "POST", body: data, headers, redirect: "manual" });
    } catch {
      return this.failed("offline");
    }
    if (response.type === "opaqueredirect" || response.status === 403) return this.failed("signed-out");
    if (response.status >= 500) return this.failed("later");
    const living = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("[data-living]");
    if (!living) return this.failed("signed-out");
    if (response.status === 409) return this.conflict(living.dataset.revision, "conflict");
    if (!response.ok) return this.refused(living);
    return living;
  }

  failed(why) {
    this.trouble = why;
    this.say(why === "offline" && !this.store ? "open" : why);
    if (why === "signed-out") return null;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), AGAIN);
    return null;
  }

  refused(living) {
    this.bar().replaceChildren(...living.querySelector("#saved").childNodes);
    return null;
  }

  conflict(revision, why) {
    this.trouble = "conflict";
    this.theirs = revision;
    this.say(why);
    this.choices().hidden = false;
    return null;
  }

  chosen(event) {
    if (event.target.closest("[data-keep-mine]")) this.keepMine();
    if (event.target.closest("[data-take-other]")) this.takeOther();
  }

  async keepMine() {
    this.choices().hidden = true;
    this.trouble = "";
    if (this.leftover) return this.bringBack(this.leftover, this.theirs);
    this.form.elements.revision.value = this.theirs;
    await this.save();
  }

  takeOther() {
    this.forget(this.leftover?.window);
    this.forget();
    this.saved = this.body();
    location.reload();
  }

  /* What a window that is closed by now could not save: send it, and show the page as it is then. */
  async takeUp() {
    const [entry, ...newer] = await leftBehind(this.store);
    if (!entry) return;
    await this.bringBack(newer.at(-1) ?? entry, (newer.at(-1) ?? entry).revision);
    if (this.trouble === "conflict") this.say("kept-conflict");
  }

  async bringBack(entry, revision) {
    this.leftover = entry;
    if (!(await this.send(entry.body, revision, entry.window))) return;
    this.forget(entry.window);
    this.saved = this.body();
    location.reload();
  }

  /* The page follows the data, but never under the hand of who is writing. */
  show(living, sent) {
    const isUntouched = this.body() === sent;
    this.form.elements.revision.value = living.dataset.revision;
    this.say(living.querySelector("#saved").innerHTML);
    for (const part of living.querySelectorAll("[id^=line-], [id^=beyond-], #chart-changes, #breaches")) this.swap(part);
    for (const field of living.querySelectorAll("#note textarea")) this.fill(field);
    if (!this.noteParts().length) this.swap(living.querySelector("#note"));
    if (isUntouched) this.saved = this.body();
  }

  swap(part) {
    const here = this.form.querySelector(`#${CSS.escape(part.id)}`);
    if (!here || here.contains(document.activeElement)) return;
    if (here.querySelector("textarea") && part.querySelector("textarea")) return;
    if (here.innerHTML !== part.innerHTML) here.replaceChildren(...part.childNodes);
  }

  fill(field) {
    const here = this.form.elements[field.name];
    if (!here || here === document.activeElement) return;
    if (here.value === here.defaultValue) here.value = field.value;
    if (here.value === field.value) here.defaultValue = field.value;
  }

  /* Signing, examining and the like leave the page: only with everything saved. */
  beforeSending(event) {
    const { submitter } = event;
    const isUndo = submitter?.value === "undo";
    if (this.trouble === "conflict") return this.hold(event, "conflict");
    if (this.trouble === "offline" || !navigator.onLine) return this.hold(event, "wait");
    if (isUndo && !this.saving) return this.leave();
    if (!this.saving && !this.isDirty()) return this.leave();
    event.preventDefault();
    this.save().then((isSaved) => (isSaved || isUndo) && this.form.requestSubmit(submitter));
  }

  hold(event, why) {
    event.preventDefault();
    this.say(why);
  }

  leave() {
    clearTimeout(this.timer);
    this.forget();
  }

  beforePart(event) {
    if (!this.saving) return;
    event.preventDefault();
    this.saving.then(() => event.detail.issueRequest());
  }

  bar() {
    return this.form.querySelector("[data-saved-said]");
  }

  choices() {
    return this.form.querySelector("[data-conflict-choices]");
  }

  say(what) {
    const said = this.form.querySelector(`template[data-says="${CSS.escape(what)}"]`)?.innerHTML ?? what;
    if (this.bar().innerHTML !== said) this.bar().innerHTML = said;
    this.bar().closest(".saved-bar").toggleAttribute("data-trouble", Boolean(this.trouble));
  }
}
