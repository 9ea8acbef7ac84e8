"""A sentence or a line that tells where people meet → the words for the place. Reads no parts of it and guesses none.

`find_told` looks for an explicit place (a street, a town with its state) with the house and the room around it, else
for the name of a building that "at" or its like leads in. `names_venue` and `tidy` answer for single lines.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib.resources import files

from aggregator.alternation import alternation, last_letters
from aggregator.where.abroad import ends_kind_of_house, find_house, is_house
from aggregator.where.landmarks import find_landmark, landmark_before
from aggregator.where.prose import find_places_in
from aggregator.where.street import is_street_name
from aggregator.where.words import fold, tokenize, vocabulary
from aggregator.where.zones import names_town

LONGEST_VENUE = 120
LOOK_BACK = 60
"""Characters before a place in which a word can say that people do not meet there."""

LONGEST_OPENING = 6
"""Words of a name that opens a line right before its street, whatever they are ("Bread and Ink, 12 Mill Road")."""

LONGEST_TOWN = 3
LAST_FIGURES = 4
"""A telephone number ends in so many figures; a link to a map in letters of which so many tell enough."""

LONGEST_LEAD = 150
"""Characters before a street in which its house may be named."""

_WORD = (
    r"(?!\d{1,2}(?:[:.]\d\d)?\s?[AaPp]\.?[Mm]\b|\d{1,2}\.\d\d\b)#?[A-Z0-9À-Þ][\w'’&-]*(?:\.\w[\w'’&-]*)*"
    r"(?:(?:(?<=\b\w)|(?<=\b\w\w)|(?<=\b\w\w\w))\.)?"
)
"""A word of a name; a full stop belongs to it only behind a short one (`W.`, `St.`)."""

_SMALL = r"(?:of|and|for|the|de|del|la|du|des|der|die|das|am|&|–|-)"
_RUN = rf"{_WORD}(?:\s+(?:{_SMALL}\s+){{0,2}}{_WORD}){{0,8}}"
_CHAIN = rf"{_RUN}(?:,\s+(?:the\s+)?{_RUN}){{0,3}}"
_THE = r"(?:(?:the|our|its|their|historic|beautiful|downtown)\s+){0,2}"
_JOINT = (
    r"(?:\s*[,(|–—-]\s*|\s+)(?:which\s+is\s+|is\s+)?(?:located\s+)?(?:near\s+(?:the\s+)?)?"
    r"(?:(?:at|on|in)\s+(?:the\s+)?)?"
)
_LED = re.compile(
    rf"(?:\b(?:at|in|on|inside|outside(?:\s+of)?|en|à|im|in\s+front\s+of)|@)\s+{_THE}"
    rf"(?P<floor>(?:(?:\d+(?:st|nd|rd|th)|[Ff]irst|[Ss]econd|[Tt]hird|[Gg]round)\s+[Ff]loor|parking\s+lot|basement|steps)"
    rf"\s+(?:of|in|at)\s+{_THE})?(?P<house>{_CHAIN}(?:\s+in\s+{_RUN})?){_JOINT}\Z"
)
"""The house that "at" leads in, right before its street; any capitalised name will do."""

_BARE = re.compile(
    rf"(?:\A|[.;:!?|/│•·,)\n–—]\s*|\b[AaPp]\.?[Mm]\.?[,.]?\s+|\b(?!(?:of|the|and|for)\b)[a-z]+\s+{_THE})(?P<house>{_CHAIN}){_JOINT}\Z"
)
"""The same without "at": only a name that has the shape of a building's will do."""

_BEHIND = re.compile(
    rf"\s*[,–(-]?\s*(?:(?:at|in|inside)\s+{_THE})?(?P<more>{_RUN}(?:\s+in\s+{_THE}{_RUN})?)(?=\s*(?:[.,;:!)(]|\Z|\b[a-z]))"
)
_ROOM = re.compile(r"\s*,?\s+(?:in\s+(?:the\s+)?)?(?P<more>(?:[A-Z][\w'’-]*\s+){0,5}%s)")
_TOWN = re.compile(r"\.?,\s*[A-Z][\w'’-]+(?:\s[A-Z][\w'’-]+){0,2}(?=\s*(?:[.,;:!()]|\Z))")
"""The town behind a street: all that stands up to the next mark."""

