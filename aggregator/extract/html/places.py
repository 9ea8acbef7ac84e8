"""What of a region's lines and sentences is a place, and what only looks like one.

Refuses to weigh fields against each other: `fields` asks, and decides which block serves what.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from functools import lru_cache

from aggregator import where
from aggregator.extract.html import words
from aggregator.extract.html.blocks import Block, Zone
from aggregator.extract.html.dates import LONGEST_BLOCK, Dated
from aggregator.extract.html.names import can_name, is_address
from aggregator.extract.html.sentences import ends_in_abbreviation, sentence_spans
from aggregator.model import day_of

LONGEST_PLACE = 160
LONGEST_HOUSE = 60
LONGEST_HOUSE_NAME = 5
NEAR_DATE = 12
"""Blocks from the date within which a sentence without one, or a bare name of a building, is still about the event."""

SHORTEST_WORD = 4
"""Letters of a word that would be capitalised in the name of a house."""

_BODY = re.compile(rf"\b(?:{words.phrases('bodies')})\Z", re.I)
_GATHERS = words.whole("gathers")
_HOST = re.compile(
    r"\W*(?:hosted|sponsored|presented|organi[sz]ed|by|with|featuring|speakers?|moderat\w+|facilitat\w+)\b", re.I
)
_IN_TITLE = re.compile(r"\s(?:at|@|in|outside)\s", re.I)
_AT = re.compile(r"(?<=\w)\s(?:at|@)\s")
_PLACE_JOINT = re.compile(r",\s+(?:(?:at|in)\s+)?|\s+[–—-]+\s+|\s+\(|\s+at\s+(?:the\s+)?")
"""What may stand between a name and its place."""

_BAR = re.compile(r"\s*[|│┃•·]\s*")
_GUESTS = re.compile(r"\s+(?:(?:with|featuring|feat\.?|ft\.?|w/)\s+(?=[A-ZÀ-Þ])|(?:due to|because of)\s)")
"""Behind a house: who plays there, or why nobody does."""

_LED_BY_AT = re.compile(r"\A(?:(?i:(?:to be )?held\s+(?:at|in)(?:\s+the)?)|(?:at|@)(?:\s+the)?)\s+(?=[A-Z0-9À-Þ])")
_LED_ABROAD = re.compile(
    r"\A(?:[Ee]n\s+(?:(?:el|la|los|las)\s+)?|(?:à\s+(?:la\s+|l['’])?|aux?\s+|presso\s+(?:il\s+|la\s+|lo\s+|l['’])?|all[ao]\s+|n[ao]s?\s+|em\s+))"
    r"(?=\S)"
)
"""What leads in a place behind a label ("Où : à la salle des fêtes"). In capitals, "Au" begins the names of houses."""

_TOPIC = re.compile(r"([^,(]+?)\s(?:for|about|with|from)\s(?:[a-z][\w'’-]*\s)*[a-z][\w'’-]*\Z")
_ABOUT = frozenset(("for", "about", "with", "from"))
"""One of these stands in every such text, and in few others."""

_STOP = re.compile(r"\b\w{4,}\.\Z")
"""The full stop of a sentence, not of an abbreviation (`St.`)."""

_ROOM_END = re.compile(r"\b(?:room|boardroom|auditorium|chambers?|floor|hall|library)(?:\s+#?\w{1,4})?\s*\Z", re.I)


def is_place(text: str) -> bool:
    """Whether a short text is a place by itself: an address, a known town, the shape of a building's name."""
    return len(text) <= LONGEST_PLACE and _is_place(text)


@lru_cache(maxsize=4096)  # a line is asked for its place, its name and what stands beside its hour
def _is_place(text: str) -> bool:
    if where.is_way_note(text):
        return False
    if is_address(text) or _is_house_with_address(text) or _is_house_on_street(text):
        return True
    if where.find_online(text) is not None:
        return any(place.locality for _, _, place in where.find_places_in(text)) and len(text) <= LONGEST_HOUSE
    if _is_held_at(text) or _opens_with_name(text) or _is_topic(text):
        return False
    occasions = words.OCCASION.finditer(text)
    return where.names_venue(text) and all(where.describes_room(text, found.end()) for found in occasions)


