"""Merging what a change reaches: the same events, and the same rest, as merging everything, after any history."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aggregator.merge import Resting, UnitKey, merge_all, merge_changed
from aggregator.merge.decided import told_of
from aggregator.merge.identity import uid_of
from aggregator.model import Decision, Event, Listing, MergedEvent, Source, Verdict
from tests.listings import NOW, PORTAL, UNION, at, event, listing
from tests.merge.made import SOURCES, world

CHOIR = Source(slug="choir", name="Labor Choir", url="https://choir.example.org/")
FEW_SOURCES = (UNION, PORTAL, CHOIR)
HOUR = timedelta(hours=1)


@dataclass
class Calendar:
    """A calendar that is merged again and again, each time only where something changed. It is its own `Rest`."""

    sources: Sequence[Source]
    listed: dict[str, Listing] = field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()
    events: dict[str, MergedEvent] = field(default_factory=dict)
    kept: dict[UnitKey, Resting] = field(default_factory=dict)
    now: datetime = NOW
    loaded: int = 0

    def becomes(self, listed: Iterable[Listing], decisions: tuple[Decision, ...] = ()) -> None:
        """Take in what is listed and decided now, merge what that reaches, and compare with merging everything."""
        before, after = self.listed, {one.id: one for one in listed}
        ids = {one for one in before.keys() | after.keys() if before.get(one) != after.get(one)}
        told, telling = told_of(self.decisions), told_of(decisions)
        ids |= {one for one in told.keys() | telling.keys() if told.get(one) != telling.get(one)}
        changed = {unit_of(stored[one]) for stored in (before, after) for one in ids if one in stored}
        self.listed, self.decisions, self.now, self.loaded = after, decisions, self.now + HOUR, 0
        known = tuple(self.events.values())
        whole = merge_all(tuple(after.values()), sources=self.sources, known=known, decisions=decisions, now=self.now)
        part = merge_changed(changed, self, known=self.known, decisions=decisions, now=self.now)
        assert part.listings is not None
        self.events = {one.id: one for one in known if part.listings.isdisjoint(one.listing_ids)}
        self.events |= {one.id: one for one in part.events}
        self.kept = {key: row for key, row in self.kept.items() if key not in part.gone}
        self.kept |= {row.key: row for row in part.rows}
        assert self.events == {one.id: one for one in whole.events}
        assert self.kept == {row.key: row for row in whole.rows}

    def known(self, listing_ids: Collection[str]) -> Sequence[MergedEvent]:
        return [one for one in self.events.values() if not set(listing_ids).isdisjoint(one.listing_ids)]

    # -------------------------------------------------------------------------------------------------- as a Rest

    def source(self, slug: str) -> Source | None:
        return next((one for one in self.sources if one.slug == slug), None)

    def rows(self, keys: Collection[UnitKey]) -> Sequence[Resting]:
        return [self.kept[key] for key in keys if key in self.kept]

    def sharing(self, marks: Collection[int]) -> Sequence[Resting]:
        return [row for row in self.kept.values() if not set(marks).isdisjoint(row.all_marks())]

    def of_components(self, names: Collection[str]) -> Sequence[Resting]:
        return [row for row in self.kept.values() if row.component in names]

    def on_day(self, day: int) -> Sequence[Resting]:
        return [row for row in self.kept.values() if row.day == day]

    def last_year(self) -> int:
        return max((date.fromordinal(row.day).year for row in self.kept.values()), default=1)

    def listings(self, keys: Collection[UnitKey]) -> Sequence[Listing]:
        found = [one for one in self.listed.values() if unit_of(one) in keys]
        self.loaded += len(found)
        return found

    def holding(self, listing_ids: Collection[str]) -> Sequence[UnitKey]:
        return [unit_of(self.listed[one]) for one in listing_ids if one in self.listed]

    def original(self, own_uid: str) -> str | None:
        return next((one for one in self.listed if uid_of(one) == own_uid), None)


def unit_of(one: Listing) -> UnitKey:
    return one.event.key.source, one.event.key.uid


# ------------------------------------------------------------------------------------------- the shapes of the world


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_any_history_of_the_made_calendar(data: st.DataObject) -> None:
    made = world(5, 2)
    count = len(made.listings)
    calendar = Calendar(SOURCES)
    calendar.becomes(made.listings)
    present = {number: made.listings[number] for number in range(count)}
    for _ in range(data.draw(st.integers(1, 4))):
        for number in data.draw(st.sets(st.integers(0, count - 1), min_size=1, max_size=3)):
            present[number] = data.draw(st.sampled_from(versions(made.listings[number])))
        calendar.becomes([one for one in present.values() if one is not None])  # type: ignore[redundant-expr]


def versions(one: Listing) -> list[Any]:
    """What may become of a listing: it stays, goes, is withdrawn, or says something else."""
    start = one.event.start
    return [
        one,
        None,
        replace(one, withdrawn_at=NOW),
        replace(one, event=replace(one.event, title=f"{one.event.title}, part 2")),
        replace(one, event=replace(one.event, venue=None, location=None, address=None)),
        replace(one, event=replace(one.event, start=start + timedelta(days=1))),
        replace(one, event=replace(one.event, url="https://shared.example.org/page", registration_url=None)),
    ]


# ------------------------------------------------------------------------------------------ few words, many meetings

STARTS = [at(21), at(21, 19, 30), at(21, 21), at(28), date(2026, 11, 21)]
URLS = [None, "https://union.example.org/e/7", "https://forms.example.org/all"]
ECHOED = [uid_of(listing(event(f"{n}@world.example.org", source="union")).id) for n in range(3)]


@st.composite
def told_events(draw: st.DrawFn) -> Event:
    """An event of few words, so that two of them often meet."""
    uid = draw(st.sampled_from([*(f"{n}@world.example.org" for n in range(4)), *(f"{n}" for n in range(3)), *ECHOED]))
    start = draw(st.sampled_from(STARTS))
    return event(
        uid,
        draw(st.sampled_from(["Rent strike assembly", "Rent strike assembly, part 2", "Rehearsal", "Rent strike"])),
        start,
        source=draw(st.sampled_from(["union", "portal", "choir"])),
        venue=draw(st.sampled_from([None, "Lake Park", "City Hall"])),
        locality=draw(st.sampled_from([None, "Oakland", "Fresno"])),
        url=draw(st.sampled_from(URLS)),
        registration_url=draw(st.sampled_from(URLS)),
        rrule=draw(st.sampled_from([None, None, None, "FREQ=WEEKLY"])),
    )


@st.composite
def decided(draw: st.DrawFn, ids: Sequence[str]) -> tuple[Decision, ...]:
    """Up to two decisions about some listings."""
    found = []
    for number in range(draw(st.integers(0, 2))):
        verdict = draw(st.sampled_from([Verdict.MERGE, Verdict.SPLIT, Verdict.SET]))
        about = draw(st.lists(st.sampled_from(ids), min_size=2, max_size=2, unique=True))
        fields: dict[str, Any] = {"field": "venue", "value": "The Hall"} if verdict is Verdict.SET else {}
        found.append(Decision(id=str(number), verdict=verdict, listings=tuple(about), decided_at=NOW, **fields))
    return tuple(found)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.data())
def test_any_history_of_listings_and_decisions(data: st.DataObject) -> None:
    calendar = Calendar(FEW_SOURCES)
    listed: dict[str, Listing] = {}
    for _ in range(data.draw(st.integers(2, 5))):
        for one in data.draw(st.lists(told_events(), min_size=1, max_size=4)):
            fresh = listing(one)
            listed[fresh.id] = replace(fresh, withdrawn_at=data.draw(st.sampled_from([None, None, NOW])))
        gone = data.draw(st.sets(st.sampled_from(sorted(listed)), max_size=2))
        listed = {name: one for name, one in listed.items() if name not in gone}
        ids = sorted({*listed, *gone, "a", "b"})
        calendar.becomes(listed.values(), data.draw(decided(ids)))


def test_a_change_looks_at_few_listings() -> None:
    made = world(2, 6)
    calendar = Calendar(SOURCES)
    calendar.becomes(made.listings)
    loaded = []
    for number in range(0, len(made.listings), 23):
        changed = list(made.listings)
        one = changed[number]
        changed[number] = replace(one, event=replace(one.event, description="Bring a friend."))
        calendar.becomes(changed)
        loaded.append(calendar.loaded)
        calendar.becomes(made.listings)
    assert len(loaded) > 10
    assert sorted(loaded)[len(loaded) // 2] < 20
    assert max(loaded) < len(made.listings) / 3


def test_nothing_changed_reaches_nothing() -> None:
    calendar = Calendar(SOURCES)
    calendar.becomes(world(5, 2).listings)
    part = merge_changed((), calendar, known=calendar.known, now=NOW)
    assert (part.events, list(part.rows), list(part.gone), part.listings) == ((), [], [], frozenset())
    assert list(chain(part.events)) == []


def test_what_is_taken_down_leaves_no_id_behind() -> None:
    hidden = Decision(id="1", verdict=Verdict.HIDE, listings=("a", "b"), decided_at=NOW)
    gone = Decision(id="2", verdict=Verdict.TAKEDOWN, listings=("c",), decided_at=NOW)
    assert sorted(told_of([hidden, gone])) == ["a", "b"]
    assert told_of([replace(hidden, undone_at=NOW)]) == {}
