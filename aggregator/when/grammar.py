"""A small notation for productions over kinds of tokens, compiled to regular expressions over kind letters.

Refuses to know anything of time: dates, clocks and recurrences are tables written in this notation. Each kind of
token is one letter, so that a text becomes a string of letters and a production a regular expression over it: read
left to right by the standard library's matcher, without backtracking further than one production is long.

The notation: `month day` is a sequence, `(a | b)` a choice, `x?` and `x{0,3}` repetition (always bounded: this is what
keeps reading linear), `name=x` captures, `!x` and `&x` look ahead, `<x` and `<!x` look one token behind.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Iterable, Mapping
from typing import Generic, NamedTuple, TypeVar

LETTERS = string.ascii_letters + string.digits + "".join(map(chr, range(0xC0, 0x180)))

Built = TypeVar("Built", covariant=True)

_LEXER = re.compile(r"\s*([a-z_][a-z_0-9]*=|[a-z_][a-z_0-9]*|\{\d+,\d+\}|<!|[()|?!&<])")


def letters(names: Iterable[str]) -> dict[str, str]:
    """One letter for each kind, in the order given."""
    return dict(zip(names, LETTERS, strict=False))


class _Node(NamedTuple):
    """Part of a compiled production: its expression, the letters it can start with, whether it can be empty."""

    regex: str
    first: frozenset[str]
    empty: bool


class Notation:
    """Compiles productions. `kinds` gives the letters, `terminals` unions of kinds, `fragments` named pieces."""

    def __init__(self, kinds: Mapping[str, str], terminals: Mapping[str, str], fragments: Mapping[str, str]) -> None:
        self._nodes: dict[str, _Node] = {name: _charset(letter) for name, letter in kinds.items()}
        for name, members in terminals.items():
            self._nodes[name] = _charset("".join(sorted(set().union(*(self._nodes[m].first for m in members.split())))))
        for name, text in fragments.items():
            self._nodes[name] = self._parse(text)

    def compile(self, text: str) -> tuple[re.Pattern[str], frozenset[str]]:
        """The expression of a production, and the letters it can start with. Raises ValueError for a bad one."""
        node = self._parse(text)
        if node.empty:
            raise ValueError(f"a production must not match nothing: {text}")
        return re.compile(node.regex), node.first

    def _parse(self, text: str) -> _Node:
        tokens = [match.group(1) for match in _LEXER.finditer(text)]
        if "".join(tokens) != re.sub(r"\s", "", text):
            raise ValueError(f"not in the notation: {text}")
        node, rest = self._choice(tokens)
        if rest:
            raise ValueError(f"unbalanced: {text}")
        return node

    def _choice(self, tokens: list[str]) -> tuple[_Node, list[str]]:
        node, tokens = self._sequence(tokens)
        while tokens and tokens[0] == "|":
            other, tokens = self._sequence(tokens[1:])
            node = _Node(f"{node.regex}|{other.regex}", node.first | other.first, node.empty or other.empty)
        return _Node(f"(?:{node.regex})", node.first, node.empty), tokens

    def _sequence(self, tokens: list[str]) -> tuple[_Node, list[str]]:
        regex, first, empty = "", frozenset[str](), True
        while tokens and tokens[0] not in ("|", ")"):
            node, tokens = self._repeated(tokens)
            regex += node.regex
            first = first | node.first if empty else first
            empty = empty and node.empty
        return _Node(regex, first, empty), tokens

    def _repeated(self, tokens: list[str]) -> tuple[_Node, list[str]]:
        node, tokens = self._atom(tokens)
        if tokens and (tokens[0] == "?" or tokens[0].startswith("{")):
            empty = node.empty or tokens[0] == "?" or tokens[0].startswith("{0")
            return _Node(f"{node.regex}{tokens[0]}", node.first, empty), tokens[1:]
        return node, tokens

    def _atom(self, tokens: list[str]) -> tuple[_Node, list[str]]:
        head, tokens = tokens[0], tokens[1:]
        if head.endswith("="):
            node, tokens = self._atom(tokens)
            return _Node(f"(?P<{head[:-1]}>{node.regex})", node.first, node.empty), tokens
        if head in _LOOKAROUND:
            node, tokens = self._atom(tokens)
            return _Node(f"(?{_LOOKAROUND[head]}{node.regex})", frozenset(), True), tokens
        if head == "(":
            node, tokens = self._choice(tokens)
            if not tokens:
                raise ValueError("a bracket is not closed")
            return node, tokens[1:]
        return self._nodes[head], tokens


_LOOKAROUND = {"!": "!", "&": "=", "<": "<=", "<!": "<!"}


def _charset(members: str) -> _Node:
    return _Node(f"[{re.escape(members)}]", frozenset(members), False)


class Production(NamedTuple, Generic[Built]):
    """A named rule: the notation, and what makes a value of a match, or None where it does not hold after all."""

    name: str
    pattern: str
    build: Callable[..., Built | None]


SHORT_SHAPE = 40
"""Tokens of a text whose shape is worth remembering: lines of prose hardly ever have one shape."""

MOST_SHAPES = 4096
"""Shapes, each at one position, that are remembered before all are forgotten."""


class Table(Generic[Built]):
    """Productions by the letter they start with; the longest reading wins, at equal length the one listed first."""

    def __init__(self, notation: Notation, productions: Iterable[Production[Built]]) -> None:
        self._by_letter: dict[str, list[tuple[re.Pattern[str], Production[Built]]]] = {}
        self._known: dict[tuple[str, int], list[tuple[re.Match[str], Production[Built]]]] = {}
        for production in productions:
            pattern, first = notation.compile(production.pattern)
            for letter in first:
                self._by_letter.setdefault(letter, []).append((pattern, production))

    @property
    def starters(self) -> frozenset[str]:
        """The letters at which a production can begin."""
        return frozenset(self._by_letter)

    def readings(self, kinds: str, position: int) -> list[tuple[re.Match[str], Production[Built]]]:
        """All readings that begin at a position, the longest first.

        Of short texts those of one shape ("month, number, comma, year") are kept: a listing has one line in a thousand
        copies, and only its numbers differ.
        """
        if len(kinds) > SHORT_SHAPE:
            return self._readings(kinds, position)
        known = self._known.get((kinds, position))
        if known is None:
            if len(self._known) >= MOST_SHAPES:
                self._known.clear()
            known = self._known[kinds, position] = self._readings(kinds, position)
        return known

    def _readings(self, kinds: str, position: int) -> list[tuple[re.Match[str], Production[Built]]]:
        found = []
        for pattern, production in self._by_letter.get(kinds[position], ()):
            match = pattern.match(kinds, position)
            if match is not None:
                found.append((match, production))
        if len(found) > 1:
            found.sort(key=lambda reading: -reading[0].end())
        return found
