"""Pages that were kept, read with today's code: what it would change, and on request the change itself.

Asks nobody. What it finds is first of all an answer to "is the new code better?", for the pages that one really has.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime

from aggregator import decide, readers
from aggregator.config import Config, decisions
from aggregator.model import ArchivedPage, Change, Extraction, Plan, Problem, Source
from aggregator.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What today's code reads otherwise on one source's last page.

    added, removed: titles with their start. changed: title → what differs, field by field. unchanged: how many events.
    problem: why there is nothing to compare.
    """

    slug: str
    fetched_at: datetime | None = None
    added: tuple[tuple[str, str], ...] = ()
    changed: tuple[tuple[str, tuple[Change, ...]], ...] = ()
    removed: tuple[tuple[str, str], ...] = ()
    unchanged: int = 0
    problems: tuple[Problem, ...] = ()
    problem: Problem | None = None


def replay(
    config: Config,
    store: Store,
    slugs: Iterable[str],
    *,
    now: datetime,
    apply: bool,
    reader: readers.Reader | None = None,
) -> tuple[Difference, ...]:
    """Read the last page kept of each source again, as if it were the day it came; of a source that the database never
    read, with `apply`, all pages that are kept, so that a lost database is made anew.

    slugs: only these; none means all. apply: store what is found. Merging and publishing are the caller's affair.
    reader: as in `refresh`.
    """
    if apply:
        store.sync_sources(config.calendar, config.sources, broken=config.broken, now=now)
    wanted = set(slugs)
    chosen = [source for source in config.sources if not wanted or source.slug in wanted]
    with ExitStack() as stack:
        reader = reader or stack.enter_context(readers.Readers())
        return tuple(_replay_source(source, config, store, now, apply, reader) for source in chosen)


def _replay_source(
    source: Source, config: Config, store: Store, now: datetime, apply: bool, reader: readers.Reader
) -> Difference:
    pages = store.kept_pages(source.slug) if apply else ()
    if pages:
        return _rebuild_source(source, pages, config, store, reader)
    kept = store.archived(source.slug)
    if kept is None:
        hint = f"ask it first: aggregator refresh {source.slug}"
        return Difference(
            slug=source.slug, problem=Problem("extract", f"[{source.slug}]", "no page of it is kept", hint)
        )
    extraction = reader(kept.page, source, kept.fetched_at, config.calendar)
    if isinstance(extraction, Problem):
        return Difference(slug=source.slug, fetched_at=kept.fetched_at, problem=extraction)
    stored = store.listings(source.slug)
    empty = decide.no_answer(stored, extraction, source)
    extraction, _ = decide.without(extraction, decisions.load(config.folder))
    if empty is not None:
        return Difference(slug=source.slug, fetched_at=kept.fetched_at, problem=empty)
    plan = decide.decide(stored, extraction, source=source, now=now)
    if apply:
        store.apply_replay(plan, extraction, now=now)
    return _difference(plan, extraction, kept.fetched_at)


def _rebuild_source(
    source: Source, pages: Iterable[ArchivedPage], config: Config, store: Store, reader: readers.Reader
) -> Difference:
    """Take in the kept pages of a source in their order, each on its day."""
    problem, at = None, None
    for kept in pages:
        at = kept.fetched_at
        extraction = reader(kept.page, source, at, config.calendar)
        problem = extraction if isinstance(extraction, Problem) else None
        if isinstance(extraction, Problem):
            continue
        stored = store.listings(source.slug)
        problem = decide.no_answer(stored, extraction, source)
        if problem is None:
            extraction, _ = decide.without(extraction, decisions.load(config.folder))
            plan = decide.decide(stored, extraction, source=source, now=at)
            store.apply_replay(plan, extraction, now=at)
    listed = (listing.event for listing in store.listings(source.slug) if listing.withdrawn_at is None)
    added = tuple((event.title, event.start.isoformat()) for event in listed)
    return Difference(slug=source.slug, fetched_at=at, added=added, problem=None if added else problem)


def _difference(plan: Plan, extraction: Extraction, fetched_at: datetime) -> Difference:
    changed = []
    for listing, event in plan.update:
        told = tuple(change for change in plan.changes if change.listing_id == listing.id)
        if told:
            changed.append((event.title, told))
    return Difference(
        slug=plan.source,
        fetched_at=fetched_at,
        added=tuple((event.title, event.start.isoformat()) for event in plan.insert),
        changed=tuple(changed),
        removed=tuple((one.event.title, one.event.start.isoformat()) for one in plan.missing),
        unchanged=len(plan.unchanged) + len(plan.update) - len(changed),
        problems=(*extraction.problems, *plan.problems),
    )
