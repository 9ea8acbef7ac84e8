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
    for following in range(at + 1, min(at + 1 + LONGEST_STREET, len(tokens.letters))):
        if tokens.names[following] in _STREETS:
            return True
        if tokens.letters[following] not in _IN_STREETS:
            return False
    return False


def numbers_house(tokens: Tokens, at: int) -> bool:
    """Whether a number that could be an hour is a house's: a name follows, and then the kind of street with a capital
    ("at 12 Elm Street"; not "at 7 square dance", nor "at 6 First Avenue closes", which tell no more than a house does).
    """
    for following in range(at + 1, min(at + 1 + LONGEST_STREET, len(tokens.letters))):
        if tokens.letters[following] not in _IN_STREETS or not tokens.text[tokens.starts[following]].isupper():
            return False
        if following > at + 1 and tokens.names[following] in _STREETS:
            return True
    return False
