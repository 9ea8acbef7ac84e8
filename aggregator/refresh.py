"""One run: due sources, crawl, decide, store, merge, publish, report.

    config, store ─ due ─▶ crawl ─▶ Outcome ─ decide ─▶ Plan ─ apply ─▶ listings        (once a source)
    listings ─ merge ─▶ MergedEvents ─ expand ─▶ occurrences ─ save ─▶ events ─ write ─▶ calendar.ics  (once a run)

Refuses to know formats, SQL or HTTP: it only carries records from one stage to the next. Only crawling runs in
parallel; everything that writes is done here, one source at a time, so that a stop at any moment leaves whole sources.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from aggregator import crawl, decide, fetch, merge, publish, readers, recur
from aggregator.config import Config, decisions
from aggregator.errors import ClockError
from aggregator.intake import Intake
from aggregator.model import (
    Event,
    Fetched,
    MergedEvent,
    Occurrence,
    Outcome,
    Problem,
    RunReport,
    Source,
    SourceReport,
    SourceState,
)
from aggregator.readers import unexpected
from aggregator.store import Store

KEEP_PAST = timedelta(days=400)
"""How far back the dates of a series stay in `occurrences`; single events stay for ever."""

KEEP_AHEAD = timedelta(days=400)
"""How far ahead an endless series is unrolled: as far as the feed's window reaches (docs/design.md, Publishing)."""

CLOCK_SLACK = timedelta(days=1)
"""So much the clock may be set back; within it nothing is counted as missing (`decide.absence`)."""

Progress = Callable[[SourceReport, int, int], None]
"""Called after each source with its report, how many are done and how many there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What one run is asked to do.

    slugs: only these, due or not; empty means all. everything: also those that are not due.
    dry_run: ask, read and decide, but store and publish nothing. trust_clock: although an earlier run was later.
    """

    slugs: tuple[str, ...] = ()
    everything: bool = False
    dry_run: bool = False
    trust_clock: bool = False


def refresh(
    config: Config,
    store: Store,
    data: Path,
    *,
    now: datetime,
    options: Options | None = None,
    settings: fetch.FetchSettings | None = None,
    clock: fetch.Clock | None = None,
    reader: readers.Reader | None = None,
    progress: Progress | None = None,
) -> RunReport:
    """Bring the database and the feeds up to date.

    data: the folder the feeds are written to. now: aware UTC, the moment of the run. clock: what pauses are made
    with. reader: who reads the pages; by default processes of their own, within limits.
    Raises StoreError when the database cannot be used or is damaged, ClockError when `now` lies days before the last
    run; what a source does wrong is in the report.
    """
    options = options or Options()
    began = time.monotonic()
    decided = decisions.load(config.folder)  # a fault in it is told before anybody is asked
    store.check()
    _check_clock(store, now, options)
    if not options.dry_run:
        store.sync_sources(config.calendar, config.sources, broken=config.broken, now=now)
    states = store.states()
    due = due_sources(config.sources, states, now=now, options=options)
    chosen = len(due) + sum(_is_chosen(slug, options) for slug in config.broken)
    reports = [_broken_report(slug, problems) for slug, problems in config.broken.items() if _is_chosen(slug, options)]
    for number, report in enumerate(reports, start=1):
        _tell(progress, report, number, chosen)
    intake = Intake(store, decided, now, dry_run=options.dry_run)
    settings = settings or fetch_settings(config)
    manners = fetch.Manners(settings, now=now, hosts=store.hosts(), clock=clock)
    with ExitStack() as stack:
        reader = reader or stack.enter_context(readers.Readers())
        asked = crawl.crawl(
            due,
            states,
            now=now,
            folder=config.folder,
            calendar=config.calendar,
            settings=settings,
            reader=reader,
            manners=manners,
        )
        outcomes = stack.enter_context(closing(asked))
        by_slug = {source.slug: source for source in due}
        for outcome in outcomes:
            source, state = by_slug[outcome.slug], states.get(outcome.slug)
            outcome = _read_again(outcome, source, state, store, config, reader)
            reports.append(intake.take_in(outcome, source, state))
            _tell(progress, reports[-1], len(reports), chosen)
    if not options.dry_run:
        store.keep_hosts(manners.hosts())
    order = {slug: number for number, slug in enumerate([*(s.slug for s in config.sources), *config.broken])}
    reports.sort(key=lambda report: order[report.slug])
    if options.dry_run:
        return RunReport(started_at=now, sources=tuple(reports), seconds=time.monotonic() - began)
    return _finish(config, store, data, now, reports, began)


def _check_clock(store: Store, now: datetime, options: Options) -> None:
    """Stop where the clock was set back: dates without a year would get a wrong one, and the feeds another window."""
    last = store.last_run_at()
    if last is None or last - now <= CLOCK_SLACK:
        return
    if not options.trust_clock:
        what = f"the clock stands at {now:%Y-%m-%d %H:%M} UTC, but the last run was at {last:%Y-%m-%d %H:%M}"
        hint = "nothing was done; set the clock, or if it is right now: aggregator refresh --trust-clock"
        raise ClockError("clock", what, hint)
    if not options.dry_run:
        store.forget_future(now)


