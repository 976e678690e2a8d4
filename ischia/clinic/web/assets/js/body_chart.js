/* Drawing on the body chart: a tap or a stroke marks every place it touches.
   The ticked boxes of the form are the data; the figure only shows them. Works for any number of charts on a page. */

const ERASE = "erase";
const TAP_LENGTH = 10;
const undoable = new WeakMap(); // chart -> { steps, last }
let stroke = null;

export function drawOnCharts(root) {
  each(root, begin);
  root.addEventListener("htmx:afterSettle", () => each(root, begin));
  root.addEventListener("change", (event) => {
    const chart = event.target.closest("[data-body-chart]");
    if (chart) changed(chart, event.target);
  });
  root.addEventListener("input", showStrength);
  root.addEventListener("click", pressed);
  root.addEventListener("pointerdown", putDown);
  root.addEventListener("pointermove", move);
  root.addEventListener("pointerup", lift);
  root.addEventListener("pointercancel", drop);
}

const each = (root, act) => root.querySelectorAll("[data-body-chart]").forEach(act);
const box = (chart, spot) => chart.querySelector(`input[name=spot][value="${CSS.escape(spot)}"]`);
const place = (chart, spot) => chart.querySelector(`[data-place="${CSS.escape(spot)}"]`);
const field = (card, name) => card?.querySelector(`[name$=".${name}"]`);

function begin(chart) {
  if (undoable.has(chart)) return;
  undoable.set(chart, { steps: [], last: marks(chart) });
  paint(chart);
}

/* What the form says: place -> symptoms, strength, depth. */
function marks(chart) {
  const found = {};
  for (const ticked of chart.querySelectorAll("input[name=spot]:checked")) {
    const card = place(chart, ticked.value);
    found[ticked.value] = {
      symptoms: [...(card?.querySelectorAll("[type=checkbox]:checked") ?? [])].map((one) => one.value),
      intensity: field(card, "intensity")?.value ?? "",
      depth: field(card, "depth")?.value ?? "",
    };
  }
  return found;
}

function changed(chart, target) {
  if (target.name === "spot") tick(chart, target.value, target.checked);
  const kept = undoable.get(chart);
  const now = marks(chart);
  if (JSON.stringify(now) !== JSON.stringify(kept.last)) kept.steps.push(kept.last);
  kept.last = now;
  paint(chart);
}

function tick(chart, spot, isTicked) {
  const there = place(chart, spot);
  if (isTicked && !there) {
    const template = chart.querySelector("[data-place-template]");
    const label = chart.querySelector(`[data-spot="${CSS.escape(spot)}"]`)?.dataset.label ?? spot;
    const made = template.innerHTML.replaceAll("__key__", spot).replaceAll("__label__", escaped(label));
    chart.querySelector("[data-places]").insertAdjacentHTML("beforeend", made);
  }
  if (!isTicked) there?.remove();
}

function escaped(text) {
  const holder = document.createElement("p");
  holder.textContent = text;
  return holder.innerHTML;
}

function write(chart, wanted) {
  for (const ticked of chart.querySelectorAll("input[name=spot]")) {
    const mark = wanted[ticked.value];
    ticked.checked = Boolean(mark);
    tick(chart, ticked.value, Boolean(mark));
    const card = mark && place(chart, ticked.value);
    if (!card) continue;
    for (const symptom of card.querySelectorAll("[type=checkbox]")) symptom.checked = mark.symptoms.includes(symptom.value);
    if (field(card, "intensity")) field(card, "intensity").value = mark.intensity;
    if (field(card, "depth") && mark.depth) field(card, "depth").value = mark.depth;
  }
}

function paint(chart) {
  const now = marks(chart);
  const pad = chart.querySelector(".body-chart__pad");
  for (const shape of pad.querySelectorAll("[data-spot]")) {
    const mark = now[shape.dataset.spot];
    shape.toggleAttribute("data-marked", Boolean(mark));
    shape.querySelectorAll(".body-figure__mark, .body-figure__strength").forEach((old) => old.remove());
    for (const symptom of mark?.symptoms ?? []) shape.append(overlay(shape, pad, symptom));
    if (mark?.intensity) shape.append(number(shape, mark.intensity));
  }
  chart.querySelector("[data-undo-mark]").disabled = undoable.get(chart).steps.length === 0;
}

function overlay(shape, pad, symptom) {
  const copy = shape.querySelector(".body-figure__region").cloneNode();
  const pattern = [...pad.querySelectorAll("pattern")].find((one) => one.id.endsWith(`-${symptom}`));
  copy.setAttribute("class", "body-figure__mark");
  copy.setAttribute("fill", `url(#${pattern.id})`);
  return copy;
}

