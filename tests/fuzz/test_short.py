"""The short form of fuzzing, for the suite: some hundred mutated pages a reader, the same ones each time.

The long form, and how to run it: tests/fuzz/run.py. What it found is kept in tests/bad/.
"""

from __future__ import annotations

from random import Random

import pytest

from tests.fuzz import laws
from tests.fuzz.mutate import CHANGES, mutated

EXAMPLES = {"ical": 150, "feed": 150, "page": 60, "when": 1_000}
"""About a second each."""


@pytest.mark.parametrize("target", laws.TARGETS)
def test_our_own_pages_keep_the_laws(target: str) -> None:
    for seed in laws.seeds(target):
        laws.TARGETS[target](seed)


@pytest.mark.parametrize("target", laws.TARGETS)
@pytest.mark.filterwarnings("error")
def test_pages_made_worse_keep_the_laws(target: str) -> None:
    chance, pages = Random(target), laws.seeds(target)
    for _ in range(EXAMPLES[target]):
        laws.TARGETS[target](mutated(chance, pages))


def test_every_change_can_be_made_to_nothing_at_all() -> None:
    chance = Random(1)
    for change in CHANGES:
        for _ in range(20):
            assert isinstance(change(chance, b"", [b"", b"x"]), bytes)


def test_the_same_chance_gives_the_same_page() -> None:
    pages = [b"BEGIN:VCALENDAR\nEND:VCALENDAR\n", b"<p>May 5</p>"]
    assert [mutated(Random(7), pages) for _ in range(3)] == [mutated(Random(7), pages) for _ in range(3)]
