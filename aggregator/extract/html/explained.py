"""A page as it was read, for people: its regions and what each date came to, put together from the stages' own notes.

Refuses to judge: every reason was written down where it was decided (`dates`, `regions`, `records`, `prose`,
`combine`); here they are only set beside the words they are about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from aggregator.extract.explanation import Explanation, Region, TurnedDown
from aggregator.extract.html.blocks import Zone
from aggregator.extract.html.confidence import PUBLISHED
from aggregator.extract.html.context import Context
from aggregator.extract.html.dates import Dated
from aggregator.extract.html.region import Region as Cut
from aggregator.model import Format, RawEvent, Reading, When

TEXT_LIMIT = 160

_BLOCK = re.compile(r"block (\d+)(?:\.\d+|\+(\d+))?\Z")
_SHAPES = {
    "card": "a box of its own",
    "row": "a row of a table",
    "flat": "a stretch of a sequence without boxes",
    "line": "a line of its own",
    "cell": "an entry in its day's cell of a calendar",
    "entry": "an entry with its hour under a day",
    "sole": "the page as a whole",
}
_READ_APART = {
    "timetable": "an entry of a timetable",
    "town": "a town of a list",
    "calendar link": "a link that adds it to a calendar",
}
_ZONES = {Zone.NAV: "navigation", Zone.FOOTER: "footer", Zone.ASIDE: "aside"}


def explain(context: Context, candidates: Sequence[RawEvent], reading: Reading) -> Explanation:
    """How a page was read. candidates: the events of records and prose before they were combined."""
    told = [event.position for event in reading.events]
    cut = context.notes.regions
    regions = [
        *(_stated(event) for event in reading.events if _BLOCK.match(event.position) is None),
        *(each for region in cut if (each := _region(context, region, told)).events),
        *(_sentence(context, position) for position in told if "+" in position and _BLOCK.match(position)),
    ]
    down = [*_dates(context, candidates, told), *_doubtful(context, reading)]
    return Explanation(
        format=Format.HTML,
        reading=reading,
        regions=tuple(sorted(regions, key=lambda region: _first(region.where))),
        turned_down=tuple(sorted(down, key=lambda each: _first(each.where))),
    )


def _stated(event: RawEvent) -> Region:
    read = next((shape for word, shape in _READ_APART.items() if f"› {word} " in event.position), "stated for machines")
    return Region(where=event.position, shape=read, text=event.title or "", events=(event.position,))


def _region(context: Context, region: Cut, told: Sequence[str]) -> Region:
    first, last = region.first, region.stop - 1
    inside = (anchor for anchor in region.anchors if first <= anchor <= last)
    anchors = {str(anchor) for anchor in inside} or {str(first)}
    alike = f", one of {region.alike} cut alike" if region.alike > 1 else ""
    own = (p for p in told if (m := _BLOCK.match(p)) and m[1] in anchors and m[2] is None)
    return Region(
        where=f"block {first}" if first == last else f"blocks {first}–{last}",
        shape=f"{_SHAPES[region.shape]}{alike}",
        above=_above(context, region.anchors[0]),
        text=" | ".join(block.text for block in context.document.blocks[first : region.stop])[:TEXT_LIMIT],
        events=tuple(own),
    )


def _sentence(context: Context, position: str) -> Region:
    at = _first(position)[0]
    text = context.document.blocks[at].text[:TEXT_LIMIT]
    return Region(where=f"block {at}", shape="a sentence", above=_above(context, at), text=text, events=(position,))


def _above(context: Context, at: int) -> tuple[str, ...]:
    return tuple(block.text[:TEXT_LIMIT] for block in context.above[at])


def _first(where: str) -> tuple[int, int]:
    """What puts the parts of a page in order: the number of the first block, and the offset in it."""
    numbers = re.findall(r"\d+", where) if where.startswith("block") else []
    return (int(numbers[0]), int(numbers[1]) if "+" in where else 0) if numbers else (-1, 0)


def _dates(context: Context, candidates: Sequence[RawEvent], told: Sequence[str]) -> Iterator[TurnedDown]:
    """Every date of the page that gave no event, with why."""
    kept = {*told}
    tried: dict[str, str] = {}  # block → the candidate read from it
    for event in candidates:
        tried[event.position.partition("+")[0].partition(".")[0]] = event.position
    used = {block for block, position in tried.items() if position in kept}
    for dated in context.dated:
        if dated is None:
            continue
        for found, refusal in dated.refused:
            yield _down(dated, found, refusal)
        where = f"block {dated.block.index}"
        for found in (*dated.whens, *dated.months):
            if f"{where}+{found.span[0]}" in kept or where in used:
                continue
            yield _down(dated, found, *_reason(context, dated, found, tried.get(where)))


def _reason(context: Context, dated: Dated, found: When, tried: str | None) -> tuple[str, str]:
    """Why a date gave no event, as the stage that decided it wrote down, and what it repeats."""
    refused = context.notes.refused
    where = f"block {dated.block.index}"
    for position in (where, f"{where}+{found.span[0]}", tried or where):
        if position in refused:
            reason, _, detail = refused[position].partition(" of ")
            return reason, detail
    if tried is not None:
        return "stated-for-machines", ""
    if dated.block.zone in _ZONES:
        return _ZONES[dated.block.zone], ""
    region = next((r for r in context.notes.regions if r.first <= dated.block.index < r.stop), None)
    if region is not None:
        return ("said-again" if dated.block.index in region.anchors else "in-a-record"), f"block {region.anchors[0]}"
    return ("month-only" if found in dated.months else "mention"), ""


def _down(dated: Dated, found: When, reason: str, detail: str = "") -> TurnedDown:
    at, (start, _) = dated.block.index, found.span
    context = dated.block.text[max(start - TEXT_LIMIT // 2, 0) :][:TEXT_LIMIT]
    return TurnedDown(text=found.text, where=f"block {at}+{start}", reason=reason, context=context, detail=detail)


def _doubtful(context: Context, reading: Reading) -> Iterator[TurnedDown]:
    """The events that are kept for review."""
    for event in reading.events:
        at = _first(event.position)[0]
        if event.confidence < PUBLISHED and at >= 0:
            said = next((each.text for each in event.evidence if each.field == "start"), "")
            text = context.document.blocks[at].text[:TEXT_LIMIT]
            name = f"confidence {event.confidence:.2f}"
            yield TurnedDown(text=said, where=event.position, reason="below-the-bound", context=text, detail=name)
