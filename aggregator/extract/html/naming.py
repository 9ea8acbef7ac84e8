"""What a region's event is called: every block that could be its name, ranked by its role – heading, link, emphasis,
what stands in one line with the date.

Refuses names that stand outside the region: those are inherited by `titles`.
"""

from __future__ import annotations

import re

from aggregator import where
from aggregator.extract.html import columns, placing, words
from aggregator.extract.html.blocks import Block, Box, Kind, SpanKind, Zone
from aggregator.extract.html.dates import Dated
from aggregator.extract.html.draft import NEAR_CLOCK, TITLE_HINTS, Draft
from aggregator.extract.html.flats import LONGEST_TITLE
from aggregator.extract.html.names import (
    Name,
    can_name,
    first_clause,
    is_address,
    meeting_of_paper,
    without_action,
    without_town,
    without_verb,
)
from aggregator.extract.html.places import LONGEST_PLACE, is_place
from aggregator.extract.html.titles import member_of_list, reduce_schedule

ENTRY_LINE = 76
"""What stands in one line with an entry's hour names it before any link or emphasis below."""

LIST_RANK = 92
"""The words before a colon and a list of days name all of these, whatever headings come after."""

ENTRY_HEADING = 93
"""A heading that leads to the event's own page, in an item of a list with its date, over headings outside the item."""

SUBJECT_RANK = 91
"""The page's own heading, or a line that repeats it, over any other in an event's part of the page."""

PLACE_LIKE_HEADING = 55
"""A heading that has the shape of a building's name ranks below a name beside the date, above one by position."""

BEHIND_COLON = 57
"""A heading that ends in a colon announces what follows: it ranks below a name beside the date."""

BESIDE_HOUR = 53
"""A name in the line with the hour, below a day alone: before names by position, after emphasis."""

BY_ROW = 40
"""The beginning of a text in the row of a date: the last resort."""

LONG_NAME = 8
"""Words of a name, before an address in the same line, behind which it goes on to tell more."""

KIND_RANK = 60
"""A kind of meeting, from its column: after links and emphasis, before names by position."""

NEAR_HEADING = 3
"""Blocks after the date within which a heading is still its own."""


def name_by_role(draft: Draft, text: str, block: Block, rule: str) -> None:
    """What a label or column says is the name: a cell of names names, though it sounds like a place.

    Where the cell tells an hour as well ("Rehearsal 6–9 pm"), the words before it are the name.
    """
    dated = draft.dated[block.index]
    if dated is not None:
        text = dated.parts[0] if rule == "column" and dated.parts and block.text.startswith(dated.parts[0]) else ""
    if rule == "column":
        text = _without_label(text)
    if not text or words.is_action(text) or words.is_furniture(text) or words.is_note(text):
        return
    draft.names.append(Name(100 if rule == "column" else 80, text, block, f"title-by-{rule}"))
    if rule == "column":
        draft.named.add(block.index)


def kind_by_column(draft: Draft, text: str, block: Block) -> None:
    """What a column of kinds says: the name where no link or heading gives one, or the kind of it ("Special")."""
    if words.qualifies(text) or (words.is_generic(text) and words.OCCASION.search(text)):
        draft.fields.kind = draft.fields.kind or Name(KIND_RANK, text.strip(" *"), block, "title-by-column")
        draft.claimed[block.index] = "kind"
    elif can_name(text):
        draft.names.append(Name(KIND_RANK, text, block, "title-by-column"))
        draft.named.add(block.index)


def _without_label(text: str) -> str:
    """A cell without the label in it; "Meeting type: Special" is a "Special Meeting"."""
    label = words.split_label(text)
    if label is None or label[0] != "title" or not label[1]:
        return text
    kind = text.partition(" ")[0]
    said = words.OCCASION.search(label[1]) or not words.OCCASION.fullmatch(kind)
    return label[1] if said else f"{label[1]} {kind}"


def read_names(draft: Draft) -> None:
    """Every block that could be the title, ranked by its role."""
    papers = any(_offers_paper(block) for block in draft.blocks)
    for block in draft.free():
        dated = draft.dated[block.index]
        if papers and not (dated and dated.strong) and _is_linked_file(block):
            continue
        if dated and _is_of_other_day(draft, block, dated):
            continue
        if block.text == draft.subject and not words.is_issue(block.text):
            draft.names.append(Name(SUBJECT_RANK, block.text, block, "title-by-heading"))
        elif dated and (dated.whens or dated.clocks):
            _names_beside_date(draft, block, dated, papers=papers)
        elif can_name(block.text) and (rank := _rank(draft, block)):
            _add_name(draft, block, *rank)
        elif len(block.text) > LONGEST_TITLE and (head := _emphasised_head(draft, block)):
            draft.names.append(Name(64, head, block, "title-by-emphasis"))
        elif draft.fields.kind is None and words.is_kind(block.text) and (rank := _rank(draft, block)):
            draft.fields.kind = Name(rank[0], block.text, block, rank[1])
    if not draft.names and draft.row is not None:
        _name_of_row(draft, draft.row)
    if not draft.names and draft.fields.kind is None:
        _name_of_column(draft)


