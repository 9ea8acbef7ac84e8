"""The tree of a page → Document: the blocks in it, and the part of the page that each stands in.

Refuses to look for events: it only says what stands where, in which role, and what links where.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import replace

from bs4 import BeautifulSoup

from aggregator.extract.html import cells
from aggregator.extract.html.blocks import Block, Box, Document, Offer, Picture, SpanKind, Zone
from aggregator.extract.html.discussions import find_discussions
from aggregator.extract.html.footers import closes_page, find_footer
from aggregator.extract.html.links import offered
from aggregator.extract.html.opening import opening_lines
from aggregator.extract.html.posts import OF_POSTS, find_posts
from aggregator.extract.html.walk import Walk
from aggregator.extract.structured.calendar_links import read_offer, read_stamp

PLACE_HINTS = frozenset(("location", "venue", "address", "place"))
WIDEST_HINT = 5
"""A box of more blocks than this is no field, whatever its name."""

_PAGE_DATES = ("article:published_time", "article:modified_time", "dc.date", "dcterms.created", "date", "pubdate")

_OF_WRITING = re.compile(r"publi(?:sh(?!er)|cation)|pub\W?date|issued|created|posted|modified|updated|\Adate\Z")
"""In the name of a metadatum: its day is one on which the page was written or changed."""

_DAY = re.compile(r"((?:19|20)\d\d)-?([01]\d)-?([0-3]\d)(?!\d)")


def read_page(soup: BeautifulSoup, *, url: str | None = None) -> Document:
    """Turn a parsed page into blocks. url: the page's own; a `<base href>` is resolved against it."""
    walk = Walk(url)
    walk.run(soup)
    if any(cuts := cells.part(walk.blocks, walk.boxes)):
        walk.blocks, numbers = cells.cut(walk.blocks, walk.boxes, cuts)
        walk.offering = [(numbers[at], box, tag) for at, box, tag in walk.offering]
        walk.pictures = [(numbers[at], box, text, url) for at, box, text, url in walk.pictures]
    return _headed(
        Document(
            blocks=_zoned(walk.blocks, walk.boxes, walk.title or ""),
            root=walk.root,
            title=walk.title,
            site=walk.meta.get("og:site_name") or None,
            base=walk.base,
            published=next((walk.meta[name] for name in _PAGE_DATES if walk.meta.get(name)), None),
            written=frozenset(_days_of_writing(walk)),
            region=_region(walk.language),
            language=walk.language.partition("-")[0].lower() or None,
            offered=offered(walk.embeds),
            offers=tuple(_offers(walk)),
            chosen=tuple(walk.chosen),
            pictures=tuple(sorted(_pictures(walk), key=lambda picture: picture.at)),
        )
    )


def _days_of_writing(walk: Walk) -> Iterator[str]:
    """The days, as ISO text, that the page's data give as those on which it was written or changed."""
    yield from walk.written
    for name, value in walk.meta.items():
        day = _DAY.match(value) if _OF_WRITING.search(name) else None
        if day is not None:
            yield "-".join(day.groups())


def _headed(document: Document) -> Document:
    """The page with a heading of the first rank, where it has another in its place: many keep that rank for the site's
    name, or begin with the second. It is the one that the `<title>` repeats, or the only one of its rank, above all
    others. Those of lower ranks follow it."""
    top = document.main_heading
    if top is None or top.level == 1 or top.text.casefold() in document.brands:
        return document
    alike = [block for block in document.headings if block.level == top.level]
    sole = alike == [top] and top is document.headings[0]
    if not sole and top.text.casefold() not in (document.title or "").casefold():
        return document
    by = top.level - 1
    raised = [block for block in document.headings if block is top or (len(alike) == 1 and block.level > top.level)]
    ranked = {block.index: replace(block, level=block.level - by) for block in raised}
    return replace(document, blocks=tuple(ranked.get(block.index, block) for block in document.blocks))


