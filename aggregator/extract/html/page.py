"""HTML → Document: one walk over the parsed tree, no recursion, so that no depth of tags can overflow.

Refuses to look for events: it only says what stands where, in which role, and what links where. lxml builds the tree: it is
the faster of the two parsers on every page measured, and the only one that stays linear on broken tags.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

from aggregator.extract.html.blocks import Block, Box, Document, Kind, Span, SpanKind, Zone
from aggregator.extract.html.links import offered

SKIPPED = frozenset(
    "script style template noscript title svg math canvas object select option textarea datalist audio video map".split()
)
"""Elements whose text is never read as the page's words."""

INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img input ins kbd label mark meter nobr output picture "
    "progress q rp rt ruby s samp small source span strike strong sub sup time tt u var wbr button link meta".split()
)
"""Elements that run on within a line; every other element starts a box (HTML standard §15.3, default display)."""

STRONG = frozenset(("b", "strong", "u", "mark"))
KINDS = {
    "li": Kind.ITEM, "td": Kind.CELL, "th": Kind.HEADER, "dt": Kind.TERM, "dd": Kind.DEFINITION,
    "caption": Kind.CAPTION, "legend": Kind.CAPTION, "figcaption": Kind.CAPTION, "summary": Kind.HEADING,
    "body": Kind.TEXT, "table": Kind.TEXT, "section": Kind.TEXT, "article": Kind.TEXT, "main": Kind.TEXT,
}  # fmt: skip
ZONE_TAGS = {"nav": Zone.NAV, "footer": Zone.FOOTER, "aside": Zone.ASIDE, "main": Zone.MAIN}
ZONE_ROLES = {
    "navigation": Zone.NAV, "menu": Zone.NAV, "menubar": Zone.NAV, "contentinfo": Zone.FOOTER, "search": Zone.NAV,
    "complementary": Zone.ASIDE, "main": Zone.MAIN, "dialog": Zone.ASIDE, "alertdialog": Zone.ASIDE,
}  # fmt: skip
ZONE_WORDS = {
    "nav": Zone.NAV, "navbar": Zone.NAV, "navigation": Zone.NAV, "menu": Zone.NAV, "breadcrumb": Zone.NAV,
    "breadcrumbs": Zone.NAV, "pagination": Zone.NAV, "pager": Zone.NAV, "footer": Zone.FOOTER, "copyright": Zone.FOOTER,
    "sidebar": Zone.ASIDE, "cookie": Zone.ASIDE, "cookies": Zone.ASIDE, "consent": Zone.ASIDE, "comments": Zone.ASIDE,
    "comment": Zone.ASIDE, "related": Zone.ASIDE, "byline": Zone.ASIDE, "breadcrumblist": Zone.NAV,
}  # fmt: skip
HINTS = frozenset(
    "event events title name headline summary subject date dates day month year time times datetime start end when where "
    "location venue address place room city description desc details organizer posted published author byline timestamp modified updated tags tag category".split()
)
"""Schema-like words in class names and itemprop; they lean, they never decide."""

MOST_ROWS = 1000
LAYOUT_WORDS = frozenset(
    "wrap wrapper container inner outer list links link bar area region section block widget widgets item items row col left right "
    "primary secondary top bottom fixed sticky box holder div ul li level".split()
)
PLACE_HINTS = frozenset(("location", "venue", "address", "place"))
WIDEST_HINT = 5
"""A box of more blocks than this is no field, whatever its name."""

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_INLINE_LABEL = re.compile(
    r"(?:(?<=\s)|\A)(?:What|When|Where|Who|Date(?: ?(?:&|and) ?[Tt]ime)?|Time|Location|Place|Venue|Cost|Price|RSVP|Hosts?)\s?:(?=\s)"
)
_UNSHOWN = re.compile(r"display\s*:\s*none", re.I)
_XML = re.compile(r"<\?xml[^>]*>", re.I)
_LEVEL = re.compile(r"h([1-6])\Z")
_HTTP = frozenset(("http", "https", "webcal", "mailto", "tel"))
_PAGE_DATES = ("article:published_time", "article:modified_time", "dc.date", "dcterms.created", "date", "pubdate")


def parse(text: str) -> BeautifulSoup:
    """The tree of an HTML text. An XML declaration is dropped: XHTML is read as the HTML browsers make of it."""
    return BeautifulSoup(_XML.sub("", text) + "\n<!---->", "lxml")


def read_page(soup: BeautifulSoup, *, url: str | None = None) -> Document:
    """Turn a parsed page into blocks. url: the page's own; a `<base href>` is resolved against it."""
    base = _base(soup, url)
    walk = _Walk(base)
    walk.run(soup)
    html = soup.find("html")
    language = _attribute(html, "lang") if isinstance(html, Tag) else ""
    return Document(
        blocks=_zoned(walk.blocks, walk.boxes),
        root=walk.root,
        title=_words(soup.title.get_text()) if soup.title else None,
        site=_meta(soup, "og:site_name"),
        base=base,
        published=next(filter(None, (_meta(soup, name) for name in _PAGE_DATES)), None),
        language=language.partition("-")[0].lower() or None,
        offered=offered(_embeds(soup, base)),
    )


