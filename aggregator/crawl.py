"""A shard of sources → outcomes: fetch, extract, normalize; what runs on each worker.

Refuses to touch the database or to decide what an answer means for stored events. All sources of one host are in one
shard and asked one after the other, so that manners hold however many workers there are (docs/design.md §7).
"""

from __future__ import annotations

import time
import traceback
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import datetime
from pathlib import Path

from aggregator import fetch, normalize
from aggregator.errors import FetchError
from aggregator.extract import VERSION
from aggregator.extract import read as read_page
from aggregator.model import Calendar, Extraction, Fetched, Outcome, Problem, Source, SourceState

WORKERS = 8
"""Hosts asked at once. More gains little on a small machine: reading the answers is what costs."""


def crawl(
    sources: Sequence[Source],
    states: Mapping[str, SourceState],
    *,
    now: datetime,
    folder: Path,
    calendar: Calendar,
    settings: fetch.FetchSettings,
    workers: int = WORKERS,
) -> Iterator[Outcome]:
    """Ask and read each source, and yield its Outcome as soon as it is there; the order is that of arrival.

    states: what is known of each source by slug; a missing one is new. folder: what local paths are relative to.
    now: aware UTC; relative dates on pages are read against it. Raises nothing: a fault of any kind is in the Outcome.
    """
    shards = _shards(sources)
    with ThreadPoolExecutor(max_workers=max(1, min(workers, len(shards)))) as pool:
        waiting = [
            pool.submit(_crawl_shard, shard, states, now, folder, calendar, settings) for shard in shards.values()
        ]
        for done in as_completed(waiting):
            yield from done.result()


def crawl_source(
    source: Source,
    state: SourceState | None,
    *,
    now: datetime,
    folder: Path,
    calendar: Calendar,
    settings: fetch.FetchSettings,
) -> Outcome:
    """Ask and read one source. Arguments as in `crawl`."""
    state = state or SourceState(slug=source.slug)
    began = time.monotonic()
    try:
        answer = fetch.fetch(
            source, state, now=now, settings=settings, base=folder, conditional=_may_be_conditional(source, state)
        )
        extraction = read(answer, source, now=now, calendar=calendar) if isinstance(answer, Fetched) else None
    except FetchError as error:
        return _failed(source, now, began, error)
    except Exception as error:  # noqa: BLE001 - the one boundary: a bug costs one source, not the run
        return _broken(source, now, began, error)
    return Outcome(
        slug=source.slug,
        started_at=now,
        seconds=time.monotonic() - began,
        fetched=answer if isinstance(answer, Fetched) else None,
        not_modified=None if isinstance(answer, Fetched) else answer,
        extraction=extraction,
    )


def read(fetched: Fetched, source: Source, *, now: datetime, calendar: Calendar) -> Extraction:
    """An answer's events: extract, then normalize. Pure."""
    reading = read_page(fetched.page, now=now, timezone=source.timezone, source=source)
    return normalize.normalize_page(
        reading, fetched.page, now=now, timezone=source.timezone, source=source, calendar=calendar
    )


def _shards(sources: Sequence[Source]) -> dict[str, list[Source]]:
    shards: dict[str, list[Source]] = {}
    for source in sources:
        shards.setdefault(fetch.host_of(source) or f"file:{source.slug}", []).append(source)
    return shards


def _crawl_shard(
    shard: Sequence[Source],
    states: Mapping[str, SourceState],
    now: datetime,
    folder: Path,
    calendar: Calendar,
    settings: fetch.FetchSettings,
) -> list[Outcome]:
    outcomes = []
    for number, source in enumerate(shard):
        if number and fetch.host_of(source):
            time.sleep(settings.host_delay_seconds)
        state = states.get(source.slug)
        outcomes.append(crawl_source(source, state, now=now, folder=folder, calendar=calendar, settings=settings))
    return outcomes


def _may_be_conditional(source: Source, state: SourceState) -> bool:
    """Whether "nothing new" is an answer: only when what we hold was read by this code, from this address."""
    return state.reader_version == VERSION and state.url == source.url


def _failed(source: Source, now: datetime, began: float, error: FetchError) -> Outcome:
    return Outcome(
        slug=source.slug,
        started_at=now,
        seconds=time.monotonic() - began,
        error=Problem("fetch", error.where, error.what, error.hint),
        error_status=error.status,
        retry_after=error.retry_after,
        gone=error.gone,
    )


def _broken(source: Source, now: datetime, began: float, error: Exception) -> Outcome:
    return Outcome(
        slug=source.slug,
        started_at=now,
        seconds=time.monotonic() - began,
        error=unexpected(f"[{source.slug}]", "extract", error),
    )


def unexpected(where: str, stage: str, error: Exception) -> Problem:
    """A fault of our own as a Problem: where it happened in the code, so that a report of it is of use."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{where} {Path(last.filename).name}:{last.lineno}"
    hint = "this is a fault of the aggregator, not of the source: please report it with the address of the page"
    return Problem(stage, place, f"unexpected {type(error).__name__}: {error}", hint)
