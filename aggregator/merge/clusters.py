"""Which units are one event, across sources: blocks, candidates, and clusters that chain nothing a veto separates.

Refuses to compare everything with everything: only what begins at the same moment (or carries the same worldwide UID)
is looked at, and in a crowded moment only what shares a word that is rare there. Ties are broken by key, so the order
of sources and events does not matter.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final, TypeAlias

from aggregator.merge.reasons import ANCHORING, Judgement, judge, place_veto, veto
from aggregator.merge.units import Unit

CROWDED: Final = 4
"""Units at one moment up to which each is compared with each."""
RARE: Final = 50
"""Units at one moment that may share a word for it to suggest a comparison."""

Pair: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Cluster:
    """Units that are one event. why: beside each the best judgement that brought it in; None for one that is alone."""

    units: list[Unit]
    why: list[Judgement | None]


def clusters_of(units: Sequence[Unit]) -> list[Cluster]:
    """Put the units into clusters; each unit is in exactly one."""
    same = {pair: verdict for pair in _candidates(units) if (verdict := _compare(units, pair)).is_same}
    for pair in _ambiguous(units, same):
        del same[pair]
    return _join(units, same)


def _compare(units: Sequence[Unit], pair: Pair) -> Judgement:
    a, b = units[pair[0]], units[pair[1]]
    verdict = judge(a, b)
    if a.when != b.when and not any("title" in reason for reason in verdict.reasons):
        return Judgement((), 0)  # one UID at two moments and about two things: two events
    return verdict


def _candidates(units: Sequence[Unit]) -> set[Pair]:
    """Pairs worth a look."""
    moments: defaultdict[object, list[int]] = defaultdict(list)
    uids: defaultdict[str, list[int]] = defaultdict(list)
    for number, unit in enumerate(units):
        moments[unit.when].append(number)
        if unit.global_uid is not None:
            uids[unit.global_uid].append(number)
    pairs: set[Pair] = set()
    for group in uids.values():
        pairs.update(_across_sources(units, group))
    for group in moments.values():
        if len(group) <= CROWDED:
            pairs.update(_across_sources(units, group))
        else:
            pairs.update(_sharing_rare_words(units, group))
    return pairs


def _across_sources(units: Sequence[Unit], group: Iterable[int]) -> Iterator[Pair]:
    """The pairs of a group that one source does not list side by side."""
    for a, b in combinations(group, 2):
        one, other = units[a], units[b]
        if one.key.source != other.key.source or not (one.is_active and other.is_active):
            yield a, b


def _sharing_rare_words(units: Sequence[Unit], group: Sequence[int]) -> Iterator[Pair]:
    """Pairs that share a link, or a word that is rare at this moment; a title of common words counts by its rarest."""
    counts = Counter(word for number in group for word in set(units[number].title.words))
    sharing: defaultdict[str, list[int]] = defaultdict(list)
    for number in group:
        unit = units[number]
        words = set(unit.title.words)
        rare = [word for word in words if counts[word] <= RARE]
        rarest = sorted(words, key=lambda word: (counts[word], word))[:1]
        for mark in {*(rare or rarest), unit.page or "", unit.sign_up or ""} - {""}:
            sharing[mark].append(number)
    for numbers in sharing.values():
        yield from _across_sources(units, numbers)


def _ambiguous(units: Sequence[Unit], same: dict[Pair, Judgement]) -> list[Pair]:
    """Pairs of a unit without a place that would go as well with two events in different places: a day of action.

    Which of them it is, only a link or the organizer could tell.
    """
    partners: defaultdict[int, list[int]] = defaultdict(list)
    for a, b in same:
        partners[a].append(b)
        partners[b].append(a)
    unsure = {
        number
        for number, others in partners.items()
        if units[number].place.is_unknown
        and any(place_veto(units[a].place, units[b].place) for a, b in combinations(others, 2))
    }
    return [
        pair for pair, verdict in same.items() if not unsure.isdisjoint(pair) and not ANCHORING & set(verdict.reasons)
    ]


def _join(units: Sequence[Unit], same: dict[Pair, Judgement]) -> list[Cluster]:
    """Join the best pairs first; a pair whose clusters hold two units that a veto separates is left apart."""
    home = list(range(len(units)))
    members = {number: [number] for number in home}
    why: dict[int, Judgement] = {}
    for (a, b), verdict in sorted(same.items(), key=lambda item: (-item[1].score, item[0])):
        left, right = sorted((home[a], home[b]))
        if left == right or any(veto(units[x], units[y]) for x in members[left] for y in members[right]):
            continue
        for number in (a, b):
            why.setdefault(number, verdict)
        for number in members.pop(right):
            home[number] = left
            members[left].append(number)
    return [Cluster([units[n] for n in group], [why.get(n) for n in group]) for group in members.values()]
