"""What one source's answer leaves in the database: one transaction, events first, validators last.

Refuses to decide: it carries out a Plan. Were the validators written before the events, a crash in between would make
every later answer "nothing changed" and the events would never come (house rule 6).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from aggregator import decide
from aggregator.extract import VERSION
from aggregator.model import Event, Extraction, Format, Listing, Outcome, Plan, Problem, Source, Validators
from aggregator.store import sql
from aggregator.store.reads import read_listings
from aggregator.store.rows import Cell, Row, digest, listing_row, problem_row, read_source
from aggregator.store.times import instant_text

RUN_STAGES = ("config", "expand", "merge", "publish")
"""Stages whose problems the run itself replaces. All others are one answer's, and the next answer replaces them."""

UNCHANGED = "Nothing changed since it was last read."
CUT_OFF = "The page was cut off or goes on elsewhere, so nothing was counted as missing."

SET_AT_FIRST = ("id", "source", "uid", "recurrence_id", "event_id", "first_seen_at")
"""Columns of a listing that an update leaves alone."""


def apply(
    db: sqlite3.Connection, plan: Plan, outcome: Outcome, source: Source, now: datetime, next_fetch_at: datetime | None
) -> None:
    """Store a new reading. outcome: with `fetched` and `extraction`. Inside the caller's transaction."""
    at = instant_text(now)
    extraction = outcome.extraction or Extraction()
    cut_off = not extraction.complete and bool(extraction.problems)
    _carry_out(db, plan, (*extraction.problems, *outcome.notes), now, seen_at=at)
    if cut_off and extraction.format is not Format.HTML:
        outcome = _without_validators(outcome)
    answer = _verdict(plan, cut_off=cut_off)
    if answer["result"] == "unchanged":
        answer |= {"result": "ok", "message": _summary(plan)}
    _record_fetch(db, outcome, str(answer["result"]), str(answer["message"]), plan)
    answer |= {"complete": int(extraction.complete), "last_read_at": at, "reader_version": VERSION}
    _answered(db, outcome, plan, answer, at, next_fetch_at)


def _without_validators(outcome: Outcome) -> Outcome:
    """An answer that was cut off, to be asked for in full: "nothing new since then" would leave the rest of a calendar
    unread for ever. So it is with one cut off at the same place again, though the calendar behind it is a new one."""
    fetched, same = outcome.fetched, outcome.not_modified
    return replace(
        outcome,
        fetched=replace(fetched, validators=Validators()) if fetched is not None else None,
        not_modified=replace(same, validators=Validators()) if same is not None else None,
    )


def apply_replay(db: sqlite3.Connection, plan: Plan, extraction: Extraction, now: datetime) -> None:
    """Store what today's code reads on a page that was kept. Nobody was asked, so no answer is noted."""
    before = db.execute("SELECT last_success_at FROM sources WHERE slug = ?", (plan.source,)).fetchone()
    at = instant_text(now)
    _carry_out(db, plan, extraction.problems, now, seen_at=before["last_success_at"] or at)
    row: Row = {"slug": plan.source, "complete": int(extraction.complete), "reader_version": VERSION}
    row |= {"problems": _count_problems(db, plan.source)} | ({"last_change_at": at} if plan.changes else {})
    sql.update(db, "sources", "slug", [row])


def _carry_out(db: sqlite3.Connection, plan: Plan, problems: Sequence[Problem], now: datetime, *, seen_at: str) -> None:
    """The listings, their history and the page's problems. seen_at: when the source last said what is unchanged."""
    at = instant_text(now)
    _insert(db, plan.insert, now)
    _update(db, plan, now)
    _mark_seen(db, plan.unchanged, seen_at)
    _mark_missing(db, plan, at)
    _record_changes(db, plan, at)
    _replace_problems(db, plan.source, (*problems, *plan.problems), at)