def _is_of_other_day(draft: Draft, block: Block, dated: Dated) -> bool:
    """Whether a line in a row of days tells another of them: what stands beside it is that one's."""
    row_of_days = draft.region.shape == "row" and draft.region.alike > 1
    other = dated.strong and bool(dated.whens) and block.index not in draft.region.anchors
    return row_of_days and other and words.PAPERS.search(block.text) is None


def _offers_paper(block: Block) -> bool:
    """Whether a line, or a link in it, is only an offer of a paper ("Minutes (PDF)")."""
    texts = (block.text, *(text for text, _ in block.of(SpanKind.LINK)))
    return any(words.is_action(text) and words.PAPERS.search(text) for text in texts)


def _is_linked_file(block: Block) -> bool:
    """Whether a line is nothing but a link to a file and names no occasion: beside agenda and minutes, what was handed
    out ("Presentation: the budget in ten pictures")."""
    text, span = next(block.of(SpanKind.LINK), ("", None))
    whole = span is not None and len(text) >= len(block.text) - 2
    return whole and span is not None and words.is_file(span.value) and words.OCCASION.search(text) is None


def _name_of_row(draft: Draft, row: Box) -> None:
    """The beginning of the only text beside a date in its row, where it is too long for a name."""
    cells = [cell for cell in row.cells() if cell.stop > cell.first and cell.first not in draft.region.anchors]
    block = draft.document.blocks[cells[0].first] if len(cells) == 1 else None
    name = first_clause(block.text) if block is not None and block.index not in draft.claimed else ""
    if block is not None and name and can_name(name):
        draft.names.append(Name(BY_ROW, name, block, "title-by-position"))


def _name_of_column(draft: Draft) -> None:
    """What the head of a column of days names ("Study session | Regular meeting"): the kind of meeting, or its name."""
    anchor = draft.region.anchors[0]
    row = draft.document.blocks[anchor].box.row
    cells = row.cells() if row is not None else []
    at = next((at for at, cell in enumerate(cells) if cell.first <= anchor < cell.stop), 0)
    head = columns.head_over(row, at, draft.document.blocks) if row is not None and at else None
    if head is None or draft.dated[head.index] is not None or words.OCCASION.search(head.text) is None:
        return
    if words.is_kind(head.text):
        draft.fields.kind = Name(BY_ROW, head.text, head, "title-by-column")
    elif can_name(head.text):
        draft.names.append(Name(BY_ROW, head.text, head, "title-by-column"))


def _emphasised_head(draft: Draft, block: Block) -> str | None:
    """The name with which a line too long for one begins, in bold type or as a link, before the rest of it."""
    for kind in (SpanKind.STRONG, SpanKind.LINK):
        text, span = next(block.of(kind), ("", None))
        if span is not None and span.start == 0 and can_name(text) and not _is_sentence(draft, text):
            return None if is_place(text) or words.label_of(text) else text
    return None


def _add_name(draft: Draft, block: Block, rank: int, rule: str) -> None:
    """A block as a possible title; a heading that looks like a place ("School of Public Banking") is one last."""
    text = member_of_list(block.text) if block.level else block.text
    if not is_place(text):
        draft.names.append(Name(rank, text, block, rule))
    elif block.level and not is_address(block.text):
        draft.names.append(Name(PLACE_LIKE_HEADING, block.text, block, rule))


def _names_beside_date(draft: Draft, block: Block, dated: Dated, *, papers: bool) -> None:
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
        draft.names.append(Name(_heading_rank(draft, block), block.text, block, "title-by-heading"))
        return
    if len(dated.whens) > 2 and (name := _name_of_list(draft, block, dated)):
        draft.names.append(Name(LIST_RANK, name, block, "title-beside-date"))
        return
    linked = [text for text, _ in block.of(SpanKind.LINK)]
    files = {text for text, span in block.of(SpanKind.LINK) if words.is_file(span.value)} if papers else set()
    for part in map(_out_of_brackets, dated.parts):
        if any(part.startswith(text) and words.OCCASION.search(text) is None for text in files if text):
            continue
        place = words.AT_PLACE.match(part)
        if place and len(part) <= LONGEST_PLACE:
            placing.add_place(draft, part[place.end() :], block, "place-after-at")
        elif is_place(part):
            placing.add_place(draft, without_action(part), block, "place-beside-date")
        elif named := meeting_of_paper(part):
            draft.names.append(Name(62, named, block, "title-of-papers"))
        elif words.is_generic(part) and words.is_kind(part):
            draft.fields.kind = draft.fields.kind or Name(62, part, block, "title-beside-date")
        elif not words.is_action(part) and not words.is_generic(part):
            _name_from_part(draft, _without_place(draft, part, block), block, part in linked)


