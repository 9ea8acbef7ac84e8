"""The page as a reader sees it: blocks of text in order, inside boxes; plain records, no parsing.

A **block** is one line or paragraph; a **box** is an element that lays blocks out (a list, a row, a section) and
holds a
contiguous range of them. Everything later stages ask ("how many dates are in here?") is then a question about a range
of block numbers. Refuses to know any library: `page` makes these from HTML, `plain` from text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import urlsplit

from aggregator.extract.html.words import is_full_day, is_pointer
from aggregator.model import CalendarLink, Link, RawEvent


class Kind(StrEnum):
    """What a block is by its element, or by its shape in plain text."""

    HEADING = "heading"
    TEXT = "text"
    ITEM = "item"
    CELL = "cell"
    HEADER = "header"
    TERM = "term"
    DEFINITION = "definition"
    CAPTION = "caption"


class Zone(StrEnum):
    """The part of the page a block stands in. Only MAIN is what the page is about."""

    MAIN = "main"
    NAV = "nav"
    FOOTER = "footer"
    ASIDE = "aside"


class SpanKind(StrEnum):
    """What an inline element says about its words."""

    LINK = "link"
    STRONG = "strong"
    TIME = "time"
    HINT = "hint"
    CONTROL = "control"
    STRUCK = "struck"


@dataclass(frozen=True, slots=True)
class Span:
    """An inline stretch of a block's text. value: the href, the `datetime` attribute, or the hint words."""

    kind: SpanKind
    start: int
    end: int
    value: str = ""


def cut_spans(spans: Iterable[Span], start: int, stop: int) -> Iterator[Span]:
    """The stretches of a line that lie in a part of it, in the part's own offsets."""
    for span in spans:
        if span.start < stop and (span.end > start or span.start >= start):
            yield Span(span.kind, max(span.start, start) - start, min(span.end, stop) - start, span.value)


@dataclass(slots=True, eq=False)
class Box:
    """An element that lays out blocks `first` to `stop` (exclusive).

    look: tag and class names, digits dropped; equal looks make siblings alike, whatever the names are.
    hints: schema-like words in its class or itemprop ("date", "title", "location"). rows: rows that a cell spans.
    row: the table row it stands in, or is.
    """

    tag: str
    parent: Box | None
    first: int
    stop: int = 0
    level: int = 0
    kind: Kind = Kind.TEXT
    zone: Zone | None = None
    look: str = ""
    hints: frozenset[str] = frozenset()
    rows: int = 1
    row: Box | None = None
    children: list[Box] = field(default_factory=list)

    def cells(self) -> list[Box]:
        """The cells of a table row."""
        return [box for box in self.children if box.tag in {"td", "th"}]

    def ancestors(self) -> Iterator[Box]:
        """This box, its parent, and so on to the root."""
        box: Box | None = self
        while box is not None:
            yield box
            box = box.parent


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """One line or paragraph of text, white space collapsed.

    level: 1–6 in a heading, else 0; 1 for the page's own, whatever its tag. strong: all of its words are emphasised.
    gap: an empty line stands before it.
    """

    index: int
    text: str
    kind: Kind
    level: int
    box: Box
    zone: Zone
    spans: tuple[Span, ...] = ()
    hints: frozenset[str] = frozenset()
    gap: bool = False

    @property
    def strong(self) -> bool:
        """Whether emphasis covers the whole block."""
        covered = sum(span.end - span.start for span in self.spans if span.kind is SpanKind.STRONG)
        return bool(self.text) and covered >= len(self.text) - 2

    @property
    def look(self) -> str:
        """What its element and the one around it are, with their classes: blocks of one look are written alike."""
        return f"{self.box.parent.look if self.box.parent else ''}>{self.box.look}"

    def of(self, kind: SpanKind) -> Iterator[tuple[str, Span]]:
        """The words of each inline stretch of one kind, with the stretch."""
        for span in self.spans:
            if span.kind is kind:
                yield self.text[span.start : span.end].strip(), span


@dataclass(frozen=True, slots=True)
class Offer:
    """What an “add to calendar” link or widget would put into a reader's calendar, or the attributes of an element say.

    at: the block it stands in, or the last before it in its box. stop: for an element that lays out blocks, the end
    (exclusive) of those its attributes are about; else 0.
    """

    at: int
    event: RawEvent
    stop: int = 0


