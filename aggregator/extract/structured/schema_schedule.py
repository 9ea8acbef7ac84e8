"""schema.org `eventSchedule` → first start, end and an RFC 5545 RRULE, where the rule is a simple one.

Refuses to approximate: a schedule it cannot say exactly is a sentence for the Problem, and no rule.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from aggregator.extract import moments
from aggregator.extract.structured.graph import Graph, Node, local_name
from aggregator.model import DateOrTime, day_of

FREQUENCIES = {
    "P1D": ("DAILY", 1),
    "P7D": ("WEEKLY", 1),
    "P14D": ("WEEKLY", 2),
    "DAILY": ("DAILY", 1),
    "WEEKLY": ("WEEKLY", 1),
    "BIWEEKLY": ("WEEKLY", 2),
    "FORTNIGHTLY": ("WEEKLY", 2),
    "MONTHLY": ("MONTHLY", 1),
    "YEARLY": ("YEARLY", 1),
    "ANNUALLY": ("YEARLY", 1),
}
"""repeatFrequency as written, beside the ISO durations of one unit; schema.org asks for a duration."""

WEEK_DAYS = {
    "monday": "MO",
    "tuesday": "TU",
    "wednesday": "WE",
    "thursday": "TH",
    "friday": "FR",
    "saturday": "SA",
    "sunday": "SU",
}
_CODES = tuple(WEEK_DAYS.values())
_DURATION = re.compile(r"P(\d{1,3})([DWMY])")
_UNITS = {"D": "DAILY", "W": "WEEKLY", "M": "MONTHLY", "Y": "YEARLY"}
_DAY_CODE = re.compile(r"([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurrence:
    """A schedule as a recurring event: wall times in `timezone` (IANA) or in a zone still to be found."""

    start: DateOrTime
    end: DateOrTime | None
    rrule: str
    exdates: tuple[DateOrTime, ...] = ()
    timezone: str | None = None


def read_schedule(graph: Graph, schedule: Node, first: DateOrTime | None) -> Recurrence | str:
    """Read one Schedule; `first` is the event's own start, used where the schedule names none.

    Gives the recurrence, or a sentence saying why there is none.
    """
    said = graph.text(schedule, "repeatFrequency") or ""
    frequency = _frequency(said)
    if frequency is None:
        return f'repeatFrequency "{said}" is not one that can be written as a rule'
    days = _days(graph.texts(schedule, "byDay"))
    if days is None:
        return f"byDay {graph.texts(schedule, 'byDay')} cannot be read"
    start = _start(graph, schedule, first)
    if start is None:
        return "the schedule names no first day"
    parts = _parts(graph, schedule, frequency, days)
    start = _first_on(start, frequency[0], parts)
    if start is None:
        return "no day of the first year fits the schedule"
    rule = ";".join(f"{name}={value}" for name, value in parts.items())
    zone = graph.text(schedule, "scheduleTimezone")
    return Recurrence(
        start=start,
        end=_end(graph, schedule, start),
        rrule=rule + _bound(graph, schedule, start),
        exdates=tuple(_exceptions(graph, schedule, start)),
        timezone=moments.zone_name(zone) if zone else None,
    )


def _frequency(text: str) -> tuple[str, int] | None:
    text = local_name(text).upper()
    match = _DURATION.fullmatch(text)
    if text in FREQUENCIES:
        return FREQUENCIES[text]
    return (_UNITS[match[2]], int(match[1])) if match and int(match[1]) else None


def _days(texts: list[str]) -> list[str] | None:
    """RFC 5545 day codes of byDay values (`https://schema.org/Monday`, `Monday`, `2TU`); None where one is unknown."""
    codes = []
    for text in (part for whole in texts for part in whole.split(",")):
        name = local_name(text)
        code = WEEK_DAYS.get(name.casefold()) or name.upper()
        if not _DAY_CODE.fullmatch(code):
            return None
        codes.append(code)
    return codes


def _parts(graph: Graph, schedule: Node, frequency: tuple[str, int], days: list[str]) -> dict[str, str]:
    parts = {"FREQ": frequency[0]}
    if frequency[1] > 1:
        parts["INTERVAL"] = str(frequency[1])
    week = graph.text(schedule, "byMonthWeek")
    if week and re.fullmatch(r"-?[1-5]", week) and frequency[0] == "MONTHLY":
        days = [week + day if day in _CODES else day for day in days]
    if days:
        parts["BYDAY"] = ",".join(days)
    for name, rule in (("byMonth", "BYMONTH"), ("byMonthDay", "BYMONTHDAY")):
        numbers = [text for text in graph.texts(schedule, name) if re.fullmatch(r"-?\d{1,2}", text)]
        if numbers:
            parts[rule] = ",".join(numbers)
    return parts


def _start(graph: Graph, schedule: Node, first: DateOrTime | None) -> DateOrTime | None:
    said = moments.read_exact(graph.text(schedule, "startDate") or "")
    start = said.start if said is not None else first
    clock = _clock(graph.text(schedule, "startTime"))
    if start is None or clock is None:
        return start
    day = day_of(start)
    return datetime.combine(day, clock)


def _clock(text: str | None) -> time | None:
    """The wall clock of startTime; an offset in it belongs to one season and is left aside."""
    try:
        return time.fromisoformat(text.strip()).replace(tzinfo=None) if text else None
    except ValueError:
        return None


def _first_on(start: DateOrTime, frequency: str, parts: dict[str, str]) -> DateOrTime | None:
    """The first day from the start that the rule names: RFC 5545 wants DTSTART to be the first instance."""
    for shift in range(366):
        day = start + timedelta(days=shift)
        if _fits(day, frequency, parts):
            return day
    return None


def _fits(day: date, frequency: str, parts: dict[str, str]) -> bool:
    if "BYMONTH" in parts and str(day.month) not in parts["BYMONTH"].split(","):
        return False
    if "BYMONTHDAY" in parts and str(day.day) not in parts["BYMONTHDAY"].split(","):
        return False
    if "BYDAY" not in parts:
        return True
    code = _CODES[day.weekday()]
    names = {code, f"{(day.day + 6) // 7}{code}", f"+{(day.day + 6) // 7}{code}"}
    if (day + timedelta(days=7)).month != day.month:
        names.add(f"-1{code}")
    return bool(names & set(parts["BYDAY"].split(",")))


def _end(graph: Graph, schedule: Node, start: DateOrTime) -> DateOrTime | None:
    if not isinstance(start, datetime):
        return None
    clock = _clock(graph.text(schedule, "endTime"))
    duration = moments.read_duration(graph.text(schedule, "duration") or "")
    if clock is None:
        return start + duration if duration else None
    end = datetime.combine(start.date(), clock)
    return end if end > start else end + timedelta(days=1)


def _bound(graph: Graph, schedule: Node, start: DateOrTime) -> str:
    """COUNT or UNTIL; UNTIL in the start's own kind of value, RFC 5545 §3.3.10."""
    count = graph.text(schedule, "repeatCount")
    if count and count.isdigit() and int(count):
        return f";COUNT={int(count)}"
    last = moments.read_exact(graph.text(schedule, "endDate") or "")
    if last is None:
        return ""
    return f";UNTIL={last.start:%Y%m%d}T235959" if isinstance(start, datetime) else f";UNTIL={last.start:%Y%m%d}"


def _exceptions(graph: Graph, schedule: Node, start: DateOrTime) -> list[DateOrTime]:
    exceptions: list[DateOrTime] = []
    for text in graph.texts(schedule, "exceptDate"):
        moment = moments.read_exact(text)
        if moment is None:
            continue
        day = moment.start.date() if isinstance(moment.start, datetime) else moment.start
        exceptions.append(datetime.combine(day, start.time()) if isinstance(start, datetime) else day)
    return exceptions
