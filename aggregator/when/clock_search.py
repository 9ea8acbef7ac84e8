"""Text → `Clock`: the times of day in it, whatever day they are on.

Refuses weak readings: "at 4" and "3-8" are times only beside a date, where `find` takes them.
"""

from __future__ import annotations

from dataclasses import replace

from aggregator.when.asides import find_aside, surroundings
from aggregator.when.build import group_clocks
from aggregator.when.clues import may_hold_clock
from aggregator.when.kinds import KINDS
from aggregator.when.notation import NOTATION
from aggregator.when.reading import Line, read_line
from aggregator.when.records import Clock
from aggregator.when.tokenizing import tokenize
from aggregator.when.tokens import Tokens

_CLOCKS = NOTATION.compile("clocks")[0]
_LABELS = {
    KINDS["until"]: "until",
    KINDS["to"]: "until",
    KINDS["ends"]: "until",
    KINDS["from_only"]: "from",
    KINDS["of_from"]: "from",
    KINDS["doors"]: "doors",
}
_PASSED_OVER = frozenset(KINDS[kind] for kind in "at at_to colon open the approximate opened".split())
_MARKS_TIME = frozenset(KINDS[kind] for kind in "at at_to from_only of_from until starting show doors".split())


def find_clocks(text: str, *, timezone: str | None = None, languages: tuple[str, ...] = ()) -> tuple[Clock, ...]:
    """Times of day that stand in a text, in its order, whether or not a date stands beside them.

    timezone: the source's IANA name, for times that name no zone. languages: as in `Context`. "5:00 PM PT / 8:00 PM ET"
    is one Clock. Nothing is raised for any text.
    """
    if not may_hold_clock(text):
        return ()
    tokens = tokenize(text, languages)
    line = read_line(tokens)
    found: list[Clock] = []
    for match in _CLOCKS.finditer(line.kinds):
        phrases = line.phrases(match.start(), match.end())
        label = _label(line, match.start())
        clocks = group_clocks(tokens, phrases, preferred=timezone)
        found += [_in_place(tokens, clock, label) for clock in clocks if _is_time(line, match.start(), clock)]
    return tuple(found)


def _label(line: Line, at: int) -> str | None:
    """The word that governs a time, the marks between passed over."""
    while at and line.kinds[at - 1] in _PASSED_OVER:
        at -= 1
    return _LABELS.get(line.kinds[at - 1]) if at else None


def _is_time(line: Line, at: int, clock: Clock) -> bool:
    """Whether 3:16 is a time: told to five minutes, in a range, in a zone, with am or pm, or after "at"."""
    if clock.start.minute % 5 == 0 or clock.end or clock.zone_stated or "meridiem" not in clock.assumed:
        return True
    return at > 0 and line.kinds[at - 1] in _MARKS_TIME


def _in_place(tokens: Tokens, clock: Clock, label: str | None) -> Clock:
    before, after = surroundings(tokens.text, clock.span)
    aside = find_aside(before, after, tokens.vocabulary.languages)
    return clock if label is None and aside is None else replace(clock, label=label, aside=aside)
