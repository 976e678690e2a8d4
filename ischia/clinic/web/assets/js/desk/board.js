/* How do the columns get onto the page, and what happens when somebody moves a visit on them? */
import { createCalendar, Interaction, ResourceTimeGrid } from "@event-calendar/core";
import { askToMove } from "./dialog.js";
import { moveByKeyboard } from "./keyboard.js";
import { localText } from "./times.js";
import { say, word } from "./words.js";

const STEP = "00:15:00";
const ROLES = "[role=table], [role=rowgroup], [role=row], [role=cell], [role=columnheader]";

export async function startBoard(place) {
  const board = new Board(place);
  try {
    await board.load();
  } catch {
    return; // the list stays, which needs no script
  }
  board.draw();
  board.focusNamed();
}

class Board {
  constructor(place) {
    this.place = place;
    this.byRoom = place.dataset.by === "room";
    this.mayMove = Boolean(place.dataset.desk);
    this.days = Number(place.dataset.days);
  }

  async load() {
    const answer = await fetch(this.place.dataset.source, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    this.data = await answer.json();
    this.visits = new Map(
      this.data.columns.flatMap((column) => column.days.flatMap((day) => day.visits)).map((visit) => [visit.id, visit]),
    );
  }

  draw() {
    document.getElementById("desk-list").hidden = true;
    document.querySelectorAll("[data-columns-only]").forEach((part) => part.removeAttribute("hidden"));
    this.place.hidden = false;
    this.place.setAttribute("role", "group");
    this.place.setAttribute("aria-label", word("calendar"));
    this.calendar = createCalendar(this.place, [ResourceTimeGrid, Interaction], this.options());
    window.addEventListener("hashchange", () => this.focusNamed());
    if (!this.mayMove) return;
    moveByKeyboard(this);
    document.getElementById("desk-last").addEventListener("submit", (event) => this.undo(event));
    document.addEventListener("keydown", (event) => {
      if (event.key !== "z" || !(event.ctrlKey || event.metaKey) || event.target.closest("input, textarea")) return;
      document.querySelector("#desk-last [data-undo]")?.requestSubmit();
    });
  }

  options() {
    const narrow = (this.days - this.emptyDays().length) * this.data.columns.length > 8;
    return {
      view: this.days > 1 ? "resourceTimeGridWeek" : "resourceTimeGridDay",
      date: this.place.dataset.first,
      hiddenDays: this.emptyDays(),
      firstDay: 1,
      locale: document.documentElement.lang,
      headerToolbar: { start: "", center: "", end: "" },
      allDaySlot: false,
      slotDuration: "00:30:00",
      snapDuration: STEP,
      slotHeight: 34,
      slotMinTime: this.data.opens,
      slotMaxTime: this.data.closes,
      slotLabelFormat: { hour: "2-digit", minute: "2-digit", hour12: false },
      slotEventOverlap: false,
      columnWidth: narrow ? "9.5rem" : undefined,
      dayHeaderFormat: { weekday: "short", day: "numeric", month: "short" },
      resources: this.data.columns.map((column) => ({ id: column.id, title: column.name, extendedProps: column })),
      resourceLabelContent: ({ resource }) => ({ domNodes: label(resource.extendedProps) }),
      events: this.events(),
      eventContent: ({ event }) => ({ domNodes: this.content(event) }),
      eventDidMount: ({ event, el }) => this.mounted(event, el),
      eventAllUpdated: () => this.settle(),
      editable: this.mayMove,
      eventStartEditable: this.mayMove,
      eventDurationEditable: false,
      eventClick: ({ event }) => this.open(event.id),
      eventDrop: (drop) => this.dropped(drop),
    };
  }

  /* Days of the week on which nobody works and nothing is: they would only push the others out of sight. */
  emptyDays() {
    const days = this.daysShown();
    if (this.days === 1 || days.length === 0) return [];
    const all = this.data.columns[0].days.map((day) => day.day);
    return all.filter((day) => !days.includes(day)).map((day) => new Date(`${day}T00:00Z`).getUTCDay());
  }

  daysShown() {
    const isUsed = (day) => day.visits.length > 0 || day.bands.some((band) => band.kind === "shift");
    const used = this.data.columns.flatMap((column) => column.days.filter(isUsed)).map((day) => day.day);
    return this.days === 1 || used.length === 0 ? this.data.columns[0].days.map((day) => day.day) : used;
  }

  events() {
    return this.data.columns.flatMap((column) =>
      column.days.flatMap((day) => [
        ...day.bands.map((band, at) => this.band(column, day, band, at)),
        ...day.visits.map((visit) => this.event(visit)),
      ]),
    );
  }

  band(column, day, band, at) {
    return {
      id: `${column.id}-${day.day}-${at}`,
      resourceIds: [column.id],
      start: band.start,
      end: band.end,
      display: "background",
      title: band.label,
      classNames: ["desk-band", `desk-band--${band.kind}`],
      extendedProps: band,
    };
  }

  event(visit, start = visit.start, end = visit.end, column = this.columnOf(visit)) {
    return {
      id: visit.id,
      resourceIds: [column],
      start,
      end,
      title: visit.client,
      startEditable: this.mayMove && visit.is_movable,
      classNames: ["desk-visit", `desk-visit--${visit.status}`],
      extendedProps: visit,
    };
  }

  columnOf(visit) {
    return this.byRoom ? visit.room_id : visit.therapist_id;
  }

  nameOf(column) {
    return this.data.columns.find((each) => each.id === column)?.name ?? "";
  }

  content(event) {
    if (event.display === "background") {
      const { kind, label: text } = event.extendedProps;
      return kind === "shift" ? [] : [element("span", "desk-band__label", text)];
    }
    const visit = event.extendedProps;
    const clock = `${localText(event.start).slice(11)}\u2013${localText(event.end).slice(11)}`;
    return [
      element("span", "desk-visit__client", visit.client),
      element("span", "desk-visit__time", clock),
      element("span", "desk-visit__status", visit.status_label),
      ...visit.notes.map((note) => element("span", "desk-visit__note", note)),
      element("span", "desk-visit__where", this.byRoom ? visit.therapist : visit.room),
    ];
  }

  mounted(event, el) {
    if (event.display === "background") return;
    el.dataset.session = event.id;
    if (event.startEditable) el.setAttribute("aria-describedby", "desk-keys");
  }

  /* The library draws a table of empty cells; the visits lie beside it. For a reader it is a group of visits. */
  settle() {
    this.place.querySelectorAll(ROLES).forEach((part) => part.setAttribute("role", "presentation"));
    for (const about of ["aria-colindex", "aria-colspan"]) {
      this.place.querySelectorAll(`[${about}]`).forEach((part) => part.removeAttribute(about));
    }
    const main = this.place.querySelector(".ec-main");
    if (main && !main.hasAttribute("tabindex")) {
      main.setAttribute("tabindex", "0");
      main.setAttribute("role", "region");
      main.setAttribute("aria-label", word("calendar"));
    }
  }

  open(id) {
    const visit = this.visits.get(id);
    if (visit) window.location.assign(visit.address);
  }

  dropped({ event, revert }) {
    const visit = this.visits.get(event.id);
    this.ask(visit, localText(event.start), String(event.resourceIds[0]), revert);
  }

  setAt(visit, start, column) {
    const length = (Date.parse(`${visit.end}Z`) - Date.parse(`${visit.start}Z`)) / 60_000;
    const end = new Date(Date.parse(`${start}Z`) + length * 60_000).toISOString().slice(0, 16);
    this.calendar.updateEvent(this.event(visit, start, end, column));
  }

  putBack(visit) {
    this.setAt(visit, visit.start, this.columnOf(visit));
  }

  /* One question before each move; what is refused goes back to where it was at once. */
  ask(visit, start, column, revert = () => this.putBack(visit)) {
    if (start === visit.start && column === this.columnOf(visit)) return;
    askToMove({
      visit,
      from: { start: visit.start, column: this.nameOf(this.columnOf(visit)) },
      to: { start, column: this.nameOf(column) },
      fields: { on: start.slice(0, 10), at: start.slice(11), ...this.target(visit, column) },
      putBack: () => revert(),
      left: () => this.focus(visit.id),
      done: async () => {
        await this.refresh();
        this.focus(visit.id);
        say(word("moved"));
      },
    });
  }

  target(visit, column) {
    return this.byRoom ? { therapist: visit.therapist_id, room: column } : { therapist: column };
  }

  async undo(event) {
    event.preventDefault();
    const form = event.target;
    const answer = await fetch(form.action, {
      method: "POST",
      body: new FormData(form),
      headers: { Accept: "application/json" },
    }).catch(() => null);
    if (!answer?.ok) {
      form.submit(); // the page says what is in the way
      return;
    }
    const { moved } = await answer.json();
    await this.refresh();
    this.focus(moved);
    say(word("undone"));
  }

  /* The columns anew, and with them what the page says beside them. */
  async refresh() {
    const page = fetch(window.location.href, { headers: { Accept: "text/html" } }).then((answer) => answer.text());
    await this.load();
    this.calendar.setOption("events", this.events());
    const fresh = new DOMParser().parseFromString(await page, "text/html");
    for (const id of ["desk-last", "desk-list"]) {
      document.getElementById(id).replaceChildren(...(fresh.getElementById(id)?.childNodes ?? []));
    }
  }

  focus(id) {
    requestAnimationFrame(() => requestAnimationFrame(() => this.find(id)?.focus()));
  }

  find(id) {
    return this.place.querySelector(`[data-session="${CSS.escape(id)}"]`);
  }

  focusNamed() {
    const id = window.location.hash.replace("#visit-", "");
    if (this.visits.has(id)) this.focus(id);
  }
}

function label(column) {
  const parts = [element("span", "desk-column__name", column.name)];
  return column.detail ? [...parts, element("span", "desk-column__detail", column.detail)] : parts;
}

function element(tag, className, text) {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}
