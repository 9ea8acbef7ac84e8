# ruff: noqa: E501 - a layout is read best in one line
"""The ways in which pages lay out their events, as templates: what is told (a name, a day, an hour, a place) times how.

A layout is one way to write five events, a form is one way to write a day or an hour. Every page that comes of them is
built from what it must be read as, so that the answer is known without reading the page. Refuses to be clever: a
template is what somebody's site really does, in plain HTML.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

MONTHS = "January February March April May June July August September October November December".split()
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


def _ordinal(day: int) -> str:
    ending = "th" if 10 <= day % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending}"


DAYS: Mapping[str, Callable[[date], str]] = {
    "us-full": lambda d: f"{WEEKDAYS[d.weekday()]}, {MONTHS[d.month - 1]} {d.day}, {d.year}",
    "us": lambda d: f"{MONTHS[d.month - 1]} {d.day}, {d.year}",
    "us-short": lambda d: f"{WEEKDAYS[d.weekday()][:3]} {MONTHS[d.month - 1][:3]} {d.day}",
    "us-ordinal": lambda d: f"{WEEKDAYS[d.weekday()][:3]}, {MONTHS[d.month - 1][:3]} {_ordinal(d.day)}",
    "uk-full": lambda d: f"{WEEKDAYS[d.weekday()]} {d.day} {MONTHS[d.month - 1]} {d.year}",
    "uk-ordinal": lambda d: f"{WEEKDAYS[d.weekday()]} {_ordinal(d.day)} {MONTHS[d.month - 1]}",
    "uk": lambda d: f"{d.day} {MONTHS[d.month - 1][:3]} {d.year}",
    "numbers": lambda d: f"{d.month}/{d.day}/{d.year}",
    "numbers-weekday": lambda d: f"{WEEKDAYS[d.weekday()][:3]} {d.month}/{d.day}",
    "iso": lambda d: d.isoformat(),
    "bare": lambda d: f"{MONTHS[d.month - 1]} {d.day}",
    "capitals": lambda d: f"{WEEKDAYS[d.weekday()][:3].upper()} {MONTHS[d.month - 1][:3].upper()} {d.day}",
}

HOURS: Sequence[tuple[str, time | None, time | None]] = (
    ("7pm", time(19), None),
    ("7:00 - 9:00 pm", time(19), time(21)),
    ("7 to 9 p.m.", time(19), time(21)),
    ("19:30", time(19, 30), None),
    ("10am–12:30pm", time(10), time(12, 30)),
    ("noon", time(12), None),
    ("", None, None),
    ("6:30 PM", time(18, 30), None),
)

PLACES = (
    ("Grange Hall, 12 Mill Road", "Heron Hall, 4 Fen Lane", "Weavers Hall, 77 Loom Street"),
    ("Riverside Library", "Linden Park", "City Hall"),
    ("12 Elm Street, Salem, OR 97301", "400 Oak Ave, Portland, OR 97205", "9 Lake Rd, Bend, OR 97701"),
    ("", "", ""),
)

NAMES = (
    ("Know Your Rights Training", "Potluck and Song Circle", "Climate Film Screening"),
    ("Walk for the river", "Pack the council meeting", "Plant trees with neighbors"),
    ("The Low Tide", "Ines Farrow", "Otter & Sons with Kite"),
    ("Pub quiz", "Yoga", "OPEN HOUSE"),
    ("5K for Housing", "Who owns the water?", "Act 2: Rehearsals begin"),
)

NOTES = ("Bring a friend and something to share.", "All are welcome, and children too.", "Free, donations welcome.")


@dataclass(frozen=True, slots=True)
class Told:
    """One event as a page tells it: the words for its day, hour and place, and what they mean."""

    number: int
    name: str
    on: date
    day: str
    hour: str
    starts: time | None
    ends: time | None
    place: str

    @property
    def note(self) -> str:
        """A sentence about it that tells neither day nor place."""
        return NOTES[self.number]

    @property
    def link(self) -> str:
        """Its name as a link to a page of its own."""
        return f'<a href="/e/{self.number}">{self.name}</a>'


def told(day: str, turn: int) -> tuple[Told, ...]:
    """Three events in one form of the day; turn: which forms of the hour, the place and the name come with it."""
    hour, starts, ends = HOURS[turn % len(HOURS)]
    places, names = PLACES[turn % len(PLACES)], NAMES[turn % len(NAMES)]
    days = [date(2026, 3, 7) + timedelta(days=step + turn % 9) for step in (0, 11, 30)]
    return tuple(
        Told(number, names[number], on, DAYS[day](on), hour, starts, ends, places[number])
        for number, on in enumerate(days)
    )


def _joined(*words: str, by: str = ", ") -> str:
    return by.join(filter(None, words))


def _if(words: str, template: str = "{}") -> str:
    return template.format(words) if words else ""


def _labels(e: Told, template: str) -> str:
    fields = (("Date", e.day), ("Time", e.hour), ("Location", e.place))
    return "".join(template.format(label, words) for label, words in fields if words)


LAYOUTS: Mapping[str, tuple[str, Callable[[Told], str], str]] = {
    "heading, line, line": ("", lambda e: f"<h3>{e.name}</h3><p>{_joined(e.day, e.hour, by=' | ')}</p>{_if(e.place, '<p>{}</p>')}<p>{e.note}</p>", ""),
    "date as heading": ("", lambda e: f"<h3>{e.day}</h3><p><strong>{e.name}</strong></p><p>{_joined(e.hour, e.place)}</p><p>{e.note}</p>", ""),
    "heading with its date": ("", lambda e: f"<h2>{e.name} – {e.day}</h2><p>{_joined(e.hour, e.place)}</p><p>{e.note}</p>", ""),
    "heading behind its date": ("", lambda e: f"<h2>{e.day}: {e.name}</h2><p>{_joined(e.hour, e.place)}</p><p>{e.note}</p>", ""),
    "table with a header": ("<table><tr><th>Date</th><th>Time</th><th>Event</th><th>Location</th></tr>", lambda e: f"<tr><td>{e.day}</td><td>{e.hour}</td><td>{e.name}</td><td>{e.place}</td></tr>", "</table>"),
    "table without a header": ("<table>", lambda e: f"<tr><td>{e.day}</td><td>{e.hour}</td><td>{e.name}</td><td>{e.place}</td></tr>", "</table>"),
    "table of two columns": ("<table>", lambda e: f"<tr><td>{e.day}</td><td><b>{e.name}</b>{_if(e.hour, '<br>{}')}{_if(e.place, '<br>{}')}</td></tr>", "</table>"),
    "table headed by names": ("<table><thead><tr><th>What</th><th>When</th><th>Where</th></tr></thead><tbody>", lambda e: f"<tr><th scope='row'>{e.name}</th><td>{_joined(e.day, e.hour)}</td><td>{e.place}</td></tr>", "</tbody></table>"),
    "list of terms": ("<dl>", lambda e: f"<dt>{_joined(e.day, e.hour)}</dt><dd>{e.name}</dd>{_if(e.place, '<dd>{}</dd>')}", "</dl>"),
    "card": ("<div>", lambda e: f"<div class='c'><div>{e.day}</div><h4>{e.link}</h4><p>{e.hour}</p><p>{e.place}</p><a href='/e/{e.number}'>Read more</a></div>", "</div>"),
    "card with a post's date": ("<div>", lambda e: f"<div class='c'><h3>{e.link}</h3><div>{e.day}</div><div>{e.hour}</div>{_if(e.place, '<p>at {}</p>')}<p>Posted on February 20, 2026 by the web group</p></div>", "</div>"),
    "card without headings": ("<div>", lambda e: f"<div><div>{e.name}</div><div>{e.day}</div><div>{e.hour}</div><div>{e.place}</div></div>", "</div>"),
    "card, date first": ("<div>", lambda e: f"<div><div>{e.day}</div><div>{e.hour}</div><div>{e.name}</div><div>{e.place}</div></div>", "</div>"),
    "card with pictures": ("<div>", lambda e: f"<div><h3>{e.name}</h3><p>📅 {e.day}</p>{_if(e.hour, '<p>🕖 {}</p>')}{_if(e.place, '<p>📍 {}</p>')}</div>", "</div>"),
    "leaf of a calendar": ("<div>", lambda e: f"<div class='row'><div><span>{MONTHS[e.on.month - 1][:3]}</span><span>{e.on.day}</span></div><div><h3>{e.link}</h3><p>{e.hour}</p><p>{e.place}</p></div></div>", "</div>"),
    "lines of a paragraph": ("", lambda e: f"<p><b>{e.name}</b><br>{_joined(e.day, e.hour, by=' at ')}{_if(e.place, '<br>{}')}<br>{e.note}</p>", ""),
    "lines, date first": ("", lambda e: f"<p>{e.day}<br>{_if(e.hour, '{}<br>')}{e.name}{_if(e.place, '<br>{}')}</p>", ""),
    "bold name in a paragraph": ("", lambda e: f"<p><strong>{e.name}</strong> — {e.note} {e.day}{_if(e.hour, ' from {}')}{_if(e.place, ' at {}')}. <a href='/r/{e.number}'>RSVP</a></p>", ""),
    "labels": ("", lambda e: f"<h3>{e.name}</h3>{_labels(e, '<p>{}: {}</p>')}<p>{e.note}</p>", ""),
    "labels in bold": ("", lambda e: f"<div><h3>{e.name}</h3><p>{_labels(e, '<b>{}:</b> {}<br>')}</p><p>{e.note}</p></div>", ""),
    "time and address": ("", lambda e: f"<article><h3>{e.link}</h3><time>{_joined(e.day, e.hour, by=' @ ')}</time><address>{e.place}</address><p>{e.note}</p></article>", ""),
    "flat, with rules": ("", lambda e: f"<h4>{e.name}</h4><div>{e.day}</div><div>{e.hour}</div><div>{e.place}</div><div>{e.note}</div><hr>", ""),
    "to be opened": ("", lambda e: f"<details><summary>{e.day}: {e.name}</summary><p>{_joined(e.hour, e.place)}</p><p>{e.note}</p></details>", ""),
    "small print below a name": ("<div>", lambda e: f"<div><h3>{e.link}</h3><small>{_joined(e.day, e.hour, e.place, by=' · ')}</small><p>{e.note}</p></div>", "</div>"),
    "item: date – name": ("<ul>", lambda e: f"<li><strong>{e.day}</strong> – {_joined(e.name, e.hour)}</li>", "</ul>"),
    "item: date: name": ("<ul>", lambda e: f"<li>{_joined(e.day, e.hour)}: {e.name}</li>", "</ul>"),
    "fields in one line": ("<ul>", lambda e: f"<li><span>New!</span> <b>{e.name}</b> <i>{e.place}</i> <time>{_joined(e.day, e.hour)}</time></li>", "</ul>"),
    "kind, link and price": ("<div>", lambda e: f"<div><p>{_joined(e.day, e.hour)}</p><p><em>Workshop</em> {e.link} <small>Free</small> <span>{e.place}</span></p></div>", "</div>"),
    "fields of one look": ("<div>", lambda e: f"<div><span>{e.name}</span> <span>{e.place}</span> <span>{e.day}</span> <span>{e.hour}</span></div>", "</div>"),
    "line with bars": ("", lambda e: f"<p>{_joined(e.day, e.hour, e.name, e.place, by=' | ')}</p>", ""),
    "line with dashes": ("", lambda e: f"<p>{_joined(e.day, e.hour, e.name, e.place, by=' - ')}</p>", ""),
    "terms over details": ("<dl>", lambda e: f"<dt><a href='#'>{e.name}</a></dt><dd><p>{e.day}</p><p>{e.hour}</p><p>{e.place}</p><p>{e.note}</p></dd>", "</dl>"),
    "buttons over what they open": ("", lambda e: f"<button aria-expanded='false'>{e.name}</button><div role='region'><p>{_joined(e.day, e.hour)}</p><p>{e.place}</p><p>{e.note}</p></div>", ""),
    "cards in the cells of a row": ("<table><tr>", lambda e: f"<td><h3>{e.name}</h3><p>{_joined(e.day, e.hour, e.place, by='<br>')}</p></td>", "</tr></table>"),
    "text between rules": ("<pre>", lambda e: f"{e.name}\n{_joined(e.day, e.hour)}\n{_if(e.place, '{}' + chr(10))}\n{e.note}\n=====================\n", "</pre>"),
    "text in columns": ("<pre>", lambda e: f"{e.day:<34}{e.hour:<24}{e.name:<36}{e.place}\n", "</pre>"),
}  # fmt: skip
"""Before the events, each of them, behind them."""

WITHOUT_PLACE = frozenset(("item: date – name", "item: date: name"))
"""Layouts that leave the place out."""

BESIDE: Mapping[str, str] = {
    "comments": "<section><h2>2 comments</h2><p>Ada says: February 21, 2026 at 4:12 pm</p><p>See you there!</p>"
    "<p>Bo says: February 22, 2026 at 9:01 am</p><p>Can I bring my dog?</p></section>",
    "posts": "<aside><h3>Recent posts</h3><ul><li><a href='/p/1'>How we won the bus line</a> <span>February 3, 2026</span>"
    "</li><li><a href='/p/2'>A year of soup</a> <span>January 12, 2026</span></li></ul></aside>",
    "archives": "<aside><h3>Archives</h3><ul><li>February 2026</li><li>January 2026</li></ul></aside>",
    "opening hours": "<aside><h3>Opening hours</h3><p>Mon–Fri 9 am–5 pm</p><p>Sat 10 am–2 pm</p></aside>",
    "steps": "<nav><a href='/e/a'>« Previous: Soup night</a> <a href='/e/b'>Next: Wool day »</a></nav>",
}
"""What stands on the page of an event and is none."""

PAGES: Mapping[str, Callable[[Told], str]] = {
    "lines": lambda e: f"<p>{e.day}</p><p>{e.hour}</p><p>{e.place}</p>",
    "labels": lambda e: f"<p><strong>When:</strong> {_joined(e.day, e.hour)}</p>{_if(e.place, '<p><strong>Where:</strong> {}</p>')}",
    "terms": lambda e: f"<dl>{_labels(e, '<dt>{}</dt><dd>{}</dd>')}</dl>",
    "headings": lambda e: _labels(e, "<h3>{}</h3><p>{}</p>"),
    "table": lambda e: f"<table>{_labels(e, '<tr><th>{}</th><td>{}</td></tr>')}</table>",
    "items": lambda e: f"<ul>{_labels(e, '<li>{}: {}</li>')}</ul>",
    "heading": lambda e: f"<h2>{_joined(e.day, e.hour)}</h2><address>{e.place}</address>",
    "pictures": lambda e: f"<p>🗓 {e.day}</p>{_if(e.hour, '<p>⏰ {}</p>')}{_if(e.place, '<p>📍 {}</p>')}",
}  # fmt: skip
"""How the page of one event tells its day, hour and place below its name."""

FRAME = (
    '<!doctype html><html lang="en"><head><title>{title} | Fen Valley Commons</title></head><body><header><nav>'
    '<a href="/">Home</a> <a href="/about">About</a> <a href="/events">Events</a></nav></header><main>{main}</main>'
    "<footer><p>© 2026 Fen Valley Commons. 14 Dock Street, Salem, OR 97301. Phone 503-555-0142</p></footer></body></html>"
)


def listing(layout: str, events: Sequence[Told]) -> str:
    """A page that lists the events in one layout."""
    before, each, behind = LAYOUTS[layout]
    body = f"<h1>Upcoming Events</h1>{before}{''.join(map(each, events))}{behind}"
    return FRAME.format(title="Events", main=body)


def page_of(form: str, event: Told, beside: str) -> str:
    """The page of one event, with something beside it that is none."""
    body = f"<h1>{event.name}</h1>{PAGES[form](event)}<p>{event.note}</p>{BESIDE[beside]}"
    return FRAME.format(title=event.name, main=body)
