"""How a run went, source by source. Decides nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from aggregator.model.fetching import Fetched, Move, NotModified
from aggregator.model.problems import Problem
from aggregator.model.reading import Extraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What asking and reading one source gave; picklable, made by `crawl`, stored by `refresh`.

    Exactly one of fetched, not_modified, error, put_off is set; extraction goes with fetched.
    put_off: why it was not asked at all, and put_off_until when it may be (None: the next run).
    notes: what a person should know although the answer is good. move: what is now known of where it has moved.
    """

    slug: str
    started_at: datetime
    seconds: float
    fetched: Fetched | None = None
    not_modified: NotModified | None = None
    extraction: Extraction | None = None
    error: Problem | None = None
    error_status: int | None = None
    retry_after: datetime | None = None
    gone: bool = False
    put_off: str | None = None
    put_off_until: datetime | None = None
    notes: tuple[Problem, ...] = ()
    move: Move | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceReport:
    """One source's line of the refresh report. result: ok, unchanged, failed, partial or skipped.

    failures: how often it has failed in a row, this time included; 0 where it was not asked or did not fail.
    """

    slug: str
    result: str
    seen: int = 0
    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    missing: int = 0
    withdrawn: int = 0
    failures: int = 0
    problems: tuple[Problem, ...] = ()
    seconds: float = 0.0
    next_fetch_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunReport:
    """A whole refresh: what each source gave, and what was published."""

    started_at: datetime
    sources: tuple[SourceReport, ...]
    events: int = 0
    occurrences: int = 0
    published: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    seconds: float = 0.0
