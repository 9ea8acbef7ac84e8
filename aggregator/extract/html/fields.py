"""One region of a page → what it says of its event: title, place, times of day, links, description, each with its
evidence.

Fields are found by their role in the structure – column header, label, heading, link, emphasis, what is left of the
line with the date –
and a block serves one field only. Refuses to judge: whether this is an event at all is `confidence`'s question.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from aggregator import when, where
from aggregator.extract.html import places, words
from aggregator.extract.html.blocks import Block, Document, Kind, SpanKind, Zone
from aggregator.extract.html.dates import Dated
from aggregator.extract.html.names import Name, can_name, first_clause, is_address, meeting_of_paper, without_action
from aggregator.extract.html.places import LONGEST_PLACE, is_place
from aggregator.extract.html.region import Region
from aggregator.extract.html.regions import LONGEST_TITLE
from aggregator.extract.html.titles import reduce_schedule
from aggregator.model import Evidence, Link, Status, When

DESCRIPTION_LIMIT = 4000
ADDRESS_LINES = 4
"""Lines that an address may have under its label or its venue's name."""

NEAR_CLOCK = 6
"""Blocks between a date and the hour that belongs to it."""

ENTRY_LINE = 76
"""What stands in one line with an entry's hour names it before any link or emphasis below."""

LIST_RANK = 92
"""The words before a colon and a list of days name all of these, whatever headings come after."""

PLACE_LIKE_HEADING = 55
"""A heading that has the shape of a building's name ranks below a name beside the date, above one by position."""

BEHIND_COLON = 57
"""A heading that ends in a colon announces what follows: it ranks below a name beside the date."""

NEAR_HEADING = 3
"""Blocks after the date within which a heading is still its own."""

TITLE_HINTS = frozenset(("title", "name", "headline", "summary", "subject"))
PLACE_HINTS = frozenset(("location", "venue", "address", "place", "where"))


@dataclass(slots=True)
class Fields:
    """What a region says, field by field; None and empty where it says nothing. labelled: fields that a label
    announced. kind: words that only tell what kind of occasion it is ("Annual meeting").
    """

    title: Name | None = None
    kind: Name | None = None
    location: list[tuple[str, Block, str]] = field(default_factory=list)
    organizer: tuple[str, Block] | None = None
    price: tuple[str, Block, str] | None = None
    deadline: tuple[When, Block, str] | None = None
    clocks: list[tuple[when.Clock, Block]] = field(default_factory=list)
    description: list[str] = field(default_factory=list)
    links: tuple[Link, ...] = ()
    labelled: set[str] = field(default_factory=set)
    end: Dated | None = None
    status: tuple[Status, str, Block] | None = None
    papers: bool = False
    cancelled_note: str | None = None

    def place(self) -> str | None:
        """The words for the place, its lines joined."""
        lines: list[str] = []
        for text, _, _ in self.location:
            if text not in lines:
                lines.append(text)
        return ", ".join(lines) or None