def _out_of_brackets(part: str) -> str:
    """What stands in brackets behind a date and names an occasion or a place ("(board retreat)", "(at the annex)")."""
    inner = part[1:-1].strip() if part.startswith("(") and part.find(")") == len(part) - 1 else ""
    if not inner or words.is_note(inner) or words.CONDITION.search(inner):
        return part
    names = words.OCCASION.search(inner) and (" " in inner or (words.is_kind(inner) and inner[0].isupper()))
    return inner if names or words.AT_PLACE.match(inner) or is_place(inner) else part


def _name_beside_hour(draft: Draft, block: Block, dated: Dated) -> None:
    """The name that opens the line below a day alone and goes on to the hour ("Film night at the Annex, 7–9 pm")."""
    over = draft.dated[block.index - 1]
    bare = block.index - 1 in draft.region.anchors and over is not None and not over.rest and not over.clocks
    name = dated.parts[0] if dated.parts and block.text.startswith(dated.parts[0]) else ""
    name = first_clause(name) or name if _SENTENCES.search(name) else name
    other = is_place(name) or _is_sentence(draft, block.text) or words.AGENDA.search(name) or words.label_of(name)
    if bare and name[:1].isupper() and not other and can_name(name):
        draft.names.append(Name(BESIDE_HOUR, name, block, "title-beside-date"))
        draft.claimed.setdefault(block.index, "title")


def _opens_with_name(draft: Draft, block: Block, dated: Dated) -> bool:
    """Whether a heading without an hour begins with words that name something, before its date."""
    if any(not each.all_day for each in dated.whens) or len(block.text) > LONGEST_TITLE:
        return False
    return block.text.startswith(dated.parts[:1] or "\0") and can_name(dated.parts[0])


def _name_of_list(draft: Draft, block: Block, dated: Dated) -> str | None:
    """The name of the members of a line that lists days behind a colon ("2027 Board Meetings: May 3, June 7 …")."""
    lead = block.text[: dated.whens[0].span[0]].rstrip()
    name = reduce_schedule(lead.rstrip(": ")) if lead.endswith(":") and len(lead) <= LONGEST_TITLE else ""
    return name if name and can_name(name) else None


def _without_place(draft: Draft, part: str, block: Block) -> str:
    """ "Creek cleanup, at Mill Park" without its place, which is kept."""
    name, joint, place = part.rpartition(", ")
    at = words.AT_PLACE.match(place) if joint else None
    if at is None or not (where.names_venue(place[at.end() :]) or is_address(place[at.end() :])):
        return part
    placing.add_place(draft, place[at.end() :], block, "place-after-at")
    return name


def _without_address(draft: Draft, part: str, block: Block) -> str:
    """ "Food drive, 12 Mill Street, Ash" without the address it ends in, which is kept; and one sentence of several."""
    found = where.find_places_in(part)
    start = min((start for start, _, place in found if place.address), default=len(part))
    name = part[:start].rstrip(" ,;–—-(")
    if start < len(part) and can_name(name):
        placing.add_place(draft, where.find_told(part) or part[start:].strip(" .)"), block, "place-beside-date")
        return (len(name.split()) > LONG_NAME and first_clause(name)) or name
    return first_clause(part) or part if _SENTENCES.search(part) else part


def _up_to_quotation(part: str) -> str:
    """ "Debate: “The river” with a guest" → the name in quotation marks; with the words before it, but for a colon."""
    quoted = [*_QUOTED.finditer(part)] if len(part.split()) > LONG_NAME else []
    if len(quoted) != 1 or not can_name(quoted[0][1]):
        return ""
    lead = part[: quoted[0].start()].rstrip()
    alone = not lead or lead.endswith((":", "–", "—", "-"))
    return quoted[0][1] if alone else part[: quoted[0].end()] if len(lead.split()) <= LONG_NAME else ""


_QUOTED = re.compile(r"(?:\A|[«“„])\s?([^«»“”„]{8,120}?)\s?[»”“]")
"""A name in quotation marks."""

_SENTENCES = re.compile(r"[^\W\d_]{3,}[.!?]+ [A-ZÀ-Þ$€£]")
"""The end of a sentence, with another behind it."""


