"""Where a line that runs several labelled fields together ("When: … Where: …") is to be cut.

Refuses to say what a field means: it only finds where the labels, and the pictures that stand for one, begin.
"""

from __future__ import annotations

import re

from aggregator.alternation import alternation
from aggregator.extract.html.words import labels, pictures

PICTURES = frozenset(pictures())

_FIELDS = frozenset(("when", "end", "where", "title", "organizer", "price", "signup"))
_LABELS = alternation(re.escape(label) for label, field in labels().items() if field in _FIELDS)
_INLINE_LABEL = re.compile(rf"(?:(?<=\s)|\A)(?=[A-ZÀ-Þ])(?i:{_LABELS})\s?:(?=\s)")
"""A label with a capital and a colon: lines that run several together begin each with one."""


def labels_in(text: str) -> set[int]:
    """Where labels, and pictures that stand for one, begin in a line that has several."""
    cuts = {match.start() for match in _INLINE_LABEL.finditer(text)} if ":" in text else set[int]()
    if not text.isascii():
        cuts.update(at for at, letter in enumerate(text) if letter in PICTURES)
    return cuts if len(cuts) > 1 else set()
