"""One day in many towns: lines, or parts of a sentence, that each begin with a town and tell its hour and place
("Lyon : à 11 h place Bellecour") → one event a town.

Refuses towns that the gazetteer does not know, hours without a town, and lists under no day or under several.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from aggregator import when, where
from aggregator.extract.html import titles, words
from aggregator.extract.html.blocks import Block, Zone
from aggregator.extract.html.confidence import confidence
from aggregator.extract.html.context import Context, Told
from aggregator.extract.html.dates import LONGEST_BLOCK
from aggregator.extract.html.edges import bare
from aggregator.extract.html.language import page_languages
from aggregator.extract.moments import fields_of
from aggregator.model import Evidence, Precision, RawEvent, When, day_of

FEWEST_TOWNS = 3
FURTHEST_DAY = 4
"""Blocks before a list in which its day may stand."""

LONGEST_ENTRY, LONGEST_PLACE = 160, 70

_NAME = re.compile(r"[A-ZÀ-Þ][\w'’.]*(?:[ -](?:[a-zà-ÿ]{1,4}[ -])?[A-ZÀ-Þ][\w'’.]*){0,3}")
_COUNTY = re.compile(r"\s*\([^)]{1,40}\)")
_PARTS = re.compile(r"\s*[;,•|]\s*")


@dataclass(frozen=True, slots=True)
class _Entry:
    """A town with its hour and place. words: as they stand. block: the block they stand in."""

    town: str
    clock: when.Clock
    place: str | None
    words: str
    block: Block


def find_towns(page: Context) -> tuple[list[Told], list[tuple[int, int]]]:
    """The events of lists of towns, and the ranges of blocks that tell them, their day included."""
    told: list[Told] = []
    ranges: list[tuple[int, int]] = []
    for run in _runs(page):
        day = _day_of(page, run[0].block)
        if day is None:
            continue
        when_, first = day
        told += [_event(page, entry, when_, number) for number, entry in enumerate(run, 1)]
        ranges.append((first, run[-1].block.index + 1))
    return told, ranges


def _runs(page: Context) -> Iterator[list[_Entry]]:
    """The lists of towns: neighbouring lines of one town each, or the parts of one text."""
    if not any(dated is not None and dated.clocks for dated in page.dated):
        return
    languages = page_languages(page.document)
    run: list[_Entry] = []
    for block in page.document.blocks:
        entries = list(_entries(page, block, languages)) if block.zone is Zone.MAIN and not block.level else []
        follows = bool(run) and run[-1].block.index + 1 == block.index and len(entries) == 1
        if not follows:
            if len(run) >= FEWEST_TOWNS:
                yield run
            run = []
        run += entries
    if len(run) >= FEWEST_TOWNS:
        yield run


def _entries(page: Context, block: Block, languages: tuple[str, ...]) -> Iterator[_Entry]:
    """The towns of one block with their hours: one, or several behind its day."""
    dated = page.dated[block.index]
    if dated is None or (not dated.clocks and not dated.whens):
        return
    text = block.text[:LONGEST_BLOCK]
    start = max((each.span[1] for each in dated.whens), default=0)
    start = text.find(":", start) + 1 if dated.whens else 0
    if dated.whens and not start:
        return
    pieces: list[str] = []
    for part in _PARTS.split(text[start:].strip(" .")):
        if _town(part) is not None or not pieces:
            pieces.append(part)
        else:
            pieces[-1] += f", {part}"
    found = [entry for piece in pieces if (entry := _entry(piece, block, languages)) is not None]
    if len(found) == len(pieces):
        yield from found


def _town(text: str) -> str | None:
    """The known town that a text begins with."""
    named = _NAME.match(text)
    name = named[0] if named is not None else ""
    while name:
        if where.names_town(name):
            return name
        name = name.rpartition(" ")[0]
    return None


def _entry(text: str, block: Block, languages: tuple[str, ...]) -> _Entry | None:
    town = _town(text)
    if town is None or len(text) > LONGEST_ENTRY:
        return None
    rest = _COUNTY.sub("", text[len(town) :], count=1)
    clocks = when.find_clocks(rest, languages=languages)
    if len(clocks) != 1:
        return None
    first, last = clocks[0].span
    left = bare(rest[last:]) or bare(rest[:first])
    place = where.find_told(rest) or (left if 0 < len(left) <= LONGEST_PLACE else None)
    return _Entry(town, clocks[0], place, text, block)


def _day_of(page: Context, block: Block) -> tuple[When, int] | None:
    """The one day over a list, in its block, right before it or in a heading, and the block the list then begins in."""
    first = max(block.index - FURTHEST_DAY, 0)
    near = [page.document.blocks[at] for at in range(block.index, first - 1, -1)]
    for over in (*near, *reversed(page.above[block.index])):
        dated = page.dated[over.index]
        if dated is None or not dated.whens:
            continue
        whens = [each for each in dated.whens if each.rrule is None and each.precision is not Precision.MONTH]
        days = {day_of(each.start) for each in whens if each.end is None or day_of(each.end) == day_of(each.start)}
        return (whens[0], min(over.index, block.index)) if len(days) == 1 == len(whens) else None
    return None


def _event(page: Context, entry: _Entry, day: When, number: int) -> Told:
    at = entry.block.index
    found = when.join(day, entry.clock)
    inherited = titles.told_title(page.document, page.above[at])
    name = inherited.text if inherited is not None else None
    place = entry.place
    location = f"{place}, {entry.town}" if place and entry.town not in place else place or entry.town
    future = isinstance(found.start, datetime) and found.start.date() >= page.now.date()
    signs = {"time-of-day", "place", "repeated"} | ({"future"} if future else set())
    signs |= {"occasion"} if name is not None and words.OCCASION.search(name) else set()
    position = f"block {at} › town {number}"
    event = RawEvent(
        position=position,
        format="records",
        title=f"{name} – {entry.town}" if name else entry.town,
        **fields_of(found),
        location=location,
        description=entry.words,
        confidence=confidence(signs),
        rules=tuple(sorted(signs)),
        evidence=_evidence(entry, day, inherited, position),
    )
    return Told(event, at, at + 1)


def _evidence(entry: _Entry, day: When, inherited: titles.Inherited | None, position: str) -> tuple[Evidence, ...]:
    named = [Evidence("title", inherited.text[:300], position, inherited.rule)] if inherited is not None else []
    return (
        *named,
        Evidence("title", entry.town, position, "town-of-a-list"),
        Evidence("start", day.text[:300], position, "date-in-sentence"),
        Evidence("start", entry.clock.text, position, "hour-near-date"),
        Evidence("location", entry.words[:300], position, "town-of-a-list"),
    )
