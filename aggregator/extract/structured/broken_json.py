"""JSON as pages hold it → values: comments, CDATA, trailing commas, raw newlines, stray backslashes, cut-off ends.

Refuses to repair what it cannot: an object that stays unreadable is left out, its neighbours are kept, and the
caller is told.
"""

from __future__ import annotations

import html
import json
import re
from typing import Any, NamedTuple

MAX_OBJECTS = 2_000
"""How many objects of a broken text are tried one by one."""

_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>)\s*$"
)
_STRING = r'"(?:[^"\\]++|\\.)*+"'
_COMMENT = re.compile(rf"{_STRING}|//[^\n]*|/\*|\\.", re.S)
_TOKEN = re.compile(
    rf"(?P<string>{_STRING})|(?P<comma>,(?=\s*[\]}}]))|(?P<missing>(?<=:)\s*(?=[,}}])|(?<=:)\s*(?:undefined|None)\b)",
    re.S,
)
_BAD_ESCAPE = re.compile(r'\\(?:(["\\/bfnrt]|u[0-9a-fA-F]{4})|(.))', re.S)
_BRACE = re.compile(rf"{_STRING}|[{{}}]|\\.", re.S)
_QUOTE = re.compile(r'\\.|"', re.S)
_BRACKET = re.compile(r"[{}]")
_AFTER_STRING = re.compile(r"\s*(?:[,:}\]]|$)")
_DECODER = json.JSONDecoder(strict=False)


class Loaded(NamedTuple):
    """The values found in a text, and what was wrong with it where something was lost (else None)."""

    values: tuple[Any, ...]
    complaint: str | None = None


def load(text: str) -> Loaded:
    """All JSON values of a text. Never raises; nothing readable gives no values and a complaint."""
    text = _unwrap(text)
    if not text:
        return Loaded(())
    try:
        return Loaded(_read_all(text))
    except RecursionError:
        return Loaded((), "it is nested too deep")
    except ValueError as error:
        complaint = str(error)
    repaired = _repair(text)
    for attempt in (repaired, _requote(repaired)):
        try:
            return Loaded(_read_all(attempt))
        except (ValueError, RecursionError):
            continue
    return Loaded(_read_objects(repaired), complaint)


def _unwrap(text: str) -> str:
    """Without a byte order mark, the comment or CDATA marks around it, and the semicolon after it."""
    text = text.lstrip("\ufeff")
    for _ in range(2):
        text = _WRAPPING.sub("", _WRAPPING.sub("", text))
    text = text.strip().rstrip(";").strip()
    return html.unescape(text) if '"' not in text and "&quot;" in text else text


def _read_all(text: str) -> tuple[Any, ...]:
    """One value or several after each other, with or without commas between."""
    values, position = [], 0
    while position < len(text):
        value, position = _DECODER.raw_decode(text, position)
        values.append(value)
        while position < len(text) and text[position] in " \t\r\n,;":
            position += 1
    return tuple(values)


def _repair(text: str) -> str:
    """Without comments and trailing commas; stray backslashes lose their backslash, missing values become null."""
    return _TOKEN.sub(_repair_token, _without_comments(text))


def _repair_token(match: re.Match[str]) -> str:
    if match["string"]:
        return _BAD_ESCAPE.sub(lambda escape: f"\\{escape[1]}" if escape[1] else escape[2], match["string"])
    return "" if match["comma"] else " null"


def _without_comments(text: str) -> str:
    kept, position, last_close = [], 0, text.rfind("*/")
    while (match := _COMMENT.search(text, position)) is not None:
        kept.append(text[position : match.start()])
        position = match.end()
        if match[0] == "/*" and match.end() <= last_close:
            position = text.index("*/", match.end()) + 2
        elif not match[0].startswith("/"):
            kept.append(match[0])
    return "".join(kept) + text[position:]


def _requote(text: str) -> str:
    """With the quotation marks inside a string escaped: those that no comma, colon or bracket follows.

    Left alone where a string so mended would hold braces: then a mark is missing, and two objects would become one.
    """
    kept, position, opened, mended = [], 0, -1, False
    for match in _QUOTE.finditer(text):
        if match[0] != '"':
            continue
        kept.append(text[position : match.start()])
        position = match.end()
        if opened < 0:
            opened, mended = match.end(), False
        elif _AFTER_STRING.match(text, match.end()):
            if mended and _BRACKET.search(text, opened, match.start()):
                return text
            opened = -1
        else:
            kept.append("\\")
            mended = True
        kept.append('"')
    return "".join(kept) + text[position:]


def _read_objects(text: str) -> tuple[Any, ...]:
    """Every outermost object that can be read by itself."""
    values, read_until = [], 0
    for start, end in _braces(text)[:MAX_OBJECTS]:
        if start < read_until:
            continue
        try:
            values.append(_DECODER.raw_decode(text, start)[0])
        except (ValueError, RecursionError):
            continue
        read_until = end
    return tuple(values)


def _braces(text: str) -> list[tuple[int, int]]:
    """Where each object begins and ends, by matching braces outside strings, in order of beginning."""
    pairs, opened = [], []
    for match in _BRACE.finditer(text):
        if match[0] == "{":
            opened.append(match.start())
        elif match[0] == "}" and opened:
            pairs.append((opened.pop(), match.end()))
    return sorted(pairs)
