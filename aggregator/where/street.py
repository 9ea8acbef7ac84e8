"""Street addresses in a list of words: house number, name, kind of street, direction, room. Knows no town."""

from __future__ import annotations

import re
from functools import cache

from aggregator.where.words import Token, fold, vocabulary

HOUSE = re.compile(r"(?!\d{1,2}h\b)\d{1,5}[A-Za-z]?(?:[-–/]\d{1,5}[A-Za-z]?)?$|[NSEW]\d{1,5}[NSEW]\d{1,5}$")
"""A house number: `12`, `12B`, `11-19`, and Wisconsin's `N120W3456`; `15h` is an hour."""

ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)\.?$", re.IGNORECASE)
ROOM_ID = re.compile(r"#?(?:\d+[-\w]*|[A-Za-z]\d*|[A-Za-z]-\d+)$")
_ELIDED = re.compile(r"[ld]['’][A-ZÀ-Þ]")
"""An article that touches its name: "rue de l’Orme"."""

LONGEST_NAME = 6


@cache
def _suffixes() -> tuple[str, ...]:
    return tuple(sorted(vocabulary()["suffix"]))


def find_street(tokens: list[Token], first: int = 0, last: int | None = None) -> tuple[int, int] | None:
    """The first street address in tokens[first:last], as word indexes, rooms and floors included."""
    last = len(tokens) if last is None else last
    joined = any(token.gap == "&" or token.key in ("and", "at") for token in tokens[first:last])
    for index in range(first, last):
        if end := street_end(tokens, index, last, crossings=joined):
            return _name_start(tokens, index, first), rooms_end(tokens, end, last)
    return None


def _name_start(tokens: list[Token], index: int, first: int) -> int:
    """Where a street that is named before its number begins: `Untere Schoentalstrasse 19` after a comma."""
    start = index
    while not tokens[index].text[0].isdigit() and start > first and not tokens[start].gap and index - start < 2:
        start -= 1
    return start if start > first and tokens[start].gap else index


def street_end(tokens: list[Token], index: int, last: int, *, crossings: bool = True) -> int | None:
    """Where the street address that begins with tokens[index] ends, rooms not included; None where none begins.

    crossings: whether "16th & Mission" is looked for as well.
    """
    end = _numbered(tokens, index, last) or _named_first(tokens, index, last)
    return end or (_crossing(tokens, index, last) if crossings else None)


def _is_name(token: Token) -> bool:
    word = token.text
    if word[0].isdigit():
        return ORDINAL.match(word) is not None
    return (
        word[0].isupper() or _ELIDED.match(word) is not None or token.key in vocabulary()["small"]
    ) and token.key not in vocabulary()["never"]


def _numbered(tokens: list[Token], index: int, last: int) -> int | None:
    """`2021 14th St NW`, `121 N LaSalle St`, `12 rue de la Paix`, `541 NORTH FAIRBANKS COURT`."""
    if not HOUSE.match(tokens[index].text):
        return None
    words = vocabulary()
    found = None
    limit = min(last, index + 2 + LONGEST_NAME)
    position = index + 1
    if position < last and tokens[position].key in words["first"] and tokens[position].gap in ("", ","):
        return _first_name_end(tokens, position, last)
    while position < limit and not tokens[position].gap and _is_name(tokens[position]):
        if tokens[position].key in words["kind" if position > index + 1 else "alone"]:
            found = position + 1
        elif found and position - found >= 2:
            break
        position += 1
    return _after_direction(tokens, found, last) if found else _highway(tokens, index, last)


def _highway(tokens: list[Token], index: int, last: int) -> int | None:
    """`4100 Highway 61`, `212 Avenue C`: the kind first, then its number or letter."""
    position = index + 1
    if position < last and tokens[position].key in vocabulary()["direction"]:
        position += 1
    if position + 1 < last and not tokens[position].gap and not tokens[position + 1].gap:
        numbered = tokens[position].key in vocabulary()["numbered"]
        if numbered and re.match(r"\d{1,4}$|[A-Z]$", tokens[position + 1].text):
            return position + 2
    return None


def begins_with_name(tokens: list[Token], index: int) -> bool:
    """Whether a street named before its number may begin here, by its own word: `Gartenstrasse 19`."""
    return tokens[index].key.endswith(_suffixes()) and index + 1 < len(tokens) and tokens[index + 1].text[0].isdigit()


def names_street(word: str) -> bool:
    """Whether a word by itself is a street's name, whose number would follow: `Gartenstrasse`."""
    return fold(word).endswith(_suffixes())


def _after_direction(tokens: list[Token], end: int, last: int) -> int:
    if end < last and not tokens[end].gap and tokens[end].key in vocabulary()["direction"]:
        return end + 1
    return end


