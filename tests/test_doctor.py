"""The doctor: one finding per fault, a next step with each, an exit code, and never an exception."""

from __future__ import annotations

import json
import os
import shutil
from collections import namedtuple
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from aggregator.cli.checks import BROKEN, LOOK, OK, Check, examine
from aggregator.cli.doctor import check_lines, exit_code, summary
from aggregator.cli.lock import only_one
from tests.test_cli import PAGE, SOURCES, Command, aggregator

__all__ = ["aggregator"]


@pytest.fixture(scope="module")
def well(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which all is well, made once."""
    folder = tmp_path_factory.mktemp("well")
    (folder / "sources.toml").write_text(SOURCES, encoding="utf-8")
    (folder / "page.html").write_text(PAGE, encoding="utf-8")
    Command(folder)("refresh")
    Command(folder)("backup")
    return folder


@pytest.fixture
def refreshed(well: Path, tmp_path: Path) -> Command:
    """A copy of it, to be spoiled."""
    return Command(shutil.copytree(well, tmp_path / "copy"))


WELL = [
    "config",
    "contact",
    "address",
    "data folder",
    "disk",
    "lock",
    "certificates",
    "time zones",
    "database",
    "clock",
    "feed",
    "last run",
    "backup",
    "hosts",
    "union",
]


@pytest.fixture(autouse=True)
def of_one_age(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever zone database the machine has: it is as new as ours."""
    monkeypatch.setattr("aggregator.zone_laws.releases", lambda: ("2026f", "2026f", "2026f"))


def found(command: Command, *, later: timedelta = timedelta(0)) -> dict[str, Check]:
    now = datetime.now(UTC).replace(microsecond=0) + later
    return {
        check.subject: check for check in examine(command.folder / "sources.toml", command.folder / "data", now=now)
    }


def in_need(command: Command, **arguments: timedelta) -> dict[str, tuple[str, str]]:
    """What is not well, the two wishes that this configuration leaves open aside."""
    wanting = {name: check for name, check in found(command, **arguments).items() if check.state != OK}
    return {name: (check.state, check.says) for name, check in wanting.items() if name not in ("contact", "address")}


def test_everything_is_looked_at(refreshed: Command) -> None:
    assert list(found(refreshed)) == WELL
    assert in_need(refreshed) == {}
    done = refreshed("doctor")
    assert done.stdout.endswith("2 want a look.\n")
    assert "ok     union         ok: 3 dates ahead" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 100
    assert [check["subject"] for check in json.loads(refreshed("doctor", "--json").stdout)["checks"]] == WELL


def test_nothing_is_made_where_nothing_is(aggregator: Command) -> None:
    assert {name: state for name, (state, _) in in_need(aggregator).items()} == {"data folder": LOOK, "database": LOOK}
    aggregator("doctor")
    assert not (aggregator.folder / "data").exists()


def test_quiet_says_only_what_needs_a_person(refreshed: Command) -> None:
    text = SOURCES.replace("[calendar]", '[calendar]\ncontact = "a@example.org"\nurl = "https://example.org"')
    (refreshed.folder / "sources.toml").write_text(text, encoding="utf-8")
    assert refreshed("doctor", "-q").stdout == ""
    assert refreshed("doctor").stdout.endswith("All is well.\n")


def test_a_failing_source_is_told_with_its_next_step(refreshed: Command) -> None:
    (refreshed.folder / "page.html").unlink()
    refreshed("refresh", code=3)
    refreshed("refresh", code=3)
    check = found(refreshed)["union"]
    assert (check.state, check.says) == (BROKEN, "failing (2 times in a row): there is no such file")
    assert check.next_step == "paths start at the folder of sources.toml"
    refreshed("doctor", code=1)


def test_faults_of_sources_toml(refreshed: Command) -> None:
    path = refreshed.folder / "sources.toml"
    path.write_text(
        SOURCES + '[source.typo]\nurl = "x.ics"\nevry = "6h"\n[source.new]\nurl = "y.ics"\n', encoding="utf-8"
    )
    told = in_need(refreshed)
    assert told["typo"][0] == BROKEN
    assert "evry" in told["typo"][1]
    assert told["new"] == (LOOK, "not asked yet")
    path.write_text("[calendar\n", encoding="utf-8")
    assert list(in_need(refreshed)) == ["config"]
    refreshed("doctor", code=2)
    path.write_text("", encoding="utf-8")
    assert in_need(refreshed)["config"][0] == LOOK


def test_copies_that_were_never_made_are_gone_or_old(refreshed: Command) -> None:
    (copy,) = (refreshed.folder / "data" / "backups").iterdir()
    later = in_need(refreshed, later=timedelta(days=9))
    assert later["backup"] == (LOOK, "the newest copy was made 9 days ago")
    kept = refreshed.folder / "elsewhere"
    refreshed("backup", "-q", "--folder", str(kept))
    copy.unlink()
    assert "backup" not in in_need(refreshed)
    (newest,) = kept.iterdir()
    newest.unlink()
    told = f"the newest copy was put at {newest.resolve()}, and is not there now"
    assert in_need(refreshed)["backup"] == (LOOK, told)
    note = refreshed.folder / "data" / "last-backup.json"
    assert note.stat().st_mode & 0o077 == 0
    for spoiled in ("{", "[]", '{"made": "yesterday", "path": "x"}'):
        note.write_text(spoiled, encoding="utf-8")
        assert in_need(refreshed)["backup"] == (LOOK, "no copy of events.db was ever made")


def test_a_database_that_is_none(refreshed: Command) -> None:
    (refreshed.folder / "data" / "events.db").write_bytes(b"not a database at all, by far" * 100)
    for name in ("events.db-wal", "events.db-shm"):
        (refreshed.folder / "data" / name).unlink(missing_ok=True)
    assert in_need(refreshed)["database"][0] == BROKEN
    refreshed("doctor", code=3)


def test_feeds_that_are_gone_damaged_or_old(refreshed: Command) -> None:
    feed = refreshed.folder / "data" / "calendar.ics"
    assert in_need(refreshed, later=timedelta(days=3))["last run"] == (
        BROKEN,
        "3 days ago: what subscribers see may be out of date",
    )
    feed.write_bytes(feed.read_bytes()[:-100])
    assert in_need(refreshed)["feed"][0] == BROKEN
    feed.unlink()
    assert in_need(refreshed)["feed"][0] == LOOK


@pytest.mark.parametrize(
    ("later", "said"), [(-timedelta(hours=5), "a source was asked"), (-timedelta(days=3650), "it stands at")]
)
def test_a_clock_that_is_wrong(refreshed: Command, later: timedelta, said: str) -> None:
    state, says = in_need(refreshed, later=later)["clock"]
    assert state == BROKEN
    assert said in says


def test_disk_archive_certificates_and_lock(refreshed: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**9, 10**9 - 10**7, 10**7))
    monkeypatch.setattr("aggregator.fetch.http.trusted_authorities", lambda: 0)
    (refreshed.folder / "data" / "archive.db").chmod(0o644)
    told = in_need(refreshed)
    assert {name: state for name, (state, _) in told.items()} == {
        "disk": BROKEN,
        "archive": BROKEN,
        "certificates": BROKEN,
    }
    with only_one(refreshed.folder / "data"):
        assert found(refreshed)["lock"].says == "a refresh is at work right now"


