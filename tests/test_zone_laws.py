"""The newer zone database is gone by, once, and for the processes that are started; a choice somebody made stands."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import zoneinfo
from pathlib import Path

import pytest

from aggregator import zone_laws
from aggregator.zone_laws import Releases


@pytest.fixture
def before(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A system's folder of an old release, as a process finds it that has not chosen yet; put back afterwards."""
    (tmp_path / "UTC").touch()
    (tmp_path / "tzdata.zi").write_text("# version 2020a\n# rules\n")
    monkeypatch.setattr(sysconfig, "get_config_var", lambda _: f"/nowhere{os.pathsep}{tmp_path}")
    monkeypatch.delenv(zone_laws.VARIABLE, raising=False)
    monkeypatch.setattr(zoneinfo, "TZPATH", (str(tmp_path),))
    monkeypatch.setattr(zoneinfo, "reset_tzpath", lambda to: monkeypatch.setattr(zoneinfo, "TZPATH", to))
    return tmp_path


OURS = zone_laws.releases().ours


def test_an_older_system_gives_way(before: Path) -> None:
    assert zone_laws.releases() == Releases("2020a", "2020a", OURS)
    zone_laws.choose()
    assert (zoneinfo.TZPATH, os.environ[zone_laws.VARIABLE]) == ((), "")
    assert zone_laws.releases() == Releases(OURS, "2020a", OURS)


@pytest.mark.parametrize(
    ("file", "text", "release"),
    [
        ("tzdata.zi", f"# version {OURS}\n", OURS),
        ("tzdata.zi", "# version 2999a\n", "2999a"),
        ("+VERSION", "2999b\n", "2999b"),
    ],
)
def test_a_system_that_is_as_new_stays(before: Path, file: str, text: str, release: str) -> None:
    (before / "tzdata.zi").unlink()
    (before / file).write_text(text)
    zone_laws.choose()
    assert (str(before),) == zoneinfo.TZPATH
    assert zone_laws.releases() == Releases(release, release, OURS)


@pytest.mark.parametrize("text", [None, "", "something else", "\x00\xff"])
def test_a_system_that_does_not_say_its_release_gives_way(before: Path, text: str | None) -> None:
    (before / "tzdata.zi").unlink()
    if text is not None:
        (before / "tzdata.zi").write_text(text)
    zone_laws.choose()
    assert zoneinfo.TZPATH == ()


@pytest.mark.parametrize("chosen", ["", "/usr/share/zoneinfo"])
def test_what_somebody_chose_stands(before: Path, monkeypatch: pytest.MonkeyPatch, chosen: str) -> None:
    monkeypatch.setenv(zone_laws.VARIABLE, chosen)
    zone_laws.choose()
    assert (str(before),) == zoneinfo.TZPATH


def test_without_a_database_of_the_system_there_is_nothing_to_choose(before: Path) -> None:
    (before / "UTC").unlink()
    assert zone_laws.releases() == Releases(OURS, None, OURS)


def test_the_processes_that_we_start_go_by_it_too() -> None:
    code = (
        "import json, subprocess, sys; from aggregator import zone_laws; zone_laws.choose(); "
        "again = 'import json; from aggregator import zone_laws; print(json.dumps(zone_laws.releases()))'; "
        "print(json.dumps(zone_laws.releases())); sys.stdout.flush(); "
        "subprocess.run([sys.executable, '-c', again], check=True)"
    )
    environment = {name: value for name, value in os.environ.items() if name != zone_laws.VARIABLE}
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    here, there = map(json.loads, said.stdout.splitlines())
    assert here == there
    assert here[0] == max(filter(None, here))