def _first_name_end(tokens: list[Token], kind: int, last: int) -> int | None:
    """`rue de la Paix`: from the kind of street to the end of its name, at least one word."""
    position = kind + 1
    while position < min(last, kind + LONGEST_NAME) and not tokens[position].gap and _is_name(tokens[position]):
        position += 1
    return position if position > kind + 1 else None


def _named_first(tokens: list[Token], index: int, last: int) -> int | None:
    """`Klybeckstrasse 1b`, `Hermann-Böhm Str. 4`, `Rue du Bac 7`, `Calle Ocho 12`: the number last."""
    token = tokens[index]
    if not token.text[0].isalpha():
        return None
    end: int | None = None
    if token.key in vocabulary()["first"] and token.text[0].isupper():
        end = _first_name_end(tokens, index, last)
    elif token.key.endswith(_suffixes()) and len(token.key) > 5:
        end = index + 1
    elif index + 1 < last and tokens[index + 1].key in ("str", "strasse") and not tokens[index + 1].gap:
        end = index + 2
    if end and end < last and tokens[end].gap in ("", ",") and HOUSE.match(tokens[end].text):
        return end + 1 if len(tokens[end].text) <= 4 or "-" in tokens[end].text else None
    return None


def _crossing(tokens: list[Token], index: int, last: int) -> int | None:
    """`16th & Mission`, `corner of Grand Ave and 5th St`: two streets, one of them plainly a street."""
    start, said = index, False
    if tokens[index].key in ("corner", "intersection") and index + 1 < last and tokens[index + 1].key == "of":
        start, said = index + 2, True
    left = _street_name(tokens, start, last)
    if left is None or left >= last:
        return None
    joined = tokens[left].gap == "&"
    second = left if joined else left + 1
    if not joined and (tokens[left].gap or tokens[left].key not in ("and", "at")):
        return None
    right = _street_name(tokens, second, last)
    if right is None:
        return None
    plain = said or _is_street(tokens, start, left) or _is_street(tokens, second, right)
    return right if plain else None


def _street_name(tokens: list[Token], start: int, last: int) -> int | None:
    position = start
    while position < min(last, start + 3) and (position == start or not tokens[position].gap):
        if not _is_name(tokens[position]) or tokens[position].key in vocabulary()["small"]:
            break
        position += 1
        if tokens[position - 1].key in vocabulary()["kind"] and position - 1 > start:
            break
    return position if position > start else None


def _is_street(tokens: list[Token], start: int, end: int) -> bool:
    """Whether a name is plainly a street: a number alone (`16th`), or any name with its kind; `33rd Rally` is none."""
    if end - start == 1:
        return ORDINAL.match(tokens[start].text) is not None
    return tokens[end - 1].key in vocabulary()["kind"]


def rooms_end(tokens: list[Token], end: int, last: int) -> int:
    """Where the rooms, suites and floors that follow a street end: `, Suite 1300`, `11th Floor`, `4th Fl`."""
    while end < last and tokens[end].gap != ";" and (width := _room_at(tokens, end, last)):
        end = _after_direction(tokens, end + width, last)
    return end


def _room_at(tokens: list[Token], index: int, last: int) -> int:
    """How many words a room or floor at tokens[index] has (`Suite 1300`, `Lower Level`), or 0."""
    if index + 1 >= last or tokens[index + 1].gap:
        return 0
    token, following = tokens[index], tokens[index + 1]
    numbered = token.key in vocabulary()["room"] and ROOM_ID.match(following.text)
    return 2 if numbered or _is_floor(token, following) else 0


def _is_floor(token: Token, following: Token) -> bool:
    if (token.key, following.key) == ("lower", "level"):
        return True
    counted = token.text[0].isdigit() or token.key in vocabulary()["ordinal"]
    return counted and following.key in vocabulary()["floor"]


def is_room(tokens: list[Token], start: int, end: int) -> bool:
    """Whether tokens[start:end] are no more than a room in a house: `Room 4-407`, `Fiscal Rm 3-114`, `5th Floor`."""
    return 2 <= end - start <= 3 and _room_at(tokens, end - 2, end) == 2


def is_street_name(tokens: list[Token], start: int, end: int) -> bool:
    """Whether tokens[start:end] are the name of a street without a number: `Burdon Road`, `Baumgasse`."""
    if not all(_is_name(token) for token in tokens[start:end]):
        return False
    last = tokens[end - 1].key
    if end - start == 1:
        return last.endswith(_suffixes()) and len(last) > 6
    return last in vocabulary()["road"] or tokens[start].key in vocabulary()["first"]
