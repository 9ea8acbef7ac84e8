"""The benchmarks still run: each is started in its smallest form, and what it prints is not looked at for speed."""

from __future__ import annotations

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


@pytest.mark.parametrize("name", sorted(path.name for path in FOLDER.glob("*.py") if path.name != "made_pages.py"))
def test_every_benchmark_runs(name: str) -> None:
    command = [sys.executable, str(FOLDER / name), *SMALLEST[name]]
    run = subprocess.run(command, cwd=FOLDER.parent, capture_output=True, text=True, timeout=120)
    assert (run.returncode, run.stderr) == (0, "")
    assert len(run.stdout.splitlines()) >= 2
