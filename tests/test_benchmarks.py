"""The benchmarks still run: each is started in its smallest form, and what it prints is not looked at for speed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent.parent / "benchmarks"

SMALLEST = {
    "growth.py": ["--size", "2000"],
    "merge.py": ["--listings", "300"],
    "pages.py": ["--rounds", "1", "--largest", "20", "--shape", "cards"],
    "politeness.py": ["--sources", "2", "--days", "2"],
    "publish.py": ["--events", "100", "--rounds", "1"],
    "serving.py": ["--help"],  # its load generator is not part of what is installed
    "when.py": ["--rounds", "1"],
}


BY_ITSELF = {"made_pages.py", "saved.py"}
"""What is no benchmark, and what needs pages to read."""


def lines_of(name: str, *arguments: str) -> list[str]:
    command = [sys.executable, str(FOLDER / name), *arguments]
    run = subprocess.run(command, cwd=FOLDER.parent, capture_output=True, text=True, timeout=120)
    assert (run.returncode, run.stderr) == (0, "")
    return run.stdout.splitlines()


@pytest.mark.parametrize("name", sorted(path.name for path in FOLDER.glob("*.py") if path.name not in BY_ITSELF))
def test_every_benchmark_runs(name: str) -> None:
    assert len(lines_of(name, *SMALLEST[name])) >= 2


def test_saved_pages_are_measured_each_once(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<h1>Meetings</h1><ul><li>March 3, 2026, 7 pm: Board</ul>", "utf-8")
    case = {"file": "a.html", "media_type": "text/html", "url": None, "now": "2026-01-01", "timezone": None}
    (tmp_path / "cases.jsonl").write_text(f"{json.dumps(case)}\n" * 2, "utf-8")
    table = lines_of("saved.py", str(tmp_path / "cases.jsonl"), "--least", "0")
    assert [line[28:34].strip() for line in table] == ["pages", "1", "0", "0"]
