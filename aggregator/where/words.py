"""Text → folded words with their offsets; the one spelling in which names are compared. No place, no grammar."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

WORD = re.compile(r"[^\W_]+(?:[.'’ʼ-][^\W_]+)*\.?")
"""A word with the dots, apostrophes and hyphens inside it: `D.C.`, `O’Fallon`, `Winston-Salem`, `11-19`, `St.`."""

LONGEST_NAME = 5
"""Words in the longest name that is looked up."""

SHORT_FORMS = {
    "saint": "st",
    "sainte": "ste",
    "fort": "ft",
    "mount": "mt",
    "heights": "hts",
    "springs": "spgs",
    "junction": "jct",
    "n": "north",
    "s": "south",
    "e": "east",
    "w": "west",
}
"""Words that names of places are written with in full or in short; compared in one form."""

_SPACED = re.compile(r"[-‐‑–/]")
_DROPPED = re.compile(r"[.'’ʼ`]")
_JOINING = re.compile(r"[&@+/]")
_STRONG = re.compile(r"[;|•·∙▪●()\[\]\n\r\t]|\s[-–—―]+\s|:\s|[—―]")


class Token(NamedTuple):
    """One word. start, end: offsets in the text. key: the folded word. gap: what stands before it.

    gap is `""` for white space or nothing, `","` for a comma, `"&"` for a sign that joins two names, `";"` for a
    line end, bracket, bullet or dash.
    """

    start: int
    end: int
    text: str
    key: str
    gap: str


@lru_cache(maxsize=16384)
def fold(text: str) -> str:
    """A name as it is compared: no case, accents, dots or apostrophes; hyphens as spaces; `Saint` as `st`."""
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text)
        text = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    text = _SPACED.sub(" ", _DROPPED.sub("", text.casefold())).replace("&", " and ")
    return " ".join(SHORT_FORMS.get(word, word) for word in text.split())


def tokenize(text: str) -> list[Token]:
    """The words of a text, in order, each with the kind of gap before it."""
    return list(_tokens(text))


@lru_cache(maxsize=1024)  # whoever looks for towns, for streets and for postal codes looks at the same words
def _tokens(text: str) -> tuple[Token, ...]:
    tokens: list[Token] = []
    last = 0
    for match in WORD.finditer(text):
        start, end = match.span()
        word = match.group()
        between = text[last:start]
        tokens.append(Token(start, end, word, fold(word), "" if between == " " else _gap(between)))
        last = end
    return tuple(tokens)


def _gap(between: str) -> str:
    if between in (" ", ""):
        return ""
    if between == ", ":
        return ","
    if _STRONG.search(between):
        return ";"
    if "," in between:
        return ","
    return "&" if _JOINING.search(between) else ""


def key_of(tokens: list[Token], start: int, end: int) -> str | None:
    """The folded name that tokens[start:end] spell, or None where a comma or stronger gap cuts them."""
    if any(token.gap for token in tokens[start + 1 : end]):
        return None
    return " ".join(token.key for token in tokens[start:end])


def runs_up_to(tokens: list[Token], last: int) -> Iterator[tuple[int, str]]:
    """(first word, folded name) of the runs of words that end with tokens[last], the longest first; no comma inside."""
    first = last
    while first > 0 and last - first < LONGEST_NAME - 1 and not tokens[first].gap:
        first -= 1
    for start in range(first, last + 1):
        yield start, " ".join(token.key for token in tokens[start : last + 1])


def closes(tokens: list[Token], end: int) -> bool:
    """Whether a name can end before tokens[end]: no capitalised word or number goes on with it ("Chicago Heights")."""
    if end == len(tokens) or tokens[end].gap or tokens[end - 1].text.endswith("."):
        return True
    return tokens[end].text[0].islower()


@cache
def vocabulary() -> dict[str, frozenset[str]]:
    """The lists of data/words.tsv by name, their words folded."""
    text = files("aggregator.where").joinpath("data", "words.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {name: frozenset(fold(word) for word in words.split("|")) for name, words in rows}