def record_unchanged(db: sqlite3.Connection, outcome: Outcome, now: datetime, next_fetch_at: datetime | None) -> Plan:
    """Store that nothing changed. If the last page was complete, what it did not list is missing once more.

    Returns what that absence led to.
    """
    at = instant_text(now)
    before = db.execute("SELECT * FROM sources WHERE slug = ?", (outcome.slug,)).fetchone()
    complete, plan = bool(before["complete"]), Plan(source=outcome.slug)
    if complete and _is_anything_missing(db, outcome.slug):
        stored = read_listings(db, outcome.slug)
        plan = decide.decide_again(stored, source=read_source(before), now=now)
        _mark_missing(db, plan, at)
        _record_changes(db, plan, at)
    _replace_problems(db, outcome.slug, plan.problems, at, stage="decide")
    _replace_problems(db, outcome.slug, outcome.notes, at, stage="fetch")
    _record_fetch(db, outcome, "unchanged", UNCHANGED, plan)
    cut_off = not complete and _is_page_faulty(db, outcome.slug)
    if cut_off and before["format"] != Format.HTML:
        outcome = _without_validators(outcome)
    _answered(db, outcome, plan, _verdict(plan, cut_off=cut_off), at, next_fetch_at)
    return plan


def record_failure(db: sqlite3.Connection, outcome: Outcome, now: datetime, next_fetch_at: datetime | None) -> None:
    """Store that there was no usable answer. Listings, validators and the last page's problems stay as they are."""
    at = instant_text(now)
    problem = outcome.error or Problem("fetch", outcome.slug, "there was no answer")
    since = sql.one(db, "SELECT first_seen_at FROM problems WHERE id = ?", (_failure_id(outcome.slug),))
    row = problem_row(outcome.slug, problem, first_seen_at=str(since or at), last_seen_at=at)
    sql.upsert(db, "problems", ["id"], [row | {"id": _failure_id(outcome.slug)}])
    _record_fetch(db, outcome, "failed", problem.message, Plan(source=outcome.slug))
    failures = sql.one(db, "SELECT failures FROM sources WHERE slug = ?", (outcome.slug,))
    answer: Row = {
        "slug": outcome.slug,
        "result": "failed",
        "message": problem.message,
        "hint": problem.hint or None,
        "failures": int(failures or 0) + 1,
        "last_fetch_at": at,
        "next_fetch_at": None if next_fetch_at is None else instant_text(next_fetch_at),
        "problems": _count_problems(db, outcome.slug),
    }
    sql.update(db, "sources", "slug", [answer | ({"paused": 1} if outcome.gone else {})])


def put_off(db: sqlite3.Connection, slug: str, until: datetime) -> None:
    """Store that a source is not to be asked before then; nothing else is known of it."""
    row: Row = {"slug": slug, "until": instant_text(until)}
    db.execute("UPDATE sources SET next_fetch_at = max(coalesce(next_fetch_at, ''), :until) WHERE slug = :slug", row)


# ----------------------------------------------------------------------------------------------------- listings


def _insert(db: sqlite3.Connection, events: Sequence[Event], now: datetime) -> None:
    listings = [
        Listing(id=decide.listing_id(event.key), event=event, first_seen_at=now, last_seen_at=now, changed_at=now)
        for event in events
    ]
    sql.insert(db, "listings", [listing_row(listing) for listing in listings])
    _write_evidence(db, listings)


def _update(db: sqlite3.Connection, plan: Plan, now: datetime) -> None:
    """Replace what changed. changed_at moves only where readers can see a difference."""
    listings = []
    for known, event in plan.update:
        is_news = known.event.content_hash != event.content_hash
        seen = replace(known, event=event, last_seen_at=now, missed=0, missing_since=None, withdrawn_at=None)
        listings.append(replace(seen, changed_at=now) if is_news else seen)
    rows = [listing_row(listing) for listing in listings]
    kept = [name for name in SET_AT_FIRST if name != "id"]
    sql.update(db, "listings", "id", [{name: row[name] for name in row if name not in kept} for row in rows])
    db.executemany("DELETE FROM evidence WHERE listing_id = ?", [(listing.id,) for listing in listings])
    _write_evidence(db, listings)


def _mark_seen(db: sqlite3.Connection, listings: Iterable[Listing], at: str) -> None:
    db.executemany(
        "UPDATE listings SET last_seen_at = ?, state = 'listed', missed = 0, missing_since = NULL, withdrawn_at = NULL"
        " WHERE id = ?",
        [(at, listing.id) for listing in listings],
    )


