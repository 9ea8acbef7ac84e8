"""The built wheel, away from the checkout: its files are all in, and the command works from it."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

NOT_CODE = {
    path.relative_to(ROOT).as_posix()
    for path in (ROOT / "aggregator").rglob("*")
    if path.is_file() and path.suffix not in (".py", ".pyc")
}
"""Data, templates and static files, as they stand in the checkout."""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path) -> Path:
    """The wheel unpacked as an installer would: only our package; its dependencies are those of this environment."""
    folder = wheel.parent / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def run(installed: Path, *words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(installed), "PYTHONSAFEPATH": "1"}
    return subprocess.run(
        [sys.executable, "-m", "aggregator", *words],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_file_that_is_not_code_is_in_it(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert names >= NOT_CODE
    assert "aggregator/web/datasette_metadata.json" in names
    assert not [name for name in names if name.startswith(("tests/", "samples/", "data/"))]


def test_it_names_its_command_and_its_datasette_plugin(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith("entry_points.txt")]
        entry_points = archive.read(name).decode()
    assert "aggregator = aggregator.cli:main" in entry_points
    assert "aggregator = aggregator.web" in entry_points


def test_a_calendar_can_be_started_and_refreshed_from_it(installed: Path, tmp_path: Path) -> None:
    where = run(installed, "--version", cwd=tmp_path)
    assert where.returncode == 0, where.stderr
    made = run(installed, "init", "ours", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    ours = tmp_path / "ours"
    assert {path.name for path in ours.iterdir()} == {"sources.toml", "datasette_metadata.json", "data"}
    page = "<h1>Spring assembly</h1><p>Saturday, April 17, 2027, 2-5 pm, Union Hall, 12 Main St, Oakland, CA</p>"
    (ours / "page.html").write_text(page, encoding="utf-8")
    with (ours / "sources.toml").open("a", encoding="utf-8") as file:
        file.write('\n[source.union]\nname = "Union"\nurl = "page.html"\n')
    refreshed = run(installed, "refresh", cwd=ours)
    assert refreshed.returncode == 0, refreshed.stderr
    listed = run(installed, "events", "--from", "2027-04-01", "--to", "2027-04-30", cwd=ours)
    assert "Spring assembly" in listed.stdout
    assert (ours / "data" / "calendar.ics").read_bytes().count(b"BEGIN:VEVENT") == 1
