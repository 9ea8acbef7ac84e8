"""Text → `model.When`: the two readings, then each expression resolved against the bearings of its text.

Refuses to know what an event is: an expression that is a deadline or a post date is handed out, marked as such.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from aggregator.model import DateOrTime, Precision, TimezoneSource, When
from aggregator.when.asides import find_aside, find_tense, surroundings
from aggregator.when.build import Times, group_clocks, make_clock, meet, place_offset
from aggregator.when.expressions import Expression, read_expressions
from aggregator.when.phrases import DateItem, MonthSpan, Phrase
from aggregator.when.reading import Line, read_phrases
from aggregator.when.records import Clock, Context
from aggregator.when.recurrence import Recurrence, first_occurrence, rule_text
from aggregator.when.resolve import Bearings, Days, resolve_item, resolve_months
from aggregator.when.tokens import KINDS, Tokens, tokenize


def find(
    text: str, *, now: datetime, timezone: str | None = None, context: Context | None = None
) -> tuple[When, ...]:
    """All dated expressions of a text, in its order, none overlapping, each the longest reading.

    now: naive (local to the page) or aware. timezone: the source's IANA name, for times that name no zone; without it
    those are naive. context: what stands above the text. Nothing is raised for any text.
    """
    context = context or Context()
    tokens = tokenize(text, context.languages)
    if not _DATED.search(tokens.kinds):
        return ()
    line = read_phrases(tokens)
    bearings = take_bearings(tokens, now, timezone, context)
    found: list[When] = []
    anchors = _Anchors()
    for expression in read_expressions(line):
        for when in _resolve(line, expression, bearings, anchors):
            if _stands_alone(text, when.span) and (not found or found[-1].span[1] <= when.span[0]):
                found.append(when)
    return tuple(found)


_DATED = re.compile(
    "["
    + re.escape(
        "".join(
            KINDS[kind]
            for kind in "month weekday weekdays weekday_group relative tonight iso iso_date numeric2 numeric3 cadence season"
            " unit_day ordinal".split()
        )
    )
    + "]"
)
"""Kinds of which every expression with a date has at least one."""


def take_bearings(tokens: Tokens, now: datetime, timezone: str | None, context: Context) -> Bearings:
    """What partial dates of a text are resolved against."""
    zone = ZoneInfo(timezone) if timezone else None
    local = now.astimezone(zone) if zone is not None and now.tzinfo is not None else now
    day_first, known = _order(tokens, timezone, context)
    return Bearings(local.replace(tzinfo=None), context, timezone, zone, day_first, known)


def _order(tokens: Tokens, timezone: str | None, context: Context) -> tuple[bool, bool]:
    """Whether days stand before months in numbers, and whether that is known or only likely."""
    if context.day_first is not None:
        return context.day_first, True
    seen = set()
    for at, parts in tokens.parts.items():
        if tokens.letters[at] in _NUMERIC and len(parts[0]) <= 2 and len(parts) > 2:
            first, second = int(parts[0]), int(parts[2])
            if (first > 12) != (second > 12):
                seen.add(first > 12)
    if len(seen) == 1:
        return seen.pop(), True
    if tokens.vocabulary.day_first:
        return True, True
    abroad = timezone is not None and not timezone.startswith(("America/", "US/", "Pacific/Honolulu", "UTC", "Etc/"))
    return abroad, False


_NUMERIC = frozenset((KINDS["numeric2"], KINDS["numeric3"]))


def _stands_alone(text: str, span: tuple[int, int]) -> bool:
    """Whether an expression touches nothing that makes it part of a longer name."""
    before, after = text[span[0] - 1 : span[0]], text[span[1] : span[1] + 1]
    return not (before and (before.isalnum() or before in "#@$_=\\")) and not (after and (after.isalnum() or after in "_@="))


# -------------------------------------------------------------------------------------------------- year anchors


class _Anchors:
    """The days with a year met so far in a text: a day without one is near its neighbour."""

    def __init__(self) -> None:
        self.day: date | None = None

    def note(self, item: DateItem, days: Days, aside: str | None) -> None:
        """Keep a day whose year was written and that is the time of something to come or gone, not an aside."""
        if "year" not in days.assumed and item.start.relative is None and item.start.modifier is None and aside is None:
            self.day = days.end or days.start


# ------------------------------------------------------------------------------------------------------ resolving


def _resolve(line: Line, found: Expression | Recurrence, bearings: Bearings, anchors: _Anchors) -> Iterator[When]:
    span = trim(line, found.first, found.last)
    before, after = surroundings(line.tokens.text, span)
    languages = line.tokens.vocabulary.languages
    aside, tense = find_aside(before, after, languages), find_tense(before, languages)
    if isinstance(found, Recurrence):
        yield from _resolve_recurrence(line, found, bearings, span, aside)
    elif found.moments:
        yield from _resolve_moments(line, found, bearings, span, aside)
    elif found.months is not None and not found.items:
        yield from _resolve_months(line, found, bearings, span, aside, anchors)
    else:
        yield from _resolve_days(line, found, bearings, (aside, tense), anchors)


def trim(line: Line, first: int, last: int) -> tuple[int, int]:
    """The span of some items without the marks at its ends that belong to the sentence."""
    tokens = line.tokens
    start, end = line.first_token(first), line.last_token(last)
    while start < end and tokens.letters[start] in _LEADING:
        start += 1
    while end > start and tokens.letters[end] in _TRAILING:
        end -= 1
    span = tokens.starts[start], tokens.ends[end]
    following = tokens.letters[end + 1] if end + 1 < len(tokens.letters) else ""
    text = tokens.text[span[0] : span[1]]
    if following == KINDS["closed"] and text.count("(") > text.count(")"):
        return span[0], tokens.ends[end + 1]
    return span


_TRAILING = frozenset(
    KINDS[kind] for kind in "dot comma colon semicolon dash bar newline blank slash on at from_only of_only of_from starting opened the".split()
)
_LEADING = _TRAILING | {KINDS["closed"]}


def _resolve_days(
    line: Line, found: Expression, bearings: Bearings, words: tuple[str | None, int], anchors: _Anchors
) -> Iterator[When]:
    aside, tense = words
    clocks = group_clocks(line.tokens, found.clocks, preferred=bearings.timezone)
    last_clock = None
    if found.last_day is not None:
        clocks = [make_clock(line.tokens, phrase, preferred=bearings.timezone) for phrase in found.clocks]
        last_clock = clocks.pop()
    for number, item in enumerate(found.items):
        days = resolve_item(item, bearings, anchor=anchors.day, tense=tense, timed=bool(clocks))
        if days is None:
            continue
        anchors.note(item, days, aside)
        if found.last_day is not None:
            _add_last_day(days, found.last_day, bearings)
        for order, clock in enumerate(clocks or [None]):
            span = _item_span(line, found, number, clocks, order)
            if span is not None:
                yield _make(line.tokens.text, span, days, clock, last_clock, aside, found.language)


def _add_last_day(days: Days, item: DateItem, bearings: Bearings) -> None:
    last = resolve_item(item, bearings, anchor=days.start)
    if last is not None:
        days.end = last.start if last.start != days.start else None
        days.problems += last.problems


def _item_span(
    line: Line, found: Expression, number: int, clocks: list[Clock], order: int
) -> tuple[int, int] | None:
    """Where one item of an expression stands; the first takes what leads, the last what follows.

    A further time of a single day ("7pm and 9pm") stands where its words do; of several days only the first time is told.
    """
    start, end = trim(line, found.first, found.last)
    tokens = line.tokens
    if order:
        return clocks[order].span if len(found.items) == 1 and clocks[order].span[0] > start else None
    if len(found.items) == 1:
        ahead = [c.span[0] for c in clocks[1:] if c.span[0] > tokens.starts[found.items[0].last]]
        return (start, trim_text(tokens.text, start, ahead[0])) if ahead else (start, end)
    item = found.items[number]
    if item.first == found.items[number - 1].first and number:
        return None
    return (
        start if number == 0 else tokens.starts[item.first],
        end if number == len(found.items) - 1 else tokens.ends[item.last],
    )


def trim_text(text: str, start: int, end: int) -> int:
    """The end of a slice without the marks and joining words behind it."""
    return start + len(re.sub(r"(?:[\s,;/&|(]|\band\b)+$", "", text[start:end]))


def _make(
    text: str,
    span: tuple[int, int],
    days: Days,
    clock: Clock | None,
    last_clock: Clock | None,
    aside: str | None,
    language: str,
) -> When:
    if clock is None:
        return When(
            text=text[span[0] : span[1]],
            span=span,
            start=days.start,
            end=days.end,
            precision=Precision.DAY,
            assumed=frozenset(days.assumed),
            aside=aside,
            problems=tuple(days.problems),
            language=language,
        )
    times = meet(days, clock, last_clock=last_clock)
    return When(
        text=text[span[0] : span[1]],
        span=span,
        start=times.start,
        end=times.end,
        timezone=times.timezone,
        timezone_source=times.source,
        precision=Precision.TIME,
        assumed=frozenset(days.assumed | times.assumed),
        aside=aside,
        problems=(*days.problems, *times.problems),
        language=language,
    )


def _resolve_months(
    line: Line, found: Expression, bearings: Bearings, span: tuple[int, int], aside: str | None, anchors: _Anchors
) -> Iterator[When]:
    assert found.months is not None
    days = resolve_months(found.months, bearings, anchor=anchors.day)
    if days is not None:
        yield When(
            text=line.tokens.text[span[0] : span[1]],
            span=span,
            start=days.start,
            end=days.end,
            precision=Precision.MONTH,
            assumed=frozenset(days.assumed),
            aside=aside,
            language=found.language,
        )


def _resolve_moments(
    line: Line, found: Expression, bearings: Bearings, span: tuple[int, int], aside: str | None
) -> Iterator[When]:
    """ISO 8601 in one piece; an offset is kept, Z is UTC."""
    try:
        moments = [
            datetime.fromisoformat(moment.text.replace(",", ".")).replace(second=0, microsecond=0)
            for moment in found.moments
        ]
    except ValueError:
        return
    start, end = moments[0], moments[1] if len(moments) > 1 else None
    name, source = None, None
    offset = start.utcoffset()
    if offset is not None:
        zone, name, source = place_offset(start.replace(tzinfo=None), offset, bearings.timezone)
        start = start.replace(tzinfo=zone)
    elif bearings.zone is not None:
        start, name, source = start.replace(tzinfo=bearings.zone), bearings.timezone, TimezoneSource.SOURCE
    if end is not None and (end.tzinfo is None) != (start.tzinfo is None):
        end = end.replace(tzinfo=start.tzinfo)
    yield When(
        text=line.tokens.text[span[0] : span[1]],
        span=span,
        start=start,
        end=end if end is None or end >= start else None,
        timezone=name,
        timezone_source=source,
        precision=Precision.TIME,
        aside=aside,
    )


# ----------------------------------------------------------------------------------------------------- recurrences


def _resolve_recurrence(
    line: Line, found: Recurrence, bearings: Bearings, span: tuple[int, int], aside: str | None
) -> Iterator[When]:
    begin, until = _bounds(found, bearings)
    today = bearings.now.date()
    since = max(today, begin) if begin is not None else today
    if until is not None and until < since:
        since = begin or until.replace(day=1)
    day = first_occurrence(found, since, begin)
    if day is None:
        return
    clocks = group_clocks(line.tokens, found.clocks, preferred=bearings.timezone)
    times = meet(Days(day), clocks[0]) if clocks else None
    start: DateOrTime = times.start if times else day
    excluded = [days.start for item in found.except_ if (days := resolve_item(item, bearings, anchor=day))]
    yield When(
        text=line.tokens.text[span[0] : span[1]],
        span=span,
        start=start,
        end=times.end if times else None,
        timezone=times.timezone if times else None,
        timezone_source=times.source if times else None,
        precision=Precision.TIME if times else Precision.DAY,
        rrule=rule_text(found, _until_text(until, times)),
        exdates=tuple(excluded),
        assumed=frozenset(times.assumed if times else ()),
        aside=aside,
        problems=tuple(times.problems if times else ()),
        language=found.language,
    )


def _bounds(found: Recurrence, bearings: Bearings) -> tuple[date | None, date | None]:
    """First and last day of a recurrence, as far as the words say."""
    begin = _bound(found.begin, bearings)
    within = [days for span in found.within if (days := resolve_months(span, bearings))]
    until = _bound(found.until, bearings)
    first = begin.start if begin else (within[0].start if within else None)
    last = (until.end or until.start) if until else (within[-1].end if within else None)
    return first, last


def _bound(bound: DateItem | MonthSpan | None, bearings: Bearings) -> Days | None:
    if isinstance(bound, DateItem):
        return resolve_item(bound, bearings)
    return resolve_months(bound, bearings) if bound is not None else None


def _until_text(until: date | None, times: Times | None) -> str | None:
    """UNTIL as RFC 5545 wants it: a date for days, UTC for aware times, local time for naive ones."""
    if until is None:
        return None
    if times is None:
        return f"{until:%Y%m%d}"
    last = datetime.combine(until, time(23, 59, 59), times.start.tzinfo)
    if last.tzinfo is None:
        return f"{last:%Y%m%dT%H%M%S}"
    return f"{last.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def find_clocks(text: str, *, timezone: str | None = None, languages: tuple[str, ...] = ()) -> tuple[Clock, ...]:
    """Times of day that stand in a text, in its order, whether or not a date stands beside them.

    timezone: the source's IANA name, for times that name no zone. languages: as in `Context`.
    """
    tokens = tokenize(text, languages)
    line = read_phrases(tokens)
    groups: list[list[Phrase]] = []
    for match in _CLOCKS.finditer(line.kinds):
        groups.append(line.phrases(match.start(), match.end()))
    return tuple(clock for group in groups for clock in group_clocks(tokens, group, preferred=timezone))


_CLOCKS = re.compile(KINDS["clock_phrase"])
