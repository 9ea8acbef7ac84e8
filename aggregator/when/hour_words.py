"""The words that make a bare number an hour: "ore 21", "alle 18 in piazza", "dalle 10 alle 12", "a las 7".

Refuses to read the number itself. The articles of these languages agree with hours; what is counted behind the number
("alle 18 persone") is no hour.
"""

from __future__ import annotations

from aggregator.when.captures import Match
from aggregator.when.kinds import KINDS
from aggregator.when.tokens import Tokens


def is_hour(tokens: Tokens, before: int, after: int) -> bool:
    """Whether a bare number is an hour by the word before it ("ore 21"; "alle 18 in piazza", not "alle 18 persone")."""
    if tokens.names[before].endswith("ore"):
        return True
    counted = tokens.letters[after : after + 1] == [KINDS["word"]] and tokens.names[after] not in _BEHIND_HOURS
    counted = counted and tokens.text[tokens.starts[after]].islower()  # not "dalle 10 alle 12 Camminiamo insieme"
    return tokens.names[before] in _HOUR_MARKS | FROM_HOURS and not counted


def are_hours(tokens: Tokens, match: Match) -> bool:
    """Whether bare numbers are hours by the words around them ("dalle 10 alle 12", "de las 10 a las 12"), whose
    articles are those of hours."""
    before, last = match.start() - 1, match.start("t2")
    if before < 0 or tokens.names[before] not in FROM_HOURS | _FROM_OF_HOURS:
        return False
    return any(is_hour(tokens, at, match.end()) for at in range(match.start(), last))


_HOUR_MARKS = frozenset(("alle", "per le", "a las", "às", "hasta las", "até às", "até as", "fino alle"))
FROM_HOURS = frozenset(("dalle", "dalle ore", "a partire dalle", "a partir das", "desde las"))
_FROM_OF_HOURS = frozenset(("das", "las"))
"""Where an hour follows to which it lasts; elsewhere what they begin can be anything."""
_BEHIND_HOURS = frozenset(
    "presso davanti con per si ci vi da dal dalla dopo frente junto com sem no na nos nas".split()
)

RATES = frozenset(("a", "al", "ai", "gegen"))
"""Before amounts as often as before hours."""
