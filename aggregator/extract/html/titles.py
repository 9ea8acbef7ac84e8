"""A name for what has none of its own: from the heading, caption or page title that governs it.

"2024 Board Meeting Schedule" over a list of dates names each of them "Board Meeting". Refuses to make up words:
every word of a title stands on the page, but for a plural made singular.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, dropwhile
from typing import NamedTuple

from aggregator.extract.html.blocks import Block, Document
from aggregator.extract.html.names import is_number
from aggregator.extract.html.words import (
    CONVENES,
    NOT_LISTING,
    OCCASION,
    OVER_THEN,
    SERIES,
    announces,
    is_full_day,
    is_furniture,
    is_generic,
    is_kind,
    is_note,
    is_paper,
    is_vague,
    leads_to_day,
    lists,
    names_of_days,
    phrases,
    without_verb_of_day,
)

_YEARS = r"(?:(?:fy\s*)?['’]?(?:19|20)\d\d(?:\s*[-–/]\s*(?:(?:19|20)?\d\d|\d\b))?)"
_DAY = r"\d{1,2}[./-]\d{1,2}[./-](?:\d\d){1,2}"
_LEADING = re.compile(rf"\A(?:(?:{_DAY}|{_YEARS}|{phrases('before_schedule')})\b[\s:,–—|-]*)+", re.I)
_TRAILING = re.compile(
    rf"(?:(?!(?<=[^\W\d_])-[^\W\d_])[\s:,–—|(\[/-]*\b(?<![^\W\d_]-)(?:{_YEARS}|{phrases('after_schedule')})\b[)\]]*|[\s:,–—|(&-]++)+\Z",
    re.I,
)
_PLURALS = re.compile(r"\b(meeting|hearing|session|workshop|webinar|training|event|class(?=es))(?:e?s)\Z", re.I)
_PATH = re.compile(r"(?:https?:/)?/\S+?\.(?:pdf|docx?|xlsx?|html?|aspx|php)\b|(?:https?:/)?/\S+?\.(?:pdf|docx?)")
"""The address of a file, left in a heading by a broken link."""

_BREAKS = re.compile(r"\s+[|–—»·•:>-]{1,2}\s+|\s*[|»]\s*")


_BRACKET = re.compile(r"\s*\(([^()]{3,40})\)\Z")
"""What ends a heading in brackets: with a day in it ("(Wednesdays, 7 pm)") it is no part of the name."""

TRAIL = 40
"""So many blocks above a heading at most does the trail to it stand."""

LONGEST_HEADING = 400
"""A heading of more characters is a text, and no list's."""

LONGEST_NAME = 14
"""A heading of more words is a sentence."""


LONGEST_ABBREVIATED = 6
"""A heading of more words that ends in a full stop is a sentence, not an abbreviation ("Friends of the Park, Inc.")."""


class Inherited(NamedTuple):
    """A title from above. block: where it stands, None for the page's `<title>`."""

    text: str
    block: Block | None
    rule: str


def governing_title(
    document: Document, above: Sequence[Block], own: Iterable[int] = (), *, singular: bool = True
) -> Inherited | None:
    """The name that governs a place on the page: the innermost heading that names something, else the page's title.

    above: the headings over it, outermost first. own: blocks that are dates, never names. singular: the heading names a
    list and this is one of its members.
    A heading over something else (news, documents) names nothing below a line that announces events.
    """
    skipped = set(own) | _of_something_else(above)
    before = max([*skipped, *(block.index for block in above)], default=0)
    for block in chain(reversed(above), _top(document, before)):
        reduced = reduce_schedule(block.text, singular=singular)
        if block.index in skipped or (block.text.endswith(".") and len(block.text.split()) > LONGEST_ABBREVIATED):
            continue
        if is_full_day(block.text):
            continue
        if names(reduced) and not is_generic(block.text) and not is_site(document, reduced):
            return Inherited(reduced, block, "title-from-heading")
    text = page_title(document, singular=singular)
    last = next((b for b in reversed(above) if b.index not in skipped and OCCASION.search(b.text)), None)
    tells_more = last is not None and len(last.text.split()) > 1 and text is not None and is_site(document, text)
    if text and not tells_more:
        return Inherited(text, None, "title-from-page")
    if last is None:
        return None
    kind = reduce_schedule(without_verb_of_day(last.text), singular=singular).rstrip("! ") or last.text
    kind, body = kind[:1].upper() + kind[1:], _trail_before(document, last)
    return (
        Inherited(f"{body.text} {kind}", body, "title-from-trail")
        if body
        else Inherited(kind, last, "title-from-heading")
    )