function number(shape, strength) {
  const text = document.createElementNS("http://www.w3.org/2000/svg", "text");
  text.setAttribute("class", "body-figure__strength");
  text.setAttribute("x", shape.dataset.x);
  text.setAttribute("y", shape.dataset.y);
  text.textContent = strength;
  return text;
}

/* The brushes: which symptom a stroke marks, erasing, undo. */
function pressed(event) {
  const chart = event.target.closest("[data-body-chart]");
  const brush = event.target.closest("[data-brush]");
  if (brush) chart.querySelectorAll("[data-brush]").forEach((one) => one.setAttribute("aria-pressed", String(one === brush)));
  if (event.target.closest("[data-undo-mark]")) takeBack(chart);
}

function takeBack(chart) {
  const kept = undoable.get(chart);
  if (!kept.steps.length) return;
  kept.last = kept.steps.pop();
  write(chart, kept.last);
  paint(chart);
  tell(chart);
}

/* The rest of the page, such as what saves the form, hears of it like of any other change. */
const tell = (chart) => chart.querySelector("input[name=spot]").dispatchEvent(new Event("change", { bubbles: true }));

function showStrength(event) {
  if (event.target.matches("[data-strength]"))
    event.target.closest("label").querySelector("[data-strength-shown]").value = event.target.value;
}

/* Strokes. A second finger means scrolling or zooming: then nothing is marked. */
function putDown(event) {
  const figure = event.target.closest?.("[data-figure]");
  const chart = figure?.closest("[data-body-chart]");
  if (!chart || !figure.closest(".body-chart__pad") || event.button > 0) return;
  if (stroke) return drop();
  stroke = { chart, figure, touched: new Set(), points: [], length: 0, id: event.pointerId, line: line(figure) };
  event.target.releasePointerCapture?.(event.pointerId);
  add(event);
  if (event.pointerType === "mouse") event.preventDefault();
}

function line(figure) {
  const path = document.createElementNS("http://www.w3.org/2000/svg", "polyline");
  path.setAttribute("class", "body-figure__stroke");
  figure.append(path);
  return path;
}

function move(event) {
  if (stroke?.id !== event.pointerId) return;
  const every = event.getCoalescedEvents?.() ?? [];
  (every.length ? every : [event]).forEach(add);
}

function add({ clientX: x, clientY: y }) {
  const before = stroke.points.at(-1) ?? { x, y };
  const distance = Math.hypot(x - before.x, y - before.y);
  const steps = Math.max(1, Math.ceil(distance / 4));
  for (let step = 1; step <= steps; step += 1) {
    const share = step / steps;
    touch(before.x + (x - before.x) * share, before.y + (y - before.y) * share);
  }
  stroke.length += distance;
  stroke.points.push({ x, y });
  const toFigure = stroke.figure.getScreenCTM().inverse();
  const drawn = stroke.points.map((point) => new DOMPoint(point.x, point.y).matrixTransform(toFigure));
  stroke.line.setAttribute("points", drawn.map((point) => `${point.x.toFixed(1)},${point.y.toFixed(1)}`).join(" "));
}

function touch(x, y) {
  const shape = document.elementFromPoint(x, y)?.closest("[data-spot]");
  if (!shape || !stroke.figure.contains(shape) || stroke.touched.has(shape.dataset.spot)) return;
  stroke.touched.add(shape.dataset.spot);
  const said = stroke.chart.querySelector("[data-touched]");
  said.textContent = [...stroke.touched].map((spot) => labelOf(stroke.chart, spot)).join("; ");
}

const labelOf = (chart, spot) => chart.querySelector(`[data-spot="${CSS.escape(spot)}"]`).dataset.label;

function lift(event) {
  if (stroke?.id !== event.pointerId) return;
  const { chart, touched, length } = stroke;
  stroke.line.remove();
  stroke = null;
  if (!touched.size) return;
  const brush = chart.querySelector("[data-brush][aria-pressed=true]").dataset.brush;
  const isTap = touched.size === 1 && length < TAP_LENGTH;
  write(chart, drawn(marks(chart), touched, brush, isTap, chart.querySelector("[data-strength]")?.value));
  tell(chart);
}

function drop() {
  stroke?.line.remove();
  stroke = null;
}

/* A tap on what is marked already takes that symptom away again; a stroke only adds, the eraser only takes away. */
function drawn(now, touched, brush, isTap, strength = "") {
  for (const spot of touched) {
    const mark = now[spot] ?? { symptoms: [], intensity: strength, depth: "" };
    const has = mark.symptoms.includes(brush);
    if (brush === ERASE || (isTap && has && mark.symptoms.length === 1)) delete now[spot];
    else if (isTap && has) now[spot] = { ...mark, symptoms: mark.symptoms.filter((one) => one !== brush) };
    else now[spot] = { ...mark, symptoms: [...new Set([...mark.symptoms, brush])] };
  }
  return now;
}
