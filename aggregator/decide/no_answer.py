"""An answer that is no answer: nothing could be read where there was something before, or it is of another kind.

Refuses to doubt an empty calendar: a whole iCalendar file or feed without events is the source's own word, and
`absence` weighs it. A web page without events is not: a login page, a new design and a script in place of text all look
like it.
"""

from __future__ import annotations

from collections.abc import Sequence

from aggregator.config.address import shown_address
from aggregator.model import Extraction, Format, Listing, Problem, Source

LOOK = "open it in a browser: if it wants a login or has a new design, it may have moved its events to another address"


FEEDS = (Format.ICAL, Format.FEED)
"""Formats that programs write: an address gives the one it always gave, or something is wrong with it."""

WRITE_FORMAT = 'if the group really changed it, write format = "{}" into its table; if not, tell the group'


def no_answer(
    stored: Sequence[Listing], extraction: Extraction, source: Source, *, before: Format | None = None
) -> Problem | None:
    """Why an answer counts as a failed fetch although the server gave a page; None for one that says something.

    stored: all listings of the source. before: what its last good page was read as. What the reader itself found wrong
    comes first.
    """
    where = f"[{source.slug}] {shown_address(source)}"
    listed = [listing for listing in stored if listing.withdrawn_at is None]
    if listed and before in FEEDS and source.format is None and extraction.format not in (before, None):
        kinds = f"where it always was a {before} calendar it is now read as {extraction.format}"
        return Problem(
            "fetch", where, f"{kinds}; its {len(listed)} events are kept", WRITE_FORMAT.format(extraction.format)
        )
    if extraction.events:
        return None
    if not extraction.complete:
        told = next((p for p in extraction.problems if p.stage == "extract"), None)
        message = told.message if told else "the page could not be read"
        return Problem("fetch", where, message, (told.hint if told else "") or LOOK)
    if listed and extraction.format is Format.HTML:
        message = f"no event could be read on the page any more, where {len(listed)} were listed; they are kept"
        return Problem("fetch", where, message, LOOK)
    return None
