"""Where a region's event is: lines that a box, their shape or their neighbours make a place, and places told in
sentences.

Refuses to say what is a place at all: that is `places`' and `aggregator.where`'s question.
"""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise, takewhile

from aggregator import where
from aggregator.extract.html import places, words
from aggregator.extract.html.blocks import Block, SpanKind
from aggregator.extract.html.dates import Dated
from aggregator.extract.html.draft import PLACE_HINTS, TITLE_HINTS, Draft, names_place
from aggregator.extract.html.edges import bare
from aggregator.extract.html.names import is_address, without_offers
from aggregator.extract.html.places import LONGEST_PLACE, is_place

PLACE_LINES = 4
"""Lines that a box named for the place holds at most: the house, its street, the town, a way to it."""


def add_place(draft: Draft, text: str, block: Block, rule: str) -> None:
    """Take a line as (part of) the place; one rule's lines only, the first that speaks."""
    if block.index in draft.named:
        return
    text = "" if words.STATUS.search(text) and not is_place(text) else places.tidied(text)
    rules = {each[2] for each in draft.fields.location}
    if not text or len(text) > 2 * LONGEST_PLACE or (rules and rule not in rules and rule != "place-by-shape"):
        return
    if rules and rule in {"place-by-shape", "place-by-hint"} and not _near_place(draft, block):
        return
    draft.fields.location.append((text, block, rule))
    if rule not in {"place-after-at", "place-beside-date"}:
        draft.claimed.setdefault(block.index, "where")


def without_times(text: str, dated: Dated | None) -> str:
    """What a label announces as the place, without the times in its line ("📍 Mill Hall · 6 pm – 8 pm"): what stands
    before the first, or else behind it, and what else is a place by itself."""
    if dated is None or not (at := dated.block.text.rfind(text)) + 1:
        return text
    told = (*(each.span for each in dated.whens), *(clock.span for clock in dated.clocks))
    spans = sorted(span for span in told if span[0] >= at)
    pieces = [
        piece
        for a, b in pairwise([(at, at), *spans, (at + len(text),) * 2])
        if (piece := bare(dated.block.text[a[1] : b[0]]))
    ]
    return ", ".join(pieces[:1] + [piece for piece in pieces[1:] if is_place(piece)]) if spans else text


def _near_place(draft: Draft, block: Block) -> bool:
    """Whether a line stands next to the place found so far, in the same region."""
    return abs(block.index - draft.fields.location[-1][1].index) <= 1


def continues_place(draft: Draft, block: Block) -> bool:
    """Whether a line under "Where: …" still tells the place."""
    text = block.text
    if draft.dated[block.index] is not None or words.is_action(text) or block.level:
        return is_address(text) and not block.level
    return is_place(text) or _is_over_street(draft, block)


def _is_over_street(draft: Draft, block: Block) -> bool:
    """Whether a line stands over a street, in an element like its: a part of the house between its name and that."""
    below = draft.document.blocks[block.index + 1 : block.index + 2]
    return bool(below) and below[0].look == block.look and is_address(below[0].text) and len(block.text) < LONGEST_PLACE


def read_places(draft: Draft) -> None:
    """Places no label announced: hinted boxes, addresses, names of buildings."""
    for block in draft.free():
        text = without_offers(block.text, block)
        dated = draft.dated[block.index]
        if (
            text == draft.subject
            or len(text) > LONGEST_PLACE
            or words.is_action(text)
            or (dated and (dated.whens or dated.clocks))
        ):
            continue
        hinted = not block.level and (_is_in_place_box(block) or _is_pinned(block))
        if hinted or (not block.level and is_place(text) and _is_near(draft, block)):
            add_place(draft, text, block, "place-by-hint" if hinted else "place-by-shape")
        elif draft.is_house(block):
            add_place(draft, text, block, "place-in-column")


def _is_in_place_box(block: Block) -> bool:
    """Whether the names of a line's own element, or of a box around few lines, say "place": "name" in it is the
    place's."""
    if names_place(block) or (block.hints & PLACE_HINTS and not block.hints & TITLE_HINTS):
        return True
    around = takewhile(lambda box: box.stop - box.first <= PLACE_LINES, block.box.ancestors())
    boxes = [box for box in around if box is not block.box]
    return any(box.hints & PLACE_HINTS and not box.hints & TITLE_HINTS for box in boxes)


def _is_pinned(block: Block) -> bool:
    """Whether the pin of a map stands before a line; one that is nothing but a link ("Get directions") is a way to the
    place, unless it is the place."""
    linked = any(span.end - span.start >= len(block.text) - 2 for _, span in block.of(SpanKind.LINK))
    return "pin" in block.hints and (not linked or is_place(block.text))


def _is_near(draft: Draft, block: Block) -> bool:
    """Whether a line that only looks like a place stands near the date; on a page about one event a bare name of a
    building far from it names something else."""
    far = draft.region.distance(block.index) > places.NEAR_DATE
    return not (far and draft.region.shape == "sole") or is_address(block.text)


def read_told_place(draft: Draft) -> None:
    """The house over the street that was found; where no line is a place, the one that sentences or the title
    tell."""
    found = draft.fields.location
    if found and found[0][2] == "place-by-shape" and (found[0][0][:1].isdigit() or where.is_address_line(found[0][0])):
        _read_house(draft, found[0][1])
    bare = bool(found) and found[0][2] == "place-by-shape" and not any(is_address(text) for text, _, _ in found)
    if found and not bare:
        return
    days = frozenset(
        day
        for anchor in draft.region.anchors
        if (dated := draft.dated[anchor])
        for day in (each.start.date() if isinstance(each.start, datetime) else each.start for each in dated.whens)
    )
    told = places.told_in(draft.blocks, draft.dated, days, draft.region.anchors, only_days=bare)
    title = draft.fields.title.text if draft.fields.title is not None else None
    if told is not None and told[0] != title:
        draft.fields.location[:] = [(places.tidied(told[0]), told[1], "place-in-sentence")]
    elif not bare and draft.fields.title is not None and (place := places.in_title(draft.fields.title.text)):
        draft.fields.location.append((place, draft.fields.title.block, "place-in-title"))


def _read_house(draft: Draft, street: Block) -> None:
    """The name of the house that stands in the line over its street."""
    at = street.index - 1
    if at < draft.region.first or draft.claimed.get(at):
        return
    above = draft.document.blocks[at]
    if places.house_over(street, above, draft.dated[at]):
        draft.fields.location.insert(0, (places.tidied(above.text), above, "house-over-street"))
        draft.claimed[at] = "where"


def places_beside_hour(draft: Draft, block: Block, dated: Dated) -> None:
    """What stands in one line with the hour and is a place ("6:30 pm | Mill Center | 22 Mill Rd")."""
    house = draft.houses.get(block.index)
    for part in (piece for left in dated.parts for piece in places.by_bars(left, house)):
        place = words.AT_PLACE.match(part)
        if words.AGENDA.search(part):
            continue
        if is_place(part[place.end() :] if place else part):
            add_place(draft, part[place.end() :] if place else part, block, "place-beside-hour")
        elif part == house:
            add_place(draft, part, block, "place-in-column")
