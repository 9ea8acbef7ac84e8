"""What is said once for a whole list: "All meetings are at 6:30 pm at City Hall unless noted".

Refuses what names a day of its own: that is an event. A statement holds for the records under the same heading, and
only
fills what they leave open.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from aggregator import when, where
from aggregator.extract.html import words
from aggregator.extract.html.blocks import Block, Zone
from aggregator.extract.html.dates import Dated

LONGEST_STATEMENT = 700

_SAYS = words.whole("says_for_all")
_GATHERING = words.whole("gatherings")
_ENDING = re.compile(r"\b(?:ends?|conclud\w+|adjourns?|finish\w*|until|to)\b", re.I)
_PUBLIC_HOURS = re.compile(
    r"\b(?:office hours|hours of operation|open (?:daily|monday|weekdays)|business hours|deadline|submit|call\s+\()\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Statement:
    """An hour or a place that holds for a list. above: the headings over it, outermost first."""

    block: Block
    above: tuple[Block, ...]
    clock: when.Clock | None
    place: str | None


def find_statements(
    blocks: Sequence[Block], dated: Sequence[Dated | None], above: Sequence[tuple[Block, ...]], taken: set[int]
) -> list[Statement]:
    """The statements of a page. taken: blocks that belong to a record."""
    found = []
    for block in blocks:
        if block.index in taken or block.zone is not Zone.MAIN or len(block.text) > LONGEST_STATEMENT:
            continue
        times = dated[block.index]
        if times is not None and times.whens and all(each.rrule is None for each in times.whens):
            continue
        label = words.split_label(block.text)
        if not label and not (_SAYS.search(block.text) and _GATHERING.search(block.text)):
            continue
        if _PUBLIC_HOURS.search(block.text) or (label and label[0] not in {"when", "where"}):
            continue
        clock, place = _clock(times), _place(block.text, label)
        if clock or place:
            found.append(Statement(block, above[block.index], clock, place))
    return found


def applying(
    statements: Iterable[Statement], anchor: int, above: tuple[Block, ...]
) -> tuple[Statement | None, Statement | None]:
    """The statements that give a record its hour and its place: the nearest before it, else one right after the
    list."""
    in_scope = [each for each in statements if _governs(each, above)]
    ordered = sorted(in_scope, key=lambda each: (each.block.index > anchor, abs(each.block.index - anchor)))
    clock = next((each for each in ordered if each.clock), None)
    place = next((each for each in ordered if each.place), None)
    return clock, place


def _governs(statement: Statement, above: tuple[Block, ...]) -> bool:
    """Whether the headings over a statement are all over the record too."""
    return statement.above == above[: len(statement.above)]


def _clock(times: Dated | None) -> when.Clock | None:
    """The one hour a block gives, by itself or in a recurrence, with its end where "and end by" joins a second one."""
    if times is None:
        return None
    clocks = sorted([*times.clocks, *_recurring_clocks(times)], key=lambda clock: clock.span)
    text = times.block.text
    closing = [
        clock
        for clock in when.find_clocks(text)  # "by 12:30" alone would be a deadline
        if clocks and clock.span[0] > clocks[0].span[1] and _ENDING.search(text[clocks[0].span[1] : clock.span[0]])
    ]
    if closing and len(clocks) - len(closing) <= 1 and clocks[0].end is None:
        return replace(clocks[0], end=closing[0].start)
    return clocks[0] if len({(clock.start, clock.end) for clock in clocks}) == 1 else None


def _recurring_clocks(times: Dated) -> Iterator[when.Clock]:
    for each in times.whens:
        if each.rrule is not None and isinstance(each.start, datetime):
            end = each.end.time() if isinstance(each.end, datetime) else None
            yield when.Clock(
                text=each.text,
                span=each.span,
                start=each.start.time(),
                end=end,
                timezone=each.timezone,
                zone_stated=each.timezone is not None,
            )


def _place(text: str, label: tuple[str, str] | None) -> str | None:
    if label is not None:
        return label[1] or None if label[0] == "where" else None
    return where.find_told(text)
