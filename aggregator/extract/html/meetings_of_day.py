"""Two or three meetings of one day, each with its own hour: "May 12 – Work session 6 pm, Regular meeting 7 pm".

Refuses agendas: every hour must stand beside the name of a meeting, and all names must differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from aggregator import when
from aggregator.extract.html.blocks import Block, Zone
from aggregator.extract.html.dates import Dated
from aggregator.extract.html.edges import bare
from aggregator.extract.html.hours import wants_hour
from aggregator.extract.html.words import AGENDA, phrases
from aggregator.model import When

MOST = 3
"""A day with more hours is an agenda."""

LONGEST_NAME = 8
"""Words of the name of a meeting."""

_MEETING = re.compile(rf"\A(?:{phrases('meeting_opens')})\b|\b(?:{phrases('meeting_ends')})\Z", re.I)
_JOINS = rf"{phrases('meeting_joins')}|{phrases('meeting_hours')}"
_THEN = re.compile(rf"\A(?:{_JOINS})\s+|\s+(?:{phrases('meeting_hours')})\Z", re.I)

Meeting = tuple[when.Clock, str, Block]


def meetings_of_day(found: When, lines: Sequence[Dated | None]) -> list[Meeting]:
    """The meetings that the lines of one day's region tell, each with its hour and name; none where an hour has no such
    name. found: the day. lines: the times of each block of the region."""
    if not wants_hour(found):
        return []
    timed = [each for each in lines if each is not None and each.clocks and each.block.zone is Zone.MAIN]
    if not 1 < sum(len(each.clocks) for each in timed) <= MOST:
        return []
    meetings = [meeting for each in timed for meeting in _named(each)]
    names = {name.casefold() for _, name, _ in meetings}
    hours = {clock.start for clock, _, _ in meetings}
    counted = sum(len(each.clocks) for each in timed)
    return meetings if len(names) == len(hours) == counted else []


def _named(line: Dated) -> Iterator[Meeting]:
    """The hours of a line with the names that stand before each of them, or else behind each."""
    clocks = sorted(line.clocks, key=lambda clock: clock.span)
    days = [each.span for each in line.whens]
    spans = sorted([*days, *(clock.span for clock in clocks)])
    ends = [(0, 0), *spans, (len(line.block.text),) * 2]
    parts = {(a, b): _tidied(line.block.text[a[1] : b[0]]) for a, b in pairwise(ends)}
    before = [name for clock in clocks for (_, b), name in parts.items() if b == clock.span]
    behind = [name for clock in clocks for (a, _), name in parts.items() if a == clock.span]
    names = next((each for each in (before, behind) if _are_meetings(each)), [])
    yield from ((clock, name, line.block) for clock, name in zip(clocks, names, strict=False))


def _tidied(text: str) -> str:
    return bare(_THEN.sub("", bare(text)).rstrip("."))


def _are_meetings(names: Iterable[str]) -> bool:
    return all(
        _MEETING.search(name) and len(name.split()) <= LONGEST_NAME and not AGENDA.search(name) and name[:1].isalpha()
        for name in names
    )
