"""The feeds as files: what goes in, what is kept back, and that a file is replaced only by a right one."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from aggregator.model import Problem, PublishedOccurrence, Status
from aggregator.publish import feeds, files, ics, proofs, window, write_feeds
from aggregator.publish.feeds import Edition, Feed, Renderer, check_ics, publishable
from aggregator.publish.files import Published, replace_file
from aggregator.publish.lint import lint
from aggregator.publish.readback import read_back
from aggregator.publish.rereading import atom_faults, json_faults
from tests.publish.occurrences import CALENDAR, at, occurrence, saying

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
NEW_YORK = "America/New_York"
FILES = ("calendar.ics", "calendar-full.ics", "calendar.atom", "calendar.json")


def days(*offsets: int, **fields: Any) -> list[PublishedOccurrence]:
    """One evening meeting so many days from 21 November 2026."""
    return [
        occurrence(f"d{offset}", start=at(NEW_YORK, 2026, 11, 21, 19) + timedelta(days=offset), end=None, **fields)
        for offset in offsets
    ]


def uids(path: Path) -> list[str]:
    return [shown.uid for shown in read_back(path.read_bytes())]


@pytest.mark.parametrize(
    ("now", "zone", "first", "last"),
    [
        (NOW, NEW_YORK, date(2026, 10, 22), date(2027, 12, 26)),
        (datetime(2026, 11, 21, 3, tzinfo=UTC), NEW_YORK, date(2026, 10, 21), date(2027, 12, 25)),
        (datetime(2026, 11, 21, 14, tzinfo=UTC), "Pacific/Auckland", date(2026, 10, 23), date(2027, 12, 27)),
    ],
)
def test_window(now: datetime, zone: str, first: date, last: date) -> None:
    assert window(now, zone) == (first, last)


def test_two_files_the_window_and_everything(tmp_path: Path) -> None:
    occurrences = [
        *days(-400, -31, -30, 0, 400, 401),
        occurrence("long", start=date(2026, 9, 1), end=date(2026, 10, 22)),
        occurrence("over", start=date(2026, 9, 1), end=date(2026, 10, 21)),
    ]
    published = write_feeds(tmp_path, CALENDAR, occurrences, now=NOW)
    assert published == Published(written=FILES, occurrences=4, total=8)
    assert uids(tmp_path / "calendar.ics") == ["long", "d-30", "d0", "d400"]
    assert uids(tmp_path / "calendar-full.ics") == ["d-400", "long", "over", "d-31", "d-30", "d0", "d400", "d401"]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(FILES)
    assert b"calendar.example.org/calendar-full.ics" in (tmp_path / "calendar-full.ics").read_bytes()


def test_equal_data_leaves_the_files_untouched(tmp_path: Path) -> None:
    write_feeds(tmp_path, CALENDAR, days(1, 2), now=NOW)
    for path in tmp_path.iterdir():
        os.utime(path, (1, 1))
    published = write_feeds(tmp_path, CALENDAR, days(2, 1), now=NOW + timedelta(hours=5))
    assert published.written == ()
    assert published.unchanged == FILES
    assert [path.stat().st_mtime for path in tmp_path.iterdir()] == [1, 1, 1, 1]


def test_a_changed_event_replaces_all(tmp_path: Path) -> None:
    write_feeds(tmp_path, CALENDAR, days(1), now=NOW)
    changed = write_feeds(tmp_path, CALENDAR, days(1, status=Status.CANCELLED), now=NOW)
    assert (len(changed.written), changed.unchanged, changed.problems) == (4, (), ())
    assert b"SUMMARY:CANCELLED: Tenants' assembly" in (tmp_path / "calendar.ics").read_bytes()


def test_a_large_calendar_is_narrowed_and_says_so(tmp_path: Path) -> None:
    crowd = [
        occurrence(
            f"d{day}-{n}",
            start=at(NEW_YORK, 2026, 11, 21, 10 + n) + timedelta(days=day),
            end=None,
            description="We meet, we talk. " * 40,
        )
        for day in range(-30, 401)
        for n in range(4)
    ]
    published = write_feeds(tmp_path, CALENDAR, crowd, now=NOW)
    assert published.problems == ()
    data = (tmp_path / "calendar.ics").read_bytes()
    assert 980_000 < len(data) <= 1_000_000
    assert len((tmp_path / "calendar-full.ics").read_bytes()) > 1_500_000
    shown = read_back(data)
    assert published.occurrences == len(shown) < published.total == len(crowd) == 4 * 431
    [(name, note)] = published.notes
    assert name == "calendar.ics"
    assert note.startswith(f"This feed holds the {len(shown):,} events from 2026-")
    assert note.endswith("calendar-full.ics has every event.")
    assert note.replace(",", "\\,") in data.decode().replace("\r\n ", "")
    starts = [one.start for one in shown]
    assert min(starts) < NOW < max(starts), "narrowed at both ends, around today"


def test_a_narrow_feed_is_as_wide_as_it_can_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "MAX_BYTES", 6_000)
    occurrences = days(*range(-30, 401))
    feed = feeds.calendar_ics(Edition(CALENDAR, occurrences), NOW)
    assert len(feed.data) <= 6_000
    last = max(o.start for o in feed.occurrences)
    monkeypatch.setattr(feeds, "MAX_BYTES", 1_000_000)
    days_ahead = _offset(last) + 1
    wider = [o for o in occurrences if -days_ahead * 30 // 400 <= _offset(o.start) <= days_ahead]
    assert len(wider) > len(feed.occurrences)
    assert len(ics.render(CALENDAR, wider, note=feed.note)) > 6_000


def _offset(moment: date) -> int:
    return (moment.date() if isinstance(moment, datetime) else moment).toordinal() - date(2026, 11, 21).toordinal()


def test_one_day_too_many_for_the_limit_is_published_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "MAX_BYTES", 1_000)
    feed = feeds.calendar_ics(Edition(CALENDAR, days(-1, 0, 1)), NOW)
    assert [o.uid for o in feed.occurrences] == ["d0"]


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (occurrence("bad", start=datetime(2026, 12, 1, 19)), "a time without a zone"),
        (occurrence("bad", updated_at=datetime(2026, 12, 1, 19)), "a time without a zone"),
        (occurrence(" "), "no UID"),
        (occurrence("bad", title=" \x00\n"), "no title"),
        (occurrence("good"), "a second occurrence with the same UID"),
        (occurrence("bad", start=date(9999, 12, 31), end=date(9999, 12, 31)), "a start in the year 9999"),
    ],
)
def test_what_would_break_the_feed_is_kept_out_of_it(tmp_path: Path, bad: PublishedOccurrence, message: str) -> None:
    published = write_feeds(tmp_path, CALENDAR, [bad, occurrence("good"), occurrence("other")], now=NOW)
    assert published.problems == (
        Problem("publish", f"event {bad.event_id} (uid {bad.uid!r})", f"{message}; this occurrence is in no feed"),
    )
    assert sorted(uids(tmp_path / "calendar.ics")) == ["good", "other"]


def test_which_of_two_equal_uids_stays_does_not_depend_on_the_order() -> None:
    pair = [occurrence("u", title="A"), occurrence("u", title="B")]
    assert publishable(pair)[0] == publishable(pair[::-1])[0] == [pair[0]]


def wrong(edition: Edition, now: datetime) -> Feed:
    """A renderer that moves everything by an hour."""
    feed = feeds.calendar_ics(edition, now)
    return saying(feed, feed.data.replace(b"T190000", b"T200000"))


def malformed(edition: Edition, now: datetime) -> Feed:
    """A renderer that forgets the zone."""
    feed = feeds.calendar_ics(edition, now)
    return saying(feed, feed.data.replace(b"Z\r\n", b"\r\n"))


@pytest.mark.parametrize("renderer", [wrong, malformed])
def test_a_wrong_feed_never_replaces_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, renderer: Renderer
) -> None:
    write_feeds(tmp_path, CALENDAR, days(1), now=NOW)
    before = (tmp_path / "calendar.ics").read_bytes()
    monkeypatch.setattr(files, "RENDERERS", ((renderer, check_ics), (feeds.calendar_full_ics, check_ics)))
    published = write_feeds(tmp_path, CALENDAR, days(1, 2), now=NOW)
    assert (tmp_path / "calendar.ics").read_bytes() == before
    assert published.written == ("calendar-full.ics",), "one bad file costs one file"
    assert [problem.where for problem in published.problems] == ["calendar.ics"]
    assert published.problems[0].message.endswith("; the previous file stays")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(FILES)


def forgetful(edition: Edition, now: datetime) -> Feed:
    """A renderer that goes wrong over one title only."""
    feed = feeds.calendar_ics(edition, now)
    return saying(feed, feed.data.replace(b"SUMMARY:Odd\r\n", b"SUMMARY\r\n"))


def test_one_event_that_cannot_be_written_costs_one_event(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "RENDERERS", ((forgetful, check_ics),))
    published = write_feeds(tmp_path, CALENDAR, [*days(1, 2), occurrence("odd", title="Odd")], now=NOW)
    assert uids(tmp_path / "calendar.ics") == ["d1", "d2"]
    assert (published.written, published.occurrences) == (("calendar.ics",), 2)
    [problem] = published.problems
    assert problem.where == "event e-odd (uid 'odd')"
    assert problem.message.endswith("; this occurrence is in no feed")


class Garbled:
    """A new file on a disk that keeps another hour than it is given."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def writelines(self, parts: Iterable[bytes]) -> None:
        self._file.write(b"".join(parts).replace(b"T190000", b"T200000").replace(b"T19:00", b"T20:00"))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def test_what_stands_on_the_disk_is_read_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proofs, "WORTH_KEEPING", 1)
    write_feeds(tmp_path, CALENDAR, days(1, 2), now=NOW)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    replacing = files._replacing

    @contextmanager
    def garbling(path: Path) -> Iterator[Garbled]:
        with replacing(path) as file:
            yield Garbled(file)

    monkeypatch.setattr(files, "_replacing", garbling)
    published = write_feeds(tmp_path, CALENDAR, days(1, 2, 3), now=NOW)
    assert (published.written, [problem.where for problem in published.problems]) == ((), list(FILES))
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_folder_that_cannot_be_written_is_a_problem_not_a_crash(tmp_path: Path) -> None:
    published = write_feeds(tmp_path / "absent", CALENDAR, days(1), now=NOW)
    assert (published.written, len(published.problems)) == ((), 4)
    assert "there is no such file yet" in published.problems[0].message


def test_a_full_disk_keeps_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "calendar.ics"
    replace_file(path, b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        replace_file(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_leftovers_of_killed_processes_go_and_those_of_living_ones_stay(tmp_path: Path) -> None:
    living = tmp_path / ".calendar.ics.1.tmp"
    dead = tmp_path / ".calendar.ics.99999999.tmp"
    odd = tmp_path / ".calendar.ics.x.tmp"
    other = tmp_path / ".calendar-full.ics.99999999.tmp"
    for path in (living, dead, odd, other):
        path.write_bytes(b"half")
    replace_file(tmp_path / "calendar.ics", b"whole")
    assert sorted(tmp_path.iterdir()) == sorted([living, other, tmp_path / "calendar.ics"])


def test_the_empty_calendar_is_published(tmp_path: Path) -> None:
    published = write_feeds(tmp_path, CALENDAR, [], now=NOW)
    assert (len(published.written), published.occurrences, published.problems) == (4, 0, ())
    assert lint((tmp_path / "calendar.ics").read_bytes()) == ()
    assert json_faults((tmp_path / "calendar.json").read_bytes(), []) == ()
    assert atom_faults((tmp_path / "calendar.atom").read_bytes(), []) == ()
