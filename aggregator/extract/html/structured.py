"""What a page states for machines: JSON-LD, then microdata, then microformats; a reader and a boundary each.

Refuses to read words on the page. A format whose reader fails costs only what that format said.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from importlib import import_module

from bs4 import BeautifulSoup

from aggregator.model import Problem, RawEvent

READERS = ("jsonld", "microdata", "microformats")
"""Most explicit first; a later format only adds events that no earlier one told."""


def find_structured(
    soup: BeautifulSoup, *, base_url: str | None, now: datetime
) -> tuple[list[RawEvent], list[Problem]]:
    """The events of all structured formats on a page, each event once, and what could not be read."""
    events: list[RawEvent] = []
    problems: list[Problem] = []
    for name in READERS:
        find: Callable[..., tuple[list[RawEvent], list[Problem]]]
        find = import_module(f"aggregator.extract.structured.{name}").find_events
        try:
            found, complaints = find(soup, base_url=base_url, now=now)
        except Exception as error:  # noqa: BLE001 - the one boundary of a format: one broken block costs one format
            problems.append(Problem("extract", name, f"{name} could not be read ({error!r}); its events were skipped"))
            continue
        told = {(event.start, (event.title or "").casefold()) for event in events}
        events += [event for event in found if (event.start, (event.title or "").casefold()) not in told]
        problems += complaints
    return events, problems