_PART = r"(?:basement|attic|back|rear|(?:lower|upper|ground|main)\s+(?:level|floor))\s+of\s+(?:the\s+)?"
_AT_NAME = (
    r"(?:\b(?=[abBcCdDilLmMnopPrRsSvVwW])(?:at|(?i:location|venue|place)\s+(?:is|will\s+be)(?:\s+at)?|outside(?:\s+of)?|in|in\s+front\s+of|inside|near|behind|opposite|across\s+from|(?i:start|begin|depart|leav|march|walk|parade)(?:s|e|es|ing)?\s+(?:from|at)|(?i:come|returns?|returning)\s+(?:down\s+|over\s+)?to)|@)"
    rf"\s+{_THE}(?!\d\d?[:.]\d\d\b)"
    rf"(?P<house>{_CHAIN}(?:\s+(?:%s)\b)?(?:\s+(?:at|in)\s+(?:the\s+)?(?:{_PART})?(?!\d{{1,2}}\b){_RUN})?"
    rf"(?:(?<=['’]s)\s+(?:[a-z]+\s+)?(?i:%s)\b)?(?:,\s+(?:shelter|site|gate|lot|field)\s+#?\w{{1,3}}\b)?(?:\s\((?i:room|suite)\s#?\w{{1,6}}\))?)"
)
_COME_TO_WHAT = re.compile(r"come\s.*\s(?:at|in)\s", re.I)
"""What people come to has its place behind it ("come to the Soup Night at the Mill Library")."""

_ON_FLOOR = re.compile(
    rf"\bon\s+the\s+(?P<house>(?:\d+(?:st|nd|rd|th)|[Ff]irst|[Ss]econd|[Tt]hird|[Gg]round)\s+[Ff]loor\s+of\s+(?:the\s+)?"
    rf"{_RUN}(?:\s+in\s+(?:the\s+)?{_RUN})?)"
)
_BEHIND_HOUR = (
    rf"\b(?:\d{{1,2}}(?::\d\d)?\s?[AaPp]\.?[Mm]\b\.?|[Nn]oon|\d{{1,2}}[:.h]\d\d(?:\s?[Uu]hr)?)(?:\s*[,/|–—-]\s+{_THE}|\s+the\s+)(?P<house>{_CHAIN}(?:\s+(?:%s)\b)?)"
    rf"(?=\s*(?:[.;!?)(/]|\Z|,\s))"
)
"""What a comma, or "the", joins to the hour: a place, where it has the shape of a building's name ("at 1:30 pm, City
Hall", "at 7 pm the Mill Library auditorium")."""

_GATHER_AT = re.compile(
    rf"\b(?i:meet(?:ing|s)?|gather(?:ing|s)?|assembl(?:e|ing)|rally(?:ing)?)\s+(?:up\s+|upstairs\s+|outside\s+)?at\s+{_THE}"
    rf"(?P<house>(?![A-Z]+\b){_RUN}(?:,\s+{_RUN}){{0,2}})"
)
"""Whatever has a name is a place where people say that they gather at it ("we meet at Post and Grandview")."""

_ON = re.compile(r"\s+(?:on|at|in|by)\Z")
"""What led from a house to the day behind it."""

_ISO_DAY = re.compile(r"\b(?:19|20)\d\d-\d\d-\d\d\b")
_TOKEN = re.compile(r"\S+")
_SPOT = re.compile(r"(?:shelter|site|gate|lot|field)\s+#?\w{1,3}\Z")
_OF = re.compile(r"\b(?:of|from)\s+\Z")
"""Before a town: that of a person or a body, not of a meeting ("Jane Doe of Portland, Oregon")."""

_STREET_BEHIND = re.compile(r",\s+\d{1,5}\s+(?:[NSEW]\.?|North|South|East|West)\s+[A-Z]\w+(?!\w*\s+[A-Z])")

