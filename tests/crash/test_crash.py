"""The short forms; `python -m tests.crash` has the long ones, docs/operations.md what they show."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.crash import writes

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")


def broken(*words: str) -> str:
    """What `python -m tests.crash` says; a process of its own, because it forks. Fails where a rule was broken."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.crash", *words], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_no_moment_to_be_killed_breaks_a_rule() -> None:
    assert broken("kills", "10", "--seed", "7").startswith("kills 10: 0 rules broken")


@pytest.mark.skipif(not writes.is_possible(), reason="Python brings an SQLite of its own, which takes no faults")
def test_no_write_that_fails_breaks_a_rule() -> None:
    assert broken("writes", "200", "--every", "66").startswith("writes 200: 0 rules broken")


def test_runs_that_overlap_leave_at_once() -> None:
    assert broken("overlaps", "4").startswith("overlaps 4: 0 rules broken")
