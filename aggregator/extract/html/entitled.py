"""What a record is called: its own name, or the one it inherits from the headings over it and what is said of all.

Refuses to look for names in the record: `naming` has.
"""

from __future__ import annotations

from aggregator.extract.html import titles, words
from aggregator.extract.html.blocks import Block
from aggregator.extract.html.context import Context
from aggregator.extract.html.dates import Dated
from aggregator.extract.html.flats import ALIKE
from aggregator.extract.html.record import Record
from aggregator.model import Evidence

WEAK_RANK = 62
"""A name of at most this rank is one only by where it stands; a page about one event calls it by its heading."""

PARAGRAPH, OWN_TEXT = 50, 4
"""Characters of a paragraph, and paragraphs that make a heading that of a text."""


def title_of(record: Record, position: str) -> tuple[str | None, list[Evidence]]:
    """The region's own name, else the one it inherits."""
    own = record.fields.title if not _is_headed_by_another(record) else None
    heading = titles.page_name(record.page.document) if record.alone and own and own.rank <= WEAK_RANK else None
    if own is not None and heading is None:
        return own.text, []
    inherited = heading or titles.governing_title(record.page.document, record.above, unnaming(record))
    said, kind = record.said_name, record.fields.kind
    if said is not None and said.name is not None and titles.says_less(inherited, said.name):
        if kind is None:
            return titles.without_day(said.name), [
                Evidence("title", said.block.text[:300], f"block {said.block.index}", "said-for-all")
            ]
        inherited = titles.Inherited(titles.without_day(said.name), said.block, "said-for-all")
    if kind is not None:
        text = titles.with_kind(inherited, kind.text)
        return text, [Evidence("title", kind.text, f"block {kind.block.index}", kind.rule)]
    if inherited is None:
        return None, []
    where_ = f"block {inherited.block.index}" if inherited.block else "page title"
    text = inherited.block.text if inherited.block else (record.page.document.title or "")
    return inherited.text, [Evidence("title", text[:300], where_, inherited.rule)]


def _is_headed_by_another(record: Record) -> bool:
    """Whether a record's own name is one only by where it stands, and a heading stands right over each of several
    records cut alike ("Seed swap" over a box of its day, its house and what it is about): that is its name."""
    own, page, region = record.fields.title, record.page, record.region
    if own is None or own.rule != "title-by-position" or region.alike < ALIKE or region.shape != "card":
        return False
    if region.alike not in page.notes.headed:
        alike = (each.first for each in page.notes.regions if (each.shape, each.alike) == ("card", region.alike))
        page.notes.headed[region.alike] = all(_is_under_name(page, first) for first in alike)
    return page.notes.headed[region.alike]


def _is_under_name(page: Context, first: int) -> bool:
    """Whether a heading that names something and tells no day stands right over a block."""
    over = page.document.blocks[first - 1] if first else None
    named = over is not None and bool(over.level) and titles.names(over.text)
    return named and page.dated[first - 1] is None


def unnaming(record: Record) -> set[int]:
    """The headings over a date that name nothing here: dates themselves, and those over a text of their own."""
    page = record.page
    timed = [dated for block in record.above if (dated := page.dated[block.index])]
    dates = {dated.block.index for dated in timed if not _is_rule_of_name(dated)}
    if page.subject is None:
        return dates
    return dates | {block.index for block in record.above if block.level > 1 and heads_text(page, block)}


def _is_rule_of_name(dated: Dated) -> bool:
    """Whether a heading names something and tells by a rule when it is ("Bible study (Wednesdays, 7 pm)"), or gives no
    day at all."""
    return all(each.rrule for each in dated.whens) and not words.is_generic(dated.rest)


def _is_dated(page: Context, block: Block) -> bool:
    return (dated := page.dated[block.index]) is not None and bool(dated.whens)


def heads_text(page: Context, heading: Block) -> bool:
    """Whether paragraphs stand between a heading and the first date under it ("House rules", far above the dates)."""
    if words.OCCASION.search(heading.text):
        return False
    paragraphs = 0
    for block in page.document.blocks[heading.index + 1 :]:
        if _is_dated(page, block) or (block.level and block.level <= heading.level):
            return False
        paragraphs += len(block.text) >= PARAGRAPH
        if paragraphs >= OWN_TEXT:
            return True
    return False
