"""The made listings: how many merges are right, and how many of the right ones are made."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import pytest

from aggregator.merge import merge
from tests.listings import NOW
from tests.merge.made import OTHER, SAME, SOURCES, World, copy_of, world

PRECISION = 0.995
RECALL = 0.95
EACH_RECALL = 0.85
"""Of no shape may less be found."""


def homes(made: World) -> dict[str, str]:
    """Listing → the event it was put into."""
    return {i: event.id for event in merge(made.listings, sources=SOURCES, now=NOW) for i in event.listing_ids}


def test_the_set_is_large_and_has_every_shape() -> None:
    made = world()
    labels = Counter((pair.shape, pair.same) for pair in made.pairs)
    assert len(made.pairs) >= 2000
    assert {shape for shape, same in labels if same} >= set(SAME)
    assert {shape for shape, same in labels if not same} >= set(OTHER)


@pytest.mark.parametrize("seed", [1, 2])
def test_merges_are_right_and_are_made(seed: int) -> None:
    made = world(seed)
    home = homes(made)
    found = [pair for pair in made.pairs if home[pair.a] == home[pair.b]]
    right = [pair for pair in found if pair.same]
    wanted = Counter(pair.shape for pair in made.pairs if pair.same)
    got = Counter(pair.shape for pair in right)
    assert len(right) / len(found) >= PRECISION, Counter(pair.shape for pair in found if not pair.same)
    assert len(right) / sum(wanted.values()) >= RECALL, wanted - got
    assert {shape: got[shape] / count for shape, count in wanted.items() if got[shape] / count < EACH_RECALL} == {}


@pytest.mark.parametrize("seed", [1, 2])
def test_nothing_else_was_merged(seed: int) -> None:
    """All pairs in all events, labelled or not: what two made events were taken for one."""
    made = world(seed)
    together = merge(made.listings, sources=SOURCES, now=NOW)
    pairs = [pair for event in together for pair in combinations(event.listing_ids, 2)]
    wrong = [pair for pair in pairs if made.truth[pair[0]] != made.truth[pair[1]]]
    assert 1 - len(wrong) / len(pairs) >= PRECISION


def test_a_copy_of_everything_under_another_slug_merges_everything_and_nothing_else() -> None:
    made = world(3, 8)
    copies = [copy_of(one, f"copy-of-{one.event.key.source}") for one in made.listings]
    before = {frozenset(event.listing_ids) for event in merge(made.listings, sources=SOURCES, now=NOW)}
    after = merge([*made.listings, *copies], sources=SOURCES, now=NOW)
    originals = {one.id for one in made.listings}
    twin = {one.id: copy.id for one, copy in zip(made.listings, copies, strict=True)}
    assert {frozenset(originals.intersection(event.listing_ids)) for event in after} == before
    for event in after:
        own = originals.intersection(event.listing_ids)
        assert {twin[i] for i in own} == set(event.listing_ids) - own
