"""A sentence in Spanish, French, Italian, Portuguese or German that tells where people meet → the words for the place.

Romance languages name the kind of house first ("en la Plaza del Molino", "salle Saint-Jean"), German last ("am
Mühlenplatz", "im alten Rathaus"). A house keeps the street, the number and the town that stand right behind it.
Refuses kinds of houses without a name of their own, unless a town has only one of them ("devant la mairie"), and gives
no parts.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from aggregator.alternation import alternation

_SCREENS = (
    r"(?!(?:Zoom|Facebook|Teams|Skype|Google|Meet|YouTube|Instagram|WhatsApp|Telegram|Jitsi|Internet|E-?[Mm]ail)\b)"
)
_CAPITAL = rf"{_SCREENS}(?:(?:St|Sta|Sto|Ste)\. )?[A-ZÀ-Þ](?:[\w'’·-]+|\.)"
_PARTICLE = (
    r"(?:de(?:l|lla|llo|lle|i|gli)?|d[uoa]s?|des|la|las|los|les|le|el|di|da|à|aux?|ai|a|ao|alla|of|zum|zur|am|an)"
)
_OF = rf"(?:(?:{_PARTICLE}\s+){{0,2}}(?:(?:dell|d|l|all)['’])?)"
_NAME = rf"{_OF}{_CAPITAL}(?:\s+{_OF}{_CAPITAL}){{0,4}}"
_GERMAN_WORD = r"[A-ZÄÖÜ][\wäöüß.-]*"
_QUOTED = r"(?:“[^“”]{3,40}”|\"[^\"]{3,40}\"|«\s?[^«»]{3,40}\s?»)"
_NUMBERS = re.compile(r"\A\d{1,4}(?:\s?(?:bis|ter))?,?\s+|[\s,]+\d{1,4}\Z|,?\s+\d{4,5}\s+[A-ZÀ-Þ].*\Z")
"""The number of a house, and the postal code and town behind it."""

_NOT_HOURS = (
    r"(?![\d:h€%]|[.,]\d|\s*(?:h\b|hs\b|hor|heur|uhr|ore\b|€|euro|bis\b|[–-]\s*\d"
    r"|\w*(?i:tage?n?|personen|persone|personas|pessoas|personnes)\b))"
)
_NUMBER = rf"\d{{1,4}}(?:\s?(?:bis|ter|[a-d])\b)?{_NOT_HOURS}"
_TOWN_CODE = r"(?:[A-Z]{1,2}-)?\d{4,5}\s+[A-ZÀ-Þ][\w'’-]+"
_STOPS = r"(?=\s*(?:[.,;:!?)(–—]|\Z)|\s+[a-zà-ÿ])"

_ENGLISH = re.compile(r"\b(?:the|and|of|with|join|our|we|are|for)\b", re.I)
"""Words of a text in which "via" and "place" are English."""


@cache
def _words(name: str) -> str:
    lists = tomllib.loads(files("aggregator.where").joinpath("data", "told.toml").read_text(encoding="utf-8"))
    return alternation(lists[name])


@cache
def _romance() -> tuple[re.Pattern[str], ...]:
    """A kind with its name and what stands behind it; a landmark that a preposition leads in."""
    kind = rf"(?i:{_words('houses_first')})"
    own = rf"(?:\s+(?i:{_words('qualifiers')})\b)?"
    room = rf"\d{{1,3}}\s+(?:{_PARTICLE})\s+{_NAME}"
    named = rf"\s+(?:{_NAME}|{_QUOTED}|{room})"
    house = rf"{kind}{own}{named}"
    led = rf"(?i:{_words('houses_led')}){own}{named}"
    town = rf"(?:,\s*|\s+)(?:in|à|a|em|en)\s+{_CAPITAL}(?:\s+{_OF}{_CAPITAL}){{0,2}}{_STOPS}"
    tail = (
        rf"(?:,?\s+(?:n[.º°o]*\s?)?{_NUMBER})?(?:\s+(?:in|di|en|na|no|su)\s+(?:la\s+|el\s+|le\s+)?{house}(?:,?\s+{_NUMBER})?)?"
        rf"(?:\s*[,(–-]\s*{house}(?:,?\s+(?:n[.º°o]*\s?)?{_NUMBER})?)?(?:,\s*{_TOWN_CODE})?(?:{town})?"
    )
    lead = rf"(?<![\w'’])(?i:{_words('places_follow')})\s*(?:(?i:el|la|le|les|l['’]|los|las|il|lo|i|o|a|os|as)\s*)?"
    return (
        re.compile(rf"(?<!\w)(?<!\d )(?<!take )(?<!takes )(?<!taking )(?P<house>{house}{tail})"),
        re.compile(rf"{lead}(?<!\w)(?P<house>{led}{tail})"),
        re.compile(rf"{lead}(?<!\w)(?P<house>(?i:{_words('landmarks')})\b(?:\s+{_OF}{_CAPITAL})?{tail})"),
    )


@cache
def _german() -> re.Pattern[str]:
    """What "am" and its like lead in: a noun that ends in a kind, its own name, street and town behind it."""
    never = rf"(?!(?i:{_words('not_its_name')})\b)"
    cap = rf"{never}(?:St\. )?[A-ZÄÖÜ][\wäöüß.-]*[\wäöüß]"
    names = rf"{cap}(?:[ -]{cap}){{0,2}}"
    numbered = rf"{names}\.?\s+\d{{1,4}}\s?[a-z]?\b(?!\s*[Uu]hr)"
    bare = r"(?:[A-ZÄÖÜ][\wäöüß-]*\s+)?[A-ZÄÖÜ]?[\wäöüß-]*(?:[Ss]traße|[Ss]tr\.|gasse|platz|allee|weg)"
    joint = r"(?:(?:zum|zur|am|an\s+der|Zum|Zur|Am|An\s+der|der|des|im|von)\s+(?:[a-zäöü]+en\s+)?)?"
    ends = r"(?=\s*(?:[.,;:!?)(–—]|\Z)|\s+[a-zäöü])"
    own = rf"(?:\s+(?:„[^“”\"]{{2,40}}[“”\"]|{joint}{names}){ends})?"
    beside = rf"(?:\s+(?:vor|an|auf|in|hinter|neben|gegenüber)\s+(?:dem|der)\s+{cap})?"
    street = rf"(?:\s*[,(–]\s*(?:{numbered}|{bare})\)?)?"
    in_town = rf"(?:,\s*|\s+)in\s+(?:[A-ZÄÖÜ]{{1,2}}-)?{cap}(?:[ -]{cap})?"
    town = rf"(?:{in_town}|,\s*{_TOWN_CODE}|,\s*{cap}(?=\s*(?:[.;!?)]|\Z)|\s+[a-zäöü]))?"
    adjective = r"(?:[A-Za-zÄÖÜäöü][a-zäöü]+(?:en|er)\s+)?"
    two = r"(?:[A-ZÄÖÜ][\wäöüß]*-\s+und\s+)?"
    noun = rf"{two}(?:[A-ZÄÖÜ][\wäöüß-]*[-\s])?(?:[A-ZÄÖÜ][\wäöüß-]*)?(?i:{_words('houses_last')})\b(?!-)"
    house = rf"(?!(?i:{_words('not_houses_last')})\b){adjective}{noun}{own}{beside}{street}{town}"
    return re.compile(rf"(?<!\w)(?i:{_words('leads_in')})\s+(?P<house>{house})")


def is_house(text: str) -> bool:
    """Whether a whole line is a kind of house or place with its name ("Salle Saint-Jean", "Plaza Mayor 3",
    "Mühlenhalle Ried", "au Foyer communal")."""
    if _ENGLISH.search(text):
        return False
    bare = _NUMBERS.sub("", text)
    return any(line.fullmatch(bare) for line in _romance_lines()) or _german_line().fullmatch(text) is not None


def is_kind_of_house(text: str) -> bool:
    """Whether a text is a kind of house, with its name or without: what stands before a street and needs no more
    ("Ateneo", "Sindicato dos Portuários", "Haus der Weber")."""
    return any(line.fullmatch(text) for line in _kinds_with_names()) and not _ENGLISH.search(text)


@cache
def _kinds_with_names() -> tuple[re.Pattern[str], ...]:
    first, led, qualified = _words("houses_first"), _words("houses_led"), rf"(?i:{_words('qualifiers')})"
    last = rf"[\wäöüÄÖÜß-]*(?i:{_words('houses_last')})"
    return (
        re.compile(rf"(?i:{first})(?:\s+{qualified})?(?:\s+{_NAME})?"),
        re.compile(rf"(?i:{led})(?:\s+{qualified}(?:\s+{_NAME})?|\s+{_NAME})"),
        re.compile(
            rf"(?:{_GERMAN_WORD}\s+){{0,2}}{last}(?:\s+(?:(?:der|des|am|an der|im|zum|zur)\s+)?{_GERMAN_WORD}){{0,2}}"
        ),
    )


def ends_kind_of_house(text: str) -> bool:
    """Whether a text is, or leads in, a kind of house with what tells it apart and no name yet ("Salle des fêtes")."""
    return _kind().search(text) is not None


@cache
def _kind() -> re.Pattern[str]:
    kinds = rf"{_words('houses_first')}|{_words('houses_led')}"
    return re.compile(rf"(?:\A|\s)(?:{kinds})\s+(?:{_words('qualifiers')})\Z", re.I)


@cache
def _romance_lines() -> tuple[re.Pattern[str], ...]:
    """A line that is a kind with its name, or a kind that a qualifier tells apart ("salle polyvalente", "Museo Civico
    Rossi"), with its town ("Sala Verde, Molino"); a landmark, behind what leads it in or of several words."""
    first, led, qualified = _words("houses_first"), _words("houses_led"), rf"(?i:{_words('qualifiers')})"
    lead = rf"(?:(?i:{_words('places_follow')})\s*(?:(?i:el|la|le|les|l['’]|los|las|il|lo)(?:\s+|(?<=['’])))?)"
    landmark = rf"(?i:{_words('landmarks')})"
    town = rf"(?:,\s+{_CAPITAL}(?:\s+{_OF}{_CAPITAL}){{0,2}})?"
    return (
        re.compile(rf"{lead}?(?i:{first})(?:\s+{qualified})?\s+{_NAME}{town}"),
        re.compile(rf"{lead}?(?i:{first}|{led})\s+{qualified}(?:\s+{_NAME})?{town}"),
        re.compile(rf"(?:{lead}|(?=\S+\s\S)){landmark}(?:\s+{_OF}{_CAPITAL})?"),
    )


@cache
def _german_line() -> re.Pattern[str]:
    """A line that is a house by the end of its noun, with its own name, its street and its town, and nothing else."""
    twin = r"(?:[A-ZÄÖÜ][\wäöüß]*-\s+und\s+)?"
    noun = rf"(?:(?i:{_words('describes_house')})\s+)?{twin}[\wäöüß-]*(?i:{_words('houses_alone')})"
    own = rf"(?:\s+(?:{_GERMAN_WORD}|(?:zum|zur|am|an|der|des|im|in|von|und|vor|dem|a\.\s?d\.)(?=\s))){{0,5}}"
    behind = rf"(?:\s*[,(]\s*{_GERMAN_WORD}(?:[ -]{_GERMAN_WORD}){{0,3}}(?:\s+\d{{1,4}}\s?[a-z]?)?\)?){{0,3}}"
    return re.compile(rf"(?!(?i:{_words('not_houses_last')})\b){noun}{own}(?:\s+\d{{1,3}})?{behind}")


def find_house(text: str, near: int = 0) -> str | None:
    """A house or place that a sentence names in one of these languages, as it stands in the text; else None.

    One that a preposition leads in comes first (a town hall without one invites, and is no place of anything), then the
    nearest behind offset `near`.
    """
    if _ENGLISH.search(text):
        return None
    found = [match for pattern in (*_romance(), _german()) for match in pattern.finditer(text)]
    if not found:
        return None
    best = min(found, key=lambda match: _rank(text, match, near))["house"].strip(" ,(–-")
    return best + ")" if best.count("(") > best.count(")") else best


def _rank(text: str, match: re.Match[str], near: int) -> tuple[bool, bool, int, int]:
    start = match.start("house")
    led = start > match.start() or _led().search(text, max(0, start - LONGEST_LEAD), start) is not None
    body = _bodies().match(match["house"]) is not None
    return body and not led, start < near, abs(start - near), -match.end("house")


@cache
def _bodies() -> re.Pattern[str]:
    return re.compile(rf"(?:{_words('bodies')})(?!\S)", re.I)


LONGEST_LEAD = 30


@cache
def _led() -> re.Pattern[str]:
    """What leads a place in, right before it."""
    article = r"(?:(?:el|la|le|les|l['’]|los|las|il|lo|i|o|a|os|as)\s*)?"
    return re.compile(rf"(?<![\w'’])(?i:{_words('places_follow')})\s*{article}\Z", re.I)
