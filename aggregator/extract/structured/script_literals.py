"""The literals of data in a script's text → values: what it assigns, passes on, or names like a list of events.

Refuses to run anything: an object, an array, a string, a date made from a string is read; an expression is not.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple

from aggregator.extract.structured.broken_json import load

MAX_LITERALS = 200
"""Of one script: how many assignments are looked at."""

MAX_JAVASCRIPT = 200_000
"""Characters of one literal that is no JSON."""

MAX_UNCLOSED = 3
"""How many literals of a script may not close before the rest is left unread."""

EVENT_LIST = re.compile(
    r"events?|event[oi]s?|[eé]v[eéè]nements?|termine|veranstaltungen|wydarzenia|meetings?|meetups?|gigs|concerts?|"
    r"workshops?|talks|lectures|screenings|classes|rallies|actions|calendar|schedule|agenda|program(?:me|m|a)?",
    re.I,
)
"""In the name of a list: its members are events, if they have a name and a date."""

_DECODER = json.JSONDecoder(strict=False)
_LITERAL = re.compile(r"""(?P<sign>[:=])\s*(?=\[\s*\{)|[=(,]\s*(?=\[\s*[\[{]|\{\s*")""")
_NAME = re.compile(r"""([\w$]+)["']?\s*\Z""")
_PARSE = re.compile(r"JSON\.parse\(\s*(?=[\"'])")
LONGEST_NAME = 60
"""Characters before a literal in which its name is looked for."""

_QUOTED = r""""(?:[^"\\]|\\.)*+"|'(?:[^'\\]|\\.)*+'"""
_JS_TOKEN = re.compile(
    rf"""new\s+Date\(\s*(?P<date>{_QUOTED})\s*\)"""
    r"""|(?P<double>"(?:[^"\\]|\\.)*+")|'(?P<single>(?:[^'\\]|\\.)*+)'|`(?P<back>(?:[^`\\$]|\\.)*+)`"""
    r"""|(?P<comment>//[^\n]*|/\*.{0,300}?\*/)"""
    r"""|(?P<key>[A-Za-z_$][\w$]*)(?=\s*:)|(?P<comma>,(?=\s*[\]}]))|(?P<open>[\[{])|(?P<close>[\]}])|(?P<escape>\\.)""",
    re.S,
)


class Literal(NamedTuple):
    """A value read from a script. named: the script calls it by a name that is used for lists of events."""

    value: Any
    named: bool


def find_literals(text: str) -> Iterator[Literal]:
    """The object and array literals of a script, in its order: as JSON, else, where it is named so, as JavaScript."""
    position, looked, unclosed = 0, 0, 0
    while looked < MAX_LITERALS and unclosed < MAX_UNCLOSED:
        match = _LITERAL.search(text, position)
        if match is None:
            return
        position = match.end()
        named = match["sign"] is not None and _names_events(text, match.start())
        if match["sign"] == ":" and not named:
            continue
        looked += 1
        try:
            value, position = _DECODER.raw_decode(text, position)
        except (ValueError, RecursionError):
            literal = _as_json(text, position) if named else None
            unclosed += named and literal is None
            value = next(iter(load(literal).values), None) if literal else None
        if value:
            yield Literal(value, named)


def find_parsed(text: str) -> Iterator[Literal]:
    """The values that a script reads from strings of JSON: `JSON.parse("…")`."""
    for call in islice(_PARSE.finditer(text), MAX_LITERALS):
        token = _JS_TOKEN.match(text, call.end())
        if token is None or (token["double"] is None and token["single"] is None):
            continue
        try:
            inner = str(_DECODER.decode(_json_token(token)))
        except (ValueError, RecursionError):
            continue
        named = _names_events(text, text.rfind("=", 0, call.start()))
        yield from (Literal(value, named) for value in load(inner).values)


def _names_events(text: str, end: int) -> bool:
    """Whether what stands before a colon or an equals sign is a name for a list of events."""
    name = _NAME.search(text[max(end - LONGEST_NAME, 0) : end])
    return name is not None and EVENT_LIST.search(name[1]) is not None


def _as_json(text: str, start: int) -> str | None:
    """A JavaScript literal of objects, arrays and strings as JSON, or None where it does not close."""
    parts, position, depth = [], start, 0
    for match in _JS_TOKEN.finditer(text, start, start + MAX_JAVASCRIPT):
        parts.append(text[position : match.start()])
        position = match.end()
        parts.append(_json_token(match))
        depth += (match["open"] is not None) - (match["close"] is not None)
        if depth == 0:
            return "".join(parts)
    return None


def _json_token(match: re.Match[str]) -> str:
    if match["date"]:
        return f'"{match["date"][1:-1]}"'
    if match["single"] is not None:
        return '"' + match["single"].replace("\\'", "'").replace('"', '\\"') + '"'
    if match["back"] is not None:
        return json.dumps(match["back"].replace("\\`", "`"), ensure_ascii=False)
    if match["key"]:
        return f'"{match["key"]}"'
    return "" if match["comment"] or match["comma"] else match[0]