def _name_from_part(draft: Draft, part: str, block: Block, linked: bool) -> None:
    part = without_verb(without_town(part.lstrip(". ")))
    head = next((words for words, _ in block.of(SpanKind.LINK) if part.startswith(words) and can_name(words)), "")
    head = head or _up_to_quotation(part)
    text = head or (_without_address(draft, part, block) if len(part) <= LONGEST_TITLE else first_clause(part))
    if not text or not can_name(text):
        return
    entry = (found := draft.dated[block.index]) is not None and draft.is_entry(found)
    rank = _heading_rank(draft, block) if block.level else ENTRY_LINE if entry else 66 if linked or block.strong else 62
    draft.names.append(Name(rank, text, block, "title-beside-date"))


def _heading_rank(draft: Draft, block: Block) -> int:
    """A heading over the date counts by its level; one that comes after it may belong to something else."""
    return 90 - block.level if block.index <= draft.region.anchors[-1] + NEAR_HEADING else 58


def _rank(draft: Draft, block: Block) -> tuple[int, str] | None:
    """How strongly a block's role makes it a title, with the rule; None for a block that cannot be one."""
    if block.kind is Kind.HEADER or block.zone is Zone.NAV or _is_in_form(draft, block):
        return None
    hinted = bool(block.hints & TITLE_HINTS) and not block.hints & {
        "category",
        "tag",
        "tags",
        "organizer",
        "author",
    }
    linked = any(span.end - span.start >= len(block.text) - 2 for _, span in block.of(SpanKind.LINK))
    if block.level == 1 and words.is_issue(block.text):
        return BEHIND_COLON, "title-by-heading"
    if block.level and block.text.endswith(":") and block.index < draft.region.anchors[0]:
        return BEHIND_COLON, "title-by-heading"
    if block.level and linked and _heads_entry(draft, block):
        return ENTRY_HEADING, "title-by-heading"
    if block.level:
        return _heading_rank(draft, block) + (4 if hinted else 0), "title-by-heading"
    if hinted:
        return 82, "title-by-hint"
    if linked and not words.PAPERS.search(block.text):
        return 70, "title-by-link"
    if block.strong:
        return 64, "title-by-emphasis"
    if _is_label_like(draft, block) or _is_sentence(draft, block.text) or _follows_label(draft, block):
        return None
    if _is_row_of_offers(block):
        return None
    return (56 if block.kind is Kind.TERM else 50), "title-by-position"


def _heads_entry(draft: Draft, heading: Block) -> bool:
    """Whether a heading over the date stands in an item of a list with it, and the page's own heading outside."""
    if heading.index > draft.region.anchors[0]:
        return False
    entry = next((box for box in heading.box.ancestors() if box.tag in {"li", "article"}), None)
    top = draft.document.main_heading
    inside = entry is not None and entry.first <= draft.region.anchors[0] < entry.stop
    return inside and entry is not None and not (top is not None and entry.first <= top.index < entry.stop)


def choose_title(draft: Draft) -> None:
    """The name of the highest rank; of equals the first. A heading after the date counts less than one before
    it."""
    chosen = [name for name in draft.names if draft.claimed.get(name.block.index) in (None, "when", "title")]
    if not chosen:
        return
    best = max(chosen, key=lambda name: (name.rank, -name.block.index))
    draft.fields.title = best._replace(text=words.without_all_day(best.text))
    draft.claimed[best.block.index] = "title"


def _is_in_form(draft: Draft, block: Block) -> bool:
    """Whether a block stands in a form of the region ("I was there", "Add"): what a form asks names nothing."""
    region = draft.region
    forms = (box for box in block.box.ancestors() if box.tag in {"form", "button"})
    return any(region.first <= box.first and not box.first <= region.anchors[0] < box.stop for box in forms)


def _is_row_of_offers(block: Block) -> bool:
    """Whether a line is nothing but links, one of which is to sign up ("Sign up on the list · E-mail us")."""
    linked = [text for text, _ in block.of(SpanKind.LINK)]
    only = sum(map(len, linked)) >= len(block.text) - 4 * len(linked)
    return len(linked) > 1 and only and any(words.REGISTER.match(text) for text in linked)


def _is_label_like(draft: Draft, block: Block) -> bool:
    return block.text.rstrip().endswith(":") or words.split_label(block.text) is not None


def _follows_label(draft: Draft, block: Block) -> bool:
    """Whether a block is what a label in a block of its own announces ("Recurring:" / "Once only")."""
    before = draft.document.blocks[block.index - 1].text if block.index > draft.region.first else ""
    return len(before) <= words.LONGEST_LABEL and before.endswith(":") and words.label_of(before) != "title"


def _is_sentence(draft: Draft, text: str) -> bool:
    count = len(text.split())
    several = count > LONG_NAME and _SENTENCES.search(text) is not None
    return text.rstrip().endswith((".", ";", ",")) or count > 16 or several
