"""A run in which little changed merges little, and leaves the same rows as one that merges everything."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aggregator.merge import states_of
from aggregator.model import Decision, Event, Source, Verdict
from aggregator.refresh import unroll
from aggregator.store import Store
from tests.listings import DAY, NOW, PORTAL, UNION, at, event
from tests.store.conftest import CALENDAR
from tests.store.test_merged import take_in

HOUR = timedelta(hours=1)
ROWS = {
    "events": "SELECT * FROM events ORDER BY id",
    "event_sources": "SELECT * FROM event_sources ORDER BY 1, 2",
    "occurrences": "SELECT * FROM occurrences ORDER BY id",
    "listings": "SELECT id, event_id FROM listings ORDER BY id",
    "changes": "SELECT * FROM changes ORDER BY id",
    "problems": "SELECT stage, position, message FROM problems ORDER BY id",
    "sources": "SELECT slug, events, upcoming, rhythm_days, quiet_until_date FROM sources ORDER BY slug",
    "units": "SELECT * FROM merge_units ORDER BY id",
    "marks": "SELECT * FROM merge_marks ORDER BY 1, 2",
    "waiting": "SELECT * FROM merge_waiting",
}


def run(store: Store, now: datetime, decisions: Sequence[Decision] = (), *, whole: bool = False) -> int | None:
    """Merge and save as a run does; the number of units that waited, None where everything was merged."""
    waiting = store.waiting(decisions=decisions, now=now)
    waiting = replace(waiting, units=None) if whole else waiting
    merged = store.merge(waiting, decisions=decisions, now=now)
    dates, doubts = unroll(merged.events, today=now.date())
    states = states_of(merged.events, decisions)
    store.save_merge(merged, dates, states=states, doubts=doubts, decisions=decisions, waiting=waiting, now=now)
    return None if waiting.units is None else len(waiting.units)


def rows(store: Store) -> dict[str, list[tuple[object, ...]]]:
    return {name: [tuple(row) for row in store._db.execute(query)] for name, query in ROWS.items()}


def filled(store: Store) -> None:
    take_in(store, *(event(f"{n}@union", f"Rent strike assembly {n}", at(1 + n)) for n in range(20)))
    take_in(store, event("9", "Rent strike assembly 3", at(4), source="portal"), source=PORTAL)


def test_nothing_is_merged_where_nothing_changed(store: Store) -> None:
    filled(store)
    assert run(store, NOW) is None
    assert run(store, NOW + HOUR) == 0
    before = store._db.total_changes
    assert store.merge(store.waiting(now=NOW), now=NOW).events == ()
    assert store._db.total_changes == before


def test_being_seen_again_or_missed_once_is_no_change(store: Store) -> None:
    filled(store)
    run(store, NOW)
    take_in(store, *(event(f"{n}@union", f"Rent strike assembly {n}", at(1 + n)) for n in range(1, 20)), now=NOW + HOUR)
    assert run(store, NOW + HOUR) == 0


def test_one_change_is_one(store: Store) -> None:
    filled(store)
    run(store, NOW)
    changed = [event(f"{n}@union", f"Rent strike assembly {n}", at(1 + n, 18 if n == 3 else 19)) for n in range(20)]
    take_in(store, *changed, now=NOW + HOUR)
    waiting = store.waiting(now=NOW + HOUR)
    assert sorted(waiting.units or ()) == [("union", "3@union")]
    merged = store.merge(waiting, now=NOW + HOUR)
    assert merged.listings is not None
    assert len(merged.listings) == 2


def test_everything_is_merged_on_another_day_by_other_rules_and_where_much_changed(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(store)
    run(store, NOW)
    assert run(store, NOW + DAY) is None
    assert run(store, NOW + DAY) == 0
    with monkeypatch.context() as patched:
        patched.setattr("aggregator.store.resting.rules_version", lambda: "others")
        assert store.waiting(now=NOW + DAY).units is None
    monkeypatch.setattr("aggregator.store.resting.MANY", 2)
    take_in(store, *(event(f"{n}@union", f"Assembly {n}", at(1 + n)) for n in range(20)), now=NOW + DAY)
    assert run(store, NOW + DAY) is None


def test_everything_is_merged_near_a_crowd(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(store)
    take_in(store, *(event(f"{n}@union", "Test", at(1)) for n in range(8)), now=NOW)
    run(store, NOW)
    assert store.waiting(now=NOW).units == frozenset()
    monkeypatch.setattr("aggregator.store.resting.CROWDED", 8)
    assert store.waiting(now=NOW).units is None


def test_a_source_that_is_trusted_otherwise_is_merged_anew(store: Store) -> None:
    filled(store)
    run(store, NOW)
    store.sync_sources(CALENDAR, [replace(UNION, review=True), PORTAL], now=NOW)
    assert run(store, NOW + HOUR) == 20
    assert {state for (state,) in store._db.execute("SELECT state FROM events WHERE source = 'union'")} == {"review"}


# ------------------------------------------------------------------------------------------------------ the law


@st.composite
def listed(draw: st.DrawFn) -> Event:
    """An event of few words, so that two of them often meet."""
    return event(
        draw(st.sampled_from(["a@world.example.org", "b@world.example.org", "c", "d"])),
        draw(st.sampled_from(["Rent strike assembly", "Rent strike assembly, part 2", "Rehearsal"])),
        draw(st.sampled_from([at(21), at(21, 19, 30), at(28), date(2026, 11, 21)])),
        venue=draw(st.sampled_from([None, "Lake Park", "City Hall"])),
        url=draw(st.sampled_from([None, "https://union.example.org/e/7"])),
        rrule=draw(st.sampled_from([None, None, "FREQ=WEEKLY", "FREQ=NEVER"])),
    )


@st.composite
def decided(draw: st.DrawFn, ids: Sequence[str]) -> tuple[Decision, ...]:
    """Up to two decisions about some listings."""
    found = []
    for number in range(draw(st.integers(0, 2)) if len(ids) > 1 else 0):
        verdict = draw(st.sampled_from([Verdict.MERGE, Verdict.SPLIT, Verdict.HIDE]))
        about = tuple(draw(st.lists(st.sampled_from(ids), min_size=2, max_size=2, unique=True)))
        found.append(Decision(id=str(number), verdict=verdict, listings=about, decided_at=NOW))
    return tuple(found)


def answered(events: Iterable[Event], source: Source) -> list[Event]:
    """What one source lists: each uid once."""
    return list({e.key.uid: replace(e, key=replace(e.key, source=source.slug)) for e in events}.values())


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.data())
def test_any_history_leaves_the_rows_of_merging_everything(data: st.DataObject) -> None:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        part, whole = (stack.enter_context(Store(folder / name / "events.db")) for name in ("part", "whole"))
        now, merged_in_part = NOW, 0
        for store in (part, whole):
            store.sync_sources(CALENDAR, [UNION, PORTAL], now=now)
        for _ in range(data.draw(st.integers(2, 5))):
            now += data.draw(st.sampled_from([HOUR, HOUR, HOUR, DAY]))
            source = data.draw(st.sampled_from([UNION, PORTAL]))
            events = answered(data.draw(st.lists(listed(), max_size=4)), source)
            decisions = data.draw(decided([one.id for one in part.listings()]))
            for store in (part, whole):
                take_in(store, *events, now=now, source=source)
            merged_in_part += run(part, now, decisions) is not None
            run(whole, now, decisions, whole=True)
            assert rows(part) == rows(whole)
            assert part._db.execute("PRAGMA foreign_key_check").fetchall() == []


def test_what_is_written_while_a_merge_is_made_waits_for_the_next(store: Store) -> None:
    filled(store)
    run(store, NOW)
    now = NOW + HOUR
    take_in(store, event("21@union", "Another assembly", at(2)), now=now)
    waiting = store.waiting(now=now)
    merged = store.merge(waiting, now=now)
    take_in(store, event("21@union", "Written meanwhile", at(2)), now=now)
    store.save_merge(merged, {}, waiting=waiting, now=now)
    assert ("union", "21@union") in (store.waiting(now=now).units or ())
