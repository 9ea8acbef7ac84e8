"""What an element is by its tag, role and names: tables of HTML's words, and the questions asked of one tag.

Refuses to walk: it is asked of one element at a time. No rule names a site's own classes; schema-like and layout-like
words in names only lean.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Generic, TypeVar
from urllib.parse import urljoin, urlsplit

from bs4.element import Tag

from aggregator.extract.html.blocks import Kind, Zone
from aggregator.extract.html.words import icons, label_of, names_in_markup
from aggregator.extract.structured.calendar_links import may_offer

Answer = TypeVar("Answer")

SKIPPED = frozenset(
    "script style template noscript title svg math canvas object select option textarea datalist audio video "
    "map".split()
)
"""Elements whose text is never read as the page's words."""

INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img input ins kbd label mark meter nobr "
    "output picture "
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
    "event events title name headline summary subject date dates day month year time times datetime start "
    "end when where "
    "location venue address place room city description desc details organizer "
    "posted published author byline timestamp modified updated tags tag category".split()
)
"""Schema-like words in class names and itemprop; they lean, they never decide."""

LAYOUT_WORDS = frozenset(
    "wrap wrapper container inner outer list links link bar area region section block widget widgets item "
    "items row col "
    "left right primary secondary top bottom fixed sticky box holder div ul li level".split()
)
HAVING = frozenset(("with", "without", "has", "have", "no", "one", "two"))
_WORD = re.compile(r"[A-ZÀ-Þ]?[a-zß-ÿ]+|[A-Z]+(?![a-z])")
_NOTHING: frozenset[str] = frozenset()
_UNSHOWN = re.compile(r"display\s*:\s*none", re.I)
_OWN_LINE = re.compile(r"display\s*:\s*(?:block|flex|grid|table|list-item)\b", re.I)
_LEVELS = {f"h{level}": level for level in range(1, 7)}
_SPOKEN = re.compile(
    r"(?:\A|[\s_-])(?:sr-?only|visual(?:ly)?-?(?:hid(?:e|den))|screen-?reader(?:-\w+)?|a11y-hid(?:e|den)|element-invisible)"
    r"(?!\S)",
    re.I,
)
"""Class names by which style sheets everywhere hide words from those who see the page."""

_SPOKEN_IN = ("aria-label", "title", "alt")
_COUNT = re.compile(r"\d+ [^\W\d_]{4,}[,:]?")
"""How many there are of something ("3 events,")."""

LONGEST_SPOKEN = 24
ICONS = frozenset(("i", "span", "em", "img", "svg"))
"""Elements that pages draw icons with."""

_LIGATURES = re.compile(r"\bmaterial-(?:icons|symbols)")
_NAMES_OF_ICONS = ("class", "data-feather", "data-lucide", "data-icon", "icon")
_STYLES = frozenset(
    "alt fill filled line outline outlined o solid regular light thin duotone sharp png svg gif webp".split()
)
_SCHEMES = frozenset(("http", "https", "webcal", "mailto", "tel"))


class Once(Generic[Answer]):
    """A question about an element, asked once for all that have the same name and class and no other attribute.

    For what depends on name and attributes only. Lives as long as its page: most elements are such, of few classes.
    """

    def __init__(self, ask: Callable[[Tag], Answer]) -> None:
        self.ask = ask
        self.known: dict[tuple[str, object], Answer] = {}

    def __call__(self, tag: Tag) -> Answer:
        """The answer."""
        attrs = tag.attrs
        names = attrs.get("class")
        if len(attrs) > (names is not None):
            return self.ask(tag)
        key = tag.name, names
        if key not in self.known:
            self.known[key] = self.ask(tag)
        return self.known[key]


def level_of(tag: Tag) -> int:
    """1–6 for a heading, else 0."""
    level = _LEVELS.get(tag.name, 0)
    if not level and "role" in tag.attrs and attribute(tag, "role") == "heading":
        return _LEVELS.get("h" + attribute(tag, "aria-level"), 2)
    return level


def zone_of(tag: Tag) -> Zone | None:
    """The part of the page an element says it is, by its tag, its role, or a word in its names."""
    attrs = tag.attrs
    role = ZONE_ROLES.get(attribute(tag, "role")) if "role" in attrs else None
    role = role or ZONE_TAGS.get(tag.name)
    if role or not attrs or tag.name in {"html", "body", "main", "article", "tr", "td", "table", "form"}:
        return role
    named = _zone_of_names(attribute(tag, "class")) if "class" in attrs else None
    return named or (_zone_of_names(attribute(tag, "id")) if "id" in attrs else None)


@lru_cache(maxsize=4096)
def _zone_of_names(names: str) -> Zone | None:
    """The zone that the first of some classes or ids names which names one."""
    return next((zone for name in names.split() if (zone := _zone_of_name(name))), None)


def _zone_of_name(name: str) -> Zone | None:
    """The zone a class or id names: its last word that is not about layout ("main-menu", "footer-inner"). What has one
    beside it, or none, is none itself ("page-with-sidebar", "no-footer")."""
    words = [word for word in _name_words(name) if word not in LAYOUT_WORDS]
    beside = not HAVING.isdisjoint(words[:-1]) or "w" in words[1:-1]
    return ZONE_WORDS.get(words[-1]) if words and not beside else None


