"""Inline elements that touch without a blank between: drawn apart by a style sheet, or parts of one word.

`<b>Film night</b><i>Union Hall</i>` would read "Film nightUnion Hall" if nothing drew it apart, so something does.
Refuses to read style sheets; only the letters on both sides are looked at.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from bs4.element import NavigableString, Tag

from aggregator.extract.html.markup import INLINE, SKIPPED
from aggregator.extract.html.rows import is_seam
from aggregator.extract.html.words import LONGEST_LABEL, label_of

SHORT = 3
"""Characters of a "May", a "6" or a "PM", which belong to the element beside them."""

DEEPEST = 12
"""Elements within elements in which the first or last words are looked for."""

_PARTING = INLINE - frozenset("sup sub wbr ruby rt rp rb bdi bdo code kbd samp var tt".split())
"""Inline elements that do not stand within words."""


_HOUR = re.compile(r"[^\W\d_]{1,6}(?:\s[^\W\d_]{1,6}){0,2}\s\d")
"""Short words before a figure ("ore 19.30", "a las 7", "um 19 Uhr"): never the rest of a word."""

_PRICED = "$€£"
_MEASURED = re.compile(r"[$€£]\s?\d|\d{1,2}(?:[:.]\d\d)?\s?(?:[ap]\.?m\b|uhr\b|h\b|[–-]\s?\d)|\d{1,2}:\d\d\b", re.I)
"""An hour or a price."""
_AT = re.compile(r"@\s\w")

LONGEST_END = 40
"""Characters at the end of a line in which a range of days can be open."""

_OPEN_ENDS = (":", "–", "—", "&", ",")
"""How a line ends whose words go on in the next."""

_OPEN_RANGE = re.compile(
    r"\d[^\W\d_]{0,3}\.?(?:\s[^\W\d_]{3,12}\.?)?\s(?:bis(?: zum)?|au|al|ao|até|to|through|thru|until)\Z"
)
"""The end of a line in which a range is open."""


class Joint(StrEnum):
    """How two elements that touch are drawn: as one word, with a blank between, or on lines of their own."""

    NONE = "none"
    BLANK = "blank"
    LINES = "lines"


def joint_before(tag: Tag) -> Joint:
    """How an inline element is drawn after the one right before it."""
    before = tag.previous_sibling
    if is_seam(tag):
        return Joint.LINES
    if type(before) is NavigableString and before[-1:].isalnum() and _AT.match(_edge(tag, last=False)):
        return Joint.BLANK  # "Choir", "@ Mill Hall"
    if type(before) is NavigableString and before[-1:].isdecimal() and tag.name in _PARTING:
        return Joint.BLANK if _edge(tag, last=False)[:1].isdecimal() else Joint.NONE  # "Mar 7", "11 am"
    if not isinstance(before, Tag) or not {before.name, tag.name} <= _PARTING:
        return Joint.NONE
    left, right = _edge(before, last=True), _edge(tag, last=False)
    if not left or not right or left[-1].isspace() or right[0].isspace():
        return Joint.NONE
    if len(left) == 1 and left.isalpha():  # an initial
        return Joint.NONE
    ends = left[-1].isalnum() or left[-1] in ".!?)"
    begins = right[0].isupper() or right[0].isdecimal() or right[0] in _PRICED
    begins = begins or _HOUR.match(right) is not None
    if not ends or not begins or (left[-1].isupper() and right.isupper()):
        return Joint.NONE
    return Joint.BLANK if min(len(left), len(right)) <= SHORT and right[0] not in _PRICED else Joint.LINES


def mark_behind(tag: Tag) -> str:
    """What a reader sees between an inline element and the words that touch it: a colon behind the label they belong to
    ("Venue", "Mill Hall"), a blank before an hour or a price ("Lesson", "7:30 pm"), else nothing."""
    behind = tag.next_sibling
    if type(behind) is not NavigableString or tag.name not in _PARTING:
        return ""
    left = _edge(tag, last=True)
    if not left[-1:].isalpha() or not (behind[0].isupper() or behind[0].isdecimal() or behind[0] in _PRICED):
        return ""
    if tag.previous_sibling is None and len(left) <= LONGEST_LABEL and label_of(left):
        return ": "
    return " " if len(left) > SHORT and _MEASURED.match(behind) else ""


def holds_lines(tag: Tag) -> bool:
    """Whether among the children of an inline element are two that are drawn on lines of their own."""
    children = [child for child in tag.contents if isinstance(child, Tag)] if len(tag.contents) > 1 else []
    if len(children) < 2:
        return False
    if sum(child.name not in INLINE and child.name not in SKIPPED for child in children) > 1:
        return True
    inline = [child for child in children if child.name in INLINE]
    return any(joint_before(child) is Joint.LINES for child in inline[1:])


def _edge(tag: Tag, *, last: bool) -> str:
    """The first or last stretch of text in an element; "" where none is near its edge."""
    node: object = tag
    for _ in range(DEEPEST):
        if not isinstance(node, Tag) or not node.contents:
            break
        node = node.contents[-1 if last else 0]
    return str(node) if type(node) is NavigableString else ""


def joins_lines(br: Tag, parts: Sequence[str], *, heading: bool) -> bool:
    """Whether a break parts nothing: within a heading that goes on below it, or a range of days ("29.02. bis"). parts:
    the line before it, in pieces."""
    if heading and _goes_on("".join(parts), br.next_sibling):
        return True
    return bool(parts) and _OPEN_RANGE.search("".join(parts[-3:])[-LONGEST_END:]) is not None


def _goes_on(line: str, below: object) -> bool:
    """Whether a heading broken over two lines is one name: the first line ends in a joint, or the second begins in
    small letters ("Poems after Dark:" / "An Evening", "Open Stage" / "with friends")."""
    if line.endswith(_OPEN_ENDS):
        return label_of(line) is None
    return bool(line) and type(below) is NavigableString and below.lstrip()[:1].islower()
