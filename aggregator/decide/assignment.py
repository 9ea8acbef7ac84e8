"""Of pairs that exclude each other, those that together weigh most: no pair is taken that costs two better ones.

Pure. Refuses to weigh; and to search beyond `LARGEST`, where the heaviest pair is taken, then the next that is left.
The method is that of Kuhn and Munkres, by shortest augmenting paths: time grows with the cube of what hangs together,
and few do, because what is alike in all has found its like before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias, TypeVar

Left = TypeVar("Left", bound=Any)
Right = TypeVar("Right", bound=Any)
Weights: TypeAlias = Mapping[tuple[Left, Right], int]

LARGEST: Final = 10_000
"""Cells of a table, a hundred by a hundred, that are searched for the best: a tenth of a second. Beyond, one by one."""


def best(weights: Weights[Left, Right]) -> set[tuple[Left, Right]]:
    """The pairs, each side used once, whose weights add up to most.

    weights: of each pair that is possible, above zero. Both sides can be sorted; their order settles ties, so that the
    order of `weights` does not matter.
    """
    chosen: set[tuple[Left, Right]] = set()
    for pairs in _hanging_together(weights):
        if len(pairs) == 1:
            chosen.update(pairs)
        elif len({left for left, _ in pairs}) * len({right for _, right in pairs}) > LARGEST:
            chosen.update(one_by_one({pair: weights[pair] for pair in pairs}))
        else:
            chosen.update(_assigned({pair: weights[pair] for pair in pairs}))
    return chosen


def one_by_one(weights: Weights[Left, Right]) -> Iterator[tuple[Left, Right]]:
    """The heaviest pair, then the heaviest of what is left, and so on."""
    lefts: set[Left] = set()
    rights: set[Right] = set()
    for left, right in sorted(weights, key=lambda pair: (-weights[pair], pair)):
        if left not in lefts and right not in rights:
            lefts.add(left)
            rights.add(right)
            yield left, right


def _hanging_together(pairs: Iterable[tuple[Left, Right]]) -> list[list[tuple[Left, Right]]]:
    """The pairs in groups that have nothing in common."""
    by_left: defaultdict[Left, list[tuple[Left, Right]]] = defaultdict(list)
    by_right: defaultdict[Right, list[tuple[Left, Right]]] = defaultdict(list)
    for pair in pairs:
        by_left[pair[0]].append(pair)
        by_right[pair[1]].append(pair)
    groups = []
    for left in list(by_left):
        waiting, group, rights = [left], [], set[Right]()
        while waiting:
            for pair in by_left.pop(waiting.pop(), ()):
                group.append(pair)
                if pair[1] not in rights:
                    rights.add(pair[1])
                    waiting += [left for left, _ in by_right[pair[1]]]
        if group:
            groups.append(group)
    return groups


def _assigned(weights: Weights[Left, Right]) -> list[tuple[Left, Right]]:
    lefts = sorted({left for left, _ in weights})
    rights = sorted({right for _, right in weights})
    if len(lefts) > len(rights):
        return [(left, right) for right, left in _assigned({(right, left): w for (left, right), w in weights.items()})]
    table = [[weights.get((left, right), 0) for right in rights] for left in lefts]
    return [(lefts[row], rights[column]) for row, column in _heaviest(table) if table[row][column]]


def _heaviest(table: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    """Row and column of the cells that weigh most together, one in each row, at most one in each column.

    table: no more rows than columns. Row after row finds its column by the shortest path over the cells chosen so far;
    `rows` and `columns` are the potentials that keep the length of each step above zero. Column 0 stands for none.
    """
    width = len(table[0])
    rows, columns = [0] * (len(table) + 1), [0] * (width + 1)
    holder = [0] * (width + 1)
    for row in range(1, len(table) + 1):
        holder[0], column = row, 0
        nearest: list[int | None] = [None] * (width + 1)
        before = [0] * (width + 1)
        reached, free = [0], list(range(1, width + 1))
        while holder[column]:
            at = holder[column]
            for one in free:
                length = -table[at - 1][one - 1] - rows[at] - columns[one]
                known = nearest[one]
                if known is None or length < known:
                    nearest[one], before[one] = length, column
            step, following = min((nearest[one] or 0, one) for one in free)
            for one in reached:
                rows[holder[one]] += step
                columns[one] -= step
            for one in free:
                nearest[one] = (nearest[one] or 0) - step
            column = following
            reached.append(column)
            free.remove(column)
        while column:
            holder[column] = holder[before[column]]
            column = before[column]
    return [(holder[column] - 1, column - 1) for column in range(1, width + 1) if holder[column]]