@pytest.mark.parametrize(
    ("releases", "state", "says"),
    [
        (("2026f", "2026f", "2026f"), OK, "by the laws of 2026f (the system's)"),
        (("2026f", "2025b", "2026f"), OK, "by the laws of 2026f (ours; the system's are of 2025b)"),
        (("2027a", "2027a", "2026f"), OK, "by the laws of 2027a (the system's)"),
        (("2026f", None, "2026f"), OK, "by the laws of 2026f (ours; the system's are of an unknown release)"),
        (("2025b", "2025b", "2026f"), LOOK, "by the laws of 2025b, though 2026f is here"),
        (("2026f", "2027a", "2026f"), LOOK, "by the laws of 2026f, though 2027a is here"),
    ],
)
def test_the_laws_of_time_zones_that_we_go_by(
    refreshed: Command,
    monkeypatch: pytest.MonkeyPatch,
    releases: tuple[str | None, str | None, str],
    state: str,
    says: str,
) -> None:
    monkeypatch.setattr("aggregator.zone_laws.releases", lambda: releases)
    told = found(refreshed)["time zones"]
    assert (told.state, told.says.partition(":")[0]) == (state, says)


def test_a_folder_that_cannot_be_written_to(refreshed: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert in_need(refreshed)["data folder"][0] == BROKEN


@pytest.mark.parametrize(
    ("states", "code"),
    [
        ({}, 0),
        ({"union": LOOK}, 0),
        ({"union": BROKEN}, 1),
        ({"union": BROKEN, "database": BROKEN}, 3),
        ({"config": BROKEN, "database": BROKEN}, 2),
    ],
)
def test_exit_codes(states: dict[str, str], code: int) -> None:
    assert exit_code([Check(name, state, "") for name, state in states.items()]) == code


@pytest.mark.parametrize("width", [60, 80, 100])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    some = [Check("a-source-with-a-name", BROKEN, "words " * 40, "steps " * 40), Check("x", OK, "")]
    assert max(map(len, check_lines(some, width)), default=0) <= width + len("\x1b[31m\x1b[0m")
    assert summary(some) == "1 needs a person."
    assert summary([Check("a", LOOK, ""), Check("b", BROKEN, ""), Check("c", BROKEN, "")]) == (
        "2 need a person and 1 wants a look."
    )