def _mark_missing(db: sqlite3.Connection, plan: Plan, at: str) -> None:
    db.executemany(
        "UPDATE listings SET missed = missed + 1, missing_since = coalesce(missing_since, ?), state = 'missing'"
        " WHERE id = ?",
        [(at, listing.id) for listing in plan.missing],
    )
    db.executemany(
        "UPDATE listings SET withdrawn_at = ?, state = 'withdrawn' WHERE id = ?",
        [(at, listing.id) for listing in plan.withdraw],
    )


def _is_anything_missing(db: sqlite3.Connection, slug: str) -> bool:
    query = "SELECT 1 FROM listings WHERE source = ? AND missed > 0 AND withdrawn_at IS NULL LIMIT 1"
    return sql.one(db, query, (slug,)) is not None


def _write_evidence(db: sqlite3.Connection, listings: Iterable[Listing]) -> None:
    rows: list[Row] = [
        {"listing_id": listing.id, "field": e.field, "text": e.text, "position": e.where, "rule": e.rule or None}
        for listing in listings
        for e in listing.event.evidence
    ]
    sql.insert(db, "evidence", rows)


def _record_changes(db: sqlite3.Connection, plan: Plan, at: str) -> None:
    """Append to the history. A new listing's event is not known yet; saving the merge fills it in."""
    events = {listing.id: listing.event_id for listing, _ in plan.update}
    events |= {listing.id: listing.event_id for listing in (*plan.unchanged, *plan.withdraw)}
    rows: list[Row] = [
        {
            "at": at,
            "kind": change.kind,
            "event_id": events.get(change.listing_id),
            "listing_id": change.listing_id,
            "source": plan.source,
            "field": change.field,
            "old": change.old,
            "new": change.new,
        }
        for change in plan.changes
    ]
    sql.insert(db, "changes", rows)


# ----------------------------------------------------------------------------------- problems, diary and source


def _replace_problems(
    db: sqlite3.Connection, slug: str, problems: Iterable[Problem], at: str, *, stage: str | None = None
) -> None:
    """Put an answer's problems in the place of the last one's, or of those of one stage; a failure is over either way.

    A problem that is still there keeps the date since when it is.
    """
    where, values = f"source = ? AND stage NOT IN ({sql.marks(RUN_STAGES)})", [slug, *RUN_STAGES]
    if stage is not None:
        where, values = "source = ? AND (stage = ? OR id = ?)", [slug, stage, _failure_id(slug)]
    known = {row["id"]: row["first_seen_at"] for row in db.execute(f"SELECT * FROM problems WHERE {where}", values)}
    db.execute(f"DELETE FROM problems WHERE {where}", values)
    rows = [problem_row(slug, problem, first_seen_at=at, last_seen_at=at) for problem in problems]
    for row in rows:
        row["first_seen_at"] = known.get(row["id"], at)
    sql.upsert(db, "problems", ["id"], rows)


def replace_run_problems(
    db: sqlite3.Connection,
    stage: str,
    problems: Iterable[tuple[str | None, Problem]],
    now: datetime,
    *,
    concerned: Callable[[str], bool] = lambda where: True,
) -> None:
    """Put the problems of one of the run's own stages in the place of the last run's: (source, problem).

    concerned: of where a problem was, whether this run looked there; others stay.
    """
    at = instant_text(now)
    stored = db.execute("SELECT id, position, first_seen_at FROM problems WHERE stage = ?", (stage,)).fetchall()
    known = {row["id"]: row["first_seen_at"] for row in stored if concerned(row["position"])}
    db.executemany("DELETE FROM problems WHERE id = ?", [(name,) for name in known])
    rows = [problem_row(slug, problem, first_seen_at=at, last_seen_at=at) for slug, problem in problems]
    for row in rows:
        row["first_seen_at"] = known.get(row["id"], at)
    sql.upsert(db, "problems", ["id"], rows)


