"""Movement events calendar aggregator: ally calendars in, one calendar out.

`extract` reads one page into normalized events; `expand` unrolls recurrences in a window; `when.find` reads event
times in text. All three are pure: no network, no disk, no clock. Importing this module loads none of the
third-party libraries; they are loaded by the first call that needs them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

# The package `aggregator.extract` and the function of the same name below share one attribute of this module.
# Loading the package first lets the function win; inside the project the package is reached by
# `from aggregator.extract import …`, which does not go through the attribute.
import aggregator.extract as _extract_package

if TYPE_CHECKING:
    from aggregator.model import Event, Extraction, Occurrence, Source

__all__ = ["__version__", "expand", "extract"]
__version__ = "0.1.0"


def extract(
    content: bytes,
    *,
    content_type: str,
    url: str | None = None,
    now: datetime,
    timezone: str | None = None,
    hints: Source | None = None,
) -> Extraction:
    """Read one page, whatever its format, into normalized events.

    content: the body as received. content_type: a hint; the format is sniffed from the content.
    url: where the page came from; relative links are resolved against it, nothing is fetched.
    now: naive (local to the page) or aware; relative dates and missing years are read against it.
    timezone: IANA name, used where the page says nothing of a zone.
    hints: the configured source, for its region, name and selectors.

    Raises nothing for any bytes: what cannot be read is in `Extraction.problems`.
    """
    from aggregator.collecting import uncollected
    from aggregator.model import Page
    from aggregator.normalize import normalize_page

    page = Page(content=content, content_type=content_type, url=url)
    with uncollected():
        reading = _extract_package.read(page, now=now, timezone=timezone, source=hints)
        return normalize_page(reading, page, now=now, timezone=timezone, source=hints)


def expand(events: Sequence[Event], *, start: date, end: date) -> Sequence[Occurrence]:
    """Unroll recurring events into the occurrences that touch the days `start` to `end`, both inclusive.

    Overrides (events with a recurrence_id) replace the occurrence they name. Ordered by start, then key.
    """
    from aggregator import recur

    return recur.expand(events, start=start, end=end).occurrences
