// Reads a calendar file from standard input with ical.js and prints its events as JSON, instants in UTC.
import ICAL from "ical.js";

let text = "";
process.stdin.setEncoding("utf8");
for await (const part of process.stdin) {
  text += part;
}
const calendar = new ICAL.Component(ICAL.parse(text));
for (const zone of calendar.getAllSubcomponents("vtimezone")) {
  ICAL.TimezoneService.register(zone);
}
const instant = (time) => new Date(time.toUnixTime() * 1000).toISOString();
const events = calendar.getAllSubcomponents("vevent").map((component) => {
  const event = new ICAL.Event(component);
  return {
    uid: event.uid,
    sequence: event.sequence,
    start: instant(event.startDate),
    end: instant(event.endDate),
    status: component.getFirstPropertyValue("status"),
    summary: event.summary,
    location: event.location,
  };
});
process.stdout.write(JSON.stringify({ method: calendar.getFirstPropertyValue("method"), events }));
