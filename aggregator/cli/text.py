"""How events, sources and reports look as lines of text on a terminal, and as JSON.

Refuses to print: the commands do.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import Any

from aggregator.model import DateOrTime, Event, Precision, Problem, SourceReport


def to_json(value: Any) -> str:
    """Records, dates and enums as indented JSON text; absent values stay as null."""
    return json.dumps(plain(value), ensure_ascii=False, indent=2)


def plain(value: Any) -> Any:
    """A record as what JSON knows: dates in ISO 8601, durations in seconds, sets sorted."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, frozenset | set):
        return sorted(plain(item) for item in value)
    if isinstance(value, Iterable) and not isinstance(value, str | bytes):
        return [plain(item) for item in value]
    return value


def when(start: DateOrTime, end: DateOrTime | None, zone: str, precision: Precision = Precision.TIME) -> str:
    """`Tue 24 Nov 2026 19:00–21:00 America/New_York`, `9–10 Dec 2026`, `July 2026`."""
    if precision is Precision.MONTH:
        return f"{start:%B %Y}"
    if not isinstance(start, datetime):
        last = end if end is not None else start
        return f"{start:%a} {start.day} {start:%b %Y}" + (
            "" if last == start else f" – {last:%a} {last.day} {last:%b %Y}"
        )
    text = f"{start:%a} {start.day} {start:%b %Y %H:%M}"
    if isinstance(end, datetime):
        text += f"–{end:%H:%M}" if end.date() == start.date() else f" – {end:%a} {end.day} {end:%b %H:%M}"
    return f"{text} {zone}"


def event_lines(event: Event) -> list[str]:
    """An event as `aggregator extract` prints it: one line, and indented ones for what is known beside the time."""
    head = f"{when(event.start, event.end, event.timezone, event.precision)}  {event.title}"
    if event.status.value != "confirmed":
        head += f"  [{event.status.value}]"
    details = {
        "place": event.location,
        "attend": event.attendance_mode.value if event.attendance_mode else None,
        "sign up": event.registration_url,
        "page": event.url,
        "repeats": event.rrule,
        "series": event.series,
        "doubt": f"confidence {event.confidence:.2f}: kept for review, not published"
        if event.confidence < 0.5
        else None,
    }
    return [head, *(f"    {name}: {value}" for name, value in details.items() if value)]


def problem_line(problem: Problem) -> str:
    """`where: message (hint)`."""
    return f"{problem.where}: {problem.message}" + (f" ({problem.hint})" if problem.hint else "")


_RESULTS = {
    "ok": "read",
    "unchanged": "nothing new",
    "partial": "read in part",
    "failed": "FAILED",
    "skipped": "put off",
}


def report_line(report: SourceReport, width: int) -> str:
    """One source's line of a refresh: `tenants-union  read  12 events: 2 new, 1 changed`."""
    line = f"{report.slug:{width}}  {_RESULTS[report.result]}"
    if report.result != "failed":
        counts = (
            (report.inserted, "new"),
            (report.updated, "changed"),
            (report.missing, "missing"),
            (report.withdrawn, "withdrawn"),
        )
        told = ", ".join(f"{count} {word}" for count, word in counts if count)
        if report.result in ("ok", "partial"):
            line += f"  {report.seen} event{'' if report.seen == 1 else 's'}"
            told = told or "nothing new"
        line += f": {told}" if told else ""
    if report.result == "failed":
        line += "".join(f"{'  ' if number == 0 else '; '}{problem_line(p)}" for number, p in enumerate(report.problems))
    elif report.problems:
        line += f"  ({len(report.problems)} problem{'' if len(report.problems) == 1 else 's'})"
    return line


def table(rows: Sequence[Sequence[str]], header: Sequence[str]) -> str:
    """Rows in columns as wide as their widest cell; the last column runs free."""
    widths = [max(len(row[n]) for row in (header, *rows)) for n in range(len(header))]
    widths[-1] = 0
    lines = [
        "  ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in (header, *rows)
    ]
    return "\n".join(lines)
