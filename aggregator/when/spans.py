"""Where an expression stands in its text, without the marks around it that belong to the sentence.

Refuses to read: it is given positions of tokens.
"""

from __future__ import annotations

import re

from aggregator.when.expressions import Expression
from aggregator.when.kinds import KINDS
from aggregator.when.reading import Line
from aggregator.when.records import Clock

Span = tuple[int, int]

_TRAILING = frozenset(
    KINDS[kind]
    for kind in (
        "dot comma colon semicolon dash bar newline blank slash on at from_only of_only of_from starting opened the"
    ).split()
)
_LEADING = _TRAILING | {KINDS["closed"]}
_JOINING = re.compile(r"(?:[\s,;/&|(]|\band\b)+$")


def trim(line: Line, first: int, last: int) -> Span:
    """The span of some items, without marks at its ends; a bracket opened inside is closed."""
    tokens = line.tokens
    start, end = line.first_token(first), line.last_token(last)
    while start < end and tokens.letters[start] in _LEADING:
        start += 1
    while end > start and tokens.letters[end] in _TRAILING:
        end -= 1
    opened = tokens.letters[start : end + 1].count(KINDS["opened"])
    closed = tokens.letters[start : end + 1].count(KINDS["closed"])
    if opened > closed and tokens.letters[end + 1 : end + 2] == [KINDS["closed"]]:
        end += 1
    elif closed > opened and tokens.letters[end] == KINDS["closed"]:
        end -= 1
    return tokens.starts[start], tokens.ends[end]


def item_span(line: Line, found: Expression, number: int, clocks: list[Clock], order: int) -> Span | None:
    """Where one day of an expression, at one of its times, stands; None where it has no words of its own.

    The first day takes what leads, the last what follows. A further time of a single day ("7pm and 9pm") stands where
    its words do; of several days only the first time is told.
    """
    start, end = trim(line, found.first, found.last)
    tokens = line.tokens
    if order:
        alone = len(found.items) == 1 and clocks[order].span[0] > start
        return clocks[order].span if alone else None
    if len(found.items) == 1:
        further = [clock.span[0] for clock in clocks[1:] if clock.span[0] > tokens.starts[found.items[0].last]]
        return (start, _without_joints(tokens.text, start, further[0])) if further else (start, end)
    item = found.items[number]
    if number and item.first == found.items[number - 1].first:
        return None
    return (
        start if number == 0 else tokens.starts[item.first],
        end if number == len(found.items) - 1 else tokens.ends[item.last],
    )


def _without_joints(text: str, start: int, end: int) -> int:
    """The end of a slice without the marks and joining words behind it."""
    return start + len(_JOINING.sub("", text[start:end]))


def stands_alone(text: str, span: Span) -> bool:
    """Whether an expression touches nothing that makes it part of a longer name (an address, a tag, a file)."""
    if _FILE_ENDING.match(text, span[1]):
        return False
    before, after = text[span[0] - 1 : span[0]] if span[0] else "", text[span[1] : span[1] + 1]
    return not (before.isalnum() or before in _GLUE_BEFORE) and not (after.isalnum() or after in _GLUE_AFTER)


_FILE_ENDING = re.compile(r"\.(?:[a-z]{3,4}|mp3|mp4)\b(?!\.)")
_GLUE_BEFORE = tuple("#@$_=\\")
_GLUE_AFTER = tuple("_@=")