def _is_held_at(text: str) -> bool:
    """Whether a text names something and then its place ("Grand reunion at Elm House"): two rooms are one place."""
    joint = next(_AT.finditer(text), None)
    return joint is not None and not where.names_venue(text[: joint.start()]) and where.names_venue(text[joint.end() :])


def _opens_with_name(text: str) -> bool:
    """Whether a place follows the name of a body or words that name no house ("Family cookout, Ash Park shelter")."""
    head, comma, rest = text.partition(", ")
    if not comma or where.names_venue(head) or not where.names_venue(rest):
        return False
    small = any(word.isalpha() and word.islower() and len(word) >= SHORTEST_WORD for word in head.split()[1:])
    return small or _BODY.search(head) is not None


def _is_topic(text: str) -> bool:
    """Whether a text is about a kind of place, told in small letters ("Roses for small gardens", "Notes from the
    farm"), and no place."""
    topic = None if _ABOUT.isdisjoint(text.split()) else _TOPIC.match(text)
    return topic is not None and not where.names_venue(topic[1])


def _is_house_with_address(text: str) -> bool:
    """Whether a line is a name and, behind a comma, a street with its town to the end ("Hill Branch, 12 Elm St, …")."""
    house, comma, _ = text.partition(", ")
    if not comma or len(house.split()) > LONGEST_HOUSE_NAME or words.OCCASION.search(house):
        return False
    start = len(house) + len(comma)
    ends = ((at, end) for at, end, place in where.find_places_in(text) if place.address and place.locality)
    return any(at <= start and end >= len(text.rstrip()) for at, end in ends)


def _is_house_on_street(text: str) -> bool:
    """Whether a line is a kind of house with a numbered street behind it ("Ateneo Obrero, Plaza del Muelle 3",
    "Bürgerhaus, Mühlenweg 12"): beside a street a kind needs no name of its own; or a house and a room in it ("Sala
    Mulino, Foyer")."""
    house, comma, street = text.partition(", ")
    if comma and where.is_kind_of_house(street) and where.names_venue(house):
        return words.OCCASION.search(house) is None
    if not comma or not where.is_address_line(street):
        return False
    return where.is_kind_of_house(house) or (where.names_venue(house) and words.OCCASION.search(house) is None)


def by_bars(part: str, house: str | None = None, linked: Collection[str] = ()) -> list[str]:
    """What bars part in a line, where a place is among it ("Film night | Mill Hall"), by its words or as the house that
    the list has there; else the words as they stand.

    linked: the words of the line's links. One that is a whole piece is the name: of the others only places are left.
    """
    pieces = parted(part)
    places = [piece for piece in pieces if piece == house or is_place(piece) or where.is_online(piece)]
    named = [piece for piece in pieces if piece in linked and piece not in places]
    if len(pieces) > 1 and len(named) == 1:
        return [piece for piece in pieces if piece in named or piece in places]
    return pieces if places else [part]


def parted(text: str) -> list[str]:
    """What bars part in a line."""
    return [piece for piece in map(str.strip, _BAR.split(text)) if piece]


def name_before(text: str) -> tuple[str, str] | None:
    """What opens a line and is no house, and the place behind it ("Song circle, Mill Hall", "Tea – 12 Elm Street",
    "Choir (City Hall)"), or None."""
    for joint in _PLACE_JOINT.finditer(text):
        name, place = text[: joint.start()], text[joint.end() :]
        if joint[0].endswith("("):
            place = place.removesuffix(")")
        if not can_name(name) or ((is_place(name) or where.names_venue(name)) and not words.OCCASION.search(name)):
            return None
        if name[:1].isdigit() and place[:1].isdigit():  # addresses in a row
            return None
        if is_place(place) and (place[:1].isupper() or place[:1].isdigit()):
            return name, place
    return None