@dataclass(frozen=True, slots=True)
class Picture:
    """The text of a picture (`alt`), at the block it stands with. url: where it leads, "" where nowhere."""

    at: int
    text: str
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A page as blocks in boxes.

    title: of the `<title>`, as it stands. site: og:site_name. base: what relative links are resolved against.
    published: the page's own date as its metadata give it (ISO text), or None. written: all days on which its metadata
    and structured data say that it was written or changed (ISO text). language: ISO 639 code. region: the country of
    the language ("gb" of `en-GB`), or None.
    offered: calendars and feeds that the page links to outside its text (`<link>`, embeds). offers: events that it
    offers to add to a calendar. chosen: the entries that its forms show as chosen ("May", "2026"). pictures: in order.
    """

    blocks: tuple[Block, ...]
    root: Box
    title: str | None = None
    site: str | None = None
    base: str | None = None
    published: str | None = None
    written: frozenset[str] = frozenset()
    language: str | None = None
    region: str | None = None
    offered: tuple[CalendarLink, ...] = ()
    offers: tuple[Offer, ...] = ()
    chosen: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    headings: tuple[Block, ...] = field(init=False, compare=False)
    """Those of its main part, in order."""
    brands: frozenset[str] = field(init=False, compare=False)
    """What the page calls its site, case-folded: og:site_name, and headings or parts of the title that
    are a link to the site's front page."""
    main_heading: Block | None = field(init=False, compare=False)
    """The first heading of the highest rank in the main part: one that the `<title>` repeats before others, one that
    names the site, or is nothing but a day, only where there is no other."""
    recurring: frozenset[str] = field(init=False, compare=False)
    """Where those links lead that are a line or a field of their own, several times with the same words."""
    texts: tuple[int, ...] = field(init=False, compare=False)
    """Numbers of the blocks that are plain text, neither heading nor cell nor item."""

    def __post_init__(self) -> None:
        headings = tuple(block for block in self.blocks if block.level and block.zone is Zone.MAIN)
        site = {self.site.casefold()} if self.site else set()
        page = (self.title or "").casefold()
        lines = {block.text.casefold(): block for block in self.blocks if _leads_home(block, self.base)}
        brands = frozenset(site | {text for text, block in lines.items() if block.level or text in page})
        others = [block for block in headings if block.text.casefold() not in brands]
        own = [block for block in others if not is_full_day(block.text)] or others or headings
        object.__setattr__(self, "headings", headings)
        object.__setattr__(self, "brands", brands)
        by_rank = min(own, key=lambda block: (block.level, block.text.casefold() not in page), default=None)
        object.__setattr__(self, "main_heading", by_rank)
        whole = Counter(
            (span.value, text)
            for block in self.blocks
            if block.zone is Zone.MAIN
            for text, span in block.of(SpanKind.LINK)
            if len(text) >= len(block.text) - 2
        )
        object.__setattr__(self, "recurring", frozenset(url for (url, _), times in whole.items() if times > 1))
        object.__setattr__(self, "texts", tuple(b.index for b in self.blocks if b.kind is Kind.TEXT))

    def links(self, first: int = 0, stop: int | None = None) -> tuple[Link, ...]:
        """Every link of a range of blocks, in order, each URL once with all of its words."""
        return links_of(self.blocks[first:stop])


def _leads_home(block: Block, base: str | None) -> bool:
    """Whether a whole line is a link to the front page of the site."""
    for text, span in block.of(SpanKind.LINK):
        target, here = urlsplit(span.value), urlsplit(base or "")
        if len(text) >= len(block.text) - 2 and target.path in {"", "/"} and target.netloc in {"", here.netloc}:
            return not target.query and here.path not in {"", "/"}
    return False


LEAD = 60
"""Characters before a link that only points, in which its purpose is looked for."""


def links_of(blocks: Iterable[Block]) -> tuple[Link, ...]:
    """Every link of some blocks, in order, each URL once with all of its words."""
    words: dict[str, list[str]] = {}
    for block in blocks:
        for text, span in block.of(SpanKind.LINK):
            words.setdefault(span.value, []).append(f"{_lead(block.text, span)} {text}" if is_pointer(text) else text)
    return tuple(Link(url=url, text=" ".join(filter(None, texts))) for url, texts in words.items())


def _lead(text: str, span: Span) -> str:
    """The words of the sentence before a link that only points ("To register" of "To register go here")."""
    before = text[: span.start].rstrip()
    sentence = re.split(r"[.!?:;]\s", before.rstrip(": "))[-1] + before[len(before.rstrip(": ")) :]
    return sentence[-LEAD:].partition(" ")[2] if len(sentence) > LEAD else sentence.strip()
