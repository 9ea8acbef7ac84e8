"""Repeating listings and single events that stand in blocks: one RawEvent per dated region.

Combines what `regions` cut, `fields` read, `titles` inherited and `confidence` weighed. Refuses sentences: dates
told in prose are `prose`'s.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from itertools import takewhile

from aggregator import when, where
from aggregator.extract.html import links, places, titles, words
from aggregator.extract.html.anchors import cell_roles, refusal
from aggregator.extract.html.blocks import Block, Zone
from aggregator.extract.html.confidence import confidence
from aggregator.extract.html.context import Context, Told
from aggregator.extract.html.dates import Dated
from aggregator.extract.html.day_after_day import as_run, names_behind
from aggregator.extract.html.draft import Fields, evidence_of
from aggregator.extract.html.entitled import WEAK_RANK, heads_text, title_of, unnaming
from aggregator.extract.html.fields import read_fields
from aggregator.extract.html.hours import best, distinct_days, nearest_hour, showings, wants_hour, with_end
from aggregator.extract.html.houses import houses_of, share_places
from aggregator.extract.html.meetings_of_day import meetings_of_day
from aggregator.extract.html.names import Name, can_name, is_address
from aggregator.extract.html.record import Record
from aggregator.extract.html.region import Region, whole
from aggregator.extract.html.regions import find_regions
from aggregator.extract.html.rules_told import without_told_rules
from aggregator.extract.html.signs import is_posted, signs_of
from aggregator.extract.html.statements import (
    Statement,
    about,
    applying,
    find_statements,
    fitting,
)
from aggregator.extract.moments import fields_of
from aggregator.model import AttendanceMode, Evidence, Link, RawEvent, When, day_of

INTRODUCTION = 6
"""Paragraphs under a heading that can say of the whole list that it is online."""

SECTION = 8
"""Blocks of a region that is more than one event's."""

LED_BY_NAME = frozenset(("place-beside-date", "place-by-shape", "place-beside-hour"))
"""Rules that take a whole line or what a date leaves of it for a place; a name may open it."""


def find_records(page: Context) -> list[Told]:
    """The events that stand in blocks of their own, in page order, each with its region."""
    roles = cell_roles(page.document, page.dated)
    blocks = page.document.blocks
    refused = page.notes.refused
    regions = find_regions(page.document, page.dated, lambda block: refusal(block, blocks, roles), refused)
    regions = [_trimmed(page, region) for region in without_told_rules(page, regions)]
    page.notes.regions += regions
    taken = {at for region in regions for at in range(region.first, region.stop)}
    homes = [page.above[region.anchors[0]] for region in regions]
    said = find_statements(page.document.blocks, page.dated, page.above, taken, homes)
    listed = [(home, day) for home, region in zip(homes, regions, strict=True) for day in _days(page, region)]
    columns = [roles.get(region.anchors[0], ({}, None)) for region in regions]
    houses = houses_of(page.document, page.dated, regions)
    read = [
        read_fields(page.document, page.dated, region, named, subject=page.subject, houses=houses)
        for region, (named, _) in zip(regions, columns, strict=True)
    ]
    share_places(page.document, regions, read)
    said = about(fitting(said, listed), filter(None, map(_own_name, read)))
    under = Counter(_series_key(page, region) for region in regions)
    named_under = {home[-1] for home, fields in zip(homes, read, strict=True) if home and fields.title is not None}
    begin = min((region.first for region in page.notes.regions), default=0)
    told: list[Told] = []
    for region, (named, role), fields in zip(regions, columns, read, strict=True):
        above = page.above[region.anchors[0]]
        hour, place, name = applying(said, region.anchors[0], above, _days(page, region), own=_own_name(fields))
        record = Record(
            page=page,
            region=region,
            columns=named,
            role=role,
            above=above,
            members=under[_series_key(page, region)],
            alone=len(regions) == 1,
            among_named=bool(above) and above[-1] in named_under,
            begin=begin,
            fields=fields,
            said_hour=hour,
            said_place=place,
            said_name=name,
        )
        told += [Told(event, region.first, region.stop) for event in _events(record)]
    return told


