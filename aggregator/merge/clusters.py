"""Which units are one event, across sources: clusters that chain nothing a veto separates.

Refuses to compare what shares no mark (`blocks`). Ties are broken by key, so the order of sources and events does not
matter. What came back from our own feed is no listing of its own: it goes where the event is that it repeats.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final, TypeAlias

from aggregator.merge.blocks import Pair, candidates
from aggregator.merge.decided import NOTHING_DECIDED, SAID, Decided
from aggregator.merge.moments import hours_near
from aggregator.merge.places import place_veto
from aggregator.merge.reasons import ANCHORING, Judgement, judge, places_differ, time_veto, veto
from aggregator.merge.registry import WEIGHTS
from aggregator.merge.units import Unit

Link: TypeAlias = tuple[Unit, Unit]

ECHO: Final = Judgement(("our own uid",), WEIGHTS["our own uid"])


@dataclass(frozen=True, slots=True)
class Cluster:
    """Units that are one event. why: beside each the best judgement that brought it in; None for one that is alone."""

    units: list[Unit]
    why: list[Judgement | None]


def clusters_of(units: Sequence[Unit], decided: Decided = NOTHING_DECIDED) -> list[Cluster]:
    """Put the units into clusters; each unit is in exactly one. decided: what people said, which beats every rule."""
    return clusters_and_links(units, decided)[0]


def clusters_and_links(units: Sequence[Unit], decided: Decided) -> tuple[list[Cluster], list[Link]]:
    """The clusters, and all pairs that speak for one event, also those that a third keeps apart.

    Units between which no chain of links leads have nothing to do with each other's clusters.
    """
    singles = [unit for unit in units if unit.echoes is None]
    same = _same(singles, decided)
    links = [(singles[a], singles[b]) for a, b in (*same, *decided.pairs(singles))]
    clusters = _clusters_of(singles, same, decided)
    echoes = [unit for unit in units if unit.echoes is not None]
    if echoes:
        links += _put_echoes(echoes, units, clusters)
    return clusters, links


def _put_echoes(echoes: Sequence[Unit], units: Iterable[Unit], clusters: list[Cluster]) -> Iterator[Link]:
    """Put what came back from our own feed where the event is that it repeats."""
    home = {member.id: cluster for cluster in clusters for unit in cluster.units for member in unit.members}
    holder = {member.id: unit for unit in units for member in unit.members}
    for unit in echoes:
        cluster = home.get(unit.echoes or "") or Cluster([], [])
        if not cluster.units:
            clusters.append(cluster)  # what it repeats is an echo itself
        cluster.units.append(unit)
        cluster.why.append(ECHO)
        yield unit, holder[unit.echoes or ""]


def _same(units: Sequence[Unit], decided: Decided) -> dict[Pair, Judgement]:
    """The pairs that are one event, were there no third."""
    same = {}
    for pair in candidates(units, unless=places_differ):  # three in four lie in two towns
        a, b = units[pair[0]], units[pair[1]]
        verdict = judge(a, b)
        if verdict.is_same and not decided.are_apart(a, b):
            same[pair] = verdict
    return same


def _clusters_of(units: Sequence[Unit], same: dict[Pair, Judgement], decided: Decided) -> list[Cluster]:
    unsure = set(_ambiguous(units, same))
    return _join(units, {pair: verdict for pair, verdict in same.items() if pair not in unsure}, decided)


def _ambiguous(units: Sequence[Unit], same: dict[Pair, Judgement]) -> list[Pair]:
    """Pairs of a unit without a place, or without an hour, that would go as well with two that exclude each other.

    A day of action; two evenings of one name. Which of them it is, only a link or the organizer could tell.
    """
    partners: defaultdict[int, list[int]] = defaultdict(list)
    for a, b in same:
        partners[a].append(b)
        partners[b].append(a)
    unsure = {
        number
        for number, others in partners.items()
        if len(others) > 1 and any(_is_torn(units[number], units[a], units[b]) for a, b in combinations(others, 2))
    }
    return [
        pair for pair, verdict in same.items() if not unsure.isdisjoint(pair) and not ANCHORING & set(verdict.reasons)
    ]


def _is_torn(unit: Unit, a: Unit, b: Unit) -> bool:
    if unit.place.is_unknown and place_veto(a.place, b.place):
        return True
    singles = not (unit.is_timed or a.is_series or b.is_series)
    return singles and a.is_timed and b.is_timed and a.moment != b.moment and not hours_near(a, b)


def _join(units: Sequence[Unit], same: dict[Pair, Judgement], decided: Decided) -> list[Cluster]:
    """Join what people said is one, then the best pairs; one whose clusters hold two that are apart is left apart."""
    home = list(range(len(units)))
    members: dict[int, list[int]] = {}
    why: dict[int, Judgement] = {}
    said = decided.pairs(units)
    pairs = sorted(same.items(), key=lambda item: (-item[1].score, item[0]))
    for (a, b), verdict in [*((pair, SAID) for pair in said), *pairs]:
        left, right = sorted((home[a], home[b]))
        if left == right:
            continue
        ours, theirs = members.get(left, [left]), members.get(right, [right])
        sides = [units[n] for n in ours], [units[n] for n in theirs]
        if verdict is not SAID and (_are_apart(*sides) or decided.separate(*sides)):
            continue
        for number in (a, b):
            why.setdefault(number, verdict)
        for number in theirs:
            home[number] = left
        members[left] = [*ours, *theirs]
    groups = (members.get(number, [number]) for number, first in enumerate(home) if number == first)
    return [Cluster([units[n] for n in group], [why.get(n) for n in group]) for group in groups]


def _are_apart(left: Sequence[Unit], right: Sequence[Unit]) -> bool:
    """Whether a veto separates any two of them. Dates of one series may be listed one by one."""
    in_series = any(unit.is_series for unit in (*left, *right))
    if len(left) == len(right) == 1:
        return False  # the two were judged
    return any(veto(a, b, in_series=in_series) or time_veto(a, b, in_series=in_series) for a in left for b in right)