def hints_of(tag: Tag) -> frozenset[str]:
    """The schema-like words in an element's names."""
    attrs = tag.attrs
    words = _schema_words(attribute(tag, "class")) if "class" in attrs else _NOTHING
    for name in ("itemprop", "data-label"):
        if name in attrs:
            words |= _schema_words(attribute(tag, name))
    return words


@lru_cache(maxsize=4096)
def _schema_words(names: str) -> frozenset[str]:
    other = names_in_markup()
    return HINTS.intersection(other.get(word, word) for word in _name_words(names))


def _name_words(names: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(names)]


def classes_of(tag: Tag) -> str:
    """Class names in one order, without digits: equal for siblings made by one template."""
    names = attribute(tag, "class")
    return _without_digits(names) if names else ""


@lru_cache(maxsize=4096)
def _without_digits(names: str) -> str:
    return re.sub(r"\d+", "", " ".join(sorted(names.split())))


def is_hidden(tag: Tag) -> bool:
    """Never shown, or shown to nobody: an inline stretch with `display:none` is a sort key, a box may be an
    accordion."""
    if tag.name in SKIPPED or "hidden" in tag.attrs or is_ligature(tag):
        return True
    return tag.name in INLINE and "style" in tag.attrs and bool(_UNSHOWN.search(attribute(tag, "style")))


def is_drawn_as_box(tag: Tag) -> bool:
    """Whether an inline element's own style lays it out as a line of its own (`display:block`)."""
    return "style" in tag.attrs and _OWN_LINE.search(attribute(tag, "style")) is not None


def spoken_label(tag: Tag) -> str | None:
    """The field that an element without words of its own announces to those who hear the page ("Location")."""
    if tag.name not in {"i", "img", "span", "em", "abbr"} or not tag.attrs:
        return None
    said = next((text for name in _SPOKEN_IN if name in tag.attrs and (text := attribute(tag, name).strip())), "")
    if (
        not said
        or len(said) > LONGEST_SPOKEN
        or label_of(said) not in {"where", "when", "price", "organizer"}
        or tag.get_text().strip()
    ):
        return None
    return said.rstrip(": ")


def drawn_field(tag: Tag) -> str | None:
    """The field that an icon stands before, by the name that its font or set gives it, or that of its file."""
    field = _named_field(tag)
    return field if field and (tag.name == "svg" or is_ligature(tag) or not tag.get_text().strip()) else None


def _named_field(tag: Tag) -> str | None:
    """The field that an element would be an icon of, by its names."""
    if tag.name not in ICONS or not tag.attrs:
        return None
    names = [attribute(tag, name) for name in _NAMES_OF_ICONS if name in tag.attrs]
    if "src" in tag.attrs:
        names.append(attribute(tag, "src").rpartition("/")[2])
    if is_ligature(tag):
        names.append(f"-{tag.get_text().strip()}")
    return _field_of_icon(" ".join(names).casefold())


def is_plain(tag: Tag) -> bool:
    """Whether an element is shown to all, offers nothing and draws no icon: nothing of it counts but what is inside."""
    return not (is_hidden(tag) or is_spoken_only(tag) or may_offer(tag) or _named_field(tag))


def is_ligature(tag: Tag) -> bool:
    """Whether the text of an element is the name of an icon, which its font draws instead of it."""
    if "class" not in tag.attrs or tag.name not in ICONS:
        return False
    names = attribute(tag, "class")
    return "material-" in names and _LIGATURES.search(names) is not None


@lru_cache(maxsize=4096)
def _field_of_icon(names: str) -> str | None:
    """The field of the first name that is one of an icon; a single word ("location") is what anybody calls a box."""
    for name in names.split():
        words = [word for word in re.split(r"[^a-z]+", name) if word and word not in _STYLES]
        field = next((icons()[each] for at in (0, 1) if (each := "-".join(words[at:])) in icons()), None)
        if field is not None and not name.isalpha():
            return field
    return None


def is_spoken_only(tag: Tag) -> bool:
    """Whether the words of an inline element are for those who hear the page: the label of the line."""
    return "class" in tag.attrs and _SPOKEN.search(attribute(tag, "class")) is not None


def counts_aloud(tag: Tag) -> bool:
    """Whether an element tells those who hear the page how much a day or a heading holds ("3 events, 14"): what they
    need before they go on, and no part of the line."""
    return is_spoken_only(tag) and _COUNT.fullmatch(" ".join(tag.get_text().split())) is not None


def attribute(tag: Tag, name: str) -> str:
    """An attribute as one text, "" where it is absent."""
    value = tag.attrs.get(name)
    if isinstance(value, str):
        return value
    return " ".join(value) if value else ""


@lru_cache(maxsize=4096)
def absolute(href: str, base: str | None) -> str:
    """A link's absolute URL, or "" where it leads nowhere (scripts, fragments of this page, broken ones)."""
    href = href.strip()
    if not href or href.startswith("#"):
        return ""
    try:
        url = urljoin(base or "", href)
        scheme = urlsplit(url).scheme
    except ValueError:
        return ""
    return url if scheme in _SCHEMES or not (scheme or base) else ""


def resolved(href: str, base: str | None) -> str | None:
    """A URL against the page's own, or None where it is broken or nothing."""
    try:
        return urljoin(base or "", href.strip()) or None
    except ValueError:
        return base