def _own_name(fields: Fields) -> str | None:
    """What a record itself says of its name, or of the kind of meeting it is."""
    name = fields.title or fields.kind
    return name.text if name is not None else None


def _days(page: Context, region: Region) -> list[date]:
    anchor = page.dated[region.anchors[0]]
    return [day_of(each.start) for each in anchor.whens] if anchor is not None else []


def _trimmed(page: Context, region: Region) -> Region:
    """A region that is a whole page or section begins at the heading over its date, or below the heading of its list,
    and ends before the next of that rank."""
    blocks = page.document.blocks
    anchor = region.anchors[0]
    heads = [block for block in page.above[anchor] if block.index >= region.first]
    if region.shape not in {"sole", "card"}:
        return region
    lists = [b for b in heads if b.level and b.index < anchor and words.is_over_several(b.text)]
    if lists:
        ends = (b.index for b in blocks[anchor + 1 : region.stop] if b.level and b.level <= lists[-1].level)
        region = whole(region, lists[-1].index + 1, next(ends, region.stop))
        heads = [block for block in heads if block.index > lists[-1].index]
    own = [block for block in blocks[region.first : region.stop] if block.zone is blocks[anchor].zone]
    if len(own) < SECTION:
        return region
    dated, level = page.dated[anchor], blocks[anchor].level
    is_named = dated is not None and bool(dated.rest) and not words.is_generic(dated.rest)
    if level and is_named and all(level <= block.level for block in heads):
        heads.append(blocks[anchor])  # the page's heading: "Film night, May 5"
    head = next(
        (
            block
            for block in reversed(heads)
            if block.level
            and (page.dated[block.index] is None or block.index == anchor)
            and not words.is_generic(block.text)
            and not words.is_furniture(block.text)
            and not (page.subject and heads_text(page, block))
        ),
        None,
    )
    if head is None:
        return region
    row = next((b.index for b in blocks[anchor + 1 : region.stop] if not b.level), anchor + 1)
    after = (b.index for b in blocks[row : region.stop] if b.level and b.level <= head.level)
    return whole(region, head.index, next(after, region.stop))


def _series_key(page: Context, region: Region) -> int:
    above = page.above[region.anchors[0]]
    series = titles.series_of(above, 2)
    return series.index if series is not None else -1


def _events(record: Record) -> Iterator[RawEvent]:
    """The events of the region, in the order of their dates on the page."""
    record = _named_before_place(record)
    anchors = [dated for index in record.region.anchors if (dated := record.page.dated[index])]
    listed = as_run(anchors[0], distinct_days(anchors[0].whens), record.fields)
    if len(listed) > 1:
        names = names_behind(anchors[0], listed)
        for number, each in enumerate(listed, 1):
            one = _named(record, names[number - 1], anchors[0].block) if names else record
            yield _event(one, _timed(one, each), anchors[0], f"{_position(record, anchors[0])}.{number}")
        return
    chosen, dated = best(anchors)
    chosen = listed[0] if dated is anchors[0] and len(anchors[0].whens) > len(listed) else chosen
    lines = record.page.dated[record.region.first : record.region.stop]
    for number, (clock, name, block) in enumerate(meetings := meetings_of_day(chosen, lines), 1):
        hour = Evidence("start", clock.text, f"block {block.index}", "hour-near-date")
        one = _named(record, name[:1].upper() + name[1:], block)
        yield _event(one, (when.join(chosen, clock), hour), dated, f"{_position(record, dated)}.{number}")
    if meetings:
        return
    if len(hours := showings(record.fields, chosen)) > 1:
        for number, clock in enumerate(hours, 1):
            found = when.join(chosen, clock)
            yield _event(record, (found, None), dated, f"{_position(record, dated)}.{number}")
        return
    if _is_day_of_writing(record, chosen, dated):
        record.page.notes.refused[_position(record, dated)] = "posted"
        return
    posted = dated.posted or is_posted(record, chosen, dated)
    yield _event(record, (chosen, None) if posted else _timed(record, chosen), dated, _position(record, dated))