_EDGES = " \t\r\n,;:.|│┃•·–—-"
_PHONE = r"(?:(?:phone|tel\.?|ph\.?)\s*:?\s*)?\+?1?[-. ]?\(?\b\d{3}\)?[-. ]\d{3}[-. ]\d{4}\b"
_BARS = re.compile(r"\s*[|│┃•·]\s*")


@cache
def _lists() -> dict[str, list[str]]:
    return tomllib.loads(files("aggregator.where").joinpath("data", "told.toml").read_text(encoding="utf-8"))


def _any(name: str) -> str:
    return alternation(_lists()[name])


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    venues = _any("venues")
    return {
        "venue": re.compile(
            rf"\A(?:the )?(?:{venues})\s+(?:of|#?\d|(?<!club )de\b|[A-Z0-9]\Z)|"
            rf"\b(?:{venues})\b(?:\W*\Z|\s*[,(#–|│-]|\s+#?(?:\d\w{{0,3}}|one|two|three|four|five|(?-i:[A-Z]{{1,4}}))\Z|"
            rf"\s+(?:{_any('parts_of')})(?:\s+#?(?:\d\w{{0,3}}|(?-i:[A-Z])))?(?:\W*\Z|,\s(?-i:[A-Z])))|"
            r",[^,]*\s(?-i:[A-Z])[\w'’]+\s+(?:street|road|lane|avenue)\Z",
            re.I,
        ),
        "any": re.compile(rf"\b(?:{venues})\b", re.I),
        "led": re.compile(rf"\w\s+(?:{_any('venues_led')})\Z", re.I),
        "clause": re.compile(rf"\b(?:{_any('clause')})\b|(?<!\b[A-Z])[.!?]\s+[A-Z]\w+ \w+ \w+", re.I),
        "room": re.compile(_ROOM.pattern % rf"(?i:{_any('rooms')})\b(?:\s+#?[A-Z]?\d+[A-Z]?\b)?"),
        "at_name": re.compile(_AT_NAME % (rf"{venues}|{_any('venues_led')}", _any("rooms"))),
        "behind_hour": re.compile(_BEHIND_HOUR % _any("rooms")),
        "described": re.compile(rf"[\s-]+(?:{_any('rooms')})\b", re.I),
        "not_its": re.compile(rf"\b(?:{_any('not_its_place')})\b(?:[^\w.!?;]+\w+){{0,4}}[^\w.!?;]*\Z", re.I),
        "tail_end": re.compile(rf"(?:{_any('tail')}|{_PHONE})\s*[)\]>»→]*\s*\Z", re.I),
        "tail": re.compile(rf"(?:\s*[,;|(\[+–-]*\s*(?:{_any('tail')}|{_PHONE})\s*[)\]>»→]*)+\s*\Z", re.I),
        "only_tail": re.compile(rf"\W*(?:(?:{_any('tail')}|{_PHONE})\W*)+", re.I),
        "notes": re.compile(rf"\W*(?:{_any('notes')})", re.I),
    }


@lru_cache(maxsize=4096)
def names_venue(text: str) -> bool:
    """Whether a short text has the shape of a room or building's name ("Main Library", "Hall of Honors, 2nd floor")."""
    patterns = _patterns()
    if len(text) > LONGEST_VENUE:
        return False
    return (bool(patterns["venue"].search(text)) and not patterns["clause"].search(text)) or is_house(text)


def describes_room(text: str, end: int) -> bool:
    """Whether the word that ends at an offset only describes the room behind it ("Board" in "Board Room 2"), or the
    house before it ("fêtes" in "Salle des fêtes")."""
    return _patterns()["described"].match(text, end) is not None or ends_kind_of_house(text[:end])


def is_way_note(text: str) -> bool:
    """Whether a line tells of maps, parking or doors: of the way to a place, not of the place."""
    if _may_be_tail(text) and _patterns()["only_tail"].fullmatch(text):
        return True
    return _patterns()["notes"].match(text) is not None


