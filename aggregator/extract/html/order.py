"""Document → whether its numbers put the day before the month: "10/12" is in October or in December.

Refuses to read dates. What the page itself shows decides ("25/12/2026"), then the region of its language (`en-GB`),
then the country of its host. The rest is left to the words and the calendar of each text. `en-US` says nothing, because
it is what page builders write when nobody has chosen, and a host of no country says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from aggregator.extract.html.blocks import Document
from aggregator.extract.html.words import names_of_days

DAY_FIRST_REGIONS = frozenset("gb ie au nz in za ke ng gh sg my mt jm tt bb cy hk".split())
"""Countries in which English is written with the day first."""

DAY_FIRST_HOSTS = (DAY_FIRST_REGIONS - {"gb"}) | frozenset(
    "uk eu de at ch fr be nl lu es pt it gr pl cz sk hu ro bg hr si se no dk fi ee lv lt br ar cl pe uy mx".split()
)
"""Ends of host names of countries whose numbers have the day first, whatever the language of the page."""

_NUMBERS = re.compile(r"(?<![\d./-])(\d{1,2})([./-])(\d{1,2})(?:\2(?:\d{4}|\d\d))?(?![\d/-])")
_WORD_BEFORE = re.compile(r"([^\W\d_]+)[.,]?\s+\Z")
LONGEST_WEEKDAY = 20


def day_first(document: Document) -> bool | None:
    """True for 25/12, False for 12/25, None where nothing tells."""
    shown = _shown(block.text for block in document.blocks)
    if shown is not None:
        return shown
    if document.region in DAY_FIRST_REGIONS or _country(document.base) in DAY_FIRST_HOSTS:
        return True
    return None


def _shown(texts: Iterable[str]) -> bool | None:
    """What the dates of a page agree on that can only be read one way."""
    seen = set()
    for text in texts:
        for match in _NUMBERS.finditer(text):
            first, second = int(match[1]), int(match[3])
            if (first > 12) != (second > 12) and max(first, second) <= 31 and _is_day(text, match):
                seen.add(first > 12)
    return seen.pop() if len(seen) == 1 else None


def _is_day(text: str, match: re.Match[str]) -> bool:
    """Whether numbers are a day: with a year, or behind a weekday ("Sun 13/9")."""
    if match[0].count(match[2]) > 1:
        return True
    before = _WORD_BEFORE.search(text, max(match.start() - LONGEST_WEEKDAY, 0), match.start())
    return before is not None and before[1].casefold() in names_of_days()


def _country(url: str | None) -> str:
    host = urlsplit(url).hostname if url else None
    return (host or "").rpartition(".")[2]
