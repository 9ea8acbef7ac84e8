"""The hour of a region's date: which of its dates says most, and the hour and end that stand in neighbouring lines.

Refuses to read a line: what they say is in the region's fields.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time

from aggregator import when
from aggregator.extract.html import words
from aggregator.extract.html.blocks import Block
from aggregator.extract.html.dates import Dated
from aggregator.extract.html.draft import Fields
from aggregator.model import Precision, When, day_of


def best(anchors: Sequence[Dated]) -> tuple[When, Dated]:
    """Of the dates that say the same day, the one that says most: an hour, then an end, then the first. The name
    of a file ("Agenda 5-3 6pm.pdf") is not asked while another tells the day."""
    told = [dated for dated in anchors if not words.is_file(dated.block.text)] or anchors
    pairs = [(each, dated) for dated in told for each in dated.whens]
    first = pairs[0][0]
    if first.end is not None and first.all_day and first.end != first.start:
        return pairs[0]
    return max(pairs, key=lambda pair: (not pair[0].all_day, pair[0].end is not None, not pair[0].assumed))


def distinct_days(whens: Sequence[When]) -> list[When]:
    """The days of a line, each once; one that is told with several hours, once an hour ("May 2, 1 pm and 7 pm")."""
    seen: dict[date, When] = {}
    for each in whens:
        first = seen.setdefault(day_of(each.start), each)
        if not (first.all_day or each.all_day or first.end or each.end):
            seen.setdefault(each.start, each)
    firsts = {id(each) for each in seen.values()}
    return [each for each in whens if id(each) in firsts]


def showings(fields: Fields, found: When) -> list[when.Clock]:
    """The hours under one day, each alone in an item of a list: so often the same thing is shown."""
    if not wants_hour(found):
        return []
    items = [
        (clock, block.box.parent)
        for clock, block in fields.clocks
        if block.box.tag == "li" and clock.end is None and clock.label != "doors"
    ]
    lists = {parent for _, parent in items}
    return [clock for clock, _ in items] if len(lists) == 1 and len(items) == len(fields.clocks) else []


def wants_hour(found: When) -> bool:
    """Whether a date is one whole day, to which an hour from elsewhere may belong."""
    return found.all_day and found.end in (None, found.start) and found.precision is Precision.DAY


def nearest_hour(fields: Fields, anchors: Sequence[int]) -> tuple[when.Clock, Block] | None:
    """The hour that a line of the region gives: of the date's own line first, then of the nearest; the hour the doors
    open only where there is no other. None where no line gives one."""
    return min(
        fields.clocks,
        key=lambda pair: (pair[0].label == "doors", pair[1].index not in anchors, abs(pair[1].index - min(anchors))),
        default=None,
    )


def with_end(fields: Fields, timed: When) -> When:
    """A date or an hour with the end that another line of the region gives, where it has none itself."""
    timed, end = _with_twin_end(fields, timed), fields.end
    if timed.end is not None or end is None:
        return timed
    if timed.all_day:
        last = day_of(end.whens[0].start) if end.whens else None
        return replace(timed, end=last) if last and last > timed.start else timed
    closing = next((each for each in end.whens if not each.all_day), None)
    if closing is None and end.clocks:
        closing = when.join(replace(timed, start=day_of(timed.start)), end.clocks[0])
    is_later = closing is not None and _wall(closing.start) > _wall(timed.start)
    return replace(timed, end=closing.start) if closing is not None and is_later else timed


def _with_twin_end(fields: Fields, timed: When) -> When:
    """An hour without an end takes that of the same hour told again with one ("10 am", below it "10 am – noon")."""
    if timed.end is not None or not isinstance(timed.start, datetime):
        return timed
    begin = timed.start.time()
    ends = [clock for clock, _ in fields.clocks if clock.start == begin and clock.end and not clock.overnight]
    if len({clock.end for clock in ends}) != 1 or ends[0].end is None:
        return timed
    return replace(timed, end=timed.start.replace(hour=ends[0].end.hour, minute=ends[0].end.minute))


def _wall(value: date | datetime) -> datetime:
    """Wall time, for comparing two values of one event."""
    return value.replace(tzinfo=None) if isinstance(value, datetime) else datetime.combine(value, time.min)
