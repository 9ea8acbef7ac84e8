"""Within a source: of pairs that exclude each other those are taken that are best together, whatever the order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.decide import assignment, decide
from aggregator.decide.assignment import best, one_by_one
from aggregator.model import Event
from tests.listings import DAY, NOW, UNION, answer, at, carried_out, keyless, listing

Weights = dict[tuple[int, int], int]

WEIGHTS = st.dictionaries(st.tuples(st.integers(0, 5), st.integers(0, 5)), st.integers(1, 9), max_size=20)


def total(weights: Weights, pairs: Any) -> int:
    return sum(weights[pair] for pair in pairs)


def most(weights: Weights, lefts: Sequence[int], used: frozenset[int] = frozenset()) -> int:
    """What any assignment weighs at most: all are tried."""
    if not lefts:
        return 0
    free = [right for left, right in weights if left == lefts[0] and right not in used]
    taken = [weights[lefts[0], right] + most(weights, lefts[1:], used | {right}) for right in free]
    return max([most(weights, lefts[1:], used), *taken])


@settings(max_examples=300, deadline=None)
@given(WEIGHTS, st.randoms(use_true_random=False))
def test_nothing_weighs_more_and_order_does_not_matter(weights: Weights, random: Any) -> None:
    found = best(weights)
    assert len({left for left, _ in found}) == len({right for _, right in found}) == len(found)
    assert total(weights, found) >= total(weights, one_by_one(weights))
    assert total(weights, found) == most(weights, sorted({left for left, _ in weights}))
    shuffled = list(weights.items())
    random.shuffle(shuffled)
    assert best(dict(shuffled)) == found


def test_what_is_too_large_is_taken_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    weights = {(0, 0): 5, (0, 1): 4, (1, 0): 4, (7, 7): 1}
    assert best(weights) == {(0, 1), (1, 0), (7, 7)}
    monkeypatch.setattr(assignment, "LARGEST", 3)
    assert best(weights) == {(0, 0), (7, 7)}


def test_a_hundred_of_one_name_that_are_all_late_stay_in_their_order() -> None:
    """One by one, 99 would have kept the hour of the one behind, and the last had become the first."""
    weights = {(a, b): 20_000 - (a - b - 1) ** 2 for a in range(100) for b in range(100)}
    assert best(weights) == {(number, number) for number in range(100)}
    assert list(one_by_one(weights))[:3] == [(1, 0), (2, 1), (3, 2)]


Told = tuple[str, datetime | date, str | None]
"""Title, start, place."""

LAKE, HILL = "Lake Park, Oakland", "Hill Park, Oakland"
KNOW = "Know your rights"

TOGETHER: list[tuple[str, list[Told], list[Told], list[int | None]]] = [
    (
        "two sittings, both three hours later: the first did not become the second",
        [(KNOW, at(21, 10), None), (KNOW, at(21, 12), None)],
        [(KNOW, at(21, 13), None), (KNOW, at(21, 15), None)],
        [0, 1],
    ),
    (
        "two sittings, each nearer to the other's new hour",
        [(KNOW, at(21, 10), None), (KNOW, at(21, 13), None)],
        [(KNOW, at(21, 12), None), (KNOW, at(21, 16), None)],
        [0, 1],
    ),
    (
        "two places at one hour, listed the other way round, both with something new",
        [("Canvass", at(21), LAKE), ("Canvass", at(21), HILL)],
        [("Canvass", at(21), f"{HILL}, at the gate"), ("Canvass", at(21), LAKE)],
        [1, 0],
    ),
    (
        "two places on one day, at other hours: the place tells which",
        [("Canvass", at(21, 10), LAKE), ("Canvass", at(21, 11), HILL)],
        [("Canvass", at(21, 9), HILL), ("Canvass", at(21, 12), LAKE)],
        [1, 0],
    ),
    (
        "a title was corrected where another of it is like it too",
        [("Assembly of tenants", at(21), None), ("Assembly of tenant", at(21), None)],
        [("Assembly of tenants.", at(21), None), ("Assembly of tenants, East", at(21), None)],
        [0, 1],
    ),
    (
        "one that went back to where it was first: what is there now is another",
        [("Assembly", at(24), None)],
        [("Assembly", at(21), None), ("Assembly", at(24), None)],
        [None, 0],
    ),
    (
        "two on one day, the first of which is off: the second stays itself",
        [("Canvass", at(21, 10), LAKE), ("Canvass", at(21, 14), HILL)],
        [("Canvass", at(21, 14), HILL)],
        [1],
    ),
    (
        "two titles corrected, so that one is now what the other was",
        [("Know your rights", at(21, 10), None), ("Know your right", at(21, 15), None)],
        [("Knows your rights", at(21, 10), None), ("Know your rights", at(21, 15), None)],
        [0, 1],
    ),
]


def made(told: list[Told]) -> list[Event]:
    """As `normalize` makes them: the second of a title and day has its start in its key."""
    found: dict[str, Event] = {}
    for title, start, place in told:
        one = keyless(title, start, location=place)
        uid = one.uid if one.uid not in found else f"{one.uid}~{len(found)}"
        found[uid] = keyless(title, start, location=place, uid=uid)
    return list(found.values())


@pytest.mark.parametrize(("what", "before", "after", "kept"), TOGETHER, ids=[row[0] for row in TOGETHER])
@pytest.mark.parametrize("backwards", [False, True])
def test_what_is_best_together(
    what: str, before: list[Told], after: list[Told], kept: list[int | None], backwards: bool
) -> None:
    known = [listing(one, seen_at=NOW - DAY) for one in made(before)]
    seen = made(list(reversed(after)))[::-1] if backwards else made(after)
    stored = carried_out(known, decide(known, answer(*seen), source=UNION, now=NOW), NOW)
    homes = {(one.event.title, one.event.start, one.event.location): one.id for one in stored}
    assert [homes[told] for told in after if kept[after.index(told)] is not None] == [
        known[number].id for number in kept if number is not None
    ], what
    assert len(stored) == len(before) + kept.count(None)
    again = decide(stored, answer(*seen), source=UNION, now=NOW)
    assert (again.insert, again.update) == ((), ()), "known from now on"
