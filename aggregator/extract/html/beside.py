"""Names that stand in one line with a date or an hour: "May 5 – Film night", "6 pm: Choir, at the Annex".

Refuses lines without a time: these are `naming`'s.
"""

from __future__ import annotations

import re
from datetime import datetime
from itertools import chain

from aggregator import where
from aggregator.extract.html import placing, words
from aggregator.extract.html.blocks import Block, Kind, SpanKind
from aggregator.extract.html.called import quoted_name
from aggregator.extract.html.dates import Dated
from aggregator.extract.html.draft import NEAR_CLOCK, Draft
from aggregator.extract.html.edges import bare
from aggregator.extract.html.names import (
    Name,
    can_name,
    first_clause,
    is_address,
    meeting_of_paper,
    without_action,
    without_next,
    without_offers,
    without_town,
    without_verb,
)
from aggregator.extract.html.places import LONGEST_PLACE, by_bars, is_place
from aggregator.extract.html.sentences import ends_in_abbreviation, sentence_spans
from aggregator.extract.html.slots import named_in
from aggregator.extract.html.strength import name_and_day
from aggregator.extract.html.titles import reduce_schedule

ENTRY_LINE = 76
"""What stands in one line with an entry's hour names it before any link or emphasis below."""

LIST_RANK = 92
"""The words before a colon and a list of days name all of these, whatever headings come after; so do an occasion's
before its day and another sentence."""

BESIDE_HOUR = 53
"""A name in the line with the hour, below a day alone: before names by position, after emphasis."""

LONG_NAME = 8
"""Words of a name, before an address in the same line, behind which it goes on to tell more."""

NEAR_HEADING, AFTER_DATE = 3, 58
"""Blocks after the date within which a heading, or a line in bold, is still its own; the rank of one further down."""


def names_beside_date(draft: Draft, block: Block, dated: Dated, *, papers: bool) -> None:
    """What stands in one line with the date: a name ("May 5 – Film night"), a place, or both.

    A page's own heading that ends in its date keeps it: that is what the page calls the event. papers: the region
    offers papers; then what links to a file is one of them.
    """
    if not dated.strong and block.kind is not Kind.HEADING and not draft.is_entry(dated):
        if not dated.whens and len(block.text) <= LONGEST_PLACE and draft.region.distance(block.index) <= NEAR_CLOCK:
            _name_beside_hour(draft, block, dated)
            placing.places_beside_hour(draft, block, dated)
        return
    leads = block.level in (1, 2) or block is draft.document.main_heading
    if leads and not dated.clocks and _opens_with_name(draft, block, dated):
        draft.names.append(Name(heading_rank(draft, block), block.text, block, "title-by-heading"))
        return
    if len(dated.whens) > 1 and (name := _name_of_list(draft, block, dated)):
        draft.names.append(Name(LIST_RANK, name, block, "title-beside-date"))
        return
    first = min((each.span for each in dated.whens), default=None)
    if first is not None and not block.level and (name := name_and_day(block.text, first)) and can_name(name):
        draft.names.append(Name(LIST_RANK, name, block, "title-beside-date"))
        return
    if _is_part_of_event(draft, block, dated):
        return
    linked = [text for text, _ in block.of(SpanKind.LINK)]
    files = {text for text, span in block.of(SpanKind.LINK) if words.is_file(span.value)} if papers else set()
    house = draft.houses.get(block.index)
    pieces = (_with_feast(one, block, dated) for left in dated.parts for one in by_bars(left, house, linked))
    for part in (_tidied(without_offers(piece, block)) for piece in pieces):
        if any(part.startswith(text) and words.OCCASION.search(text) is None for text in files if text):
            continue
        _read_part(draft, block, part, linked=part in linked)


_PLACE_LAST = re.compile(r"[^\W\d_] \((?:at|in) [^()]+\)\Z")
"""What stands before a place in brackets that "at" leads in is a name, also "Out in the streets (at …)"."""


