"""Which language a page is written in: its own small words tell, and what its head declares where they do not.

Refuses to read dates. Templates declare `en-US` over pages in any language, and an hour that stands alone ("à 14h",
"ore 18.00") has no name of a month beside it to betray its language.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from itertools import islice

from aggregator.extract.html.words import small_words

ENOUGH = 6
"""So many small words of a language, at least, tell it."""

AHEAD = 1.5
"""So many times the words of any other language."""

MOST_WORDS = 3000
"""Words of a page that are looked at."""

_WORD = re.compile(r"[^\W\d_]+")


def language_of(texts: Iterable[str], declared: str | None) -> str | None:
    """The code of the language that the words of a page are in; what the page declares where they leave it open."""
    counts = Counter(code for word in islice(_words(texts), MOST_WORDS) for code in _languages().get(word, ()))
    (best, most), (_, second) = [*counts.most_common(2), ("", 0), ("", 0)][:2]
    return best if most >= ENOUGH and most >= AHEAD * second else declared


def _words(texts: Iterable[str]) -> Iterable[str]:
    return (match[0].casefold() for text in texts for match in _WORD.finditer(text))


@cache
def _languages() -> dict[str, tuple[str, ...]]:
    """The languages that have a small word."""
    found: dict[str, list[str]] = {}
    for code, words in small_words().items():
        for word in words:
            found.setdefault(word, []).append(code)
    return {word: tuple(codes) for word, codes in found.items()}
