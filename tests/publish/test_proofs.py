"""What was proved once is neither made nor proved again, and no fault slips through because of that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from aggregator.model import PublishedOccurrence, Status
from aggregator.publish import atom, ics, jsonfeed, vtimezone, wording, write_feeds
from aggregator.publish import proofs as proofs_module
from aggregator.publish.feeds import (
    RENDERERS,
    Check,
    Edition,
    Feed,
    Renderer,
    calendar_full_ics,
    check_ics,
    check_json,
)
from aggregator.publish.proofs import Proofs, Shelf, list_of, still_to_prove
from aggregator.publish.readback import read_back
from aggregator.publish.wording import Telling
from tests.publish.occurrences import CALENDAR, at, occurrence, saying
from tests.publish.test_lint import LOSSES, MUTATIONS, OCCURRENCES

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
BERLIN = "Europe/Berlin"
MANY = [
    occurrence(f"u{n:02}", start=at(zone, 2026, 12, 1 + n, 18), end=None, timezone=zone)
    for n in range(12)
    for zone in ["America/New_York" if n % 2 else BERLIN]
]
FILES = ("calendar.ics", "calendar-full.ics", "calendar.atom", "calendar.json")
LISTS = (".calendar-full.ics.proofs", ".calendar.atom.proofs", ".calendar.json.proofs")


def full(occurrences: Sequence[PublishedOccurrence]) -> Feed:
    return calendar_full_ics(Edition(CALENDAR, occurrences, Shelf(None)), NOW)


def proved(feed: Feed) -> Proofs:
    proofs = Proofs()
    assert check_ics(feed, proofs) == ()
    assert len(proofs.proved) == len(feed.pieces)
    return proofs


def left(feed: Feed, proofs: Proofs) -> list[str]:
    """The UIDs of what is still to prove."""
    part = still_to_prove(BytesIO(feed.data), feed.text, feed.pieces, proofs)
    found = [shown.uid for shown in read_back(part.data)]
    assert found == [one.uid for piece in part.pieces for one in piece.occurrences]
    return found


def test_after_a_change_only_that_event_and_one_of_each_zone_are_proved() -> None:
    proofs = proved(full(MANY))
    feed = full([*MANY[:7], replace(MANY[7], title="Another"), *MANY[8:]])
    assert left(feed, proofs) == ["u00", "u01", "u07"]
    assert check_ics(feed, proofs) == ()
    assert left(feed, proofs) == ["u00", "u01"]


GOOD = full(OCCURRENCES)


@pytest.mark.parametrize("name", [*MUTATIONS, *LOSSES])
def test_a_fault_in_a_feed_that_was_proved_before_is_found(name: str) -> None:
    mutate = MUTATIONS[name][0] if name in MUTATIONS else LOSSES[name]
    mutant = saying(GOOD, mutate(GOOD.data))
    assert check_ics(mutant, proved(GOOD)) != ()


def test_the_same_octets_for_other_facts_are_proved_again_and_refused() -> None:
    feed = full(MANY)
    cancelled = replace(MANY[3], status=Status.CANCELLED)
    [other] = full([cancelled]).pieces
    lying = ics.Block(0, cancelled.uid, feed.pieces[3].octets, ("America/New_York",), cancelled, other.origin)
    assert len(check_ics(replace(feed, pieces=(*feed.pieces[:3], lying, *feed.pieces[4:])), proved(feed))) == 2


def test_another_law_of_a_zone_makes_and_proves_its_events_again(monkeypatch: pytest.MonkeyPatch) -> None:
    proofs = proved(full(MANY))
    law = vtimezone.law
    monkeypatch.setattr(vtimezone, "law", lambda zone: b"new" if zone == BERLIN else law(zone))
    assert left(full(MANY), proofs) == [f"u{n:02}" for n in range(12) if n % 2 == 0 or n == 1]


def written(folder: Path, occurrences: Sequence[PublishedOccurrence]) -> dict[str, bytes]:
    """The files of a folder after a writing that went well."""
    assert write_feeds(folder, CALENDAR, occurrences, now=NOW).problems == ()
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.fixture
def keeping(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists are kept beside small feeds too."""
    monkeypatch.setattr(proofs_module, "WORTH_KEEPING", 1)


CHANGED = [*MANY[:-1], replace(MANY[-1], title="B")]