def _read_part(draft: Draft, block: Block, part: str, *, linked: bool) -> None:
    """What one part of a line with a date is: a place, the meeting that papers belong to, a kind of it, or a name."""
    place = words.AT_PLACE.match(part)
    if place and len(part) <= LONGEST_PLACE:
        placing.add_place(draft, part[place.end() :], block, "place-after-at")
    elif (is_place(part) or where.is_online(part)) and not _PLACE_LAST.search(part):
        placing.add_place(draft, without_action(part), block, "place-beside-date")
    elif part == draft.houses.get(block.index):
        placing.add_place(draft, part, block, "place-in-column")
    elif named := meeting_of_paper(part):
        name = without_next(named)
        if name == named or not words.is_generic(name):
            draft.names.append(Name(62, name, block, "title-of-papers"))
        else:  # "the latest meeting minutes": those of the list's meetings
            draft.fields.papers = True
    elif words.is_generic(part) and words.is_kind(part):
        draft.fields.kind = draft.fields.kind or Name(62, part, block, "title-beside-date")
    elif not words.is_action(part) and not words.is_generic(part):
        _name_from_part(draft, without_place(draft, without_at(draft, part, block), block), block, linked)


def _is_part_of_event(draft: Draft, block: Block, dated: Dated) -> bool:
    """Whether a heading with an hour stands below a line that names the event and tells when it begins and ends, and
    lies within: a part of it ("5 May, 1–3 pm: Open assembly" over "1–2 pm Reports")."""
    own = draft.dated[draft.region.anchors[0]]
    if own is None or dated.whens or not dated.clocks or block.index < own.block.index or not can_name(own.rest):
        return False
    held = next((each for each in own.whens if isinstance(each.start, datetime) and each.end), None)
    if held is None or not isinstance(held.start, datetime) or not isinstance(held.end, datetime):
        return False
    return held.start.time() <= dated.clocks[0].start < held.end.time()


def _with_feast(part: str, block: Block, dated: Dated) -> str:
    """A name with the day that is a part of it, where that is a feast's ("4th of July Parade", "Bal du 14 juillet")."""
    at = block.text.find(part)
    feasts = [(each.span[0], found) for each in dated.whens if (found := words.FEAST.match(each.text))]
    for first, found in feasts if at >= 0 else ():
        last = first + found.end()
        behind = at >= last and not block.text[last:at].strip()
        if behind or _LINKS.fullmatch(block.text, at + len(part), first):
            return block.text[min(first, at) : max(last, at + len(part))]
    return part


_LINKS = re.compile(r"\s(?:(?:of|for|the|du|de|del|della?|do|da|zum|vom|am)\s)*")
"""What joins a name to the feast behind it."""


def _tidied(part: str) -> str:
    """What stands in brackets behind a date and names an occasion or a place ("(board retreat)", "(at the annex)"); a
    name without the kind of file it leads to ("Board meeting (PDF)"), a place without an offer or a note behind it."""
    place = bare(words.STATUS.sub("", without_action(part)))
    if place != part and place and is_place(place):
        return place
    named = words.without_size(part) if part.endswith(")") else part
    if named != part and words.PAPERS.search(named) is None:
        return named
    inner = part[1:-1].strip() if part.startswith("(") and part.find(")") == len(part) - 1 else ""
    if not inner or words.is_note(inner) or words.CONDITION.search(inner):
        return part
    initials = inner.isupper() and not words.is_generic(inner)  # "(AGM)"
    names = words.OCCASION.search(inner) and (" " in inner or initials or (words.is_kind(inner) and inner[0].isupper()))
    return inner if names or words.AT_PLACE.match(inner) or is_place(inner) else part


def _name_beside_hour(draft: Draft, block: Block, dated: Dated) -> None:
    """The name that opens the line below a day alone and goes on to the hour ("Film night at the Annex, 7–9 pm"), or,
    where the day opens the record, follows it ("7 pm Film night"); in a row of a table it is as often a room, unless it
    is a link."""
    over = draft.dated[block.index - 1]
    bare = block.index - 1 in draft.region.anchors and over is not None and not over.rest and not over.clocks
    name = dated.parts[0] if dated.parts and block.text.startswith(dated.parts[0]) else ""
    before = draft.document.blocks[draft.region.first : block.index - 1]
    first = bare and all(each.text.casefold().strip(" .,") in words.names_of_days() for each in before)
    linked = {text for text, _ in block.of(SpanKind.LINK)}
    behind = next(
        (part for part in dated.parts if part in linked or any(part.startswith(f"{text} ") for text in linked if text)),
        "",
    )
    if first and behind and behind != name:
        name = next(text for text in linked if text and behind.startswith(text))
        if is_place(rest := behind[len(name) :].strip(" ,–—|@-")):
            placing.add_place(draft, rest, block, "place-beside-date")
    elif first and draft.row is None and len(dated.parts) == 1 and block.text.endswith(dated.parts[0]):
        name = without_place(draft, dated.parts[0], block)
    name = first_clause(name) or name if _SENTENCES.search(name) else name
    other = is_place(name) or is_sentence(block.text) or words.AGENDA.search(name) or words.label_of(name)
    if first and words.is_generic(name) and words.is_kind(name):
        draft.fields.kind = draft.fields.kind or Name(BESIDE_HOUR, name, block, "title-beside-date")
    if bare and name[:1].isupper() and not other and can_name(name):
        draft.names.append(Name(BESIDE_HOUR, name, block, "title-beside-date"))
        draft.claimed.setdefault(block.index, "title")


