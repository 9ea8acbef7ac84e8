"""The right end of an address: state, region, postal code, country, each as addresses write them. Looks at no town."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from aggregator.where import gazetteer
from aggregator.where.gazetteer import Region
from aggregator.where.words import Token, closes, runs_up_to, tokenize

ZIP = re.compile(r"\d{5}(?:-\d{4})?$")
CODE_GB = re.compile(r"[A-PR-UWYZ]{1,2}\d[A-Z\d]?\d[ABD-HJLNP-UW-Z]{2}$")
CODE_CA = re.compile(r"[ABCEGHJ-NPRSTVXY]\d[A-Z]\d[A-Z]\d$")
CODE_ELSEWHERE = re.compile(r"\d{4,6}$|\d{4}[A-Z]{2}$|\d{3}$")


@dataclass(frozen=True, slots=True)
class Ending:
    """What stands to the right of a locality. start: word index where it begins."""

    start: int
    end: int
    region: Region | None
    country: str | None
    postal: tuple[int, int] | None
    code_only: bool = False
    """Nothing but a country code or a number was found: only a locality known there makes it true. (A British
    postal code can be nothing else.)"""

    @property
    def region_code(self) -> str | None:
        """The region as `Place.region` holds it."""
        return self.region.code if self.region else None


@cache
def ending_words() -> frozenset[str]:
    """The last word of every region and country name: where an ending can end."""
    names = [*gazetteer.regions(), *gazetteer.countries()]
    return frozenset(name.rsplit(" ", 1)[-1] for name in names) | {code.lower() for code in gazetteer.country_codes()}


def may_end(tokens: list[Token], last: int) -> bool:
    """Whether an ending can end with this word: it is one's last word or looks like a postal code."""
    token = tokens[last]
    if token.text[0].isdigit():
        return _postal_end(tokens, last) is not None
    return token.key in ending_words() and (len(token.text) > 2 or token.text.isupper() or token.gap == ",")


def endings(tokens: list[Token], last: int) -> Iterator[Ending]:
    """Every reading of the words that end at `last` as [region] [postal code] [country], the likeliest first.

    A country by its name comes first, one by its two letters last: "Richmond, CA" lies in California.
    """
    by_code: list[Ending] = []
    for start, code, only_code in _countries_at(tokens, last):
        readings = _before_country(tokens, start - 1, last + 1, code, only_code)
        if only_code:
            by_code += readings
        else:
            yield from readings
    yield from _regional(tokens, last)
    yield from by_code


def _regional(tokens: list[Token], last: int) -> Iterator[Ending]:
    """The readings that end with a region or a postal code."""
    position, postal = last, None
    postal_start = _postal_end(tokens, last)
    if postal_start is not None:
        postal, position = (postal_start, last + 1), postal_start - 1
    elif not (closes(tokens, last + 1) or _is_plain_code(tokens, last)):
        return
    for start, region in regions_in(tokens, position):
        if postal is None or region.country != "US" or _zip_agrees(tokens, postal, region):
            yield Ending(start, last + 1, region, region.country, postal)
    if postal:
        country, region_by_zip = _of_postal(tokens, postal)
        if country:
            yield Ending(postal[0], last + 1, region_by_zip, country, postal, code_only=country != "GB")


def _is_plain_code(tokens: list[Token], last: int) -> bool:
    """Whether a code in capitals among mixed words ends an address though words go on: `Mandan ND Morton Room`."""
    return len(tokens[last].text) == 2 and tokens[last].text.isupper() and last > 0 and tokens[last - 1].text.istitle()


def _before_country(tokens: list[Token], position: int, end: int, country: str, by_code: bool) -> Iterator[Ending]:
    postal = None
    start = _postal_end(tokens, position) if position >= 0 else None
    if start is not None:
        postal, position = (start, position + 1), start - 1
    for region_start, region in regions_in(tokens, position):
        if region.country == country:
            yield Ending(region_start, end, region, country, postal)
    if postal is None and position >= 0 and CODE_ELSEWHERE.match(tokens[position].text) and country != "US":
        postal, position = (position, position + 1), position - 1
    yield Ending(position + 1, end, None, country, postal, code_only=by_code)


def _countries_at(tokens: list[Token], last: int) -> Iterator[tuple[int, str, bool]]:
    """(first word, ISO code, whether only the code stands there) of the countries named up to `last`."""
    if not closes(tokens, last + 1):
        return
    for start, key in runs_up_to(tokens, last):
        code = gazetteer.countries().get(key.removeprefix("the "))
        if code and (len(key) > 3 or tokens[last].text.isupper()):
            yield start, code, False
    code = tokens[last].text
    if len(code) == 2 and code.isupper() and code in gazetteer.country_codes() and tokens[last].gap:
        yield last, code, True


def regions_in(tokens: list[Token], last: int) -> Iterator[tuple[int, Region]]:
    """(first word, region) of every region that the words up to tokens[last] may name, the longest name first."""
    if last < 0:
        return
    for start, key in runs_up_to(tokens, last):
        for region in gazetteer.regions().get(key, ()):
            if _is_written_as_code(tokens, start, last, key, region):
                yield start, region


def _is_written_as_code(tokens: list[Token], start: int, last: int, key: str, region: Region) -> bool:
    """Names count in any case; codes and short forms only as an address writes them: `CA`, `Pa.`, `Ill`, `, or`."""
    word = tokens[last].text
    if " " in key or key == region.name.casefold():
        return True
    if word.isupper():
        return True
    if len(key) <= 2 and not word.endswith("."):
        return bool(tokens[start].gap == "," and start > 0 and tokens[start - 1].text.islower() and word.islower())
    return word[0].isupper()


def _postal_end(tokens: list[Token], last: int) -> int | None:
    """The first word of the ZIP, British or Canadian postal code that ends at `last`, or None."""
    word = tokens[last].text.rstrip(".")
    if ZIP.match(word):
        return last
    if len(word) == 3 and last > 0 and not tokens[last].gap:
        joined = tokens[last - 1].text + word
        if CODE_GB.match(joined) or CODE_CA.match(joined):
            return last - 1
    return last if CODE_GB.match(word) and len(word) >= 6 else None


def _of_postal(tokens: list[Token], postal: tuple[int, int]) -> tuple[str | None, Region | None]:
    code = "".join(token.text for token in tokens[postal[0] : postal[1]]).rstrip(".")
    if ZIP.match(code):
        state = gazetteer.states_by_zip().get(int(code[:3]))
        return (state.country, state) if state else (None, None)
    if CODE_CA.match(code):
        return "CA", None
    return "GB", None


def _zip_agrees(tokens: list[Token], postal: tuple[int, int], region: Region) -> bool:
    code = tokens[postal[0]].text.rstrip(".")
    if not ZIP.match(code) or not region.zips:
        return True
    return any(low <= int(code[:3]) <= high for low, high in region.zips)


def find_region(text: str) -> str | None:
    """The last state or region the text names: `California`, `Calif.`, or `CA` in capitals at the end or after a comma.

    A US state as its two letters, elsewhere the region's name.
    """
    tokens = tokenize(text)
    for last in range(len(tokens) - 1, -1, -1):
        for start, region in regions_in(tokens, last):
            ends = last + 1 == len(tokens) or bool(tokens[last + 1].gap) or tokens[last + 1].text[0].isdigit()
            is_code = len(tokens[last].key) <= 3 and start == last
            if not is_code or (ends and (start == 0 or tokens[start].gap)):
                return region.code
    return None
