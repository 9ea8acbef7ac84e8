"""Text → the days that it tells from now by a bare name: "tomorrow", "on Sunday", without an hour beside them.

Refuses to say that they are times of anything: in a sentence that calls people, an hour further on may belong to them;
anywhere else "on Sunday" is a manner of speaking, which `find` leaves alone.
"""

from __future__ import annotations

from datetime import datetime

from aggregator.model import Precision, When
from aggregator.when.bearings import take_bearings
from aggregator.when.phrases import DateItem, PartialDate, Phrase, WeekdayList
from aggregator.when.reading import Line, read_line
from aggregator.when.records import Context
from aggregator.when.resolve import resolve_item
from aggregator.when.tokenizing import tokenize


def find_days(text: str, *, now: datetime, context: Context | None = None) -> tuple[When, ...]:
    """The days of a text that only "tomorrow" or one weekday in the singular names, in its order.

    now, context: as in `find`. The next such day counts, today included; nothing is raised for any text.
    """
    context = context or Context()
    tokens = tokenize(text, context.languages)
    line = read_line(tokens)
    bearings = take_bearings(tokens, now, None, context)
    found: list[When] = []
    for item in _named(line):
        days = resolve_item(item, bearings)
        if days is not None and days.end is None and not _is_that_day(text, tokens.ends[item.last]):
            span = (tokens.starts[item.first], tokens.ends[item.last])
            found.append(
                When(
                    text=text[slice(*span)],
                    span=span,
                    start=days.start,
                    precision=Precision.DAY,
                    assumed=frozenset(days.assumed),
                )
            )
    return tuple(found)


def _is_that_day(text: str, end: int) -> bool:
    """Whether a weekday is that of a day told before: "ce samedi-là"."""
    return text.startswith(("-là", "‑là"), end)


def _named(line: Line) -> list[DateItem]:
    """The items that are a day from now or one weekday."""
    found: list[DateItem] = []
    for phrase in line.items:
        if not isinstance(phrase, Phrase):
            continue
        payload = phrase.payload
        if isinstance(payload, WeekdayList) and not payload.plural and len(payload.days) == 1:
            if phrase.last == phrase.first:
                found.append(DateItem(PartialDate(weekday=payload.days[0]), None, phrase.first, phrase.last))
        elif isinstance(payload, list) and len(payload) == 1 and _is_from_now(payload[0]):
            found.append(DateItem(payload[0].start.copied(), None, phrase.first, phrase.last))
    return found


def _is_from_now(item: DateItem) -> bool:
    start = item.start
    return (
        item.end is None
        and start.day is None
        and start.numeric is None
        and bool(start.relative is not None or start.modifier)
    )
