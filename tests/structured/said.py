"""RawEvents and Problems as the JSON that expectations are written in: what is said, nothing left at its default."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import MISSING, fields
from datetime import date, datetime
from enum import Enum
from typing import Any

from aggregator.model import Link, Place, Problem, RawEvent

NOW = datetime(2026, 4, 1, 12, 0)
LEFT_OUT = {"evidence"}
"""Compared by a law of its own: every evidence is words of the page."""


def said(events: Iterable[RawEvent], problems: Iterable[Problem]) -> dict[str, Any]:
    """Both lists, whole."""
    return {
        "events": [_record(event) for event in events],
        "problems": [f"{problem.where}: {problem.message}" for problem in problems],
    }


def _record(record: RawEvent | Place) -> dict[str, Any]:
    values = {}
    for each in fields(record):
        value = getattr(record, each.name)
        default = each.default_factory() if each.default_factory is not MISSING else each.default
        if value != default and each.name not in LEFT_OUT:
            values[each.name] = _plain(value)
    return values


def _plain(value: Any) -> Any:
    if isinstance(value, Place):
        return _record(value)
    if isinstance(value, Link):
        return f"{value.url} {value.text}".strip()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    return [_plain(each) for each in value] if isinstance(value, tuple) else value


def letters(text: str) -> str:
    """The letters and digits alone, references decoded: what two spellings of the same words share."""
    return "".join(re.findall(r"[^\W_]+", html.unescape(html.unescape(text)).casefold()))


def haystack(source: str) -> str:
    """A document's letters, with its markup and without."""
    bare = re.sub(r"</?[a-zA-Z][^<>]*>|<!\[CDATA\[|\]\]>", " ", html.unescape(html.unescape(source)))
    return letters(source) + " " + letters(bare)
