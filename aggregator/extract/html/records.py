"""Repeating listings and single events that stand in blocks: one RawEvent per dated region.

Combines what `regions` cut, `fields` read, `titles` inherited and `confidence` weighed. Refuses sentences: dates
told in prose are `prose`'s.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from itertools import takewhile

from aggregator import when, where
from aggregator.extract.html import links, matters, titles, words
from aggregator.extract.html.anchors import cell_roles, is_dateline, refusal
from aggregator.extract.html.blocks import Block, Document, Zone
from aggregator.extract.html.confidence import confidence, weighed_together
from aggregator.extract.html.dates import Dated
from aggregator.extract.html.fields import RegionReader, evidence_of
from aggregator.extract.html.region import Region, whole
from aggregator.extract.html.regions import ALIKE, find_regions
from aggregator.extract.html.statements import LONGEST_STATEMENT, Statement, applying, find_statements, governs
from aggregator.extract.moments import fields_of
from aggregator.model import AttendanceMode, Evidence, Link, Precision, RawEvent, When

STAMP_MINUTES = 5
"""Events begin at multiples of five minutes; a time stamp seldom does."""

OPENING = 800
"""Characters of a description in which words that call people are looked for."""

INTRODUCTION = 6
"""Paragraphs under a heading that can say of the whole list that it is online."""

WEAK_RANK = 62
"""A name of at most this rank is one only by where it stands; a page about one event calls it by its heading."""

SHORT_LINE = 60

TOLD_RULES = frozenset({"place-in-sentence", "place-in-title"})
"""Places that stand in no line of their own; beside a past date they make no event of it."""

LONG_TITLE_WORDS = 14


@dataclass(frozen=True, slots=True)
class Told:
    """An event with the blocks it was read from, so that prose does not tell it again."""

    event: RawEvent
    first: int
    stop: int


@dataclass(slots=True)
class Notes:
    """What the stages decided, for `explained`. refused: position of a date → why it gave no event."""

    regions: list[Region] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """All that is known of the page before its records are read; and the notes that the stages leave."""

    document: Document
    dated: tuple[Dated | None, ...]
    above: tuple[tuple[Block, ...], ...]
    now: datetime
    notes: Notes = field(default_factory=Notes)


def find_records(page: Context) -> list[Told]:
    """The events that stand in blocks of their own, in page order, each with its region."""
    roles = cell_roles(page.document, page.dated)
    blocks = page.document.blocks
    refused = page.notes.refused
    regions = find_regions(page.document, page.dated, lambda block: refusal(block, blocks, roles), refused)
    regions = [_trimmed(page, region) for region in regions]
    page.notes.regions += regions
    taken = {at for region in regions for at in range(region.first, region.stop)}
    homes = [page.above[region.anchors[0]] for region in regions]
    said = find_statements(page.document.blocks, page.dated, page.above, taken, homes)
    under = Counter(_series_key(page, region) for region in regions)
    told: list[Told] = []
    for region in regions:
        members = under[_series_key(page, region)]
        read = _Reader(page, region, roles, members, said, alone=len(regions) == 1).events()
        told += [Told(event, region.first, region.stop) for event in read]
    return told


def _trimmed(page: Context, region: Region) -> Region:
    """A region that is a whole page or section begins at the heading over its date and ends before the next of that
    rank."""
    blocks = page.document.blocks
    anchor = region.anchors[0]
    heads = [block for block in page.above[anchor] if block.index >= region.first]
    if region.shape not in {"sole", "card"} or not heads or region.stop - region.first < 8:
        return region
    head = next(
        (b for b in reversed(heads) if page.dated[b.index] is None and not words.is_generic(b.text) and b.level), None
    )
    if head is None:
        return region
    after = (b.index for b in blocks[anchor + 1 : region.stop] if b.level and b.level <= head.level)
    return whole(region, head.index, next(after, region.stop))


def _series_key(page: Context, region: Region) -> int:
    above = page.above[region.anchors[0]]
    series = titles.series_of(above, 2)
    return series.index if series is not None else -1


class _Reader:
    """One region being turned into events: one, or one per date of a line that lists several."""

    def __init__(
        self,
        page: Context,
        region: Region,
        roles: dict[int, tuple[dict[int, str], str | None]],
        members: int,
        said: Sequence[Statement],
        *,
        alone: bool = False,
    ) -> None:
        self.page = page
        self.alone = alone
        self.region = region
        self.columns, self.role = roles.get(region.anchors[0], ({}, None))
        self.above = page.above[region.anchors[0]]
        self.members = members
        self.fields = RegionReader(page.document, page.dated, region, self.columns).read()
        self.near_hour: tuple[when.Clock, Block] | None = None
        anchor = page.dated[region.anchors[0]]
        days = [_day(each.start) for each in anchor.whens] if anchor is not None else []
        self.said_hour, self.said_place, self.said_name = applying(said, region.anchors[0], self.above, days)

    def events(self) -> Iterator[RawEvent]:
        """The events of the region, in the order of their dates on the page."""
        anchors = [dated for index in self.region.anchors if (dated := self.page.dated[index])]
        listed = _distinct_days(anchors[0].whens)
        if len(listed) > 1:
            for number, each in enumerate(listed, 1):
                yield self.event(self.timed(each), anchors[0], f"{self.position(anchors[0])}.{number}")
            return
        chosen, dated = self.best(anchors)
        if len(showings := self.showings(chosen)) > 1:
            for number, clock in enumerate(showings, 1):
                yield self.event(when.join(chosen, clock), dated, f"{self.position(dated)}.{number}")
            return
        timed = chosen if dated.posted or self.is_posted(chosen, dated) else self.timed(chosen)
        yield self.event(timed, dated, self.position(dated))

    def position(self, dated: Dated) -> str:
        """The block of the date, or the region's first where its date stands in a row above, for several of them."""
        at = dated.block.index
        return f"block {at if self.region.first <= at < self.region.stop else self.region.first}"

    def showings(self, found: When) -> list[when.Clock]:
        """The hours under one day, each alone in an item of a list: so often the same thing is shown."""
        if not found.all_day or found.end not in (None, found.start) or found.precision is not Precision.DAY:
            return []
        items = [
            (clock, block.box.parent)
            for clock, block in self.fields.clocks
            if block.box.tag == "li" and clock.end is None and clock.label != "doors"
        ]
        lists = {parent for _, parent in items}
        return [clock for clock, _ in items] if len(lists) == 1 and len(items) == len(self.fields.clocks) else []

    def best(self, anchors: Sequence[Dated]) -> tuple[When, Dated]:
        """Of the dates that say the same day, the one that says most: an hour, then an end, then the first. The name
        of a file ("Agenda 5-3 6pm.pdf") is not asked while another tells the day."""
        told = [dated for dated in anchors if not words.is_file(dated.block.text)] or anchors
        pairs = [(each, dated) for dated in told for each in dated.whens]
        first = pairs[0][0]
        if first.end is not None and first.all_day and first.end != first.start:
            return pairs[0]
        return max(pairs, key=lambda pair: (not pair[0].all_day, pair[0].end is not None, not pair[0].assumed))

    def timed(self, found: When) -> When:
        """A date with the hour and the end that stand in neighbouring blocks, where it has none itself."""
        timed = self.with_end(self.with_hour(found))
        end = self.fields.end
        if timed.end is not None or end is None:
            return timed
        if timed.all_day:
            last = _day(end.whens[0].start) if end.whens else None
            return replace(timed, end=last) if last and last > timed.start else timed
        closing = next((each for each in end.whens if not each.all_day), None)
        if closing is None and end.clocks:
            closing = when.join(replace(timed, start=_day(timed.start)), end.clocks[0])
        is_later = closing is not None and _wall(closing.start) > _wall(timed.start)
        return replace(timed, end=closing.start) if closing is not None and is_later else timed

    def with_end(self, timed: When) -> When:
        """An hour without an end takes that of the same hour told again with one ("10 am", below it "10 am – noon")."""
        if timed.end is not None or not isinstance(timed.start, datetime):
            return timed
        begin = timed.start.time()
        ends = [clock for clock, _ in self.fields.clocks if clock.start == begin and clock.end and not clock.overnight]
        if len({clock.end for clock in ends}) != 1 or ends[0].end is None:
            return timed
        return replace(timed, end=timed.start.replace(hour=ends[0].end.hour, minute=ends[0].end.minute))

    def with_hour(self, found: When) -> When:
        """A date with its hour: from its own line, the nearest line, or what is said for the whole list."""
        several_days = found.end is not None and found.end != found.start
        if not found.all_day or several_days or found.precision is not Precision.DAY:
            return found
        if not self.fields.clocks:
            said = self.said_hour
            return when.join(found, said.clock) if said is not None and said.clock is not None else found
        anchors = set(self.region.anchors)
        ordered = sorted(
            self.fields.clocks,
            key=lambda pair: (
                pair[0].label == "doors",
                pair[1].index not in anchors,
                abs(pair[1].index - min(anchors)),
            ),
        )
        self.near_hour = ordered[0]
        return when.join(found, ordered[0][0])

    def event(self, found: When, dated: Dated, position: str) -> RawEvent:
        fields = self.fields
        title, title_evidence = self.title(position)
        signs = sorted(self.signs(found, dated, title))
        signup = links.registration(fields.links)
        series = titles.series_of(self.above, self.members)
        return RawEvent(
            position=position,
            format="records",
            title=title,
            **fields_of(found),
            location=fields.place() or (self.said_place.place if self.said_place else None),
            url=self.own_page(),
            registration_url=signup.url if signup else None,
            links=fields.links,
            price=fields.price[0] if fields.price else None,
            register_by_date=_day(fields.deadline[0].start) if fields.deadline else None,
            organizer=fields.organizer[0] if fields.organizer else None,
            attendance_mode=self.attendance(),
            status=fields.status[0] if fields.status else None,
            description="\n\n".join(fields.description) or None,
            series=series.text if series is not None and series.text != title else None,
            confidence=confidence(signs),
            rules=tuple(signs),
            evidence=(*title_evidence, *self.evidence(found, position, signup, series)),
        )

    def evidence(self, found: When, position: str, signup: Link | None, series: Block | None) -> Iterator[Evidence]:
        """The words each field but an inherited title was read from."""
        fields, hour, place = self.fields, self.said_hour, self.said_place
        yield Evidence("start", found.text[:300], position, "date-in-block")
        if self.near_hour is not None:
            clock, block = self.near_hour
            yield Evidence("start", clock.text[:300], f"block {block.index}", "hour-near-date")
        yield from evidence_of(fields)
        if signup is not None and signup.text:
            yield Evidence("registration_url", signup.text[:300], position, "registration-by-anchor")
        if place is not None and place.place and not fields.location:
            yield _said("location", place, place.place if place.place in place.block.text else place.block.text)
        if hour is not None and isinstance(found.start, datetime) and not fields.clocks:
            yield _said("start", hour, hour.block.text)
        if series is not None:
            yield Evidence("series", series.text[:300], f"block {series.index}", "series-heading")

    def title(self, position: str) -> tuple[str | None, list[Evidence]]:
        """The region's own name, else the one it inherits."""
        own = self.fields.title
        heading = titles.page_name(self.page.document) if self.alone and own and own.rank <= WEAK_RANK else None
        if own is not None and heading is None:
            return own.text, []
        inherited = heading or titles.governing_title(self.page.document, self.above, self.date_headings())
        said = self.said_name
        if said is not None and said.name is not None and titles.says_less(inherited, said.name):
            return said.name, [_said("title", said, said.block.text)]
        kind = self.fields.kind
        if kind is not None and (inherited is None or words.OCCASION.search(inherited.text) is None):
            return kind.text, [Evidence("title", kind.text, f"block {kind.block.index}", kind.rule)]
        if inherited is None:
            return None, []
        where_ = f"block {inherited.block.index}" if inherited.block else "page title"
        text = inherited.block.text if inherited.block else (self.page.document.title or "")
        return inherited.text, [Evidence("title", text[:300], where_, inherited.rule)]

    def date_headings(self) -> set[int]:
        timed = [dated for block in self.above if (dated := self.page.dated[block.index])]
        return {dated.block.index for dated in timed if dated.whens or words.is_generic(dated.rest)}

    def own_page(self) -> str | None:
        """The link of the title, where that is not a way to sign up."""
        if self.fields.title is None:
            return None
        block = self.fields.title.block
        for link in self.page.document.links(block.index, block.index + 1):
            if not link.url.startswith(("mailto:", "tel:")) and links.registration([link]) is None:
                return link.url
        return None

    def attendance(self) -> AttendanceMode | None:
        """Online, where the list's heading or introduction says it of all (“three virtual gatherings”) and the region
        is silent."""
        if self.members < 2 or self.fields.location:
            return None
        top = self.above[0].index if self.above else 0
        document = self.page.document
        first = bisect_left(document.texts, top)
        over = takewhile(lambda at: at < self.region.anchors[0], document.texts[first : first + INTRODUCTION])
        intro = [document.blocks[at].text for at in over]
        headings = [document.title or "", *(block.text for block in self.above)]
        modes = [
            mode for text in (*headings, *intro) if words.OCCASION.search(text) and (mode := where.find_online(text))
        ]
        return modes[0] if modes else None

    # --------------------------------------------------------------------------------------------- signs

    def signs(self, found: When, dated: Dated, title: str | None) -> set[str]:
        """The names of the signs that hold for one date of the region."""
        held = {
            name
            for name, holds in (
                *self.signs_of_time(found, dated),
                *self.signs_of_title(title),
                *self.signs_of_surroundings(found, title),
            )
            if holds
        }
        return held | set(weighed_together(held))

    def signs_of_time(self, found: When, dated: Dated) -> Iterator[tuple[str, bool]]:
        timed = isinstance(found.start, datetime) and not self.is_hour_from_elsewhere(dated)
        yield "time-of-day", timed
        yield "odd-minutes", isinstance(found.start, datetime) and found.start.minute % STAMP_MINUTES != 0
        yield "range", found.end is not None and found.end != found.start
        yield "recurring", found.rrule is not None and timed
        yield "bare-recurrence", found.rrule is not None and not timed
        yield "contradiction", bool(found.problems)
        past = _day(found.end or found.start) < self.page.now.date()
        yield "future", not past
        yield "headline", not past and dated.block.level in (1, 2) and bool(dated.rest)
        yield "past-bare", past and not timed and not self.fields.location
        yield "long-range", not timed and found.end is not None and matters.is_term(_day(found.start), _day(found.end))
        yield "posted", dated.posted or self.is_posted(found, dated)
        yield "month-only", found.precision is Precision.MONTH

    def is_hour_from_elsewhere(self, dated: Dated) -> bool:
        """Whether a paragraph, or a section beside the list, says the hour of all: it fills a gap, and proves no
        event."""
        said, own = self.said_hour, any(not each.all_day for each in dated.whens)
        if said is None or own or self.fields.clocks:
            return False
        return len(said.block.text) > LONGEST_STATEMENT or not governs(said, self.above)

    def is_posted(self, found: When, dated: Dated) -> bool:
        """Whether words, a role, or the page's own metadata make this the day of writing."""
        if words.POSTED.search(dated.rest) or dated.block.hints & words.POSTED_HINTS:
            return True
        published = (self.page.document.published or "")[:10] == _day(found.start).isoformat()
        if published and "when" not in self.fields.labelled:
            return True
        blocks = self.page.document.blocks[self.region.first : self.region.stop]
        short = (b.text for b in blocks if len(b.text) <= SHORT_LINE and b.zone is Zone.MAIN)
        if found.all_day:
            return any(words.POSTED.match(text) for text in short)
        return _day(found.start) <= self.page.now.date() and is_dateline(dated.block, self.page.document.blocks)

    def signs_of_title(self, title: str | None) -> Iterator[tuple[str, bool]]:
        own = self.fields.title
        yield "titled", own is not None
        yield "title-inherited", own is None and title is not None
        yield "no-title", title is None
        yield "occasion", title is not None and words.OCCASION.search(title) is not None
        yield from matters.signs_of_name(title or "")
        yield "title-sentence", own is not None and len(own.text.split()) > LONG_TITLE_WORDS

    def signs_of_surroundings(self, found: When, title: str | None) -> Iterator[tuple[str, bool]]:
        fields, region = self.fields, self.region
        text = " ".join(fields.description)[:OPENING]
        document = self.page.document
        blocks = document.blocks[region.first : region.stop]
        listing, not_listing = titles.what_is_listed(document, self.above, title, among=region.alike >= ALIKE)
        ahead = _day(found.end or found.start) >= self.page.now.date()
        said = self.said_place is not None and (ahead or isinstance(found.start, datetime))
        lines = [rule for _, _, rule in fields.location if rule not in TOLD_RULES]
        yield "place", bool(lines) or said or (bool(fields.location) and ahead)  # a history names places too
        yield "labelled", ("when" in fields.labelled or self.role == "when") and not self.is_results()
        yield "listing", listing
        yield "not-listing", not_listing and not listing
        yield "sign-up", links.registration(fields.links) is not None
        yield "repeated", region.alike >= 3
        yield "in-calendar", region.shape == "cell"
        yield "invites", words.INVITES.search(text) is not None
        yield "papers", fields.papers
        yield "online", where.find_online(text[:1000]) is not None
        yield "aside", self.page.document.blocks[region.anchors[0]].zone is Zone.ASIDE
        bare_day = not isinstance(found.start, datetime)
        yield "read-on", bare_day and any(words.READ_ON.search(block.text) for block in blocks)
        yield "cancelled-note", fields.cancelled_note is not None

    def is_results(self) -> bool:
        """Whether the table has a column for what came of it: a date there is that of an entry, not of a call."""
        return "outcome" in self.columns.values()


def _said(field: str, statement: Statement, text: str) -> Evidence:
    return Evidence(field, text[:300], f"block {statement.block.index}", "said-for-all")


def _distinct_days(whens: Sequence[When]) -> list[When]:
    seen: dict[date, When] = {}
    for each in whens:
        seen.setdefault(_day(each.start), each)
    return list(seen.values())


def _wall(value: date | datetime) -> datetime:
    """Wall time, for comparing two values of one event."""
    return value.replace(tzinfo=None) if isinstance(value, datetime) else datetime.combine(value, time.min)


def _day(value: date | datetime) -> date:
    return value.date() if isinstance(value, datetime) else value
