# ruff: noqa: E501 - a layout is read best in one line
"""The ways in which pages draw a month, as templates: how the grid is made, times how an entry stands in its day.

As in `layouts`: the answer is known before the page is written. Refuses everything but one month with its entries.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time

WEEKDAYS = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split()
MONTH = "March 2026"


@dataclass(frozen=True, slots=True)
class Entry:
    """One event of the month, with its hours in words."""

    name: str
    on: date
    hour: str
    starts: time | None
    ends: time | None = None


ENTRIES: Sequence[Entry] = (
    Entry("Seed Swap", date(2026, 3, 7), "10:00 am", time(10)),
    Entry("Chess Club", date(2026, 3, 7), "6:30 pm - 8:30 pm", time(18, 30), time(20, 30)),
    Entry("Tenant Union General Meeting", date(2026, 3, 12), "7pm", time(19)),
    Entry("Ines Farrow Trio", date(2026, 3, 20), "20:00", time(20)),
    Entry("Story Time", date(2026, 3, 31), "9:30–10:30am", time(9, 30), time(10, 30)),
)

WRITTEN: Mapping[str, Callable[[Entry], str]] = {
    "hour, then link": lambda e: f'<div class="ev"><span>{e.hour}</span> <a href="/e/{e.on.day}">{e.name}</a></div>',
    "link, then hour": lambda e: f'<div class="ev"><a href="/e/{e.on.day}">{e.name}</a> <span>{e.hour}</span></div>',
    "one line": lambda e: f"<div>{e.hour} {e.name}</div>",
    "one link": lambda e: f'<a href="/e/{e.on.day}">{e.hour} {e.name}</a><br>',
    "hour over name": lambda e: f"{e.hour}<br>{e.name}<br>",
    "name over hour": lambda e: f"<p>{e.name}<br>{e.hour}</p>",
    "hour and name in spans": lambda e: f'<div><span class="t">{e.hour}</span><span class="n">{e.name}</span></div>',
    "boxes in a link": lambda e: f'<a class="e" href="/e/{e.on.day}"><div>{e.hour}</div><div>{e.name}</div></a>',
    "bold name over hour": lambda e: f"<div><b>{e.name}</b><br>{e.hour}</div>",
    "name said again in a tooltip": lambda e: f'<div class="n"><a href="/e/{e.on.day}">{e.name}</a></div><div class="tip"><div>{e.name}</div><div class="t">{e.hour}</div></div>',
}  # fmt: skip
"""How an entry stands in the cell of its day."""

NUMBERS: Mapping[str, Callable[[date, int], str]] = {
    "text": lambda day, count: f"{day.day}<br>" if count else str(day.day),
    "link": lambda day, count: f'<div><a href="/day/{day}">{day.day}</a></div>',
    "stamp": lambda day, count: f'<p><time datetime="{day}">{day.day}</time></p>',
    "how many": lambda day, count: f'<h3><span class="visually-hidden">{count} events, </span><a href="#">{day.day}</a></h3>',
    "nothing then": lambda day, count: f"<h4>{day.day}</h4>{'' if count else '<p>No events</p>'}",
}  # fmt: skip
"""How the number of a day stands in its cell, by how many entries the day has."""

GRIDS: Mapping[str, tuple[str, str, str, str]] = {
    "table": (f"<table><caption>{MONTH}</caption>", "<tr>{}</tr>", "<td>{}</td>", "</table>"),
    "boxes in rows": (f'<h2>{MONTH}</h2><div class="cal">', "<div class='week'>{}</div>", "<div>{}</div>", "</div>"),
    "boxes": (f'<h3>{MONTH}</h3><div class="cal">', "{}", "<div>{}</div>", "</div>"),
    "list": (f"<h2>{MONTH}</h2><ol>", "{}", "<li>{}</li>", "</ol>"),
}
"""Before the weeks, a row, a cell, behind the weeks."""


def month(grid: str, number: str, written: str) -> str:
    """A page with the entries in one month, drawn in one way."""
    before, row, cell, behind = GRIDS[grid]
    weeks = calendar.Calendar(calendar.SUNDAY).monthdatescalendar(2026, 3)
    rows = [row.format("".join(cell.format(name[:3]) for name in WEEKDAYS))]
    rows += [row.format("".join(cell.format(_day(day, number, written)) for day in week)) for week in weeks]
    return f"<html lang='en'><title>Calendar</title><body><main><h1>Calendar</h1>{before}{''.join(rows)}{behind}</main></body></html>"


def _day(day: date, number: str, written: str) -> str:
    entries = [entry for entry in ENTRIES if entry.on == day]
    return NUMBERS[number](day, len(entries)) + "".join(map(WRITTEN[written], entries))
