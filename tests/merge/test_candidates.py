"""Which pairs are compared, and what is ruled out before it is judged: nothing that is one event."""

from __future__ import annotations

from itertools import combinations

from aggregator.merge import merge
from aggregator.merge.blocks import are_side_by_side, candidates
from aggregator.merge.reasons import judge, judged_same
from aggregator.merge.units import Unit, units_of
from tests.listings import NOW, PORTAL, UNION, at, event, listing
from tests.merge.made import SOURCES, world


def made_units(each: int) -> list[Unit]:
    return units_of(world(3, each).listings, {source.slug: source for source in SOURCES})


def test_what_is_ruled_out_early_is_what_judging_rules_out() -> None:
    units = made_units(3)
    for a, b in combinations(units, 2):
        verdict = judge(a, b)
        assert judged_same(a, b) == (verdict if verdict.is_same else None)


def test_what_is_one_event_shares_a_mark() -> None:
    units = made_units(3)
    compared = set(candidates(units))
    pairs = ((a, b) for a, b in combinations(range(len(units)), 2) if not are_side_by_side(units[a], units[b]))
    one_event = {(a, b) for a, b in pairs if judge(units[a], units[b]).is_same}
    assert one_event
    assert one_event <= compared


def test_what_else_begins_at_that_moment_changes_nothing() -> None:
    """Two titles without a telling word in common, one of them misspelt: found by their place."""
    pair = [
        listing(event("1@union", "Community ptoluck", venue="Lake Park", locality="Oakland")),
        listing(event("2@portal", "Community potluck", venue="Lake Park", locality="Oakland", source="portal")),
    ]
    others = [listing(event(f"{n}@choir", f"Rehearsal {n}", at(21), source="choir")) for n in range(9)]
    alone = {one.listing_ids for one in merge(pair, sources=[UNION, PORTAL], now=NOW)}
    together = {one.listing_ids for one in merge([*pair, *others], sources=[UNION, PORTAL], now=NOW)}
    assert len(alone) == 1
    assert alone <= together
