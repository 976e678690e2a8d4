/* How is a visit moved without a mouse? Arrow keys move it, each step is said; Enter confirms, Escape puts it back. */
import { dayWords, localText, shifted } from "./times.js";
import { say, word } from "./words.js";

const STEP_MINUTES = 15;
const A_DAY = 24 * 60;

export function moveByKeyboard(board) {
  let moving = null; // {visit, start, column} while a visit is away from its place

  const stop = (act) => {
    const { visit } = moving;
    moving = null;
    act(visit);
  };

  const keys = {
    ArrowUp: () => ({ minutes: -STEP_MINUTES }),
    ArrowDown: () => ({ minutes: STEP_MINUTES }),
    ArrowLeft: (event) => sideways(event, -1),
    ArrowRight: (event) => sideways(event, 1),
  };

  // In a week the arrows go from day to day, and with Shift from column to column.
  const sideways = (event, by) => (board.days > 1 && !event.shiftKey ? { minutes: by * A_DAY } : { columns: by });

  const begin = (id) => {
    const visit = board.visits.get(id);
    const shown = board.calendar.getEventById(id);
    if (moving?.visit.id === id) return moving;
    return { visit, start: localText(shown.start), column: board.columnOf(visit) };
  };

  const step = (id, { minutes = 0, columns = 0 }) => {
    const next = begin(id);
    const ids = board.data.columns.map((column) => column.id);
    const column = ids[ids.indexOf(next.column) + columns];
    const start = shifted(next.start, minutes);
    if (!column || !inSight(board, next.visit, start)) {
      say(word("edge"));
      return;
    }
    moving = { ...next, start, column };
    board.setAt(moving.visit, start, column);
    board.focus(id);
    const parts = { client: moving.visit.client, day: dayWords(start), time: start.slice(11), column: board.nameOf(column) };
    say(word("at", parts));
  };

  const confirm = () => {
    const { visit, start, column } = moving;
    moving = null;
    board.ask(visit, start, column);
  };

  const putBack = (visit) => {
    board.putBack(visit);
    board.focus(visit.id);
    say(word("putBack", { client: visit.client }));
  };

  // While a visit is drawn anew it has no focus for a moment: the next key belongs to it all the same.
  const meant = (target) => target.closest("[data-session]") ?? (target === document.body && moving ? target : null);

  document.addEventListener(
    "keydown",
    (event) => {
      const target = meant(event.target);
      const id = target && (target.dataset.session ?? moving.visit.id);
      if (!id || event.ctrlKey || event.metaKey || event.altKey) return;
      if (keys[event.key]) {
        halt(event);
        if (board.visits.get(id).is_movable) step(id, keys[event.key](event));
        else say(word("fixed"));
      } else if (moving && (event.key === "Enter" || event.key === " ")) {
        halt(event);
        confirm();
      } else if (moving && event.key === "Escape") {
        halt(event);
        stop(putBack);
      } else if (moving && event.key === "Tab") {
        stop((visit) => {
          board.putBack(visit);
          say(word("putBack", { client: visit.client }));
        });
      }
    },
    { capture: true },
  );
}

function halt(event) {
  event.preventDefault();
  event.stopPropagation();
}

/* Whether the board shows a visit that begins then. */
function inSight(board, visit, start) {
  const days = board.daysShown();
  const clock = start.slice(11);
  const last = shifted(start, (Date.parse(`${visit.end}Z`) - Date.parse(`${visit.start}Z`)) / 60_000);
  const end = last.slice(0, 10) === start.slice(0, 10) ? last.slice(11) : "24:00";
  return days.includes(start.slice(0, 10)) && clock >= board.data.opens && end <= board.data.closes;
}