def tidied(text: str) -> str:
    """A line of a place as it is kept; "" where the line is no more than a label, a link to a map or a note."""
    kept = where.tidy(text.lstrip(words.pictures() + "\ufe0f").strip(" ,;–—-|")).strip(" ,;–—-").removeprefix("the ")
    kept = _LED_ABROAD.sub("", _LED_BY_AT.sub("", kept[:-1] if _STOP.search(kept) else kept))
    guests = _GUESTS.search(kept)
    if guests is not None and is_place(kept[: guests.start()]):
        kept = kept[: guests.start()]
    head, stop, tail = kept.partition(". ")
    if (
        stop
        and not tail[:1].isdigit()
        and not ends_in_abbreviation(f"{head}.")
        and _STOP.search(head + ".")
        and is_place(head)
        and not is_place(tail)
    ):  # "Grange Hall. No meeting"
        kept = head
    return "" if words.label_of(kept) or where.is_way_note(kept) else kept


def told_in(
    blocks: Sequence[Block],
    dated: Sequence[Dated | None],
    days: frozenset[date],
    anchors: Sequence[int],
    *,
    only_days: bool,
) -> tuple[str, Block] | None:
    """The place that a region's sentences tell, with its block: one with the event's day first, then one near the date
    that gives an hour or says that people meet. only_days: only the first kind.
    """
    near: tuple[str, Block] | None = None
    around = () if only_days else anchors
    beside = {at for anchor in around for at in range(anchor - NEAR_DATE, anchor + NEAR_DATE + 1)}
    for block in blocks:
        if block.zone is not Zone.MAIN or block.level:
            continue
        close = block.index in beside
        for sentence, has_day, has_hour in _sentences(block, dated[block.index], days):
            gathers = _GATHERS.search(sentence)
            if not (has_day or (close and near is None and (has_hour or gathers))):
                continue
            place = where.find_told(sentence, gathers.end() if gathers and not has_day else 0)
            place = None if place and _closes_quotation(sentence, place) else place
            if place and has_day:
                return place, block
            near = near or ((place, block) if place else None)
    return near


def _closes_quotation(sentence: str, place: str) -> bool:
    """Whether words that look like a place end a title in quotation marks ("‘Songs in the Park’ at the fair")."""
    before = sentence[: sentence.find(place)]
    opened = _OPEN_QUOTE.search(before)
    return opened is not None and _END_OF_QUOTE.search(place) is not None


_OPEN_QUOTE = re.compile(r"[“„«‘](?:[^”“»’]|(?<=\w)’(?=\w))*\Z")
_END_OF_QUOTE = re.compile(r"[”“»’](?!\w)")


def _sentences(block: Block, dated: Dated | None, days: frozenset[date]) -> Iterator[tuple[str, bool, bool]]:
    """The sentences of a block: the words, whether one of the days is in them, whether an hour is."""
    text = block.text[:LONGEST_BLOCK]
    whens = [(each.span[0], day_of(each.start)) for each in dated.whens] if dated else []
    hours = [clock.span[0] for clock in dated.clocks] if dated else []
    for first, stop in sentence_spans(text):
        held = [day for at, day in whens if first <= at < stop]
        if held and not days & set(held):
            continue  # the day of something else
        yield text[first:stop], bool(held), any(first <= at < stop for at in hours)


def house_over(street: Block, above: Block, dated: Dated | None) -> bool:
    """Whether the line right over a street is the name of its house: a sibling, short, its words capitalised."""
    text = above.text
    if street.box.parent is not above.box.parent or above.level or dated is not None or len(text) > LONGEST_HOUSE:
        return False
    if words.OCCASION.search(text) or words.split_label(text) or words.is_action(text) or _HOST.match(text):
        return False
    if words.is_genre(text):
        return False
    names = [word for word in re.findall(r"[^\W\d_][\w'’]*", text) if len(word) > 3]
    return bool(names) and all(word[0].isupper() for word in names) and not text.rstrip().endswith((".", "!", "?", ":"))


def in_title(title: str) -> str | None:
    """The place that a title ends with: "Rally at City Hall", "Hearing – Council Chambers, Room 2"."""
    joint = next(reversed(list(_IN_TITLE.finditer(title))), None)
    if joint is not None and is_place(title[joint.end() :]):
        return title[joint.end() :]
    head, dash, tail = title.partition(" - ")
    if not dash:
        head, dash, tail = title.partition(" – ")
    if words.OCCASION.search(head) and dash and _ROOM_END.search(tail) and is_place(tail):
        return tail
    return None
