"""What is said once for a whole list: "All meetings of the Harbour Board are at 6:30 pm at City Hall unless noted".

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
    r"\b(?:office hours|hours of operation|open (?:daily|monday|weekdays)|business hours|deadline|submit)\b",
    re.I,
)


_NAME = r"[A-Z0-9À-Þ][\w'’&-]*"
_BODY = rf"{_NAME}(?:\s+(?:(?:of|the|and|for|on|&)\s+){{0,2}}(?:{_NAME}|#\d+)){{0,9}}"
_MET = re.compile(
    rf"(?P<body>{_BODY}(?:\s+(?:{words.phrases('gathering_kinds')}))*)\s+(?P<noun>{words.phrases('gathered')})\s+"
    rf"(?:{words.phrases('are_held')})\b"
)
_MEETS = re.compile(rf"(?P<body>{_BODY})\s+(?:{words.phrases('meets')})\b")
_MEETINGS_OF = re.compile(rf"\b(?i:(?:{words.phrases('gathered')}) of (?:the )?)(?P<body>{_BODY})")
_OPENING = re.compile(rf"\A(?:(?:{words.phrases('before_body')})\s+)+", re.I)
"""Who meets: "Finch Park Board meetings are held …", "the Finch Park Board meets …", "meetings of the Board"."""


@dataclass(frozen=True, slots=True)
class Statement:
    """An hour, a place or a name that holds for a list. above: the headings over it, outermost first."""

    block: Block
    above: tuple[Block, ...]
    clock: when.Clock | None
    place: str | None
    name: str | None = None


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
        said = _SAYS.search(block.text) and _GATHERING.search(block.text)
        if not label and not said and not _is_rule(times):
            continue
        name = None if label else who_meets(block.text)
        is_house = _PUBLIC_HOURS.search(block.text) or (label and label[0] not in {"when", "where"})
        clock, place = (None, None) if is_house else (_clock(times), _place(block.text, label))
        if clock or place or name:
            found.append(Statement(block, above[block.index], clock, place, name))
    return found


def _is_rule(times: Dated | None) -> bool:
    """Whether a line is nothing but a rule with its hour ("First Mondays at 1 pm"): that of the dates under it."""
    if times is None or (times.rest and not words.is_generic(times.rest)):
        return False
    return bool(times.clocks) or (bool(times.whens) and not any(each.all_day for each in times.whens))


def applying(
    statements: Iterable[Statement], anchor: int, above: tuple[Block, ...]
) -> tuple[Statement | None, Statement | None, Statement | None]:
    """The statements that give a record its hour, its place and its name: the nearest before it, else one right after
    the list; a name only from before it."""
    in_scope = [each for each in statements if _governs(each, above)]
    ordered = sorted(in_scope, key=lambda each: (each.block.index > anchor, abs(each.block.index - anchor)))
    clock = next((each for each in ordered if each.clock), None)
    place = next((each for each in ordered if each.place), None)
    name = next((each for each in ordered if each.name and each.block.index < anchor), None)
    return clock, place, name


def who_meets(text: str) -> str | None:
    """The name of the gatherings that a sentence is about ("Unless noted, Mill Board meetings are held at noon" →
    "Mill Board meeting"), or None.

    A name has two words at least, or is a body of people ("The Council meets …").
    """
    for pattern in (_MET, _MEETINGS_OF, _MEETS):
        for match in pattern.finditer(text):
            body = _OPENING.sub("", match["body"])
            if len(body.split()) < 2 and not words.OCCASION.search(body):
                continue
            noun = match.groupdict().get("noun")
            return f"{body} {noun.removesuffix('s')}" if noun else body
    return None


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