def _failure_id(slug: str) -> str:
    """A source fails in one way at a time: the row is named after it, so the next failure or answer replaces it."""
    return digest(slug, "failure")[:12]


def _is_page_faulty(db: sqlite3.Connection, slug: str) -> bool:
    """Whether the page that was read last left problems, failures since then aside."""
    others = ("decide", "fetch", *RUN_STAGES)
    query = f"SELECT 1 FROM problems WHERE source = ? AND id <> ? AND stage NOT IN ({sql.marks(others)})"
    return sql.one(db, query, (slug, _failure_id(slug), *others)) is not None


def _count_problems(db: sqlite3.Connection, slug: str) -> Cell:
    return sql.one(db, "SELECT count(*) FROM problems WHERE source = ?", (slug,))


def _record_fetch(db: sqlite3.Connection, outcome: Outcome, result: str, message: str, plan: Plan) -> None:
    """A line of the diary."""
    extraction = outcome.extraction
    answer = outcome.fetched or outcome.not_modified
    row: Row = {
        "at": instant_text(outcome.started_at),
        "source": outcome.slug,
        "result": result,
        "http_status": answer.status if answer else outcome.error_status,
        "seconds": round(outcome.seconds, 3),
        "bytes": len(outcome.fetched.page.content) if outcome.fetched else None,
        "format": extraction.format if extraction else None,
        "seen": len(plan.insert) + len(plan.update) + len(plan.unchanged) if extraction else None,
        "inserted": len(plan.insert),
        "updated": len(plan.update),
        "unchanged": len(plan.unchanged),
        "missing": len(plan.missing),
        "withdrawn": len(plan.withdraw),
        "problems": _count_problems(db, outcome.slug),
        "message": message,
    }
    sql.insert(db, "fetches", [row])


def _answered(
    db: sqlite3.Connection, outcome: Outcome, plan: Plan, verdict: Row, at: str, next_fetch_at: datetime | None
) -> None:
    """The last write of a good answer: from here on the server is asked for news only."""
    answer = outcome.fetched or outcome.not_modified
    validators = answer.validators if answer else Validators()
    marks: Row = {
        "etag": validators.etag,
        "last_modified": validators.last_modified,
        "body_hash": answer.body_hash if answer else None,
    }
    if not plan.counted:  # a 304 would confirm an absence that nobody noted
        marks = dict.fromkeys(marks)
    if outcome.fetched is None:  # "nothing changed" need not repeat how it was told apart
        marks = {name: value for name, value in marks.items() if value is not None}
    row: Row = {
        "slug": outcome.slug,
        **verdict,
        "failures": 0,
        "paused": 0,
        "problems": _count_problems(db, outcome.slug),
        "last_fetch_at": at,
        "last_success_at": at,
        "next_fetch_at": None if next_fetch_at is None else instant_text(next_fetch_at),
        **marks,
    }
    sql.update(db, "sources", "slug", [row | ({"last_change_at": at} if plan.changes else {})])


def _verdict(plan: Plan, *, cut_off: bool) -> Row:
    """Whether the source leaves a doubt, in words for people.

    cut_off: the reader says that something is missing and why. A page that only says that there is more elsewhere
    leaves no doubt about what it does list.
    """
    if plan.held_back is not None:
        return {"result": "partial", "message": _sentence(plan.held_back), "hint": plan.problems[-1].hint or None}
    if cut_off:
        return {"result": "partial", "message": CUT_OFF, "hint": None}
    return {"result": "unchanged", "message": UNCHANGED, "hint": None}


def _summary(plan: Plan) -> str:
    """`20 events: 2 new, 1 changed.`"""
    seen = len(plan.insert) + len(plan.update) + len(plan.unchanged)
    counts = (
        (len(plan.insert), "new"),
        (len(plan.update), "changed"),
        (len(plan.missing) - len(plan.withdraw), "missing for now"),
        (len(plan.withdraw), "no longer listed"),
        (plan.taken_down, "taken down"),
    )
    told = ", ".join(f"{number} {word}" for number, word in counts if number)
    return f"{seen} event{'' if seen == 1 else 's'}{f': {told}' if told else ', all as before' if seen else ''}."


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."
