"""A shard of sources → outcomes: fetch, extract, normalize; what runs on each worker.

Refuses to touch the database or to decide what an answer means for stored events. All sources of one host are in one
shard and asked one after the other, so that manners hold however many workers there are (docs/design.md §7). Nothing
leaves here with a secret address in it. Reading is done by a `Reader`: by default in processes of their own, within
limits (`aggregator.readers`), so that no page can stop a run.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from aggregator import fetch
from aggregator.config.secrets import concealed, secret_words
from aggregator.errors import FetchError
from aggregator.extract import VERSION
from aggregator.model import Calendar, Fetched, Move, Outcome, Problem, Source, SourceState
from aggregator.readers import Reader, unexpected

OUT_OF_TIME = "the run's time was used up; it is asked first in the next one"

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
    reader: Reader,
    manners: fetch.Manners | None = None,
    workers: int = WORKERS,
) -> Generator[Outcome, None, None]:
    """Ask and read each source, and yield its Outcome as soon as it is there; the order is that of arrival.

    states: what is known of each source by slug; a missing one is new. folder: what local paths are relative to.
    now: aware UTC; relative dates on pages are read against it. reader: called from several threads at once.
    manners: what is known of the hosts, and learnt.
    Raises nothing: a fault of any kind is in the Outcome. Sources whose turn does not come in time are put off.
    Who may stop before the end closes it (`contextlib.closing`): then no further host is asked, and what is under way
    is waited for. Left to the garbage collector, that waiting can happen in any thread, and lock the program up.
    """
    run = _Run(now, folder, calendar, settings, manners or fetch.Manners(settings, now=now), reader)
    shards = _shards(sources)
    pool = ThreadPoolExecutor(max_workers=max(1, min(workers, len(shards))))
    try:
        waiting = [pool.submit(_crawl_shard, shard, states, run) for shard in shards.values()]
        for done in as_completed(waiting):
            yield from done.result()
    finally:
        pool.shutdown(cancel_futures=True)


def crawl_source(
    source: Source,
    state: SourceState | None,
    *,
    now: datetime,
    folder: Path,
    calendar: Calendar,
    settings: fetch.FetchSettings,
    reader: Reader,
    manners: fetch.Manners | None = None,
) -> Outcome:
    """Ask and read one source. Arguments as in `crawl`. The Outcome's texts are free of secret addresses."""
    return _without_secrets(
        _crawl_source(source, state, _Run(now, folder, calendar, settings, manners, reader)), source
    )


@dataclass(frozen=True, slots=True)
class _Run:
    """What is the same for every source of a run."""

    now: datetime
    folder: Path
    calendar: Calendar
    settings: fetch.FetchSettings
    manners: fetch.Manners | None
    reader: Reader


def _without_secrets(outcome: Outcome, source: Source) -> Outcome:
    words = secret_words(source)
    if not words:
        return outcome
    return replace(
        outcome,
        error=concealed(outcome.error, words),
        notes=concealed(outcome.notes, words),
    )


def _crawl_source(source: Source, state: SourceState | None, run: _Run) -> Outcome:
    state, now = state or SourceState(slug=source.slug), run.now
    began = time.monotonic()
    try:
        answer = fetch.fetch(
            source,
            state,
            now=now,
            settings=run.settings,
            base=run.folder,
            conditional=_may_be_conditional(source, state),
            manners=run.manners,
        )
    except fetch.LeftAloneError as error:
        return Outcome(
            slug=source.slug, started_at=now, seconds=0.0, put_off=f"its host {error}", put_off_until=error.until
        )
    except FetchError as error:
        return replace(_failed(source, now, began, error), move=fetch.moves.after_failure(state.move, error.status))
    except Exception as error:  # noqa: BLE001 - the one boundary: a bug costs one source, not the run
        return _unreadable(source, now, began, unexpected(f"[{source.slug}]", "fetch", error))
    read = run.reader(answer.page, source, now, run.calendar) if isinstance(answer, Fetched) else None
    if isinstance(read, Problem):
        return _unreadable(source, now, began, read)
    move = fetch.moves.after_page(state.move, answer.moved_to, now=now)
    return Outcome(
        slug=source.slug,
        started_at=now,
        seconds=time.monotonic() - began,
        fetched=answer if isinstance(answer, Fetched) else None,
        not_modified=None if isinstance(answer, Fetched) else answer,
        extraction=read,
        notes=_move_note(source, move),
        move=move,
    )


def _move_note(source: Source, move: Move) -> tuple[Problem, ...]:
    """That the source is asked at another address than sources.toml says."""
    if move.adopted is None:
        return ()
    target = fetch.shown_url(move.adopted, secret=source.secret)
    return (
        Problem(
            "fetch",
            f"[{source.slug}] {fetch.shown_address(source)}",
            f"has moved for good to {target}, and has been asked there since it said so for a week",
            "write the new address into sources.toml; until then nothing is lost",
        ),
    )


def _shards(sources: Sequence[Source]) -> dict[str, list[Source]]:
    shards: dict[str, list[Source]] = {}
    for source in sources:
        shards.setdefault(fetch.host_of(source) or f"file:{source.slug}", []).append(source)
    return shards


def _crawl_shard(shard: Sequence[Source], states: Mapping[str, SourceState], run: _Run) -> list[Outcome]:
    outcomes = []
    for source in shard:
        if run.manners is not None and run.manners.is_over() and fetch.host_of(source):
            outcomes.append(Outcome(slug=source.slug, started_at=run.now, seconds=0.0, put_off=OUT_OF_TIME))
            continue
        outcomes.append(_without_secrets(_crawl_source(source, states.get(source.slug), run), source))
    return outcomes


def is_outdated(state: SourceState | None) -> bool:
    """Whether what we hold of a source was read by other code, or with other settings, than it would be today."""
    return state is not None and state.reader_version != VERSION


def _may_be_conditional(source: Source, state: SourceState) -> bool:
    """Whether "nothing new" is an answer: what we hold came from this address, and can be read again if need be."""
    return state.url == source.url and (state.archived or not is_outdated(state))


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


def _unreadable(source: Source, now: datetime, began: float, why: Problem) -> Outcome:
    return Outcome(
        slug=source.slug,
        started_at=now,
        seconds=time.monotonic() - began,
        error=why,
    )
