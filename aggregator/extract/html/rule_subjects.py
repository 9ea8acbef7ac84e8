"""What a sentence says comes again: "Open nights are every Tuesday from 6 pm to 9 pm" tells of open nights.

Refuses rules without an hour, and subjects that are a house or its hours: these say when something is open.
"""

from __future__ import annotations

import re

from aggregator.extract.html.names import can_name
from aggregator.extract.html.tellings import Sentence
from aggregator.extract.html.words import HOURS, is_generic, phrases
from aggregator.model import When

_SUBJECT = re.compile(
    rf"\W*(?:(?:the|our)\s+)?(?P<name>(?:[\w'’&-]+\s+){{1,4}}?[\w'’&-]+)\s+(?:{phrases('come_again')})\s+(?:(?:held|on)\s+)*",
    re.I,
)
_PRONOUN = re.compile(r"\b(?:we|you|they|it|this|that|these|those|there|here|which|who|and|or|is|are)\b", re.I)


def subject_of_rule(sentence: Sentence, found: When) -> str | None:
    """The two words or more that open a sentence and come again by its rule with an hour, or None."""
    match = _SUBJECT.fullmatch(sentence.text[: found.span[0] - sentence.start])
    if found.rrule is None or found.all_day or match is None:
        return None
    name = match["name"]
    other = _PRONOUN.search(name) or HOURS.search(name) or is_generic(name) or not can_name(name)
    return None if other else name