def test_lists_are_kept_beside_a_large_feed_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert set(written(tmp_path, MANY)) == set(FILES)
    monkeypatch.setattr(proofs_module, "WORTH_KEEPING", len(MANY))
    assert set(written(tmp_path, CHANGED)) == {*FILES, *LISTS}
    for layout in (ics.LAYOUT, atom.LAYOUT, jsonfeed.LAYOUT):
        assert len(Proofs.load(tmp_path / layout.whole, layout).proved) == len(MANY)
    assert set(written(tmp_path, MANY[1:])) == set(FILES), "what is no longer large leaves no list"


@pytest.mark.usefixtures("keeping")
def test_with_and_without_a_list_the_same_files_are_written(tmp_path: Path) -> None:
    for folder in ("anew", "after"):
        (tmp_path / folder).mkdir()
    written(tmp_path / "after", MANY)
    assert written(tmp_path / "after", CHANGED) == written(tmp_path / "anew", CHANGED)


@pytest.mark.usefixtures("keeping")
def test_only_what_changed_is_made_and_proved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, MANY)
    made: list[str] = []

    def telling(one: PublishedOccurrence, *rest: Any) -> Telling:
        made.append(one.uid)
        return wording.telling(one, *rest)

    for module in (ics, atom, jsonfeed):
        monkeypatch.setattr(module, "telling", telling)
    written(tmp_path, CHANGED)
    assert made == ["u11", "u11", "u11"]


@pytest.mark.usefixtures("keeping")
@pytest.mark.parametrize("name", FILES[1:])
@pytest.mark.parametrize("fault", ["a word of the file", "the list cut off", "the list of before", "other code"])
def test_a_list_that_is_not_of_this_file_and_code_is_worth_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, fault: str
) -> None:
    """After a kill between the two files, a fault of the disk, an upgrade: all is made anew, and rightly."""
    before = written(tmp_path, MANY)
    right = written(tmp_path, CHANGED)
    path = tmp_path / name
    if fault == "a word of the file":
        path.write_bytes(right[name].replace(b"Where", b"There", 1).replace(b"Tenants", b"Landlords", 1))
    elif fault == "the list cut off":
        list_of(path).write_bytes(right[list_of(path).name][:-16])
    elif fault == "the list of before":
        list_of(path).write_bytes(before[list_of(path).name])
    else:
        monkeypatch.setattr(proofs_module, "_code", lambda: b"another version!")
    layout = {"calendar-full.ics": ics.LAYOUT, "calendar.atom": atom.LAYOUT, "calendar.json": jsonfeed.LAYOUT}[name]
    assert Proofs.load(path, layout) == Proofs()
    after = written(tmp_path, CHANGED)
    assert {name: after[name] for name in FILES} == {name: right[name] for name in FILES}


def test_nothing_is_known_of_what_is_not_there(tmp_path: Path) -> None:
    assert Proofs.load(tmp_path / "calendar.json", jsonfeed.LAYOUT) == Proofs()


@pytest.mark.parametrize(("renderer", "check"), RENDERERS)
def test_a_file_is_taken_apart_into_its_pieces(renderer: Renderer, check: Check) -> None:
    feed = renderer(Edition(CALENDAR, MANY), NOW)
    pieces = [piece.octets for piece in feed.pieces]
    assert b"".join(feed.text.parts()) == feed.data
    starts = feed.layout.starts(len(feed.text.head) + len(feed.layout.opening), map(len, pieces))
    assert [feed.data[at:].startswith(bytes(piece)) for at, piece in zip(starts, pieces, strict=False)] == [True] * len(
        pieces
    )
    assert feed.data[starts[-1] - len(feed.layout.between) :] == feed.layout.end
    assert feed.text.is_in(BytesIO(feed.data))
    last = bytes(pieces[-1]) + b" "
    for other in (pieces[1:], [*pieces, pieces[0]], pieces[::-1], [*pieces[:-1], last], []):
        assert not feed.text._replace(octets=other).is_in(BytesIO(feed.data))
    assert not feed.text.is_in(BytesIO(feed.data + b" "))
    assert check(feed, Proofs()) == ()


def test_a_piece_that_stands_twice_is_found() -> None:
    edition = Edition(CALENDAR, MANY, Shelf(None))
    items = jsonfeed.items(CALENDAR, MANY, edition.making(jsonfeed.LAYOUT, edition.origins))
    proofs = Proofs(proved={item.origin for item in items})
    twice = [*items, items[0]]
    feed = Feed(name="calendar.json", text=jsonfeed.assemble(CALENDAR, twice, name="calendar.json"), pieces=twice)
    assert check_json(feed, proofs) == ("an id that stands twice is not what it has to be",)
