// A feed as JavaScript libraries show it: node javascript.mjs ical.js|node-ical|ts-ics FILE → one JSON list.
// Times are instants in UTC; days are dates, their end the day after the last, as in the file.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [library, file] = process.argv.slice(2);
const need = createRequire(join(process.env.READERS, "package.json"));
const text = readFileSync(file, "utf8");

const instant = (date) => date.toISOString().slice(0, 19) + "Z";
const day = (date) => {
  const two = (number) => String(number).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
};

const readers = {
  // As in Nextcloud and FullCalendar: the VTIMEZONEs of the file are registered, nothing else is known of zones.
  async "ical.js"() {
    const ICAL = (await import(need.resolve("ical.js"))).default;
    const calendar = new ICAL.Component(ICAL.parse(text));
    for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
    const shown = (time) => (time && (time.isDate ? time.toString() : instant(time.toJSDate())));
    return calendar.getAllSubcomponents("vevent").map((component) => {
      const event = new ICAL.Event(component);
      if (!event.startDate.isDate && event.startDate.zone === ICAL.Timezone.localTimezone) throw new Error("floating");
      const ends = component.hasProperty("dtend");
      return {
        uid: event.uid,
        start: shown(event.startDate),
        end: ends ? shown(event.endDate) : null,
        status: component.getFirstPropertyValue("status"),
        title: event.summary,
      };
    });
  },
  async "node-ical"() {
    const ical = need("node-ical");
    const shown = (date) => (date && (date.dateOnly ? day(date) : instant(date)));
    const plain = (value) => (typeof value === "object" ? value.val : value);
    return Object.values(ical.sync.parseICS(text))
      .filter((entry) => entry.type === "VEVENT")
      .map((event) => ({ uid: event.uid, start: shown(event.start), status: event.status, title: plain(event.summary) }));
  },
  async "ts-ics"() {
    const { convertIcsCalendar } = await import(need.resolve("ts-ics"));
    const calendar = convertIcsCalendar(undefined, text);
    const shown = (one) => one && (one.type === "DATE" ? one.date.toISOString().slice(0, 10) : instant(one.date));
    return calendar.events.map((event) => ({
      uid: event.uid,
      start: shown(event.start),
      end: shown(event.end) ?? null,
      status: event.status,
      title: event.summary,
    }));
  },
};

console.log(JSON.stringify(await readers[library]()));
