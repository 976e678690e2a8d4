/* Times as the clinic's clocks show them ("2026-11-30T10:00"), whatever the zone of this computer. */

const pad = (number) => String(number).padStart(2, "0");

export function localText(date) {
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}T${pad(date.getHours())}:${pad(date.getMinutes())}`;
}

export function shifted(text, minutes) {
  const [day, clock] = text.split("T");
  const [year, month, date] = day.split("-").map(Number);
  const [hour, minute] = clock.split(":").map(Number);
  const moved = new Date(Date.UTC(year, month - 1, date, hour, minute + minutes));
  return moved.toISOString().slice(0, 16);
}

export function dayWords(text) {
  const [year, month, date] = text.slice(0, 10).split("-").map(Number);
  const format = new Intl.DateTimeFormat(document.documentElement.lang, {
    weekday: "long",
    day: "numeric",
    month: "long",
    timeZone: "UTC",
  });
  return format.format(new Date(Date.UTC(year, month - 1, date)));
}