def _offers(walk: Walk) -> Iterator[Offer]:
    """The events of links and widgets, each at its block; at the last before it in the innermost box with words."""
    for box, tag in walk.stamped:
        stamp = read_stamp(tag) if box.stop > box.first else None
        if stamp is not None:
            yield Offer(box.first, stamp, box.stop)
    for at, box, tag in walk.offering:
        if (place := _place_of(at, box)) is not None:
            yield from (Offer(place, event) for event in read_offer(tag))


def _pictures(walk: Walk) -> Iterator[Picture]:
    """The texts of pictures, each at its block; at the nearest in the innermost box with words."""
    for at, box, text, url in walk.pictures:
        if (place := _place_of(at, box)) is not None:
            yield Picture(place, text, url)


def _place_of(at: int, box: Box) -> int | None:
    """The block with which something without words stands: the next, within the innermost box that has any."""
    home = next((outer for outer in box.ancestors() if outer.stop > outer.first), None)
    return min(max(at, home.first), home.stop - 1) if home is not None else None


def _region(tag: str) -> str | None:
    """The country in a language tag: two letters behind the language, and its script if it has one (RFC 5646 §2.1)."""
    return next((part.lower() for part in re.split("[-_]", tag)[1:] if len(part) == 2 and part.isalpha()), None)


def _zoned(blocks: list[Block], boxes: list[Box], title: str) -> tuple[Block, ...]:
    """The blocks with their zones. A box that holds most of the page's own words, or its main heading, is no side
    matter, whatever its name ("with-sidebar"); but a footer stays one where the page marks its main part."""
    weight, heads = [0], [0]
    is_ranked = any(block.level == 1 for block in blocks)
    for block in blocks:
        is_main = block.level == 1 if is_ranked else block.level > 0 and block.text.casefold() in title.casefold()
        heads.append(heads[-1] + is_main)
        linked = sum(span.end - span.start for span in block.spans if span.kind is SpanKind.LINK)
        weight.append(weight[-1] + max(len(block.text) - linked, 0))
    footer = find_footer(blocks, weight, heads)
    if footer is not None and footer.zone is None:
        footer.zone = Zone.FOOTER
    marked = any(box.tag == "main" and heads[box.stop] > heads[box.first] for box in boxes)
    for box in boxes:
        outer = box.parent.zone if box.parent else Zone.MAIN
        heavy = weight[box.stop] - weight[box.first] > 0.5 * weight[-1]
        if heavy and box.zone is Zone.FOOTER:
            heavy = not ((marked and box.tag == "footer") or closes_page(box, blocks, weight))
        headed = heads[box.stop] - heads[box.first]
        heavy = heavy or (box.zone is Zone.NAV and headed > 0) or (box.zone is Zone.ASIDE and 0 < headed == heads[-1])
        if box.zone is None or heavy or (box.zone is Zone.MAIN and outer is not None):
            box.zone = outer
    posts = frozenset(at for posts in find_posts(blocks) if heads[posts.stop] == heads[posts.start] for at in posts)
    said = [part for part in find_discussions(blocks) if heads[part.stop] == heads[part.start]]
    beside = posts | frozenset(opening_lines(blocks)) | {at for part in said for at in part}
    return tuple(_placed(block, beside, posts) for block in blocks)


def _placed(block: Block, beside: Set[int], posts: Set[int]) -> Block:
    """A block with the zone of its box, and with what the boxes around it say of it. beside: what is no main matter by
    its words. posts: what leads to others."""
    zone, hints = block.box.zone or Zone.MAIN, block.hints | _outer_hints(block.box)
    zone = Zone.ASIDE if zone is Zone.MAIN and block.index in beside else zone
    hints = hints | OF_POSTS if block.index in posts else hints
    return block if zone is block.zone and hints == block.hints else replace(block, zone=zone, hints=hints)


def _outer_hints(box: Box) -> frozenset[str]:
    """What the boxes around a block say of it: all they say where they hold nothing else, the place where they hold
    little."""
    hints: frozenset[str] = frozenset()
    for outer in box.ancestors():
        held = outer.stop - outer.first
        if held > WIDEST_HINT or outer.tag in {"body", "html", "root"}:
            break
        hints |= outer.hints if held == 1 else outer.hints & PLACE_HINTS
    return hints
