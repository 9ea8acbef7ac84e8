"""What the markup of a line says against its dates: one struck out, named for writing, or alone in a button.

Refuses to read dates: it is asked of those that were found.
"""

from __future__ import annotations

from collections.abc import Sequence

from aggregator.extract.html.blocks import Block, SpanKind
from aggregator.extract.html.edges import bare
from aggregator.extract.html.words import POSTED_HINTS
from aggregator.model import When


def struck_out(block: Block, whens: Sequence[When]) -> dict[When, str]:
    """The dates that a line strikes out beside others that stand ("<s>March 10</s> March 17")."""
    struck = [span for _, span in block.of(SpanKind.STRUCK)]
    out = [each for each in whens if any(span.start <= each.span[0] and each.span[1] <= span.end for span in struck)]
    return dict.fromkeys(out, "struck-out") if len(out) < len(whens) else {}


def refused_by_markup(block: Block, found: When) -> str:
    """Why the element around a date makes it none of an event's, else "": one named for writing ("posted",
    "published"), or a button that says only a span of days, by which a reader chooses what a calendar shows."""
    begin, end = found.span
    named = (span for _, span in block.of(SpanKind.HINT) if span.start <= begin and end <= span.end)
    if any(POSTED_HINTS.intersection(span.value.split()) for span in named):
        return "posted"
    buttons = (span for _, span in block.of(SpanKind.CONTROL) if span.start <= begin and end <= span.end)
    around = (bare(f"{block.text[span.start : begin]} {block.text[end : span.end]}") for span in buttons)
    spans_days = found.all_day and found.end is not None and found.rrule is None
    said = set(found.text.casefold().split())  # "Now Now – May 5": said once more for narrow screens
    return "control" if spans_days and any(said.issuperset(words.casefold().split()) for words in around) else ""