def _opens_with_name(draft: Draft, block: Block, dated: Dated) -> bool:
    """Whether a heading without an hour begins with words that name something, and goes on to its date: in a list of
    several, no mark parts them."""
    if any(not each.all_day for each in dated.whens) or len(block.text) > words.LONGEST_TITLE:
        return False
    if draft.region.alike > 1 and dated.whens and _MARKED.search(block.text, 0, dated.whens[0].span[0]):
        return False
    return block.text.startswith(dated.parts[:1] or "\0") and can_name(dated.parts[0])


def _name_of_list(draft: Draft, block: Block, dated: Dated) -> str | None:
    """The name of the members of a line that lists days behind a colon ("2027 Board Meetings: May 3, June 7 …")."""
    lead = block.text[: dated.whens[0].span[0]].rstrip()
    lead = _NUMBERED.sub("", lead)
    name = reduce_schedule(lead.rstrip(": ")) if lead.endswith(":") and len(lead) <= words.LONGEST_TITLE else ""
    return name if name and can_name(name) else None


def without_place(draft: Draft, part: str, block: Block) -> str:
    """ "Creek cleanup, at Mill Park", "Workshop (Fire Station 2)", "Choir – Zoom", "Summer fair, Mill Hall, Finch"
    without the place, which is kept: behind the first comma or dash that only a place follows."""
    named, bracket, inner = part.removesuffix(")").rpartition(" (")
    inner = words.AT_PLACE.sub("", inner)
    if bracket and part.endswith(")") and (is_place(inner) or where.is_online(inner)) and can_name(named):
        placing.add_place(draft, inner, block, "place-beside-date")
        return named
    name, joint, place = part.rpartition(", ")
    at = words.AT_PLACE.match(place) if joint else None
    if at is not None and (where.names_venue(place[at.end() :]) or is_address(place[at.end() :])):
        placing.add_place(draft, place[at.end() :], block, "place-after-at")
        return name
    for mark in _JOINT.finditer(part):
        name, place = part[: mark.start()], part[mark.end() :].rstrip(".")
        held = place[:1].isupper() and is_place(place)
        if (held or where.is_online(place)) and can_name(name) and not _is_at_address(name):
            placing.add_place(draft, place, block, "place-beside-date")
            return (len(name.split()) > LONG_NAME and first_clause(name)) or name
    return part


def without_at(draft: Draft, part: str, block: Block) -> str:
    """ "Open lab @ Mill Annex (map)", where a link is all that stands before the sign: its words, and the place is
    kept."""
    linked = [text for text, _ in block.of(SpanKind.LINK)]
    name = next((text for text in linked if text and part.startswith(f"{text} @ ")), "")
    if not name or not can_name(name):
        return part
    place = part.removeprefix(f"{name} @ ")
    house, bracket, inner = place.removesuffix(")").rpartition(" (")
    placing.add_place(draft, house if bracket and inner in linked else place, block, "place-after-at")
    return name


def _is_at_address(name: str) -> bool:
    """Whether words are a place, or hold a street."""
    return is_place(name) or any(place.address for _, _, place in where.find_places_in(name))


_MARKED = re.compile(r"(?:\s[–—|·•-]|[:–—|(])\s*\Z")
"""A mark at the end of a name, behind which its date stands alone."""


