"""A page → its events, or a Problem where it cannot be read. Pure; refuses to fetch and to bound what it costs."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

from aggregator import normalize
from aggregator.collecting import uncollected
from aggregator.config.address import shown_address
from aggregator.config.secrets import concealed, secret_words
from aggregator.extract import read as read_page
from aggregator.model import Calendar, Extraction, Page, Problem, Source
from aggregator.readers.limits import HINT

Reader: TypeAlias = Callable[[Page, Source, datetime, Calendar], Extraction | Problem]
"""Who reads a page: `read_here`, or `Readers` in a process of its own. A Problem: it could not be read."""


def _read(page: Page, source: Source, now: datetime, calendar: Calendar) -> Extraction:
    reading = read_page(page, now=now, timezone=source.timezone, source=source)
    extraction = normalize.normalize_page(
        reading, page, now=now, timezone=source.timezone, source=source, calendar=calendar
    )
    return concealed(extraction, secret_words(source))


def read_here(page: Page, source: Source, now: datetime, calendar: Calendar) -> Extraction | Problem:
    """A page's events: extract, then normalize, then take secret addresses out. Without limits; raises nothing."""
    try:
        with uncollected():
            return _read(page, source, now, calendar)
    except MemoryError:
        where = f"[{source.slug}] {shown_address(source)}"
        return Problem("extract", where, "reading it takes more memory than it may have; it was given up", HINT)
    except Exception as error:  # noqa: BLE001 - the one boundary: a bug costs one source, not the run
        return concealed(unexpected(f"[{source.slug}]", "extract", error), secret_words(source))


def unexpected(where: str, stage: str, error: Exception) -> Problem:
    """A fault of our own as a Problem: where it happened in the code, so that a report of it is of use."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{where} {Path(last.filename).name}:{last.lineno}"
    hint = "this is a fault of the aggregator, not of the source: please report it with the address of the page"
    return Problem(stage, place, f"unexpected {type(error).__name__}: {error}", hint)
