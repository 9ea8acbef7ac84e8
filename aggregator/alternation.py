"""Many alternatives of a regular expression as one pattern, arranged so that a place in a text is held against few.

Python's engine tries `meeting|march|mass|…` one after the other at every place. What begins with the same letter is
put together here, `m(?:eeting|arch|ass)`, behind a look at the next letter. Refuses to change what is matched: of
several alternatives that match at a place the first still counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

FEW = 3
"""So many alternatives are tried as quickly as the letter in front of them."""

ENOUGH = 4
"""Letters that tell the end of a text from most others."""

_LETTER = re.compile(r"(?:[^\\^$.|?*+()\[\]{}]|\\[^\w\s])(?![?*+{])")
"""One plain character of a pattern, that stands there once."""

_OPTIONAL_LETTER = re.compile(r"([^\\^$.|?*+()\[\]{}])\?(?![?+])")
_SYNTAX = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[()|]", re.DOTALL)
"""What has a meaning for where alternatives begin and end; an escaped letter and a set of them stand for themselves."""

_DEPTH = {"(": 1, ")": -1}


def alternation(alternatives: Iterable[str]) -> str:
    """One pattern for what `"|".join(alternatives)` matches, in the same order of preference.

    Each alternative is a pattern by itself; not for verbose patterns (`re.X`). 360 phrases search a sentence in a fifth
    of the time, if few of them begin with anything but a letter. Grouping by more letters costs compiling and gains
    nothing.
    """
    given = list(alternatives)
    if any(map(_captures, given)):
        return "|".join(given)  # what is captured is counted by its place
    each = (one for many in given for one in _split(many))
    return "|".join(_bounded(together, bound) for bound, together in groupby(each, _is_bound))


def last_letters(alternatives: Iterable[str]) -> tuple[str, ...]:
    """How the texts end that some patterns match, case-folded, as far as plain letters tell: for `str.endswith`.

    A text that ends in none of these needs not be searched for a match at its end. Where a pattern leaves its end open
    it is "", in which every text ends.
    """
    return tuple(sorted({end for pattern in alternatives for one in _split(pattern) for end in _ends(one, "")}))


def _ends(pattern: str, behind: str) -> Iterator[str]:
    """The last letters of a pattern that stands before some plain letters."""
    last, before = pattern[-1:], pattern[:-1]
    if last == "?" and before[-1:] not in {"?", "*", "+", "}", ")", "]"} and not _is_escaped(before):
        yield from _ends(before[:-1], behind)
        yield from _ends(before, behind)
    elif (start := _start_of_group(group := pattern.removesuffix("?"))) is not None:
        for choice in [*_split(pattern[start + 3 : len(group) - 1]), *([""] if last == "?" else [])]:
            yield from _ends(pattern[:start] + choice, behind)
    elif len(behind) < ENOUGH and (last.isalnum() or (last == " " and behind)) and not _is_escaped(pattern):
        yield from _ends(before, last.casefold() + behind)
    else:
        yield behind


def _is_escaped(pattern: str) -> bool:
    return pattern[-2:-1] == "\\"


def _start_of_group(pattern: str) -> int | None:
    """Where the plain group begins that a pattern ends with; None where it ends with anything else."""
    opened: list[int] = []
    for match in _SYNTAX.finditer(pattern):
        if match[0] == "(":
            opened.append(match.start())
        elif match[0] == ")":
            start = opened.pop()
            if match.end() == len(pattern):
                return start if pattern.startswith("(?:", start) else None
    return None


def _is_bound(pattern: str) -> bool:
    return pattern.startswith(r"\b")


def _bounded(patterns: Iterable[str], bound: bool) -> str:
    """Neighbours that all begin a word, or all do not say so, as one pattern."""
    if bound:
        return rf"\b(?:{_arranged(pattern[2:] for pattern in patterns)})"
    return _arranged(patterns)


def _captures(pattern: str) -> bool:
    """Whether a pattern keeps what a group of it matches."""
    groups = (match.end() for match in _SYNTAX.finditer(pattern) if match[0] == "(")
    return any(pattern[at] != "?" or pattern.startswith("?P<", at) for at in groups)


def _arranged(patterns: Iterable[str]) -> str:
    opened = (form for one in patterns for form in _opened(one))
    return "|".join(run if isinstance(run, str) else _grouped(run) for run in _runs(opened))


def _grouped(run: Mapping[str, list[str]]) -> str:
    told = [f"{letter}{_one_of(rests)}" for letter, rests in run.items()]
    if len(told) <= FEW:
        return "|".join(told)
    letters = "".join(sorted(re.escape(letter[-1]) for letter in run))
    return f"(?=[{letters}])(?:{'|'.join(told)})"


def _runs(patterns: Iterable[str]) -> Iterator[str | dict[str, list[str]]]:
    """Neighbouring patterns by their first letter, with what follows it; any other pattern by itself. Only what two
    letters tell apart, in either case, can change places unseen."""
    run: dict[str, list[str]] = {}
    for pattern in patterns:
        match = _LETTER.match(pattern)
        letter = match[0] if match else ""
        if not letter or (letter not in run and any(letter.casefold() == other.casefold() for other in run)):
            if run:
                yield run
            run = {}
        if letter:
            run.setdefault(letter, []).append(pattern[len(letter) :])
        else:
            yield pattern
    if run:
        yield run


def _opened(pattern: str) -> Iterator[str]:
    """A pattern without a choice at its beginning: `(?:pre-)?register` is `pre-register` or else `register`."""
    optional = _OPTIONAL_LETTER.match(pattern)
    end = _end_of_group(pattern) if pattern.startswith("(?:") else 0
    choices = [optional[1]] if optional else _split(pattern[3 : end - 1]) if end else []
    rest = pattern[optional.end() - 1 if optional else end :]
    if not choices or rest[:1] in {"*", "+", "{"} or rest[:2] in {"??", "?+"}:
        yield pattern
        return
    for choice in [*choices, ""] if rest[:1] == "?" else choices:
        yield from _opened(choice + rest.removeprefix("?"))


def _split(pattern: str) -> list[str]:
    """The alternatives of a pattern, those in its groups left alone."""
    depth, start, found = 0, 0, []
    for match in _SYNTAX.finditer(pattern):
        depth += _DEPTH.get(match[0], 0)
        if depth == 0 and match[0] == "|":
            found.append(pattern[start : match.start()])
            start = match.end()
    return [*found, pattern[start:]]


def _end_of_group(pattern: str) -> int:
    """Where the group that a pattern begins with ends."""
    depth = 0
    for match in _SYNTAX.finditer(pattern):
        depth += _DEPTH.get(match[0], 0)
        if depth == 0 and match[0] == ")":
            return match.end()
    return 0


def _one_of(rests: list[str]) -> str:
    return rests[0] if len(rests) == 1 else f"(?:{'|'.join(rests)})"