def _may_be_tail(text: str) -> bool:
    """Whether a text ends as a link to a map or a phone number does: looked at before it is searched for them."""
    end = len(text)
    while end and not text[end - 1].isalnum():
        end -= 1
    last = text[max(end - LAST_FIGURES, 0) : end]
    return last.isdigit() or last.casefold().endswith(_tail_ends())


@cache
def _tail_ends() -> tuple[str, ...]:
    return last_letters(_lists()["tail"])


def tidy(text: str) -> str:
    """The words of a place without links to maps and calendars and phone numbers behind it; bars become commas."""
    words = " ".join(text.split())
    if _may_be_tail(words):
        if _patterns()["only_tail"].fullmatch(words):
            return ""
        if _patterns()["tail_end"].search(words):
            words = _patterns()["tail"].sub("", words) or words
    if words.count("(") > words.count(")"):
        words += ")"
    return _BARS.sub(", ", words.strip("|│┃•· ↗→➔"))


def find_told(text: str, near: int = 0, *, region: str | None = None) -> str | None:
    """The words for the place that a sentence tells, or None.

    Explicit places count most, the nearest behind offset `near` first; an address to write to, to park at or to come
    from is none. region: the source's own. The result stands in the text as it is.
    """
    explicit = [
        (start, end, bool(place.address and not place.locality))
        for start, end, place in find_places_in(text, region=region)
        if not _is_elsewhere(text, start) and (place.address or not _OF.search(text, 0, start))
    ]
    if explicit:
        if all(_is_town(text[start:end]) for start, end, _ in explicit) and (house := find_house(text, near)):
            return house
        start, end, townless = min(explicit, key=lambda each: (each[0] < near, abs(each[0] - near)))
        start = _house_start(text, start)
        if townless and (town := _TOWN.match(text, end)) and _is_house(town[0].strip(".,")):
            end = town.end()
        end = _with_room(text, start, end)
        if text.count("(", start, end) > text.count(")", start, end) and text[end : end + 1] == ")":
            end += 1
        told = _trimmed(text[start:end])
        house = find_house(text, near)
        return house if house is not None and told is not None and told in house else told
    return _named(text, near)


def _is_town(words: str) -> bool:
    """Whether the words of an explicit place are no more than a town: no number of a house, no comma."""
    return not any(map(str.isdecimal, words)) and "," not in words and len(words.split()) <= LONGEST_TOWN


def _house_start(text: str, street: int) -> int:
    """Where the words for the place begin: at the house that is named before its street, else at the street."""
    first = max(street - LONGEST_LEAD, 0)
    led = next((m for m in _each(_LED, text[first:street]) if _is_house(m["house"])), None)
    if led is not None:
        return first + (led.start("floor") if led["floor"] else led.start("house"))
    for match in _each(_BARE, text[first:street]):
        opens = first + match.start("house") == 0 and match["house"].count(" ") < LONGEST_OPENING
        opens = opens and not text[first + match.end("house") : street].strip(" ,(|–—-")
        if (opens or any(names_venue(part) for part in match["house"].split(", "))) and _is_house(match["house"]):
            return first + match.start("house")
    start = landmark_before(text[first:street])
    return street if start is None else first + start