def due_sources(
    sources: Iterable[Source], states: dict[str, SourceState], *, now: datetime, options: Options
) -> list[Source]:
    """The sources this run asks, the most urgent first: enabled, and named or due.

    A local file is always due: asking it costs nobody. One that is gone for good (410) is asked only by name.
    """
    chosen = []
    for source in sources:
        state = states.get(source.slug)
        waits = state is not None and state.next_fetch_at is not None and state.next_fetch_at > now
        paused = state is not None and state.paused
        named = source.slug in options.slugs
        asked = named or (not paused and (options.everything or not waits)) or fetch.host_of(source) is None
        if source.enabled and _is_chosen(source.slug, options) and asked:
            chosen.append(source)
    return sorted(chosen, key=lambda source: _urgency(states.get(source.slug)))


def _urgency(state: SourceState | None) -> tuple[bool, datetime]:
    """What is asked first. Those that failed come last: the host of one may ask to be left alone."""
    never = datetime.min.replace(tzinfo=UTC)
    return (state.failures > 0, state.next_fetch_at or never) if state else (False, never)


def fetch_settings(config: Config) -> fetch.FetchSettings:
    """How sources.toml wants hosts to be asked."""
    return fetch.FetchSettings(
        contact=config.calendar.contact,
        allowed_networks=config.allowed_networks,
        run_seconds=config.time_budget.total_seconds(),
    )


def merge_and_publish(
    config: Config, store: Store, data: Path, *, now: datetime
) -> tuple[int, publish.Published, tuple[Problem, ...]]:
    """Merge what changed, unroll it, save it and write the feeds: what a run does after its last source.

    Returns how many events there are, what was written, and what is wrong with dates and feeds.
    Raises ConfigError where decisions.toml cannot be used.
    """
    decided = decisions.load(config.folder)
    store.take_down([one for decision in decide.standing(decided) for one in decision.listings])
    waiting = store.waiting(decisions=decided, now=now)
    merged = store.merge(waiting, decisions=decided, now=now)
    occurrences, doubts = unroll(merged.events, today=now.date())
    states = merge.states_of(merged.events, decided)
    store.save_merge(merged, occurrences, states=states, doubts=doubts, decisions=decided, waiting=waiting, now=now)
    published = publish.write_feeds(data, config.calendar, store.published(date.min, date.max), now=now)
    store.note_problems("publish", published.problems, now=now)
    store.note_feeds(published.notes, now=now)
    store.forget_bytes()
    told = [row.problem for row in store.problems() if row.problem.stage == "expand"]
    return store.count_events(), published, (*told, *published.problems)


def unroll(
    merged: Iterable[MergedEvent], *, today: date
) -> tuple[dict[str, tuple[Occurrence, ...]], tuple[Problem, ...]]:
    """The occurrences of each merged event by its id: all of a single one, a window of a series."""
    found: dict[str, tuple[Occurrence, ...]] = {}
    problems: list[Problem] = []
    for event in merged:
        dated = merge.dated_events(event)
        start, end = _window(dated, today)
        try:
            expansion = recur.expand(dated, start=start, end=end)
        except Exception as error:  # noqa: BLE001 - one event that cannot be unrolled costs one event
            problems.append(unexpected(f"event {event.id} ({event.event.title})", "expand", error))
            continue
        found[event.id] = expansion.occurrences
        problems += expansion.problems
    return found, tuple(problems)


# ------------------------------------------------------------------------------------------------ one source


def _read_again(
    outcome: Outcome, source: Source, state: SourceState | None, store: Store, config: Config, reader: readers.Reader
) -> Outcome:
    """An answer that nothing changed, where the page was last read otherwise than it would be today.

    It is then read as it was kept, against the day it came: "next Friday" was written for then.
    """
    known = outcome.not_modified
    kept = store.archived(source.slug) if known is not None and crawl.is_outdated(state) else None
    if known is None or kept is None:
        return outcome
    extraction = reader(kept.page, source, kept.fetched_at, config.calendar)
    if isinstance(extraction, Problem):
        return replace(outcome, not_modified=None, error=extraction)
    fetched = Fetched(
        page=kept.page,
        fetched_at=kept.fetched_at,
        validators=known.validators,
        body_hash=kept.body_hash,
        status=known.status,
        fresh_until=known.fresh_until,
    )
    return replace(outcome, not_modified=None, fetched=fetched, extraction=extraction)


def _broken_report(slug: str, problems: Sequence[Problem]) -> SourceReport:
    return SourceReport(slug=slug, result="failed", problems=tuple(problems))


def _is_chosen(slug: str, options: Options) -> bool:
    return not options.slugs or slug in options.slugs


def _tell(progress: Progress | None, report: SourceReport, done: int, total: int) -> None:
    if progress is not None:
        progress(report, done, total)


# ------------------------------------------------------------------------------------------------- whole run


def _finish(
    config: Config, store: Store, data: Path, now: datetime, reports: list[SourceReport], began: float
) -> RunReport:
    events, published, problems = merge_and_publish(config, store, data, now=now)
    store.close_run(now=now)
    return RunReport(
        started_at=now,
        sources=tuple(reports),
        events=events,
        occurrences=published.occurrences,
        published=published.written,
        problems=problems,
        seconds=time.monotonic() - began,
    )


def _window(series: Sequence[Event], today: date) -> tuple[date, date]:
    recurs = any(event.rrule or event.rdates for event in series)
    if recurs:
        return today - KEEP_PAST, today + KEEP_AHEAD
    return date.min + timedelta(days=2), date.max - timedelta(days=2)
