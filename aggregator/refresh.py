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
from aggregator.config.secrets import concealed, secret_words
from aggregator.errors import ClockError, StoreError
from aggregator.model import (
    Decision,
    Event,
    Extraction,
    Fetched,
    MergedEvent,
    Occurrence,
    Outcome,
    Plan,
    Problem,
    RunReport,
    Source,
    SourceReport,
    SourceState,
    Validators,
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
            reports.append(_taken_in(outcome, source, state, store, decided, now, options.dry_run))
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


def _taken_in(
    outcome: Outcome,
    source: Source,
    state: SourceState | None,
    store: Store,
    decided: Sequence[Decision],
    now: datetime,
    dry_run: bool,
) -> SourceReport:
    """`_take_in`, with a fault of ours costing this source only: its stored events stay, and a problem says so."""
    try:
        return _take_in(outcome, source, state, store, decided, now, dry_run)
    except StoreError:
        raise  # the database itself: no other source could be stored either
    except Exception as error:  # noqa: BLE001 - the one boundary of deciding and storing
        fault = concealed(unexpected(f"[{source.slug}]", "decide", error), secret_words(source))
        failed = replace(outcome, fetched=None, not_modified=None, extraction=None, error=fault)
        return _take_in(failed, source, state, store, decided, now, dry_run)


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


def _take_in(
    outcome: Outcome,
    source: Source,
    state: SourceState | None,
    store: Store,
    decided: Sequence[Decision],
    now: datetime,
    dry_run: bool,
) -> SourceReport:
    """Decide what an outcome means and store it; in a dry run only decide."""
    if outcome.put_off is not None:
        return _put_off(outcome, outcome.put_off, state, store, dry_run)
    stored = store.listings(source.slug) if outcome.extraction else ()
    before = state.format if state else None
    none = decide.no_answer(stored, outcome.extraction, source, before=before) if outcome.extraction else None
    if none is not None:  # its validators are not kept: the next answer is read, whatever it says
        move = fetch.moves.after_failure(state.move, None) if state else None
        outcome = replace(outcome, fetched=None, extraction=None, error=none, move=move, notes=())
    next_at = _next_fetch_at(outcome, source, state, now)
    if outcome.error is not None:
        if not dry_run:
            store.record_failure(outcome, now=now, next_fetch_at=next_at)
        return replace(
            _report(outcome, "failed", next_at, (outcome.error,)), failures=(state.failures if state else 0) + 1
        )
    if outcome.extraction is None:
        plan = Plan(source=source.slug)
        if not dry_run:
            plan = store.record_unchanged(outcome, now=now, next_fetch_at=next_at)
        doubt = state is not None and state.result == "partial"
        recorded = tuple(row.problem for row in store.problems(source.slug)) if doubt else ()
        problems = tuple(dict.fromkeys((*recorded, *outcome.notes)))
        report = _report(outcome, "partial" if doubt else "unchanged", next_at, problems)
        return replace(report, missing=len(plan.missing) - len(plan.withdraw), withdrawn=len(plan.withdraw))
    extraction, taken_down = decide.without(outcome.extraction, decided)
    outcome = replace(outcome, extraction=extraction)
    plan = replace(decide.decide(stored, extraction, source=source, now=now), taken_down=taken_down)
    if not dry_run:
        store.apply(plan, outcome=outcome, source=source, now=now, next_fetch_at=next_at)
    return _plan_report(plan, outcome, extraction, next_at)


def _put_off(outcome: Outcome, why: str, state: SourceState | None, store: Store, dry_run: bool) -> SourceReport:
    """A source whose turn did not come: nothing is known, and nothing is wrong with it."""
    until = outcome.put_off_until
    if until is not None and not dry_run:
        store.put_off(outcome.slug, until)
    note = Problem("fetch", f"[{outcome.slug}]", f"was not asked: {why}", "nothing to do")
    next_at = until or (state.next_fetch_at if state else None)
    return SourceReport(slug=outcome.slug, result="skipped", problems=(note,), next_fetch_at=next_at)


def _plan_report(plan: Plan, outcome: Outcome, extraction: Extraction, next_at: datetime) -> SourceReport:
    cut_off = not extraction.complete and bool(extraction.problems)
    problems = (*extraction.problems, *outcome.notes, *plan.problems)
    return replace(
        _report(outcome, "partial" if cut_off or plan.held_back else "ok", next_at, problems),
        seen=len(extraction.events),
        inserted=len(plan.insert),
        updated=len(plan.update),
        unchanged=len(plan.unchanged),
        missing=len(plan.missing) - len(plan.withdraw),
        withdrawn=len(plan.withdraw),
    )


def _report(outcome: Outcome, result: str, next_at: datetime, problems: tuple[Problem, ...]) -> SourceReport:
    return SourceReport(
        slug=outcome.slug, result=result, problems=problems, seconds=outcome.seconds, next_fetch_at=next_at
    )


def _next_fetch_at(outcome: Outcome, source: Source, state: SourceState | None, now: datetime) -> datetime:
    answer = outcome.fetched or outcome.not_modified
    extraction = outcome.extraction
    return fetch.next_fetch_at(
        source,
        now=now,
        failures=(state.failures if state else 0) + 1 if outcome.error else 0,
        fresh_until=answer.fresh_until if answer else None,
        retry_after=outcome.retry_after,
        refresh_after=extraction.refresh_after if extraction else state.refresh_after if state else None,
        changes=state.changes if state else 0,
        watched=state.watched if state else timedelta(0),
        conditional=_is_conditional(answer.validators if answer else state.validators if state else Validators()),
    )


def _is_conditional(validators: Validators) -> bool:
    return bool(validators.etag or validators.last_modified)


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