def _each(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """The matches of a pattern from left to right, each looked for from right behind the start of the last."""
    at = 0
    while (match := pattern.search(text, at)) is not None:
        yield match
        at = match.start() + 1


def _is_elsewhere(text: str, start: int) -> bool:
    """Whether the words before a place make it one to write to, to park at or to come from."""
    return _patterns()["not_its"].search(text, max(0, start - LOOK_BACK), start) is not None


def _is_house(words: str) -> bool:
    """Whether capitalised words can be a house: no day, month or hour among them, and not only a number."""
    keys = {fold(word.strip(".,")) for word in words.split()}
    if _ISO_DAY.search(words):
        return False
    return not keys & _never_in_names() and any(map(str.isalpha, words))


@cache
def _never_in_names() -> frozenset[str]:
    """Days, months and hours, but not the small words that join a name."""
    return vocabulary()["never"] - {"and", "at", "in", "for"}


def _with_room(text: str, start: int, end: int) -> int:
    """The end of a place with the room or the house that stands behind its street."""
    room = _patterns()["room"].match(text, end)
    if room is not None and _is_house(room["more"]):
        return room.end()
    behind = _BEHIND.match(text, end)
    if behind is None or not text[end : behind.start("more")].strip(" ,"):
        return end
    house, _, town = behind["more"].partition(" in ")
    if _patterns()["any"].search(house) and _is_house(behind["more"]) and house not in text[start:end]:
        return behind.end("more") if town else behind.start("more") + len(house)
    return end


def _with_street(text: str, house: str, near: int) -> str:
    """A house with the street right behind it that has no word for one ("Garden House, 26 West Mill")."""
    start = text.find(house, near)
    street = _STREET_BEHIND.match(text, start + len(house)) if start >= 0 else None
    return text[start : street.end()] if street is not None else house


def _named(text: str, near: int = 0) -> str | None:
    """The building that "at" and its like lead in, where its name has the shape of one."""
    if abroad := find_house(text, near):
        return abroad
    floor = _ON_FLOOR.search(text)
    if floor is not None and _venue_of(floor["house"].partition(" in ")[0].split(" of ", 1)[-1].removeprefix("the ")):
        return _trimmed(floor["house"])
    ground = find_landmark(text)
    for match in _each(_patterns()["at_name"], text):
        if ground is not None and ground[0] < match.start("house") < ground[1]:
            break
        if _COME_TO_WHAT.match(match[0]):
            continue
        house = _venue_of(match["house"])
        if house and not _is_elsewhere(text, match.start("house")):
            return _trimmed(_with_street(text, house, match.start("house")))
    if ground is not None and not _is_elsewhere(text, ground[0]):
        return _trimmed(_ON.sub("", _up_to_day(text[slice(*ground)])))
    behind = next(
        (house for match in _each(_patterns()["behind_hour"], text) if (house := _venue_of(match["house"]))), None
    )
    if behind is not None:
        return _trimmed(behind)
    gathered = _GATHER_AT.search(text)
    if gathered is None:
        return None
    name, *more = gathered["house"].split(", ")
    return ", ".join((name, *_way_to(more))).rstrip(".,") if _is_house(name) else None


@lru_cache(maxsize=1024)
def _venue_of(words: str) -> str | None:
    """The leading comma parts of capitalised words up to the last that names a building, and up to a day."""
    words = _up_to_day(words.rstrip(".,"))
    parts = words.split(", ")
    for count in range(len(parts), 0, -1):
        candidate = ", ".join(parts[:count])
        last = parts[count - 1]
        if _is_house(candidate) and any(
            names_venue(each) or _patterns()["led"].search(each)
            for each in (last, *(last.partition(word)[0] for word in (" in ", " at ", " of ")))
        ):
            return ", ".join((candidate, *_way_to(parts[count:])))
    return None


def _is_street(words: str) -> bool:
    tokens = tokenize(words)
    return bool(tokens) and is_street_name(tokens, 0, len(tokens))


def _up_to_day(words: str) -> str:
    """ "Linden Park Friday, March 20" without the day behind the house; as it stands where a day opens it."""
    for match in _TOKEN.finditer(words):
        if match.start() and fold(match[0].strip(".,")) in _never_in_names():
            return words[: match.start()].rstrip(" ,")
    return words


def _way_to(parts: Sequence[str]) -> Iterator[str]:
    """Of what stands behind a house, a spot of it ("shelter #3"), or the street without a number and the town after it
    ("Elm Road, Millbrook")."""
    if parts and _SPOT.match(parts[0]):
        yield parts[0]
    elif parts and _is_street(parts[0]):
        yield from parts[: 1 + (len(parts) > 1 and names_town(parts[1]))]


def _trimmed(words: str) -> str | None:
    words = words.strip(_EDGES).removeprefix("the ")
    if words.count("(") > words.count(")"):
        words += ")"
    elif words.count(")") > words.count("("):
        words = words.rstrip(")")
    return words or None
