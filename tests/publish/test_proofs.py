"""What was proved once is not proved again, and no fault slips through because of that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from aggregator.model import PublishedOccurrence, Status
from aggregator.publish import proofs as proofs_module
from aggregator.publish import vtimezone, write_feeds
from aggregator.publish.feeds import Edition, Feed, calendar_full_ics, check_ics
from aggregator.publish.proofs import Proofs, still_to_prove
from aggregator.publish.readback import read_back
from tests.publish.occurrences import CALENDAR, at, occurrence
from tests.publish.test_lint import LOSSES, MUTATIONS, OCCURRENCES

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
BERLIN = "Europe/Berlin"
MANY = [
    occurrence(f"u{n:02}", start=at(zone, 2026, 12, 1 + n, 18), end=None, timezone=zone)
    for n in range(12)
    for zone in ["America/New_York" if n % 2 else BERLIN]
]


def full(occurrences: Sequence[PublishedOccurrence]) -> Feed:
    return calendar_full_ics(Edition(CALENDAR, occurrences), NOW)


def proved(feed: Feed) -> Proofs:
    proofs = Proofs()
    assert check_ics(feed, proofs) == ()
    assert len(proofs.proved) == len(feed.occurrences)
    return proofs


def uids(data: bytes) -> list[str]:
    return [shown.uid for shown in read_back(data)]


def test_after_a_change_only_that_event_and_one_of_each_zone_are_proved() -> None:
    proofs = proved(full(MANY))
    changed = [*MANY[:7], replace(MANY[7], title="Another"), *MANY[8:]]
    feed = full(changed)
    part = still_to_prove(feed.data, feed.occurrences, proofs)
    assert uids(part.data) == [o.uid for o in part.occurrences] == ["u00", "u01", "u07"]
    assert check_ics(feed, proofs) == ()
    assert uids(still_to_prove(feed.data, feed.occurrences, proofs).data) == ["u00", "u01"]


GOOD = full(OCCURRENCES)


@pytest.mark.parametrize("name", [*MUTATIONS, *LOSSES])
def test_a_fault_in_a_feed_that_was_proved_before_is_found(name: str) -> None:
    mutate = MUTATIONS[name][0] if name in MUTATIONS else LOSSES[name]
    mutant = replace(GOOD, data=mutate(GOOD.data))
    assert check_ics(mutant, proved(GOOD)) != ()


def test_the_same_octets_for_other_facts_are_proved_again_and_refused() -> None:
    feed = full(MANY)
    cancelled = replace(feed.occurrences[3], status=Status.CANCELLED)
    lying = replace(feed, occurrences=(*feed.occurrences[:3], cancelled, *feed.occurrences[4:]))
    assert len(check_ics(lying, proved(feed))) == 2


def test_another_definition_of_a_zone_proves_its_events_again(monkeypatch: pytest.MonkeyPatch) -> None:
    feed = full(MANY)
    proofs = proved(feed)
    component = vtimezone.component
    monkeypatch.setattr(proofs_module, "_zone", lambda zone: "new" if zone == BERLIN else component(zone))
    part = still_to_prove(feed.data, feed.occurrences, proofs)
    assert {o.timezone for o in part.occurrences} == {BERLIN, "America/New_York"}
    assert len(part.occurrences) == len(MANY)


def test_proofs_are_kept_beside_a_large_feed_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_feeds(tmp_path, CALENDAR, MANY, now=NOW)
    kept = tmp_path / ".feeds.proofs"
    assert not kept.exists()
    monkeypatch.setattr(proofs_module, "WORTH_KEEPING", len(MANY))
    write_feeds(tmp_path, CALENDAR, [*MANY[:-1], replace(MANY[-1], title="B")], now=NOW)
    assert len(Proofs.load(kept).known) == len(MANY)
    write_feeds(tmp_path, CALENDAR, [*MANY[:-1], replace(MANY[-1], title="C")], now=NOW)
    assert len(Proofs.load(kept).known) == len(MANY), "what is in no feed any more is forgotten"


def test_proofs_of_other_checks_are_worth_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proofs_module, "WORTH_KEEPING", 1)
    write_feeds(tmp_path, CALENDAR, MANY, now=NOW)
    path = tmp_path / ".feeds.proofs"
    assert Proofs.load(path).known
    monkeypatch.setattr(proofs_module, "_checks", lambda: b"another version!")
    assert not Proofs.load(path).known
    path.write_bytes(b"another version!" + b"cut off")
    assert not Proofs.load(path).known
    assert not Proofs.load(tmp_path / "absent").known
