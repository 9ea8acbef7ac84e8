"""One walk over a parsed page: lines, boxes, inline stretches, and what its head says; no recursion, so that no
depth overflows.

Refuses to interpret: `page` makes a Document of what was gathered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeAlias

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

from aggregator.extract.html.blocks import Block, Box, Kind, Span, SpanKind, Zone, cut_spans
from aggregator.extract.html.joints import Joint, holds_lines, joins_lines, joint_before, mark_behind
from aggregator.extract.html.labelled_lines import labels_in
from aggregator.extract.html.markup import (
    INLINE,
    KINDS,
    STRONG,
    Once,
    absolute,
    attribute,
    classes_of,
    counts_aloud,
    drawn_field,
    hints_of,
    is_drawn_as_box,
    is_hidden,
    is_plain,
    is_spoken_only,
    level_of,
    resolved,
    spoken_label,
    zone_of,
)
from aggregator.extract.html.plain import lines_of
from aggregator.extract.html.rows import is_one_of_lines
from aggregator.extract.html.words import label_of
from aggregator.extract.structured.calendar_links import is_stamped, may_offer

PINNED = frozenset(("pin",))
"""What the pin of a map in front of words says of them."""

STRUCK = frozenset(("s", "del", "strike"))
TELLING = STRONG | STRUCK | {"button"}
"""Inline elements that say something about their words without an attribute."""

HEAD = frozenset(("title", "html", "base", "meta", "link", "iframe", "select", "img", "script"))
"""Elements that say something beside the words of the page, wherever they stand."""

CARDS = frozenset(("a", "span", "button", "label"))
"""Inline elements that style sheets draw as boxes where they hold lines."""

CELLS, TABLES = frozenset(("td", "th")), frozenset(("table", "tbody", "thead", "tfoot"))

MENUS = frozenset(("div", "ul", "span", "template"))
"""What a page hides until a reader asks for it."""

MOST_OFFERS = 12
"""Links of a hidden menu that are looked at."""

MOST_ROWS = 1000
"""Rows a cell may span (HTML standard §4.9.11 allows 65534; no table of dates needs them)."""

_HOUR_END = re.compile(r"\d[:.h]\d\d(?:\s?[ap]\.?m\.?|\s?uhr)?\Z|\d\s?(?:[ap]\.?m\.?|uhr)\Z", re.I)
"""An hour at the end of a stretch of text."""


_WRITTEN = re.compile(r'"date(?:Published|Created|Modified)"\s*:\s*"(\d{4}-\d\d-\d\d)')
"""The day of writing as structured data state it (schema.org/CreativeWork)."""

Meanings: TypeAlias = tuple[tuple[SpanKind, str], ...]
"""What an inline element says about its words: kinds of stretches, each with its value."""


class Walk:
    """The state of the one walk: the blocks so far, the open box, and the line being put together.

    pins: where in the line the pin of a map is drawn; one that stands alone is of the next line.
    """

    def __init__(self, base: str | None) -> None:
        self.base = base
        self.title: str | None = None
        self.language = ""
        self.meta: dict[str, str] = {}
        self.written: set[str] = set()
        self.embeds: list[tuple[str, str, str]] = []
        self.offering: list[tuple[int, Box, Tag]] = []
        self.cards: set[int] = set()
        self.pictures: list[tuple[int, Box, str, str]] = []
        self.chosen: list[str] = []
        self.stamped: list[tuple[Box, Tag]] = []
        self.root = Box("root", None, 0)
        self.box = self.root
        self.implied: Box | None = None
        self.line: Box | None = None
        self.boxes = [self.root]
        self.blocks: list[Block] = []
        self.parts: list[str] = []
        self.length = 0
        self.space = False
        self.breaks = 0
        self.spans: list[Span] = []
        self.pins: list[int] = []
        self.is_plain, self.is_spoken_only = Once(is_plain), Once(is_spoken_only)
        self.meaning, self.shape = Once(self.told_by), Once(_shape)
        self.open: dict[SpanKind, list[str]] = {kind: [] for kind in SpanKind}
        self.began: dict[SpanKind, int] = dict.fromkeys(SpanKind, 0)

    def run(self, soup: BeautifulSoup) -> None:
        """Walk the whole tree with a stack of our own."""
        stack: list[tuple[Tag, Iterator[object], Meanings]] = [(soup, iter(soup.contents), ())]
        while stack:
            tag, children, meanings = stack[-1]
            for child in children:
                if isinstance(child, Tag):
                    if child.name in HEAD:
                        self.note(child)
                    if self.is_read_through(child):
                        stack.append((child, iter(child.contents), self.enter(child)))
                        break
                elif type(child) is NavigableString:
                    (self.write_lines if self.box.tag == "pre" else self.write)(str(child))
            else:
                stack.pop()
                if stack:
                    self.leave(tag, meanings)
        self.flush()
        self.root.stop = len(self.blocks)

    def is_read_through(self, tag: Tag) -> bool:
        """Whether the walk goes on inside an element. What an “add to calendar” link or widget offers is kept, also
        where a menu hides it; the fields in a widget are no words of the page."""
        if self.is_plain(tag):
            return True
        if drawn_field(tag) == "where" and (not self.pins or self.pins[-1] < self.length):
            self.pins.append(self.length)
        offers = may_offer(tag)
        if offers:
            self.offering.append((len(self.blocks), self.box, tag))
        if not is_hidden(tag):
            return tag.name == "a" or not (offers or counts_aloud(tag))
        if tag.name in MENUS:
            menu = filter(may_offer, tag.find_all("a", limit=MOST_OFFERS))
            self.offering += [(len(self.blocks), self.box, each) for each in menu]
        return False

    def note(self, tag: Tag) -> None:
        """What an element says of the page as a whole. Of two that say the same the first counts."""
        name = tag.name
        if name == "img":
            if text := " ".join(attribute(tag, "alt").split()):
                self.pictures.append((len(self.blocks), self.box, text, (self.open[SpanKind.LINK] or [""])[-1]))
        elif name == "title":
            self.title = self.title or " ".join(tag.get_text().split()) or None
        elif name == "html":
            self.language = self.language or attribute(tag, "lang")
        elif name == "base":
            self.base = resolved(attribute(tag, "href"), self.base)
        elif name == "meta":
            key = attribute(tag, "property") or attribute(tag, "name") or attribute(tag, "itemprop")
            self.meta.setdefault(key.lower(), " ".join(attribute(tag, "content").split()))
        elif name == "script" and "ld+json" in attribute(tag, "type"):
            self.written.update(_WRITTEN.findall(tag.get_text()))
        elif name == "select":
            self.chosen += [" ".join(option.get_text().split()) for option in tag.select("option[selected]", limit=1)]
        elif name == "iframe" and (url := absolute(attribute(tag, "src"), self.base)):
            self.embeds.append((url, attribute(tag, "title"), "embed"))
        elif "alternate" in attribute(tag, "rel").lower().split() and (
            url := absolute(attribute(tag, "href"), self.base)
        ):
            self.embeds.append((url, attribute(tag, "title"), attribute(tag, "type").lower()))

    def enter(self, tag: Tag) -> Meanings:
        """Open an element; returns what it says about its words, for when it is left."""
        name = tag.name
        if name == "br":
            if joins_lines(tag, self.parts, heading=bool(self.box.level)):
                self.space = True
                return ()
            self.close_line()
            self.flush()
            self.breaks += 1
        elif name in INLINE:
            self.part_from_before(tag)
            if not self.parts and (label := spoken_label(tag)):
                self.write(f"{label}: ")
            if name in CARDS and (holds_lines(tag) or (name == "a" and is_stamped(tag)) or is_drawn_as_box(tag)):
                self.cards.add(id(tag))
                self.lay_out(tag)
            meanings = self.meaning(tag) if tag.attrs or name in TELLING else ()
            for kind, value in meanings:
                if not self.open[kind]:
                    self.began[kind] = self.length
                self.open[kind].append(value)
            return meanings
        else:
            self.lay_out(tag)
        return ()

    def lay_out(self, tag: Tag) -> None:
        """Open a box for an element that lays out blocks."""
        self.close_line()
        self.flush()
        if tag.name in CELLS and self.box.tag in TABLES:
            self.implied = self.open_box(Tag(name="tr"))
        elif tag.name not in CELLS:
            self.close_row()
        self.open_box(tag)
        if tag.attrs and is_stamped(tag):
            self.stamped.append((self.box, tag))

    def open_box(self, tag: Tag) -> Box:
        self.box = _box(tag, self.box, len(self.blocks), self.shape(tag))
        self.boxes.append(self.box)
        return self.box

    def close_row(self) -> None:
        """Close the row that browsers put around cells outside of any, where the innermost box is one."""
        if self.box is self.implied:
            self.fold_up()

    def close_line(self) -> None:
        """Close the box of a line of fields, where the innermost box is one."""
        if self.line is not None and self.box is self.line:
            self.line = None
            self.fold_up()

    def fold_up(self) -> None:
        """Close the innermost box."""
        self.close_line()
        self.flush()
        self.box.stop = len(self.blocks)
        self.box = self.box.parent or self.root
        self.breaks = 0

    def leave(self, tag: Tag, meanings: Meanings) -> None:
        name = tag.name
        if name == "br":
            return
        if id(tag) in self.cards:
            self.fold_up()
            for kind, _ in meanings:
                self.open[kind].pop()
        elif name in INLINE:
            for kind, _ in meanings:
                value = self.open[kind].pop()
                if not self.open[kind]:
                    self.mark(kind, value)
                if kind is SpanKind.HINT:
                    self.space = True
            if self.is_spoken_only(tag) and label_of("".join(self.parts)):
                self.write(": ")
            elif self.parts and not self.space:
                self.write(mark_behind(tag))
        else:
            if name not in CELLS:
                self.close_row()
            self.fold_up()

    def told_by(self, tag: Tag) -> Meanings:
        """What an inline element says about its words."""
        name, said = tag.name, list[tuple[SpanKind, str]]()
        if name in STRONG or ("style" in tag.attrs and "bold" in attribute(tag, "style")):
            said.append((SpanKind.STRONG, ""))
        if name == "a" and (href := absolute(attribute(tag, "href"), self.base)):
            said.append((SpanKind.LINK, href))
        if name == "time" and (stamp := attribute(tag, "datetime")):
            said.append((SpanKind.TIME, stamp))
        if name in STRUCK:
            said.append((SpanKind.STRUCK, ""))
        if name == "button":
            said.append((SpanKind.CONTROL, ""))
        if hints := hints_of(tag):
            said.append((SpanKind.HINT, " ".join(sorted(hints))))
        return tuple(said)

    def mark(self, kind: SpanKind, value: str) -> None:
        if self.length > self.began[kind] or kind is SpanKind.LINK:
            self.spans.append(Span(kind, self.began[kind], self.length, value))

    def write_lines(self, text: str) -> None:
        """Words whose line breaks the page keeps (`<pre>`): lines, and paragraphs wrapped by hand, as in plain text."""
        for at, line in enumerate(lines_of(text)):
            if at or (line.gap and text[:1] == "\n"):
                self.flush()
            if not line.words or (line.gap and at):
                self.part("br" if line.words else "hr")
            self.write(line.words)
        if text[-1:] == "\n":
            self.flush()

    def part(self, name: str) -> None:
        """Note where a rule (`hr`) or an empty line (`br`) parts the lines of a box."""
        self.lay_out(Tag(name=name))
        self.fold_up()

    def write(self, text: str) -> None:
        words = text.split()
        if not words:
            self.space = self.space or bool(text)
            return
        line = " ".join(words)
        if (self.space or text[0].isspace()) and self.length:
            line = " " + line
        self.parts.append(line)
        self.length += len(line)
        self.space = text[-1].isspace()

    def part_from_before(self, tag: Tag) -> None:
        """An element that is drawn apart from the one before it begins a line, or stands behind a blank where one is as
        short as "May" or "PM". So does one behind an hour: "3:00 PM", "Choir". The fields of a line among others of its
        element are in a box of their own."""
        joint = joint_before(tag) if self.parts else Joint.NONE
        if joint is Joint.LINES:
            if self.line is None and is_one_of_lines(tag):
                self.line = self.open_box(Tag(name="span"))
            self.flush()
        after_hour = bool(self.parts) and _HOUR_END.search(self.parts[-1]) is not None
        self.space = self.space or after_hour or joint is Joint.BLANK

    def flush(self) -> None:
        """End the line: what was written becomes a block; inline elements still open go on in the next."""
        if not self.parts:
            self.space = False
            return
        text = "".join(self.parts)
        if text:
            for kind, values in self.open.items():
                if values:
                    self.mark(kind, values[-1])
                    self.began[kind] = 0
            self.blocks += [] if self.is_said_by_button(text) else self.block(text)
            self.breaks = 0
            self.spans, self.pins = [], []
        self.parts, self.length, self.space = [], 0, False

    def is_said_by_button(self, text: str) -> bool:
        """Whether a line only repeats the number in the button right before it: the day of a calendar's cell, drawn
        once for narrow screens and once for wide ones."""
        before = self.blocks[-1] if self.blocks and text.isdecimal() else None
        return before is not None and before.text == text and any(before.of(SpanKind.CONTROL))

    def block(self, text: str) -> list[Block]:
        """The line as a block; as several, where it runs several labelled fields together ("When: … Where: …")."""
        box = self.box
        hints = box.hints.union(*(s.value.split() for s in self.spans if s.kind is SpanKind.HINT and covers(s, text)))
        kind = Kind.HEADING if box.level else box.kind
        first, gap = len(self.blocks), self.breaks > 1
        starts = sorted({0, *labels_in(text), *(pin for pin in self.pins if pin < len(text))})
        if len(starts) == 1 and not self.pins:
            spans = tuple(span for span in self.spans if span.start < len(text))
            return [Block(first, text.strip(), kind, box.level, box, Zone.MAIN, spans, hints, gap)]
        return [
            Block(
                first + at,
                text[start:stop].strip(),
                kind,
                box.level,
                box,
                Zone.MAIN,
                tuple(cut_spans(self.spans, start, stop)),
                hints | PINNED if start in self.pins else hints,
                at == 0 and gap,
            )
            for at, (start, stop) in enumerate(zip(starts, [*starts[1:], len(text)], strict=True))
        ]


def covers(span: Span, text: str) -> bool:
    """Whether an inline stretch is, but for a few characters, the whole text."""
    return span.end - span.start >= len(text) - 2


def _shape(tag: Tag) -> tuple[int, Zone | None, str, frozenset[str]]:
    """What an element says of its box: level, part of the page, name with classes, hints."""
    return level_of(tag), zone_of(tag), f"{tag.name} {classes_of(tag)}", hints_of(tag)


def _box(tag: Tag, parent: Box, first: int, shape: tuple[int, Zone | None, str, frozenset[str]]) -> Box:
    level, zone, path, hints = shape
    name = tag.name
    kind = KINDS.get(name, parent.kind)
    box = Box(name, parent, first, first, level or parent.level, kind, zone, path, hints)
    if name in {"td", "th"} and (rows := attribute(tag, "rowspan")).isdecimal():
        box.rows = min(int(rows), MOST_ROWS)
    box.row = box if name == "tr" else None if name == "table" else parent.row
    parent.children.append(box)
    return box
