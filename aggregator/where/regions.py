"""Words → the first-level region they name. Looks at no town."""

from __future__ import annotations

from aggregator.where.anchors import regions_in
from aggregator.where.words import tokenize


def find_region(text: str) -> str | None:
    """The last state or region the text names: `California`, `Calif.`, or `CA` in capitals at the end or after a comma.

    A US state as its two letters, elsewhere the region's name.
    """
    tokens = tokenize(text)
    for last in range(len(tokens) - 1, -1, -1):
        for start, region in regions_in(tokens, last):
            ends = last + 1 == len(tokens) or bool(tokens[last + 1].gap) or tokens[last + 1].text[0].isdigit()
            is_code = len(tokens[last].key) <= 3 and start == last
            if not is_code or (ends and (start == 0 or tokens[start].gap)):
                return region.code
    return None