_NUMBERED = re.compile(r"\A\w\s?[.)]\s+")
_PARTED = re.compile(r"\s*[:–—|,(-]")
_JOINT = re.compile(r",\s+|\s+[–—-]+\s+")


def _without_address(draft: Draft, part: str, block: Block) -> str:
    """ "Food drive, 12 Mill Street, Ash" without the address it ends in, which is kept; and one sentence of several."""
    found = where.find_places_in(part)
    start = min((start for start, _, place in found if place.address), default=len(part))
    told = where.find_told(part) if start < len(part) else None
    start = min(start, part.find(told)) if told is not None and told in part else start
    name = _LED.sub("", part[:start].rstrip(" ,;–—-("))
    if start < len(part) and can_name(name):
        placing.add_place(draft, told or part[start:].strip(" .)"), block, "place-beside-date")
        return (len(name.split()) > LONG_NAME and first_clause(name)) or name
    return first_clause(part) or part if _SENTENCES.search(part) else part


_LED = re.compile(r"\s+(?:at|in|@)(?:\s+the)?\Z", re.I)
"""What leads a place in, at the end of the name before it."""


def _up_to_quotation(part: str) -> str:
    """ "Debate: “The river” with a guest" → the name in quotation marks; with the words before it, but for a colon."""
    quoted = [*_QUOTED.finditer(part)] if len(part.split()) > LONG_NAME else []
    if len(quoted) != 1 or not can_name(quoted[0][1]):
        return ""
    lead = part[: quoted[0].start()].rstrip()
    alone = not lead or lead.endswith((":", "–", "—", "-"))
    return quoted[0][1] if alone else part[: quoted[0].end()] if len(lead.split()) <= LONG_NAME else ""


def _told_in_sentence(part: str) -> str:
    """What the first sentence behind a date calls people to ("Please join the Circle for a free song workshop at …"),
    or names in quotation marks; "" where it does neither."""
    first, stop = next(sentence_spans(part))
    slot = named_in(part[first:stop], 0, None)
    if slot is not None and " " in slot.text and words.OCCASION.search(slot.text):
        return slot.text
    return quoted_name(part[first:stop]) or ""


_CALLS = re.compile(rf"\W*(?:please|{words.phrases('opens_call')})\b", re.I)
"""A sentence that opens by calling people, and not with a name."""

_QUOTED = re.compile(r"(?:\A|[«“„])\s?([^«»“”„]{8,120}?)\s?[»”“]")
"""A name in quotation marks."""

_SENTENCES = re.compile(r"[^\W\d_]{3,}[.!?]+ [A-ZÀ-Þ$€£]")
"""The end of a sentence, with another behind it."""


def _name_from_part(draft: Draft, part: str, block: Block, linked: bool) -> None:
    part = without_next(without_verb(without_town(part.lstrip(". "))))
    bold = (words for words, _ in block.of(SpanKind.STRONG) if _PARTED.match(part[len(words) :]))
    opening = chain((words for words, _ in block.of(SpanKind.LINK)), bold)
    head = next((words for words in opening if part.startswith(words) and can_name(words)), "")
    head = head or _up_to_quotation(part)
    text = head or (_without_address(draft, part, block) if len(part) <= words.LONGEST_TITLE else first_clause(part))
    if not text or is_sentence(text) or _CALLS.match(text):
        text = _told_in_sentence(part) or text
    if not text or not can_name(text):
        return
    entry = (found := draft.dated[block.index]) is not None and draft.is_entry(found)
    rank = heading_rank(draft, block) if block.level else ENTRY_LINE if entry else 66 if linked or block.strong else 62
    draft.names.append(Name(rank, text, block, "title-beside-date"))


def heading_rank(draft: Draft, block: Block) -> int:
    """A heading over the date counts by its level; one that comes after it may belong to something else."""
    return 90 - block.level if block.index <= draft.region.anchors[-1] + NEAR_HEADING else AFTER_DATE


def is_sentence(text: str) -> bool:
    """Whether a line tells in sentences, and so names nothing as a whole: by its end, its length, or a stop within."""
    count = len(text.split())
    several = count > LONG_NAME and _SENTENCES.search(text) is not None
    whole = text.rstrip(' ”»"’')
    ends = whole.endswith((".", ";", ",")) and not ends_in_abbreviation(whole)
    return ends or count > 16 or several
