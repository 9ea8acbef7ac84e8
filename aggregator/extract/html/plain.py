"""Plain text → Document: paragraphs, bullets and headings by their shape, in the same blocks as HTML gives.

Refuses to look for events or links other than bare URLs.
"""

from __future__ import annotations

import re

from aggregator.extract.html.blocks import Block, Box, Document, Kind, Span, SpanKind, Zone

WRAP_WIDTH = 100
"""A text none of whose lines is longer was wrapped by hand: lines of one paragraph are joined again."""

FULL_LINE = 55
"""In a wrapped text, a line at least this long runs on in the next."""

LONGEST_HEADING = 90

_BULLET = re.compile(r"\s*(?:[•‣▪◦*–·-]|\(?\d{1,2}[.)](?=\s+\D))\s+")
_ENDS = re.compile(r"[.!,;:…]['\"”’)]?\Z")
_URL = re.compile(r"https?://[^\s<>\"')\]]+[^\s<>\"')\].,;:!?]")


def read_plain(text: str, *, url: str | None = None) -> Document:
    """Turn plain text into blocks. url: where it came from."""
    root = Box("root", None, 0)
    lines = lines_of(text)
    blocks = tuple(_block(index, lines, root) for index in range(len(lines)))
    root.stop = len(blocks)
    title = blocks[0].text if blocks and blocks[0].level else None
    return Document(blocks=blocks, root=root, title=title, base=url)


def lines_of(text: str) -> list[tuple[str, bool, bool]]:
    """(words, is a bullet, an empty line before) of each line or rejoined paragraph."""
    raw = text.splitlines()
    wrapped = max(map(len, raw), default=0) <= WRAP_WIDTH
    lines: list[tuple[str, bool, bool]] = []
    gap, last = True, ""
    for line in raw:
        words = " ".join(line.split())
        if not words:
            gap, last = True, ""
            continue
        bullet = _BULLET.match(line)
        if bullet:
            words = " ".join(line[bullet.end() :].split()) or words
        hangs = bool(lines) and lines[-1][1] and line[:1].isspace()
        if not gap and not bullet and (hangs or (wrapped and len(last) >= FULL_LINE)):
            before, is_bullet, had_gap = lines[-1]
            lines[-1] = (f"{before} {words}", is_bullet, had_gap)
        else:
            lines.append((words, bullet is not None, gap))
        gap, last = False, line
    return lines


def _block(index: int, lines: list[tuple[str, bool, bool]], root: Box) -> Block:
    text, bullet, gap = lines[index]
    level = 0
    if not bullet and _looks_like_heading(text):
        level = 1 if index == 0 else 2 if gap else 4
    kind = Kind.ITEM if bullet else Kind.HEADING if level else Kind.TEXT
    spans = tuple(Span(SpanKind.LINK, m.start(), m.end(), m[0]) for m in _URL.finditer(text))
    return Block(index, text, kind, level, root, Zone.MAIN, spans, frozenset(), gap)


def _looks_like_heading(text: str) -> bool:
    """Short, not the end of a sentence, and not only a web address."""
    return len(text) <= LONGEST_HEADING and not _ENDS.search(text) and not _URL.fullmatch(text)
