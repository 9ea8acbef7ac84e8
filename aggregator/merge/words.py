"""The words that titles are compared by: `words.toml`, as sets and tables.

Refuses to compare.
"""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Final

_TABLE = tomllib.loads(files("aggregator.merge").joinpath("words.toml").read_text(encoding="utf-8"))

STATE: Final = frozenset(_TABLE["state"].split())
ORNAMENTS: Final = frozenset({*((word,) for word in STATE), *(tuple(phrase.split()) for phrase in _TABLE["ornament"])})
"""What stands before or after a title and is no part of the name: phrases as their words."""
LONGEST_ORNAMENT: Final = max(map(len, ORNAMENTS))
PLAIN: Final = frozenset(_TABLE["plain"].split())
GENERIC: Final = frozenset(_TABLE["generic"].split())
PRESENTING: Final = frozenset(_TABLE["presenting"].split()) | PLAIN
COUNTERS: Final = frozenset(_TABLE["counter"].split())
OPPOSITES: Final = {word: number for number, line in enumerate(_TABLE["opposites"]) for word in line.split()}
"""A word → the line of opposites it stands in."""

NUMBERS: Final = {
    word: str(number)
    for number, words in enumerate(
        "one first i|two second ii|three third iii|four fourth iv|five fifth v|six sixth vi|seven seventh vii|"
        "eight eighth viii|nine ninth ix|ten tenth x|eleven eleventh xi|twelve twelfth xii".split("|"),
        start=1,
    )
    for word in words.split()
}
"""Number words, ordinals and Roman numerals → digits. A lone letter counts only behind a counter: "part I"."""
