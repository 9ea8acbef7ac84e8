"""What is left of a text without the words at its edges: joints around a time ("– ", " on"), and "all day".

Refuses to look inside: what stands between two words of a name stays.
"""

from __future__ import annotations

import re

from aggregator.extract.html.words import MARKS, ends_of, phrases

_ONLY_JOINERS = re.compile(rf"(?:(?:{phrases('joints')}|@|a|an|when|date|dates|time|bis)(?!\w)[\s,;:|–—-]*)+", re.I)
_LAST_JOINERS = (*ends_of("joints"), "@")
"""How the words end that `_JOINERS_BEHIND` matches."""

_JOINERS_BEHIND = re.compile(
    rf"(?<!,)(?:(?!-[^\s-])(?!,\s(?-i:[A-Z]{{2}})\s*\Z)[\s,;:|–—(-]+(?:@|{phrases('joints')}))+\s*\Z", re.I
)
"""Two capitals behind a comma are a state ("Chicago, IL")."""

_ALL_DAY_FIRST = re.compile(rf"[\s(\[]*(?:{phrases('all_day')})\b[)\]]?[\s:,–—-]*", re.I)
_ALL_DAY_LAST = re.compile(rf"\b(?:{phrases('all_day')})[)\]]?\Z", re.I)
_BEFORE_ALL_DAY = re.compile(r"[\s,–—-]*[(\[]?\Z")
"""Words at an edge that say that there is no hour."""

_LAST_STOP = re.compile(r"(?:[^\W\d_]{5,}|\b\d{4}|[)”’»])\.\Z")
"""The full stop behind a word that is too long to be abbreviated, a year or a closing mark."""

LONGEST_EDGE = 60
"""Characters at the end of a text in which such words are looked for."""

_HALF_OF_DAY = re.compile(r"\A[ap]\.?m\b\.?(?=\s+(?:at|in|on|@)\s|\s*[–—-]|\s*\Z)", re.I)


def bare(text: str) -> str:
    """What is left of a text around a time expression, without the joints ("– ", " on", "from", "@")."""
    before = None
    while before != text:
        before = text
        text = _without_all_day_words(_without_joiners(text.strip(MARKS).lstrip(".")).strip(MARKS))
        if text.startswith((")", "]")) or text.endswith(("(", "[")):
            text = text.strip("()[]")
        text = _HALF_OF_DAY.sub("", text)
        opened = text.rfind("(") if text.count("(") > text.count(")") else 0
        text = text[:opened] if opened > 0 else text  # "Annual meeting (moved from" and its day
        text = text[1:] if text.startswith("(") and ")" not in text else text
        text = text[:-1] if text.endswith(")") and "(" not in text else text
    return text if any(map(str.isalnum, text)) else ""


def _without_joiners(text: str) -> str:
    """What is left without the small words at the end; nothing of a text that is nothing else."""
    if _ONLY_JOINERS.fullmatch(text):
        return ""
    if not text.rstrip()[-8:].casefold().endswith(_LAST_JOINERS):
        return text
    found = _JOINERS_BEHIND.search(text, max(len(text) - LONGEST_EDGE, 0))
    return text[: found.start()] if found else text


def _without_all_day_words(text: str) -> str:
    text = text[found.end() :] if (found := _ALL_DAY_FIRST.match(text)) else text
    found = _ALL_DAY_LAST.search(text, max(len(text) - LONGEST_EDGE, 0))
    return _BEFORE_ALL_DAY.sub("", text[: found.start()], count=1) if found else text


def says_all_day(text: str) -> bool:
    """Whether words at an edge of a text say that there is no hour."""
    return _without_all_day_words(text) != text


def without_stop(text: str) -> str:
    """A name without the full stop that ends it as if it were a sentence; one behind a short word is an abbreviation's
    ("Mill Hall, Glos.")."""
    return text[:-1] if _LAST_STOP.search(text, max(len(text) - LONGEST_EDGE, 0)) else text


def without_all_day(text: str) -> str:
    """A name without the words at its edge that only say that there is no hour ("Fair (all day)")."""
    return _without_all_day_words(text) or text
