"""What a line says → a date, time, length, text or rule (RFC 5545 §3.3): icalendar's reading, mended where it has none.

Knows no zone and no event. Raises ValueError with a sentence for people.
"""

from __future__ import annotations

import html
import re
from datetime import UTC, date, datetime, time, timedelta, timezone

from icalendar import vCategory, vDDDTypes, vRecur
from icalendar.parser import unescape_backslash

from aggregator.extract.ical.lines import Line
from aggregator.model import DateOrTime

YEARS = range(1583, 3000)
"""Years an event may lie in: from the Gregorian calendar on, and far enough from 9999 to add to."""

_MOMENT = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)"
    r"(?:[T ](\d\d):?(\d\d)(?::?(\d\d)(?:[.,]\d+)?)?\s*(?:(Z)|([+-])(\d\d):?(\d\d))?)?Z?",
    re.I | re.A,
)
_DURATION = re.compile(r"([+-]?)P((?:T?[+-]?\d{1,6}[WDHMST])+)T?", re.I | re.A)
_AMOUNT = re.compile(r"([+-]?\d{1,6})([WDHMS])", re.I | re.A)
_UNIT = {"W": 604_800, "D": 86_400, "H": 3_600, "M": 60, "S": 1}
_ESCAPED_STILL = re.compile(r"\\([;,\"])")
_TAG = re.compile(r"</?(?:a|b|br|div|em|font|h[1-6]|html|i|img|li|ol|p|span|strong|table|td|tr|u|ul)\b[^>]*>", re.I)
_BLOCK_TAG = re.compile(r"<(?:br|p|div|li|h[1-6]|tr)\b", re.I)
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|#\d{1,6}|#x[0-9a-f]{1,6});", re.I)

