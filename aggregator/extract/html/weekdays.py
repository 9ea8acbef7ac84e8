"""The day of the week that a short text is, in any of our languages. Refuses texts that say anything more."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache

from aggregator.when.vocabulary import names

LONGEST = 24
SHORTEST_PIECE = 3


@lru_cache(maxsize=2048)
def weekday_of(text: str) -> int | None:
    """Monday 0 to Sunday 6 for "Monday", "Mondays:", "MON", "Donnerstags", "lunes"; None for anything else."""
    if len(text) > LONGEST:
        return None
    word = plain(text.strip(" .:–-"))
    for each in (word, word.removesuffix("s"), word.removesuffix("-feira")):
        if each in _names():
            return _names()[each]
    return None


@lru_cache(maxsize=1024)
def plain(word: str) -> str:
    """A word without case, accents and the point of an abbreviation."""
    letters = unicodedata.normalize("NFKD", word.casefold().rstrip(".,"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


@cache
def _names() -> dict[str, int]:
    """Names and their forms of three letters or more, in all languages; but those that mean several days."""
    found: dict[str, set[int]] = {}
    for language in names().values():
        for name, number in language["weekdays"].items():
            folded = plain(name)
            for form in (folded, folded.removesuffix("-feira"), folded[:SHORTEST_PIECE], folded[: SHORTEST_PIECE + 1]):
                if len(form) >= SHORTEST_PIECE:
                    found.setdefault(form, set()).add(number)
    months = {plain(name)[:SHORTEST_PIECE] for language in names().values() for name in language["months"]}
    return {form: min(days) for form, days in found.items() if len(days) == 1 and form not in months}  # "Mar"