def _named(record: Record, name: str, block: Block) -> Record:
    """The record with the name that one of the days of its line has."""
    title = Name(WEAK_RANK + 1, name, block, "title-beside-date")
    return replace(record, fields=replace(record.fields, title=title))


def _named_before_place(record: Record) -> Record:
    """The record with the name that stands before its place in one line ("Song circle, Mill Hall", "Tea – 12 Elm St"),
    where nothing else says more than that it is an event; with that of the house, where its list is one of "Shows"."""
    fields = record.fields
    if fields.title is not None or fields.kind is not None or not fields.location:
        return record
    text, block, rule = fields.location[0]
    if rule not in LED_BY_NAME or record.said_name is not None:
        return record
    inherited = titles.governing_title(record.page.document, record.above, unnaming(record))
    silent = inherited is None or titles.says_nothing(record.page.document, inherited.text)
    parted = places.name_before(text)
    house = text.partition(", ")[0]
    alone = silent and inherited is not None and not is_address(house) and can_name(house)
    if not (parted and (silent or record.among_named)) and not (alone and parted is None):
        return record
    name, place = parted or (house, text)
    title = Name(WEAK_RANK, name, block, "title-before-place" if parted else "title-of-house")
    return replace(record, fields=replace(fields, title=title, location=[(place, block, rule), *fields.location[1:]]))


def _is_day_of_writing(record: Record, chosen: When, dated: Dated) -> bool:
    """Whether a page's only record is a bare day, today or before, over sentences that tell days to come with their
    hours: what the page announces stands in these."""
    today = record.page.now.date()
    bare = record.alone and chosen.all_day and chosen.end is None and not dated.rest and day_of(chosen.start) <= today
    if not bare or record.fields.clocks:
        return False
    inside = (record.page.dated[at] for at in range(record.region.first, record.region.stop))
    told = (each for other in inside if other is not None and other is not dated for each in other.whens)
    return any(isinstance(each.start, datetime) and day_of(each.start) > today for each in told)


def _position(record: Record, dated: Dated) -> str:
    """The block of the date, or the region's first where its date stands in a row above, for several of them."""
    at = dated.block.index
    return f"block {at if record.region.first <= at < record.region.stop else record.region.first}"


def _timed(record: Record, found: When) -> tuple[When, Evidence | None]:
    """A date with the hour and the end that stand in neighbouring lines, or the hour that is said for the whole list;
    and the words of a neighbour's hour."""
    if wants_hour(found) and (told_twin := _told_again(record, found)) is not None:
        return with_end(record.fields, told_twin[0]), told_twin[1]
    hour = nearest_hour(record.fields, record.region.anchors) if wants_hour(found) else None
    said, told = record.said_hour, None
    if hour is not None:
        found = when.join(found, hour[0])
        told = Evidence("start", hour[0].text[:300], f"block {hour[1].index}", "hour-near-date")
    elif wants_hour(found) and said is not None and said.clock is not None and not record.fields.clocks:
        found = when.join(found, said.clock)
    return with_end(record.fields, found), told


def _told_again(record: Record, found: When) -> tuple[When, Evidence] | None:
    """The same day with its hour, as the one sentence of the region that gives it says; None where two hours are said,
    or an hour stands beside the date."""
    anchors = record.region.anchors
    if any(block.index in anchors for _, block in record.fields.clocks):
        return None
    near = range(record.region.first, record.region.stop)
    told = [
        (each, dated.block)
        for at in near
        if at not in anchors and (dated := record.page.dated[at]) is not None and dated.block.zone is Zone.MAIN
        for each in dated.whens
        if isinstance(each.start, datetime) and each.start.date() == found.start and each.rrule is None
    ]
    if len({each.start for each, _ in told}) != 1:
        return None
    each, block = max(told, key=lambda pair: pair[0].end is not None)
    return each, Evidence("start", each.text[:300], f"block {block.index}", "hour-in-another-sentence")


