"""What a picture's text (`alt`) names, for records whose name is drawn and not written: posters in a grid.

HTML (§4.8.4.4) asks that the text of a picture that is all of a link says where the link leads. Refuses to weigh it
against words: a name that is written always comes first.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from aggregator.extract.html.blocks import Document, Picture
from aggregator.extract.html.names import can_name
from aggregator.extract.html.places import is_place
from aggregator.extract.html.words import is_action, phrases

FEWEST_WORDS = 2
"""A single word beside a date is as often the kind of picture, or who took it."""

_KIND = rf"(?:{phrases('pictures_of')})"
_KIND_AT_END = re.compile(rf"(?:[\s(–—:|-]+{_KIND}\)?)+\W*\Z", re.I)
_KIND_FIRST = re.compile(
    rf"\A\W*(?:an?\s+|the\s+)?{_KIND}(?:\s+\d+)?(?:\s+(?:for|of|from|with|showing)\b(?:\s+the\b)?|\s*[:–—-])?\s*", re.I
)


def named_by(document: Document, first: int, stop: int) -> tuple[str, Picture] | None:
    """The name that the only picture with a text of its own among some blocks gives, with the picture; else None."""
    begin, end = (bisect_left(document.pictures, at, key=_place) for at in (first, stop))
    held = document.pictures[begin:end]
    texts = {each.text for each in held}
    if len(texts) != 1 or sum(each.text in texts for each in document.pictures) > len(held):
        return None  # several, or the sign of something that every record has ("Export to iCalendar")
    name = _KIND_FIRST.sub("", _KIND_AT_END.sub("", held[0].text)).strip()
    if len(name.split()) < FEWEST_WORDS or not can_name(name) or is_place(name) or is_action(name):
        return None
    return name, next((each for each in held if each.url), held[0])


def _place(picture: Picture) -> int:
    return picture.at
