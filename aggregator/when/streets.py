"""Numbers that begin the address of a street: the house in "May 3, 1932 Mission Street", "March 9 at 12 Elm Street".

Refuses to read places: it only keeps their numbers from being years and hours.
"""

from __future__ import annotations

from aggregator.when.kinds import KINDS
from aggregator.when.tokens import Tokens

LONGEST_STREET = 4
"""Words behind the number within which the kind of street stands."""

_STREETS = frozenset(
    "st street ave avenue av blvd boulevard rd road dr drive ln lane way pl place ct court hwy highway sq square "
    "pkwy parkway terrace ter plaza alley".split()
)
_IN_STREETS = frozenset(KINDS[kind] for kind in ("word", "ordinal", "ordinal_word", "dot"))


def begins_address(tokens: Tokens, at: int) -> bool:
    """Whether the number at a position begins a street address: the kind of street comes within a few words."""
    return _kind_behind(tokens, at, at + 1) is not None


def numbers_house(tokens: Tokens, at: int) -> bool:
    """Whether a number that could be an hour is a house's: a name follows, and then the kind of street, all with
    capitals ("at 12 Elm Street"; not "at 7 square dance")."""
    kind = _kind_behind(tokens, at, at + 2)
    return kind is not None and all(tokens.text[start].isupper() for start in tokens.starts[at + 1 : kind + 1])


def _kind_behind(tokens: Tokens, at: int, first: int) -> int | None:
    """The position, from `first` on, of the kind of street that ends a name behind a number."""
    for following in range(at + 1, min(at + 1 + LONGEST_STREET, len(tokens.letters))):
        if following >= first and tokens.names[following] in _STREETS:
            return following
        if tokens.letters[following] not in _IN_STREETS:
            break
    return None