def _event(record: Record, timed: tuple[When, Evidence | None], dated: Dated, position: str) -> RawEvent:
    """One event of the region. timed: its time, with the words of an hour that stands beside its date."""
    fields, (found, hour) = record.fields, timed
    title, title_evidence = title_of(record, position)
    signs = sorted(signs_of(record, found, dated, title))
    signup = links.registration(fields.links)
    series = titles.series_of(record.above, record.members)
    return RawEvent(
        position=position,
        format="records",
        title=title,
        **fields_of(found),
        location=fields.place() or (record.said_place.place if record.said_place else None),
        url=_own_page(record),
        registration_url=signup.url if signup else None,
        links=fields.links,
        price=fields.price[0] if fields.price else None,
        register_by_date=day_of(fields.deadline[0].start) if fields.deadline else None,
        organizer=fields.organizer[0] if fields.organizer else None,
        attendance_mode=_attendance(record),
        status=fields.status[0] if fields.status else None,
        description="\n\n".join(fields.description) or None,
        series=series.text if series is not None and series.text != title else None,
        confidence=confidence(signs),
        rules=tuple(signs),
        evidence=(
            *title_evidence,
            Evidence("start", found.text[:300], position, "date-in-block"),
            *([hour] if hour else []),
            *_evidence(record, found, position, signup, series),
        ),
    )


def _evidence(
    record: Record, found: When, position: str, signup: Link | None, series: Block | None
) -> Iterator[Evidence]:
    """The words each field but the title and the date was read from."""
    fields, hour, place = record.fields, record.said_hour, record.said_place
    yield from evidence_of(fields)
    if signup is not None and signup.text:
        yield Evidence("registration_url", signup.text[:300], position, "registration-by-anchor")
    if place is not None and place.place and not fields.location:
        yield _said("location", place, place.place if place.place in place.block.text else place.block.text)
    if hour is not None and isinstance(found.start, datetime) and not fields.clocks:
        yield _said("start", hour, hour.block.text)
    if series is not None:
        yield Evidence("series", series.text[:300], f"block {series.index}", "series-heading")


def _own_page(record: Record) -> str | None:
    """The link of the title, where that is not a way to sign up."""
    if record.fields.title is None or record.fields.page is not None:
        return record.fields.page
    block = record.fields.title.block
    for link in record.page.document.links(block.index, block.index + 1):
        if not link.url.startswith(("mailto:", "tel:")) and links.registration((link,)) is None:
            return link.url
    return None


def _attendance(record: Record) -> AttendanceMode | None:
    """Online, where the list's heading or introduction says it of all (“three virtual gatherings”) and the region
    is silent."""
    blocks = record.page.document.blocks[record.region.first : record.region.stop]
    if record.members < 2 or record.fields.location or any(where.find_online(block.text) for block in blocks):
        return None
    top = record.above[0].index if record.above else 0
    document = record.page.document
    first = bisect_left(document.texts, top)
    over = takewhile(lambda at: at < record.begin, document.texts[first : first + INTRODUCTION])
    intro = [document.blocks[at].text for at in over]
    headings = [document.title or "", *(block.text for block in record.above)]
    modes = [mode for text in (*headings, *intro) if words.OCCASION.search(text) and (mode := where.find_online(text))]
    return modes[0] if modes else None


def _said(field: str, statement: Statement, text: str) -> Evidence:
    return Evidence(field, text[:300], f"block {statement.block.index}", "said-for-all")