class _Walk:
    """The state of the one walk: the blocks so far, the open box, and the line being put together."""

    def __init__(self, base: str | None) -> None:
        self.base = base
        self.root = Box("root", None, 0)
        self.box = self.root
        self.boxes = [self.root]
        self.blocks: list[Block] = []
        self.parts: list[str] = []
        self.length = 0
        self.space = False
        self.breaks = 0
        self.spans: list[Span] = []
        self.open: dict[SpanKind, list[str]] = {kind: [] for kind in SpanKind}
        self.began: dict[SpanKind, int] = dict.fromkeys(SpanKind, 0)

    def run(self, soup: BeautifulSoup) -> None:
        """Walk the whole tree with a stack of our own."""
        stack: list[tuple[Tag, Iterator[object]]] = [(soup, iter(soup.contents))]
        while stack:
            tag, children = stack[-1]
            for child in children:
                if isinstance(child, Tag):
                    if not _is_hidden(child):
                        self.enter(child)
                        stack.append((child, iter(child.contents)))
                        break
                elif type(child) is NavigableString:
                    self.write(child)
            else:
                stack.pop()
                if stack:
                    self.leave(tag)
        self.flush()
        self.root.stop = len(self.blocks)

    def enter(self, tag: Tag) -> None:
        name = tag.name
        if name == "br":
            self.flush()
            self.breaks += 1
        elif name in INLINE:
            for kind, value in self.meaning(tag):
                if not self.open[kind]:
                    self.began[kind] = self.length
                self.open[kind].append(value)
        else:
            self.flush()
            self.box = _box(tag, self.box, len(self.blocks))
            self.boxes.append(self.box)

    def leave(self, tag: Tag) -> None:
        name = tag.name
        if name == "br":
            return
        if name in INLINE:
            for kind, _ in self.meaning(tag):
                value = self.open[kind].pop()
                if not self.open[kind]:
                    self.mark(kind, value)
                if kind is SpanKind.HINT:
                    self.space = True
        else:
            self.flush()
            self.box.stop = len(self.blocks)
            self.box = self.box.parent or self.root
            self.breaks = 0

    def meaning(self, tag: Tag) -> Iterator[tuple[SpanKind, str]]:
        """What an inline element says about its words. The same for its start and its end."""
        if tag.name in STRONG or "bold" in _attribute(tag, "style"):
            yield SpanKind.STRONG, ""
        if tag.name == "a" and (href := _absolute(_attribute(tag, "href"), self.base)):
            yield SpanKind.LINK, href
        if tag.name == "time" and (stamp := _attribute(tag, "datetime")):
            yield SpanKind.TIME, stamp
        if hints := _hints(tag):
            yield SpanKind.HINT, " ".join(sorted(hints))

    def mark(self, kind: SpanKind, value: str) -> None:
        if self.length > self.began[kind] or kind is SpanKind.LINK:
            self.spans.append(Span(kind, self.began[kind], self.length, value))

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

    def flush(self) -> None:
        """End the line: what was written becomes a block; inline elements still open go on in the next."""
        text = "".join(self.parts)
        if text:
            for kind, values in self.open.items():
                if values:
                    self.mark(kind, values[-1])
                    self.began[kind] = 0
            self.blocks += self.block(text)
            self.breaks = 0
            self.spans = []
        self.parts, self.length, self.space = [], 0, False

    def block(self, text: str) -> list[Block]:
        """The line as a block; as several, where it runs several labelled fields together ("When: … Where: …")."""
        box = self.box
        hints = box.hints.union(*(s.value.split() for s in self.spans if s.kind is SpanKind.HINT and covers(s, text)))
        kind = Kind.HEADING if box.level else box.kind
        cuts = [match.start() for match in _INLINE_LABEL.finditer(text)]
        starts = [0, *(cut for cut in cuts if cut)] if len(cuts) > 1 else [0]
        first = len(self.blocks)
        return [
            Block(
                first + at,
                text[start:stop].strip(),
                kind,
                box.level,
                box,
                Zone.MAIN,
                tuple(_cut_spans(self.spans, start, stop)),
                hints,
                at == 0 and self.breaks > 1,
            )  # fmt: skip
            for at, (start, stop) in enumerate(zip(starts, [*starts[1:], len(text)], strict=True))
        ]


def _cut_spans(spans: list[Span], start: int, stop: int) -> Iterator[Span]:
    """The stretches of a line that lie in a part of it, in the part's own offsets."""
    for span in spans:
        if span.start < stop and span.end >= start:
            yield Span(span.kind, max(span.start, start) - start, min(span.end, stop) - start, span.value)


def covers(span: Span, text: str) -> bool:
    """Whether an inline stretch is, but for a few characters, the whole text."""
    return span.end - span.start >= len(text) - 2


def _box(tag: Tag, parent: Box, first: int) -> Box:
    level = _level(tag) or parent.level
    name = tag.name
    kind = KINDS.get(name, parent.kind)
    box = Box(name, parent, first, first, level, kind, _zone(tag), f"{name} {_classes(tag)}", _hints(tag))
    if name in {"td", "th"} and (rows := _attribute(tag, "rowspan")).isdecimal():
        box.rows = min(int(rows), MOST_ROWS)
    parent.children.append(box)
    return box