def _of_something_else(above: Sequence[Block]) -> set[int]:
    """The headings over news, documents and the like that have a line below them which announces events."""
    inner = dropwhile(lambda block: not announces(block.text), reversed(above))
    return {block.index for block in inner if NOT_LISTING.search(block.text) and not OCCASION.search(block.text)}


def without_day(text: str) -> str:
    """What a sentence calls one of a list ("the February board meeting"), without the month or year of that one."""
    first, _, rest = _LEADING.sub("", text).partition(" ")
    return rest if rest and first.casefold() in names_of_days() else _LEADING.sub("", text) or text


def with_kind(inherited: Inherited | None, kind: str) -> str:
    """The name of a body with the kind of its meeting ("Parks Board" and "Workshop"); the kind alone where no body is
    named, and the name as it stands where it says the kind already."""
    if inherited is None or OCCASION.search(inherited.text) is None:
        return kind
    if set(_words(kind)) <= set(_words(inherited.text)):
        return inherited.text
    body = _GATHERING_AT_END.sub("", inherited.text).strip(" ,:–—-")
    if GATHERING.search(body):  # "Meetings of the Board"
        return inherited.text
    noun = GATHERING.search(inherited.text, len(body)) if OCCASION.search(kind) is None else None
    return " ".join(filter(None, (body, kind, noun and noun[0])))


GATHERING = re.compile(r"\b(?:meeting|hearing|session)s?\b", re.I)
_GATHERING_AT_END = re.compile(
    r"(?:\b(?:regular|special|public|general|monthly|annual)\s+)*\b(?:meeting|hearing|session)s?\Z", re.I
)


def says_less(inherited: Inherited | None, said: str) -> bool:
    """Whether a name from above tells less than the one a sentence gives: no occasion, or none of its own words."""
    if inherited is None or not OCCASION.search(inherited.text) or is_generic(inherited.text):
        return True
    return set(_words(inherited.text)) <= set(_words(said))


def _words(text: str) -> list[str]:
    return [word.removesuffix("s") for word in re.findall(r"\w+", text.casefold())]


def _top(document: Document, before: int) -> Iterator[Block]:
    """The headings of the first rank; those that the page's `<title>` repeats come first. One that comes after a
    heading of a list heads another part of the page."""
    title = (document.title or "").casefold()
    top = [block for block in document.headings if block.level == 1]
    repeated = [block for block in top if block.text.casefold() in title]
    yield from repeated
    yield from (block for block in top if block not in repeated and (block is top[0] or block.index < before))


def _trail_before(document: Document, heading: Block) -> Block | None:
    """The step before a page's heading in the trail that leads to it ("Home › Board of Trustees › Meetings"), or None.

    Only the trail that ends in the heading's own words, above it, in a list of its own.
    """
    for block in reversed(document.blocks[max(heading.index - TRAIL, 0) : heading.index]):
        if block.text.casefold() != heading.text.casefold() or block.index == 0:
            continue
        before = document.blocks[block.index - 1]
        listed = block.box.parent is not None and before.box.parent is block.box.parent
        ends = block.box.parent is not None and block.box.parent.stop == block.index + 1
        if listed and ends and names(before.text) and not is_site(document, before.text):
            return before
    return None


def told_title(document: Document, above: Sequence[Block]) -> Inherited | None:
    """The name for an event told in sentences: the innermost heading that names an occasion or stands below one that
    announces events, else the page's own heading."""
    inherited = governing_title(document, above, singular=False)
    top = document.main_heading
    if inherited is None or top is None or OCCASION.search(inherited.text) or is_site(document, top.text):
        return inherited
    if inherited.block is not None and NOT_LISTING.search(top.text):  # a newsletter's name, over the headings in it
        return inherited
    listed = (block for block in above if inherited.block is not None and block.index < inherited.block.index)
    if any(block.level and heads_list(block) for block in listed):
        return inherited
    return Inherited(top.text, top, "title-from-heading") if top.level == 1 and names(top.text) else inherited


def heads_list(heading: Block) -> bool:
    """Whether a heading is that of a list of events: it speaks of several, or only announces them ("What's on")."""
    return lists(heading.text) or (announces(heading.text) and is_generic(heading.text))


def page_title(document: Document, *, singular: bool = True) -> str | None:
    """The part of the page's `<title>` that names something, without the site's name where that can be told."""
    if not document.title:
        return None
    parts = [part.strip() for part in _BREAKS.split(document.title) if part.strip()]
    if not parts:
        return None
    named = [reduced for part in parts if names(reduced := reduce_schedule(part, singular=singular))]
    return named[0] if named else None


