"""Lines that are rows of fields: inline elements beside each other with nothing but blanks between.

`<b>Choir</b> <i>Town Hall</i> <time>May 5</time>` has a name, a place and a day, drawn apart by what makes the elements
differ; emphasis in a sentence has words around it. Refuses to say which field is which.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeGuard

from bs4.element import NavigableString, PageElement, Tag

from aggregator.extract.html.markup import INLINE, attribute, is_hidden
from aggregator.extract.html.names import is_address
from aggregator.extract.html.words import label_of, names_of_days

MOST_BESIDE = 20
"""A line with more on one side, elements and blanks, is a menu, or a text whose words are marked."""

FEWEST_FIELDS = 2
"""Fields of a row beside its days and hours; one alone needs no seam to be told from them."""

LONGEST_FIELD = 120
"""An element of more characters is a text."""

DEEPEST = 4
"""Elements around a row beside which others alike are looked for."""

FIELDS = frozenset("a abbr b big cite data em font i mark q small span strong time u".split())
"""Inline elements that hold words to read, and are no controls."""

_OPEN = (":", ",", "–", "—", "-", "&", "(")
"""How a text ends that goes on."""

_STOPS = ("!", "?", ".")

_OF_ADDRESS = re.compile(r"[A-Z]{2}\.?|\d{5}(?:-\d{4})?")
"""A state or a postal code alone: a row with one is an address."""

_RUNS_ON = re.compile(r"[\w,;:()]")
"""What stands between elements of a sentence."""

_PRICE = re.compile(r"[$€£]")
_TIME_WORDS = re.compile(
    r"\d+(?:st|nd|rd|th|h|am|pm|uhr)?|[ap]m?|m|uhr|noon|midnight|to|until|till|bis|from|at|and", re.I
)
_WORD = re.compile(r"\d+[^\W\d_]*|[^\W\d_]+")


def is_seam(tag: Tag) -> bool:
    """Whether between an inline element and the one before it, a blank apart, one field of a row ends and the next
    begins; never within a day, an hour or an address, nor between a label and what it announces."""
    before = _before(tag)
    row = _line(tag) if before is not None else []
    if before is None or not _is_row(row):
        return False
    left, right = _text(before), _text(tag)
    if not left or not right or left.endswith(_OPEN) or label_of(left) or (_is_time(left) and _is_time(right)):
        return False
    differ = _look(before) != _look(tag) or _is_time(left) != _is_time(right) or left.endswith(_STOPS)
    begins = right[0].isupper() or not right[0].isalpha()
    return ((differ and begins) or _is_repeated(row)) and not (is_address(left) and is_address(right))


def is_one_of_lines(tag: Tag) -> bool:
    """Whether a break parts the line of an inline element from another line of the same element."""
    return any(_is_break(node) for ahead in (True, False) for node in _siblings(tag, forward=ahead))


def _before(tag: Tag) -> Tag | None:
    """The inline element before one, with a blank between, or None."""
    blank = tag.previous_sibling
    if tag.name not in FIELDS or type(blank) is not NavigableString or not blank.isspace():
        return None
    before = blank.previous_sibling
    return before if isinstance(before, Tag) and before.name in FIELDS else None


def _siblings(node: object, *, forward: bool) -> Iterator[object]:
    """What stands beside a node, up to a break, which comes last; no more than a row has."""
    for _ in range(MOST_BESIDE):
        node = getattr(node, "next_sibling" if forward else "previous_sibling", None)
        if node is None:
            return
        yield node
        if _is_break(node):
            return
    yield _TOO_LONG


_TOO_LONG = NavigableString("…more")


def _is_break(node: object) -> bool:
    return _is_named(node, "br")


def _line(tag: Tag) -> list[object]:
    """The nodes of the line that an element stands in, up to the breaks around it."""
    before = [*_siblings(tag, forward=False)][::-1]
    return [node for node in (*before, tag, *_siblings(tag, forward=True)) if not _is_break(node)]


def _is_row(line: list[object]) -> bool:
    """Whether a line, and what it is alone in, hold nothing but inline elements, with two fields at least beside days
    and hours; what is nothing but links is a menu, or a list of papers."""
    if not _holds_only_elements(line):
        return False
    held = [(child.name, text) for child in line if isinstance(child, Tag) and (text := _text(child))]
    if all(name == "a" for name, _ in held) or any(_OF_ADDRESS.fullmatch(text) for _, text in held):
        return False
    if any(len(text) > LONGEST_FIELD for _, text in held):
        return False
    return sum(not _is_time(text) for _, text in held) >= FEWEST_FIELDS and all(map(_is_alone, _around(line)))


def _around(line: list[object]) -> Iterator[Tag]:
    """The inline elements around a line, up to the box that it stands in."""
    around = next(node for node in line if isinstance(node, Tag)).parent
    while around is not None and around.name in INLINE:
        yield around
        around = around.parent


def _is_alone(tag: Tag) -> bool:
    return _holds_only_elements(_line(tag))


def _holds_only_elements(line: list[object]) -> bool:
    return not any(type(node) is NavigableString and _RUNS_ON.search(node) for node in line)


def _is_repeated(line: list[object]) -> bool:
    """Whether another line of the element, or an element alike close by, holds the same elements in the same order."""
    own = _looks(line)
    return any(_looks(other) == own for ahead in (True, False) for other in _lines_beside(line, forward=ahead))


def _looks(line: Iterable[object]) -> list[tuple[str, str]]:
    return [_look(node) for node in line if isinstance(node, Tag) and not _is_break(node)]


def _lines_beside(line: list[object], *, forward: bool) -> Iterator[Iterable[object]]:
    """The line behind the break next to a row; what those elements hold that stand beside the row's own, or beside one
    around it, and are of the same name."""
    edge = line[-1 if forward else 0]
    assert isinstance(edge, PageElement)  # noqa: S101 - a line is made of nodes of the tree
    beside = edge.next_sibling if forward else edge.previous_sibling
    if _is_break(beside):
        yield _siblings(beside, forward=forward)
    row = around = edge.parent
    for _ in range(DEEPEST):
        if row is None or around is None:
            return
        other = next((node for node in _siblings(around, forward=forward) if _is_named(node, around.name)), None)
        if isinstance(other, Tag):
            inner = (other, *islice(other.descendants, MOST_BESIDE))
            yield from (node.contents[: 2 * MOST_BESIDE] for node in inner if _is_named(node, row.name))
        around = around.parent


def _is_named(node: object, name: str) -> TypeGuard[Tag]:
    return isinstance(node, Tag) and node.name == name


def _look(tag: Tag) -> tuple[str, str]:
    return tag.name, attribute(tag, "class")


def _text(tag: Tag) -> str:
    """The words of an inline element, "" where it is none or hidden."""
    return " ".join(tag.get_text().split()) if tag.name in INLINE and not is_hidden(tag) else ""


def _is_time(text: str) -> bool:
    """Whether words are nothing but days and hours, or parts of one ("Sat", "7", "to 9 pm")."""
    words = _WORD.findall(text)
    return not _PRICE.search(text) and all(
        _TIME_WORDS.fullmatch(word) or word.casefold() in names_of_days() for word in words
    )