def _level(tag: Tag) -> int:
    if match := _LEVEL.match(tag.name):
        return int(match[1])
    if _attribute(tag, "role") == "heading":
        level = _attribute(tag, "aria-level")
        return int(level) if level in set("123456") else 2
    return 0


def _zone(tag: Tag) -> Zone | None:
    role = ZONE_ROLES.get(_attribute(tag, "role")) or ZONE_TAGS.get(tag.name)
    if role or tag.name in {"html", "body", "main", "article", "tr", "td", "table", "form"}:
        return role
    names = f"{_attribute(tag, 'class')} {_attribute(tag, 'id')}"
    return next((zone for name in names.split() if (zone := _zone_of_name(name))), None)


@lru_cache(maxsize=4096)
def _zone_of_name(name: str) -> Zone | None:
    """The zone a class or id names: its last word that is not about layout ("main-menu", "footer-inner")."""
    words = [word for word in _name_words(name) if word not in LAYOUT_WORDS]
    return ZONE_WORDS.get(words[-1]) if words else None


def _zoned(blocks: list[Block], boxes: list[Box]) -> tuple[Block, ...]:
    """The blocks with their zones. A box that holds most of the page's own words is no side matter, whatever its name."""
    weight = [0]
    for block in blocks:
        linked = sum(span.end - span.start for span in block.spans if span.kind is SpanKind.LINK)
        weight.append(weight[-1] + max(len(block.text) - linked, 0))
    for box in boxes:
        outer = box.parent.zone if box.parent else Zone.MAIN
        heavy = weight[box.stop] - weight[box.first] > 0.5 * weight[-1]
        if box.zone is None or heavy or (box.zone is Zone.MAIN and outer is not None):
            box.zone = outer
    return tuple(replace(b, zone=b.box.zone or Zone.MAIN, hints=b.hints | _outer_hints(b.box)) for b in blocks)


def _outer_hints(box: Box) -> frozenset[str]:
    """What the boxes around a block say of it: all they say where they hold nothing else, the place where they hold little."""
    hints: frozenset[str] = frozenset()
    for outer in box.ancestors():
        held = outer.stop - outer.first
        if held > WIDEST_HINT or outer.tag in {"body", "html", "root"}:
            break
        hints |= outer.hints if held == 1 else outer.hints & PLACE_HINTS
    return hints


def _hints(tag: Tag) -> frozenset[str]:
    return _schema_words(" ".join(_attribute(tag, name) for name in ("class", "itemprop", "data-label")))


@lru_cache(maxsize=4096)
def _schema_words(names: str) -> frozenset[str]:
    return HINTS.intersection(_name_words(names))


def _name_words(names: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(names)]


def _classes(tag: Tag) -> str:
    return re.sub(r"\d+", "", " ".join(sorted(_attribute(tag, "class").split())))


def _is_hidden(tag: Tag) -> bool:
    """Never shown, or shown to nobody: an inline stretch with `display:none` is a sort key, a box may be an accordion."""
    if tag.name in SKIPPED or "hidden" in tag.attrs:
        return True
    return tag.name in INLINE and "style" in tag.attrs and bool(_UNSHOWN.search(_attribute(tag, "style")))


def _attribute(tag: Tag, name: str) -> str:
    value = tag.attrs.get(name)
    if isinstance(value, str):
        return value
    return " ".join(value) if value else ""


def _absolute(href: str, base: str | None) -> str:
    """A link's absolute URL, or "" where it leads nowhere (scripts, fragments of this page, broken ones)."""
    href = href.strip()
    if not href or href.startswith("#"):
        return ""
    try:
        url = urljoin(base or "", href)
        scheme = urlsplit(url).scheme
    except ValueError:
        return ""
    return url if scheme in _HTTP or not (scheme or base) else ""


def _base(soup: BeautifulSoup, url: str | None) -> str | None:
    tag = soup.find("base", href=True)
    href = _attribute(tag, "href").strip() if isinstance(tag, Tag) else ""
    try:
        return urljoin(url or "", href) or None
    except ValueError:
        return url


def _meta(soup: BeautifulSoup, name: str) -> str | None:
    for key in ("property", "name", "itemprop"):
        tag = soup.find("meta", attrs={key: name})
        if isinstance(tag, Tag) and (value := _words(_attribute(tag, "content"))):
            return value
    return None


def _embeds(soup: BeautifulSoup, base: str | None) -> Iterator[tuple[str, str, str]]:
    """(URL, words, declared type) of every `<link rel=alternate>` and embedded frame."""
    for tag in soup.find_all("link", rel="alternate", href=True):
        if url := _absolute(_attribute(tag, "href"), base):
            yield url, _attribute(tag, "title"), _attribute(tag, "type").lower()
    for tag in soup.find_all("iframe", src=True):
        if url := _absolute(_attribute(tag, "src"), base):
            yield url, _attribute(tag, "title"), "embed"


def _words(text: str) -> str:
    return " ".join(text.split())
