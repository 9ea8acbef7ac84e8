"""Where the sentences of a text begin and end. Refuses to read them."""

from __future__ import annotations

import re
from collections.abc import Iterator

_SENTENCE = re.compile(r"(?<=[.!?])['\"”’)]*\s+(?=[\"“'‘(]?[A-ZÀ-Þ0-9])")
_ABBREVIATED = re.compile(
    r"(?:\b(?:[A-Z]|[ap]\.m|St|Ave|Blvd|Rd|Dr|Mr|Mrs|Ms|Jr|Sr|No|vs|Rev|Sen|Rep|Gov|Inc|approx|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Mon|Tues?|Wed|Thurs?|Fri|Sat|Sun))\.\Z"
)


def sentence_spans(text: str) -> Iterator[tuple[int, int]]:
    """Start and end offsets of the sentences of a text; initials and abbreviations end none."""
    start = 0
    for match in _SENTENCE.finditer(text):
        if not _ABBREVIATED.search(text, start, match.start()):
            yield start, match.start()
            start = match.end()
    yield start, len(text)