class RegionReader:
    """Reads one region; `claimed` remembers which field each block went to, `named` the cells of a column of names."""

    def __init__(
        self, document: Document, dated: Sequence[Dated | None], region: Region, columns: dict[int, str]
    ) -> None:
        self.document = document
        self.dated = dated
        self.region = region
        self.columns = columns
        self.blocks = document.blocks[region.first : region.stop]
        self.claimed: dict[int, str] = {}
        self.fields = Fields()
        self.names: list[Name] = []
        self.named: set[int] = set()

    def read(self) -> Fields:
        """All fields of the region."""
        home = self.document.blocks[self.region.anchors[0]].zone
        for block in self.blocks:
            if block.zone is not home and block.zone is not Zone.MAIN:
                self.claimed[block.index] = "aside"
        self.read_columns()
        self.read_labels()
        self.read_times()
        self.read_names()
        self.read_places()
        self.choose_title()
        self.read_told_place()
        self.read_rest()
        self.fields.links = self.document.links(self.region.first, self.region.stop)
        return self.fields

    # ----------------------------------------------------------------------------------------- by role

    def free(self) -> Iterator[Block]:
        """The blocks no field has claimed yet."""
        return (block for block in self.blocks if block.index not in self.claimed)

    def read_columns(self) -> None:
        """What the table's header says a cell is."""
        row = self.region.row
        if row is None or not self.columns:
            return
        cells = row.cells()
        spanned = max(self.columns) + 1 - len(cells) if self.region.anchors[0] < row.first else 0
        for at, cell in enumerate(cells, max(spanned, 0)):
            role = self.columns.get(at)
            for block in self.document.blocks[cell.first : cell.stop]:
                if role and self.claimed.get(block.index) is None:
                    self.assign(role, block.text, block, "column")

    def read_labels(self) -> None:
        """ "Where: City Hall", and a label alone in a block over what it announces."""
        pending, lines = None, 0
        for block in self.free():
            split = words.split_label(block.text)
            alone = words.label_of(block.text) if len(block.text) <= 30 else None
            if split and split[1]:
                self.assign(split[0], split[1], block, "label")
                pending, lines = (split[0], 1) if split[0] == "where" else (None, 0)
            elif alone and (
                block.level or block.strong or block.text.rstrip().endswith(":") or block.kind is Kind.TERM
            ):
                self.claimed[block.index] = "label"
                pending, lines = alone, 0
            elif pending and not block.level and lines < ADDRESS_LINES and len(block.text) <= LONGEST_PLACE:
                if (lines and pending != "where") or (lines and not self.continues_place(block)):
                    pending = None
                    continue
                self.assign(pending, block.text, block, "label")
                lines += 1
            else:
                pending = None

    def assign(self, role: str, text: str, block: Block, rule: str) -> None:
        """Give a block to the field that a label or column announced."""
        if role in {"when", "end"}:
            self.fields.labelled.add("when")
            if role == "end" and self.dated[block.index] is not None:
                self.fields.end = self.dated[block.index]
                self.claimed[block.index] = "when"
            return
        if role == "where":
            self.add_place(text, block, rule)
        elif role == "title":
            self.name_by_role(text, block, rule)
            return
        elif role == "organizer" and self.fields.organizer is None:
            self.fields.organizer = (text, block)
        elif role == "price":
            self.fields.price = self.fields.price or (text[:LONGEST_PLACE], block, rule)
        elif role == "deadline" and (dated := self.dated[block.index]) is not None:
            days = (*dated.whens, *(found for found, _ in dated.refused))
            self.fields.deadline = self.fields.deadline or ((days[0], block, rule) if days else None)
        self.fields.labelled.add(role)
        self.claimed[block.index] = role

    def name_by_role(self, text: str, block: Block, rule: str) -> None:
        """What a label or column says is the name: a cell of names names, though it sounds like a place.

        Where the cell tells an hour as well ("Rehearsal 6–9 pm"), the words before it are the name.
        """
        dated = self.dated[block.index]
        if dated is not None:
            text = dated.parts[0] if rule == "column" and dated.parts and block.text.startswith(dated.parts[0]) else ""
        if not text or words.is_action(text) or words.is_note(text):
            return
        self.names.append(Name(100 if rule == "column" else 80, text, block, f"title-by-{rule}"))
        if rule == "column":
            self.named.add(block.index)

    def read_times(self) -> None:
        """Blocks that are nothing but times, and clocks beside the date."""
        for block in self.free():
            dated = self.dated[block.index]
            if dated is None:
                continue
            lined = len(block.text) <= LONGEST_PLACE and any(map(is_place, dated.parts))
            short = len(dated.rest.split()) <= 8 or lined or self.is_entry(dated)
            stamped = block.zone is not Zone.MAIN or words.POSTED.search(block.text) is not None
            near = self.region.distance(block.index) <= NEAR_CLOCK
            if dated.clocks and not stamped and ((short and near) or block.index in self.region.anchors):
                self.fields.clocks += [(clock, block) for clock in dated.clocks]
            if not dated.rest or (words.is_generic(dated.rest) and not meeting_of_paper(dated.rest)):
                self.claimed[block.index] = "when"
        if not self.fields.clocks and self.region.shape == "sole":
            self.read_far_clocks()

    def read_far_clocks(self) -> None:
        """On a page about one event, an hour far from the date is still its hour, where the page gives no other."""
        found = [
            (clock, block)
            for block in self.blocks
            if block.zone is Zone.MAIN and (dated := self.dated[block.index]) and not words.POSTED.search(block.text)
            for clock in dated.clocks
        ]
        if len({clock.start for clock, _ in found}) == 1:
            self.fields.clocks.append(found[0])

    def read_names(self) -> None:
        """Every block that could be the title, ranked by its role."""
        for block in self.free():
            dated = self.dated[block.index]
            if dated and (dated.whens or dated.clocks):
                self.names_beside_date(block, dated)
            elif can_name(block.text) and (rank := self.rank(block)):
                self.add_name(block, *rank)
            elif len(block.text) > LONGEST_TITLE and (head := self.emphasised_head(block)):
                self.names.append(Name(64, head, block, "title-by-emphasis"))
            elif self.fields.kind is None and words.KIND.fullmatch(block.text) and (rank := self.rank(block)):
                self.fields.kind = Name(rank[0], block.text, block, rank[1])

    def emphasised_head(self, block: Block) -> str | None:
        """The name with which a line too long for one begins, in bold type or as a link, before the rest of it."""
        for kind in (SpanKind.STRONG, SpanKind.LINK):
            text, span = next(block.of(kind), ("", None))
            if span is not None and span.start == 0 and can_name(text) and not self.is_sentence(text):
                return None if is_place(text) or words.label_of(text) else text
        return None

    def add_name(self, block: Block, rank: int, rule: str) -> None:
        """A block as a possible title; a heading that looks like a place ("School of Public Banking") is one last."""
        if not is_place(block.text):
            self.names.append(Name(rank, block.text, block, rule))
        elif block.level and not is_address(block.text):
            self.names.append(Name(PLACE_LIKE_HEADING, block.text, block, rule))

    def names_beside_date(self, block: Block, dated: Dated) -> None:
        """What stands in one line with the date: a name ("May 5 – Film night"), a place, or both.

        A page's own heading that ends in its date keeps it: that is what the page calls the event.
        """
        if not dated.strong and block.kind is not Kind.HEADING and not self.is_entry(dated):
            if not dated.whens and len(block.text) <= LONGEST_PLACE and self.region.distance(block.index) <= NEAR_CLOCK:
                self.places_beside_hour(block, dated)
            return
        if block.level in (1, 2) and not dated.clocks and self.opens_with_name(block, dated):
            self.names.append(Name(self.heading_rank(block), block.text, block, "title-by-heading"))
            return
        if len(dated.whens) > 2 and (name := self.name_of_list(block, dated)):
            self.names.append(Name(LIST_RANK, name, block, "title-beside-date"))
            return
        linked = [text for text, _ in block.of(SpanKind.LINK)]
        for part in dated.parts:
            place = words.AT_PLACE.match(part)
            if place and len(part) <= LONGEST_PLACE:
                self.add_place(part[place.end() :], block, "place-after-at")
            elif is_place(part):
                self.add_place(without_action(part), block, "place-beside-date")
            elif named := meeting_of_paper(part):
                self.names.append(Name(62, named, block, "title-of-papers"))
            elif not words.is_action(part) and not words.is_generic(part):
                self.name_from_part(self.without_place(part, block), block, part in linked)

    def is_entry(self, dated: Dated) -> bool:
        """Whether an hour opens the line of an entry whose day stands outside it, over several entries."""
        outside = self.region.anchors[0] < self.region.first
        return outside and bool(dated.clocks) and not any(map(str.isalnum, dated.block.text[: dated.clocks[0].span[0]]))

    def places_beside_hour(self, block: Block, dated: Dated) -> None:
        """What stands in one line with the hour and is a place ("6:30 pm | Mill Center | 22 Mill Rd")."""
        for part in dated.parts:
            place = words.AT_PLACE.match(part)
            if is_place(part[place.end() :] if place else part):
                self.add_place(part[place.end() :] if place else part, block, "place-beside-hour")

    def opens_with_name(self, block: Block, dated: Dated) -> bool:
        """Whether a heading without an hour begins with words that name something, before its date."""
        if any(not each.all_day for each in dated.whens) or len(block.text) > LONGEST_TITLE:
            return False
        return block.text.startswith(dated.parts[:1] or "\0") and can_name(dated.parts[0])

    def name_of_list(self, block: Block, dated: Dated) -> str | None:
        """The name of the members of a line that lists days behind a colon ("2027 Board Meetings: May 3, June 7 …")."""
        lead = block.text[: dated.whens[0].span[0]].rstrip()
        name = reduce_schedule(lead.rstrip(": ")) if lead.endswith(":") and len(lead) <= LONGEST_TITLE else ""
        return name if name and can_name(name) else None

    def without_place(self, part: str, block: Block) -> str:
        """ "Creek cleanup, at Mill Park" without its place, which is kept."""
        name, joint, place = part.rpartition(", ")
        at = words.AT_PLACE.match(place) if joint else None
        if at is None or not (where.names_venue(place[at.end() :]) or is_address(place[at.end() :])):
            return part
        self.add_place(place[at.end() :], block, "place-after-at")
        return name

    def name_from_part(self, part: str, block: Block, linked: bool) -> None:
        text = part if len(part) <= LONGEST_TITLE else first_clause(part)
        if not text or not can_name(text):
            return
        entry = (found := self.dated[block.index]) is not None and self.is_entry(found)
        rank = self.heading_rank(block) if block.level else ENTRY_LINE if entry else 66 if linked else 62
        self.names.append(Name(rank, text, block, "title-beside-date"))

    def heading_rank(self, block: Block) -> int:
        """A heading over the date counts by its level; one that comes after it may belong to something else."""
        return 90 - block.level if block.index <= self.region.anchors[-1] + NEAR_HEADING else 58

    def rank(self, block: Block) -> tuple[int, str] | None:
        """How strongly a block's role makes it a title, with the rule; None for a block that cannot be one."""
        if block.kind is Kind.HEADER or block.zone is Zone.NAV or self.is_in_form(block):
            return None
        hinted = bool(block.hints & TITLE_HINTS) and not block.hints & {
            "category",
            "tag",
            "tags",
            "organizer",
            "author",
        }
        linked = any(span.end - span.start >= len(block.text) - 2 for _, span in block.of(SpanKind.LINK))
        if block.level and block.text.endswith(":") and block.index < self.region.anchors[0]:
            return BEHIND_COLON, "title-by-heading"
        if block.level:
            return self.heading_rank(block) + (4 if hinted else 0), "title-by-heading"
        if hinted:
            return 82, "title-by-hint"
        if linked and not words.PAPERS.search(block.text):
            return 70, "title-by-link"
        if block.strong:
            return 64, "title-by-emphasis"
        if self.is_label_like(block) or self.is_sentence(block.text) or self.follows_label(block):
            return None
        return (56 if block.kind is Kind.TERM else 50), "title-by-position"

    def read_places(self) -> None:
        """Places no label announced: hinted boxes, addresses, names of buildings."""
        for block in self.free():
            text = block.text
            dated = self.dated[block.index]
            if len(text) > LONGEST_PLACE or words.is_action(text) or (dated and (dated.whens or dated.clocks)):
                continue
            hinted = bool(block.hints & PLACE_HINTS) and not block.level and not block.hints & TITLE_HINTS
            if hinted or (not block.level and is_place(text) and self.is_near(block)):
                self.add_place(text, block, "place-by-hint" if hinted else "place-by-shape")

    def is_near(self, block: Block) -> bool:
        """Whether a line that only looks like a place stands near the date; on a page about one event a bare name of a
        building far from it names something else."""
        far = self.region.distance(block.index) > places.NEAR_DATE
        return not (far and self.region.shape == "sole") or is_address(block.text)

    def read_told_place(self) -> None:
        """The house over the street that was found; where no line is a place, the one that sentences or the title
        tell."""
        found = self.fields.location
        if found and found[0][2] == "place-by-shape" and found[0][0][:1].isdigit():
            self.read_house(found[0][1])
        bare = bool(found) and found[0][2] == "place-by-shape" and not any(is_address(text) for text, _, _ in found)
        if found and not bare:
            return
        days = frozenset(
            day
            for anchor in self.region.anchors
            if (dated := self.dated[anchor])
            for day in (each.start.date() if isinstance(each.start, datetime) else each.start for each in dated.whens)
        )
        told = places.told_in(self.blocks, self.dated, days, self.region.anchors, only_days=bare)
        if told is not None:
            self.fields.location[:] = [(places.tidied(told[0]), told[1], "place-in-sentence")]
        elif not bare and self.fields.title is not None and (place := places.in_title(self.fields.title.text)):
            self.fields.location.append((place, self.fields.title.block, "place-in-title"))

    def read_house(self, street: Block) -> None:
        """The name of the house that stands in the line over its street."""
        at = street.index - 1
        if at < self.region.first or self.claimed.get(at):
            return
        above = self.document.blocks[at]
        if places.house_over(street, above, self.dated[at]):
            self.fields.location.insert(0, (places.tidied(above.text), above, "house-over-street"))
            self.claimed[at] = "where"

    def choose_title(self) -> None:
        """The name of the highest rank; of equals the first. A heading after the date counts less than one before
        it."""
        chosen = [name for name in self.names if self.claimed.get(name.block.index) in (None, "when", "title")]
        if not chosen:
            return
        best = max(chosen, key=lambda name: (name.rank, -name.block.index))
        self.fields.title = best
        self.claimed[best.block.index] = "title"

    def read_rest(self) -> None:
        """What nothing claimed is the description; papers and cancelled notes are remembered."""
        length = 0
        for block in self.blocks:
            if len(block.text) <= LONGEST_PLACE and (word := words.STATUS.search(block.text)):
                state = Status.POSTPONED if word[0][0] in "pP" else Status.CANCELLED
                self.fields.status = self.fields.status or (state, word[0], block)
            if words.CANCELLED_NOTE.search(block.text) and len(block.text) <= LONGEST_TITLE:
                self.fields.cancelled_note = block.text
            self.fields.papers |= words.is_action(block.text) and bool(words.PAPERS.search(block.text))
            if self.claimed.get(block.index) or words.is_action(block.text) or length > DESCRIPTION_LIMIT:
                continue
            dated = self.dated[block.index]
            if dated and dated.strong and len(block.text) <= LONGEST_TITLE:
                continue
            self.fields.description.append(block.text)
            length += len(block.text)

    # ----------------------------------------------------------------------------------------- questions

    def add_place(self, text: str, block: Block, rule: str) -> None:
        """Take a line as (part of) the place; one rule's lines only, the first that speaks."""
        if block.index in self.named:
            return
        text = places.tidied(text)
        rules = {each[2] for each in self.fields.location}
        if not text or len(text) > 2 * LONGEST_PLACE or (rules and rule not in rules and rule != "place-by-shape"):
            return
        if rules and rule in {"place-by-shape", "place-by-hint"} and not self.near_place(block):
            return
        self.fields.location.append((text, block, rule))
        if rule not in {"place-after-at", "place-beside-date"}:
            self.claimed.setdefault(block.index, "where")

    def near_place(self, block: Block) -> bool:
        """Whether a line stands next to the place found so far, in the same region."""
        return abs(block.index - self.fields.location[-1][1].index) <= 1

    def continues_place(self, block: Block) -> bool:
        """Whether a line under "Where: …" still tells the place."""
        text = block.text
        if self.dated[block.index] is not None or words.is_action(text) or block.level:
            return is_address(text) and not block.level
        return is_place(text)

    def is_in_form(self, block: Block) -> bool:
        """Whether a block stands in a form of the region ("I was there", "Add"): what a form asks names nothing."""
        region = self.region
        forms = (box for box in block.box.ancestors() if box.tag in {"form", "button"})
        return any(region.first <= box.first and not box.first <= region.anchors[0] < box.stop for box in forms)

    def is_label_like(self, block: Block) -> bool:
        return block.text.rstrip().endswith(":") or words.split_label(block.text) is not None

    def follows_label(self, block: Block) -> bool:
        """Whether a block is what a label in a block of its own announces ("Recurring:" / "Once only")."""
        before = self.document.blocks[block.index - 1].text if block.index > self.region.first else ""
        return len(before) <= words.LONGEST_LABEL and before.endswith(":") and words.label_of(before) != "title"

    def is_sentence(self, text: str) -> bool:
        return text.rstrip().endswith((".", ";", ",")) or len(text.split()) > 16


def evidence_of(fields: Fields) -> tuple[Evidence, ...]:
    """The words each field was read from."""
    found = []
    if fields.title is not None:
        found.append(_evidence("title", fields.title.text, fields.title.block, fields.title.rule))
    found += [
        _evidence("location", text if text in block.text else block.text, block, rule)
        for text, block, rule in fields.location[:1]
    ]
    if fields.status is not None:
        found.append(_evidence("status", fields.status[1], fields.status[2], "word-beside-date"))
    if fields.price is not None:
        found.append(_evidence("price", *fields.price))
    if fields.deadline is not None:
        last, block, rule = fields.deadline
        found.append(_evidence("register_by_date", last.text, block, rule))
    if fields.organizer is not None:
        found.append(_evidence("organizer", fields.organizer[0], fields.organizer[1], "label"))
    return tuple(found)


def _evidence(name: str, text: str, block: Block, rule: str) -> Evidence:
    return Evidence(name, text[:300], f"block {block.index}", rule)