@lru_cache(maxsize=1024)
def reduce_schedule(text: str, *, singular: bool = True) -> str:
    """A list's heading as the name of one of its members ("Upcoming Board Meetings 2024" → "Board Meeting")."""
    if len(text) > LONGEST_HEADING:
        return text
    text = _TRAILING.sub("", _LEADING.sub("", _PATH.sub(" ", text).strip())).strip(" .:*")
    if (bracket := _BRACKET.search(text)) and not names_of_days().isdisjoint(_words(bracket[1])):
        text = text[: bracket.start()]
    return _PLURALS.sub(lambda match: match[1], text) if singular else text


def member_of_list(text: str) -> str:
    """A heading that announces a list by its first word as the name of one of its members ("Upcoming SSA Meetings" →
    "SSA Meeting"); any other stays as it is."""
    reduced = reduce_schedule(text) if _LEADING.match(text) and announces(text) else text
    return reduced if names(reduced) else text


def convened(text: str) -> str | None:
    """The name in a headline about it ("Alliance Hosts 2011 Leadership Sessions" → "2011 Leadership Sessions"), or
    None."""
    match = CONVENES.search(text)
    name = text[match.end() :].strip() if match else ""
    return name if name and OCCASION.search(name) else None


def series_of(above: Sequence[Block], members: int) -> Block | None:
    """The heading that names a series, where several events stand under it."""
    if members < 2:
        return None
    return next((block for block in reversed(above) if SERIES.search(block.text)), None)


def is_site(document: Document, text: str) -> bool:
    """Whether words are the name of the whole site rather than of something on this page."""
    if text.casefold() in document.brands:
        return True
    parts = [part.strip().casefold() for part in _BREAKS.split(document.title or "")]
    if len(parts) < 2 or text.casefold() != parts[-1]:
        return False
    headings = {block.text.casefold() for block in document.headings if block.level == 1}
    return (
        parts[-1] not in headings or parts[0] in headings
    )  # "Town of Finch :: Arts Board" over the heading "Arts Board"


def says_nothing(document: Document, text: str) -> bool:
    """Whether a name from above says no more than that something takes place, or on whose site."""
    return is_vague(text) or is_site(document, text)


def page_name(document: Document) -> Inherited | None:
    """The page's own heading, where it names an occasion and the `<title>` repeats it: what the page is about."""
    top = document.main_heading
    if top is None or top.level != 1 or not OCCASION.search(top.text):
        return None
    if not (names(top.text) or is_kind(without_day(top.text))):  # "January public meeting"
        return None
    repeated = top.text.casefold() in (document.title or "").casefold() and not is_site(document, top.text)
    return Inherited(top.text, top, "title-from-heading") if repeated else None


def subject(document: Document) -> str | None:
    """What the whole page is about: its own heading, where that names something and the `<title>` or another line of
    the page repeats it."""
    top = document.main_heading
    if top is None or top.level != 1 or not names(top.text) or is_site(document, top.text) or announces(top.text):
        return None
    own = top.text.casefold()
    repeated = own in (document.title or "").casefold() or sum(b.text.casefold() == own for b in document.blocks) > 1
    return top.text if repeated else None


@lru_cache(maxsize=4096)
def names(text: str) -> bool:
    """Whether what is left of a heading names something."""
    if len(text.split()) > LONGEST_NAME or text.endswith(".") or text.startswith("[") or is_number(text):
        return False
    if len(text) < 4 or leads_to_day(text):
        return False
    return not (is_generic(text) or is_paper(text) or is_note(text) or is_furniture(text))


def heads_past(above: Sequence[Block]) -> bool:
    """Whether the innermost heading that announces events says that they are over, and nothing more ("Past
    meetings")."""
    over = _announcing(above)
    return OVER_THEN.search(over) is not None and is_generic(over)


def heads_gatherings(above: Sequence[Block]) -> bool:
    """Whether the innermost heading that announces events says what they are, and nothing more ("Meetings"): its days
    are those of meetings, and none of writing."""
    return _GATHERINGS.fullmatch(_announcing(above)) is not None


def _announcing(above: Sequence[Block]) -> str:
    return next((block.text for block in reversed(above) if announces(block.text)), "")


_GATHERINGS = re.compile(rf"\W*(?:our )?(?:{phrases('gathered_plural')})\W*", re.I)


def what_is_listed(document: Document, above: Sequence[Block], title: str | None, *, among: bool) -> tuple[bool, bool]:
    """Whether the headings over an event (innermost first) announce events, and whether they announce something else.

    title: the event's. among: it stands among others; its own name then says what it is, not what they all are.
    """
    listing = not_listing = False
    for block in reversed(above):
        own = block.text == title
        listing = listing or (announces(block.text) and not (own and among))
        not_listing = not_listing or (NOT_LISTING.search(block.text) is not None and not own)
        if listing or not_listing:
            return listing, not_listing
    text = document.title or ""
    return announces(text), NOT_LISTING.search(text) is not None and not (title and title in text)
