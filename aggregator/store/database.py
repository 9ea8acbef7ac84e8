"""`Store`: every question and every write that other parts may have of events.db and archive.db, each in one place.

Refuses to hold logic of its own: it opens the file, frames transactions and turns SQLite's errors into StoreError. One
process writes at a time; Datasette reads meanwhile, undisturbed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from aggregator.errors import StoreError
from aggregator.merge import Comparison, Merge, merge_all, merge_changed, near_misses
from aggregator.merge.decided import told_of
from aggregator.model import (
    ArchivedPage,
    Calendar,
    Decision,
    Extraction,
    Hosts,
    KnownEvent,
    Listing,
    MergedEvent,
    Outcome,
    Plan,
    Problem,
    PublishedOccurrence,
    Source,
    SourceState,
    State,
)
from aggregator.store import answers, counts, explain, lasting, merged, reads, resting, sources, sql, takedown
from aggregator.store.archive import FILE_NAME, Archive, Asked
from aggregator.store.connection import RESTORE, connect, explained, immediate
from aggregator.store.reads import RecordedProblem
from aggregator.store.resting import Waiting
from aggregator.store.rows import Cell

T = TypeVar("T")


class Store:
    """events.db, open, and archive.db beside it where that is needed. Use it as a context manager.

    path: made, with its folder, where it does not exist; migrated where it is older. Every method raises StoreError
    when SQLite refuses, and leaves nothing half-written.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._db = connect(self.path).conn
        self._opened: Archive | None = None

    @property
    def _archive(self) -> Archive:
        """archive.db beside it, opened when it is first needed: reading the calendar never needs it."""
        if self._opened is None:
            self._opened = Archive(self.path.with_name(FILE_NAME))
        return self._opened

    def __enter__(self) -> Self:
        """The store itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close the file."""
        self.close()

    def close(self) -> None:
        """Close the files; a store that is closed answers nothing."""
        self._db.close()
        if self._opened is not None:
            self._opened.close()

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with explained(self.path):
            yield self._db

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with explained(self.path), immediate(self._db):
            yield self._db

    # ------------------------------------------------------------------------------------------------- sources

    def sync_sources(
        self,
        calendar: Calendar,
        configured: Sequence[Source],
        *,
        broken: Mapping[str, Sequence[Problem]] | None = None,
        now: datetime,
    ) -> None:
        """Make `about` and `sources` say what sources.toml says.

        broken: slug → complaints, for tables that cannot be used. A source that is no longer there is switched off; its
        events stay. One that is read differently from now on is due at once.
        """
        asked = self._archive.asked()
        addresses = {slug: known.url for slug, known in asked.items()}
        with self._writing() as db:
            sources.sync(db, calendar, configured, broken or {}, addresses, now)
        for source in configured:
            if addresses.get(source.slug) != source.url:
                self._archive.drop([source.slug])
                self._archive.remember(source.slug, Asked(source.url))

    def states(self) -> dict[str, SourceState]:
        """What the next fetch must know of each source, by slug."""
        with self._reading() as db:
            states = reads.read_states(db)
        asked, kept = self._archive.asked(), self._archive.kept()
        for slug, known in asked.items():
            if slug in states:
                archived = (slug, states[slug].body_hash) in kept
                states[slug] = replace(
                    states[slug],
                    url=known.url,
                    format=known.format,
                    refresh_after=known.refresh_after,
                    move=known.move,
                    archived=archived,
                )
        return states

    def sources(self) -> tuple[Source, ...]:
        """Every source with a row, those no longer in sources.toml among them, as far as merging needs it."""
        with self._reading() as db:
            return reads.read_sources(db)

    def source_rows(self) -> tuple[dict[str, Cell], ...]:
        """The columns of `sources`, and health and what_to_do of `source_health`; those in need of a person first."""
        with self._reading() as db:
            return reads.read_source_rows(db)

    # ------------------------------------------------------------------------------------------------- answers

    def listings(self, source: str | None = None) -> tuple[Listing, ...]:
        """All listings, or one source's, withdrawn ones too, by source and uid. Without evidence: `explain` has it."""
        with self._reading() as db:
            return reads.read_listings(db, source)

    def apply(
        self, plan: Plan, *, outcome: Outcome, source: Source, now: datetime, next_fetch_at: datetime | None
    ) -> None:
        """Store a new reading, all of it or nothing: the page first, then events, validators last.

        A page with something on it that was taken down is not kept, nor any earlier one of that source.
        """
        if plan.taken_down:
            self._archive.drop([source.slug])
        elif outcome.fetched is not None:
            self._archive.keep(
                source.slug, outcome.fetched.page, outcome.fetched.body_hash, at=outcome.fetched.fetched_at
            )
        with self._writing() as db:
            answers.apply(db, plan, outcome, source, now, next_fetch_at)
        self._remember(outcome)

    def apply_replay(self, plan: Plan, extraction: Extraction, *, now: datetime) -> None:
        """Store what today's code reads on a page that was kept, all of it or nothing."""
        with self._writing() as db:
            answers.apply_replay(db, plan, extraction, now)

    def record_unchanged(self, outcome: Outcome, *, now: datetime, next_fetch_at: datetime | None) -> Plan:
        """Store that a source says nothing changed. No event row is written, unless something stays missing.

        Returns what the repeated absence of a listing led to: `missing` and `withdraw`.
        """
        with self._writing() as db:
            plan = answers.record_unchanged(db, outcome, now, next_fetch_at)
        self._remember(outcome)
        return plan

    def record_failure(self, outcome: Outcome, *, now: datetime, next_fetch_at: datetime | None) -> None:
        """Store that a source gave no usable answer. Its listings stay as they are."""
        with self._writing() as db:
            answers.record_failure(db, outcome, now, next_fetch_at)
        self._remember(outcome)

    def put_off(self, slug: str, until: datetime) -> None:
        """Store that a source is not to be asked before then."""
        with self._writing() as db:
            answers.put_off(db, slug, until)

    def _remember(self, outcome: Outcome) -> None:
        """Keep what an answer tells of how to ask the next time, where it is something new."""
        before = self._archive.asked(outcome.slug).get(outcome.slug)
        if before is None:
            return
        after = replace(before, move=outcome.move or before.move)
        if outcome.extraction is not None:
            found = outcome.extraction.format or before.format
            after = replace(after, format=found, refresh_after=outcome.extraction.refresh_after)
        if after != before:
            self._archive.remember(outcome.slug, after)

    # ------------------------------------------------------------------------------------------------- the archive

    def archived(self, slug: str) -> ArchivedPage | None:
        """The page that a source's events were read from, None where it is not kept."""
        with self._reading() as db:
            row = db.execute("SELECT body_hash FROM sources WHERE slug = ?", (slug,)).fetchone()
        return self._archive.page(slug, row["body_hash"]) if row and row["body_hash"] else None

    def kept_pages(self, slug: str) -> tuple[ArchivedPage, ...]:
        """All pages kept of a source that this database never read, the oldest first; none of one that it did."""
        with self._reading() as db:
            is_known = sql.one(
                db,
                "SELECT 1 FROM fetches WHERE source = :s UNION SELECT 1 FROM listings WHERE source = :s",
                {"s": slug},
            )
        return () if is_known else self._archive.pages(slug)

    def hosts(self) -> Hosts:
        """What the hosts asked of us: to be left alone, and what their robots.txt says."""
        return self._archive.hosts()

    def keep_hosts(self, hosts: Hosts) -> None:
        """Keep that for the next run."""
        self._archive.keep_hosts(hosts)

    # --------------------------------------------------------------------------------------- the merged calendar

    def count_events(self) -> int:
        """How many merged events there are, whatever their state."""
        with self._reading() as db:
            return int(db.execute("SELECT count(*) FROM events").fetchone()[0])

    def known_events(self) -> tuple[KnownEvent, ...]:
        """What the next merge must know of the last one, by id; far cheaper than `merged_events`.

        Of what was taken down, too, and of all there ever was where the database is new: should it come back, its UID
        and SEQUENCE go on.
        """
        with self._reading() as db:
            return (*merged.read_known(db), *lasting.outlasted(db, self._archive))

    def merged_events(self) -> tuple[MergedEvent, ...]:
        """The merged events as saved, whatever their state, by start and id."""
        with self._reading() as db:
            return tuple(merged.read_merged(db, reads.read_listings(db)))

    def waiting(self, *, decisions: Sequence[Decision] = (), now: datetime) -> Waiting:
        """What changed since the last merge, in listings, sources and decisions."""
        with self._reading() as db:
            return resting.read_waiting(db, told_of(decisions), now)

    def merge(self, waiting: Waiting, *, decisions: Sequence[Decision] = (), now: datetime) -> Merge:
        """Merge what is stored: all of it, or what the changes reach, with the same result. `save_merge` stores it."""
        if waiting.units is None:
            known = self.known_events()
            return merge_all(self.listings(), sources=self.sources(), known=known, decisions=decisions, now=now)
        with self._reading() as db:
            outlasted = lasting.outlasted(db, self._archive)
            return merge_changed(
                waiting.units,
                resting.StoredRest(db),
                known=lambda listing_ids: (*merged.read_known(db, listing_ids), *outlasted),
                decisions=decisions,
                now=now,
            )

    def save_merge(
        self,
        merge: Merge,
        occurrences: merged.Occurrences,
        *,
        states: Mapping[str, State] | None = None,
        doubts: Sequence[Problem] = (),
        decisions: Sequence[Decision] = (),
        waiting: Waiting | None = None,
        now: datetime,
    ) -> None:
        """Make `events`, `event_sources` and `occurrences` say what was merged; only rows that differ are written.

        occurrences: by event id; an event that does not repeat and has none there gets the one it is. states: where
        people put an event, by its id. doubts: of their dates. waiting, decisions: what was merged and is not waiting
        any longer.
        """
        upto = waiting.upto if waiting is not None else 0
        with self._writing() as db:
            found = [event.id for event in merge.events] if lasting.is_new(db) else None
            changed, gone = merged.save_merge(db, merge, occurrences, now, states or {})
            told = [(None, problem) for problem in doubts]
            answers.replace_run_problems(db, "expand", told, now, concerned=resting.concerned(merge))
            counts.count(db, now, resting.sources_concerned(db, merge, now))
            resting.keep(db, merge, told_of(decisions), now, upto)
        with self._reading() as db:
            lasting.remember(db, self._archive, changed, gone=gone, found=found)

    def near_misses(self, *, now: datetime) -> tuple[Comparison, ...]:
        """Pairs of coming events that are nearly one, the nearest first."""
        with self._reading() as db:
            return near_misses(reads.read_listings(db), sources=reads.read_sources(db), now=now)

    def show_again(self, listing_ids: Sequence[str]) -> None:
        """Forget that the events of these listings were hidden; the next merge says where they stand."""
        with self._writing() as db:
            merged.show_again(db, listing_ids)

    def take_down(self, listing_ids: Sequence[str]) -> None:
        """Remove listings that were taken down, if they are stored: every row of them, and the pages they stood on.

        Its bytes are overwritten by `forget_bytes`, after the next merge.
        """
        with self._reading() as db:
            takedown.take_down(db, self._archive, listing_ids)

    def forget_bytes(self) -> bool:
        """Leave no byte of what was removed in the files; whether that was done. Nothing to do is done."""
        with self._reading() as db:
            return takedown.forget_bytes(db, self._archive)

    def ask_anew(self, slugs: Sequence[str]) -> None:
        """Have sources asked for their whole page at the next run."""
        with self._writing() as db:
            takedown.ask_anew(db, slugs)

    def published(self, first: date, last: date) -> tuple[PublishedOccurrence, ...]:
        """Every published occurrence that touches the local days `first` to `last`, inclusive; by start, then UID.

        Cancelled ones are among them, as long as the window reaches back to their date.
        """
        with self._reading() as db:
            return reads.read_published(db, first, last)

    def read(self, reading: Callable[[sqlite3.Connection], T]) -> T:
        """What a reading that a later stage puts together finds, such as a reader's choice of events."""
        with self._reading() as db:
            return reading(db)

    def event(self, name: str) -> MergedEvent | None:
        """One event by its id, or by the id of any of its listings; None where there is none."""
        with self._reading() as db:
            return explain.read_event(db, name)

    def explain(self, name: str) -> explain.Explanation | None:
        """All that is known of an event: listings with their evidence, history, dates. name: as for `event`."""
        with self._reading() as db:
            return explain.read_explanation(db, name)

    # ------------------------------------------------------------------------------------------------- the run

    def last_run_at(self) -> datetime | None:
        """When a source was last asked, as the clock stood then; None before the first run."""
        with self._reading() as db:
            return reads.read_last_run(db)

    def forget_future(self, now: datetime) -> None:
        """Bring moments that lie after now, from a time when the clock was wrong, back to now; waits end."""
        with self._writing() as db:
            sources.forget_future(db, now)

    def problems(self, source: str | None = None) -> tuple[RecordedProblem, ...]:
        """What is wrong now, all of it or with one source."""
        with self._reading() as db:
            return reads.read_problems(db, source)

    def note_problems(self, stage: str, problems: Sequence[Problem], *, now: datetime) -> None:
        """Replace the problems of one of the run's own stages: expand, merge, publish."""
        with self._writing() as db:
            answers.replace_run_problems(db, stage, [(None, problem) for problem in problems], now)

    def about(self) -> dict[str, str]:
        """The calendar's facts: name, url, timezone, contact, region, description, generated_at, feed_note."""
        with self._reading() as db:
            return reads.read_about(db)

    def note_feeds(self, notes: Sequence[tuple[str, str]], *, now: datetime) -> None:
        """Store that the feeds were made, or found still right, and what they say of themselves: (file, sentence)."""
        with self._writing() as db:
            sources.note_feeds(db, notes, now)

    def close_run(self, *, now: datetime) -> None:
        """End a run: fresh statistics for SQLite's planner, and the write-ahead log folded into the file."""
        with self._reading() as db:
            db.execute("PRAGMA optimize")
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def check(self) -> None:
        """Ask SQLite whether the file is whole; it reads all of it. Raises StoreError where it is not."""
        with self._reading() as db:
            found = [str(row[0]) for row in db.execute("PRAGMA quick_check(5)")]
        if found != ["ok"]:
            raise StoreError(str(self.path), f"the file is damaged: {'; '.join(found)}", RESTORE)