_FREQUENCIES = frozenset({"HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
_RULE_PARTS = frozenset(vRecur.canonical_order) - {"RSCALE", "SKIP", "BYWEEKDAY"}
"""RFC 5545 §3.3.10. The others are of RFC 7529, for other calendars than ours, and one program's own."""
_SINGLE_PARTS = frozenset({"FREQ", "UNTIL", "COUNT", "INTERVAL", "WKST"})


def moment_of(line: Line) -> DateOrTime:
    """The date or time of a line: naive without Z or offset, else aware."""
    found = line.read.dt if isinstance(line.read, vDDDTypes) else None
    return _settled(found, line.value, YEARS)


def read_moment(text: str, *, years: range = YEARS) -> DateOrTime:
    """The date or time of one member of a list, or of a line that was not read."""
    try:
        found = vDDDTypes.from_ical(text)  # type: ignore[no-untyped-call]
    except ValueError:
        found = None
    return _settled(found, text, years)


def _settled(found: object, text: str, years: range) -> DateOrTime:
    """What icalendar read, when it is a date of our time; else what can be made of the text."""
    if isinstance(found, date) and found.year in years:
        return found.replace(tzinfo=UTC) if isinstance(found, datetime) and found.tzinfo else found
    return _mended(text.strip().strip('"').strip(), years)


def _mended(text: str, years: range) -> DateOrTime:
    """What icalendar refuses, and people write; of the rest, what is wrong with it.

    That is blanks or quotes around it, the extended form of ISO 8601, offsets, fractions, seconds left out; 24:00, the
    next midnight; and a leap second, the second before it.
    """
    match = _MOMENT.fullmatch(text)
    if match is None:
        raise ValueError(f'"{text[:60]}" is no date or time')
    year, month, day = int(match[1]), int(match[2]), int(match[3])
    if year not in years:
        raise ValueError(f'"{text[:60]}" lies outside the years {years.start} to {years.stop - 1}')
    try:
        whole = date(year, month, day)
        if match[4] is None:
            return whole
        next_day = (match[4], match[5]) == ("24", "00")
        clock = time(0 if next_day else int(match[4]), int(match[5]), min(int(match[6] or 0), 59))
    except ValueError as error:
        raise ValueError(f'"{text[:60]}" is no date or time: {error}') from None
    return datetime.combine(whole + timedelta(days=next_day), clock, _offset(match))


def _offset(match: re.Match[str]) -> timezone | None:
    if match[7]:
        return UTC
    if match[8] is None:
        return None
    hours, minutes = int(match[9]), int(match[10])
    if hours > 14 or minutes > 59:
        raise ValueError(f'"{match[0]}" has an offset that no place keeps')
    size = timedelta(hours=hours, minutes=minutes)
    return timezone(-size if match[8] == "-" else size)


def parse_duration(text: str) -> tuple[int, timedelta]:
    """Nominal days, and the exact rest (RFC 5545 §3.3.6): a day has not always 24 hours.

    Not by icalendar, for which `P1D` and `PT24H` are one length: over a change of clocks they end at different hours.
    A misplaced T (`PT2D`, `P2H`) and a minus inside (`PT-2H`) are understood.
    """
    match = _DURATION.fullmatch(text.strip().replace(" ", ""))
    if match is None:
        raise ValueError(f'"{text.strip()[:60]}" is no duration')
    sign = -1 if match[1] == "-" else 1
    days, seconds = 0, 0
    for amount, unit in _AMOUNT.findall(match[2]):
        if unit.upper() in "WD":
            days += sign * int(amount) * _UNIT[unit.upper()] // 86_400
        else:
            seconds += sign * int(amount) * _UNIT[unit.upper()]
    return days, timedelta(seconds=seconds)


# --------------------------------------------------------------------------------------------------------- text


def text_of(line: Line) -> str:
    """The text of a line: icalendar's where it was asked."""
    return _unescaped(line.read) if isinstance(line.read, str) else unescape(line.value)


def unescape(value: str) -> str:
    r"""TEXT without its backslashes (§3.3.11)."""
    return _unescaped(unescape_backslash(value))


def _unescaped(text: str) -> str:
    r"""Text without the backslashes that icalendar leaves: `\,` and `\;` escaped a second time, and `\"`."""
    return _ESCAPED_STILL.sub(r"\1", text).strip() if "\\" in text else text.strip()


def members_of(line: Line) -> list[str]:
    """The unescaped, non-empty members of a list of TEXT."""
    members = line.read.cats if isinstance(line.read, vCategory) else [line.value]
    return [text for member in members if (text := _unescaped(str(member)))]


def plain(text: str) -> str:
    """Text with the few entities that writers leave in plain text (`Q&amp;A`)."""
    return _ENTITY.sub(lambda entity: html.unescape(entity[0]), text) if "&" in text else text


def is_html(text: str) -> bool:
    """Whether a text is marked up: has a tag of the kind calendars write."""
    return "<" in text and _TAG.search(text) is not None


def with_breaks(markup: str) -> str:
    """Markup whose line breaks count: where no tag breaks lines, the writer meant the line ends themselves."""
    return markup if _BLOCK_TAG.search(markup) else markup.replace("\n", "<br>\n")


# -------------------------------------------------------------------------------------------------------- rules


def repair_rule(text: str, start: DateOrTime) -> tuple[str, list[str]]:
    """RECUR text in its canonical form, and what was mended, as sentences.

    Raises ValueError when no rule can be made of it; whether its numbers make sense is for `aggregator.recur`.
    """
    notes: list[str] = []
    parts: dict[str, str] = {}
    for part in re.sub(r"[\s\\]", "", text).upper().removeprefix("RRULE:").split(";"):
        name, _, value = part.partition("=")
        name, value = name.replace("BYWEEKDAY", "BYDAY"), value.strip(",")
        if not value or (name, value) in (("RSCALE", "GREGORIAN"), ("COUNT", "-1")):
            continue
        if name in parts:
            notes.append(f"{name} stands twice in RRULE; the first was read")
        elif name.startswith("X-"):
            notes.append(f"{name} in RRULE is not understood and was left out")
        else:
            parts[name] = value
    if "UNTIL" in parts:
        parts["UNTIL"] = _until(parts["UNTIL"], start)
    if "UNTIL" in parts and "COUNT" in parts:
        notes.append("RRULE has both UNTIL and COUNT; whichever comes first ends it")
    return _canonical(parts), notes


def _canonical(parts: dict[str, str]) -> str:
    """The rule as icalendar writes it; given to it by parts, for it drops what is none and takes lists for anything."""
    frequency = parts.get("FREQ", "")
    if frequency not in _FREQUENCIES:
        raise ValueError(f'FREQ "{frequency[:40]}" is none that a gathering has')
    rule = vRecur()
    for name, value in parts.items():
        if name not in _RULE_PARTS:
            raise ValueError(f'"{name[:40]}" is no part of a rule')
        try:
            rule.update(vRecur.from_ical(f"{name}={value}"))
        except ValueError:
            raise ValueError(f'{name} cannot be "{value[:60]}"') from None
        if name not in rule or (name in _SINGLE_PARTS and len(rule[name]) > 1):
            raise ValueError(f'{name} cannot be "{value[:60]}"')
    return str(rule.to_ical(), "ascii")  # type: ignore[no-untyped-call]


def _until(text: str, start: DateOrTime) -> str:
    """UNTIL of the start's own kind: the day for whole days. Raises ValueError when it ends before it begins."""
    until = read_moment(text)
    if not isinstance(start, datetime) and isinstance(until, datetime) and (until.tzinfo is None or _midnight(until)):
        until = until.date()
    last = until.date() if isinstance(until, datetime) else until
    if last < (start.date() if isinstance(start, datetime) else start) - timedelta(days=1):
        raise ValueError(f"UNTIL={text} lies before the first date")
    if not isinstance(until, datetime):
        return f"{until:%Y%m%d}"
    return f"{until:%Y%m%dT%H%M%S}" if until.tzinfo is None else f"{until.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _midnight(moment: datetime) -> bool:
    return moment.time() == time()
