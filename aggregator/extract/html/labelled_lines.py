"""Where a line that runs several labelled fields together ("When: … Where: …") is to be cut.

Refuses to say what a field means: it only finds where the labels, and the pictures that stand for one, begin.
"""

from __future__ import annotations

import re

from aggregator.extract.html.words import pictures

PICTURES = frozenset(pictures())

_INLINE_LABEL = re.compile(
    r"(?:(?<=\s)|\A)(?:What|When|Where|Who|Date(?: ?(?:&|and) ?[Tt]ime)?|Time|Location|Place|Venue|Cost|Price|"
    r"RSVP|Hosts?)\s?:(?=\s)"
)


def labels_in(text: str) -> set[int]:
    """Where labels, and pictures that stand for one, begin in a line that has several."""
    cuts = {match.start() for match in _INLINE_LABEL.finditer(text)} if ":" in text else set[int]()
    if not text.isascii():
        cuts.update(at for at, letter in enumerate(text) if letter in PICTURES)
    return cuts if len(cuts) > 1 else set()
