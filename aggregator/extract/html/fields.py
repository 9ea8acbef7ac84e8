"""One region of a page → what it says of its event: title, place, times of day, links, description, each with its
evidence.

Fields are found by their role in the structure – column header, label, heading, link, emphasis, what is left of the
line with the date – and a block serves one field only. Refuses to judge: whether this is an event at all is
`confidence`'s question.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from aggregator import when
from aggregator.extract.html import naming, placing, words
from aggregator.extract.html.blocks import Block, Box, Document, Kind, SpanKind, Zone
from aggregator.extract.html.columns import column_roles
from aggregator.extract.html.dates import Dated
from aggregator.extract.html.draft import NEAR_CLOCK, Draft, Fields
from aggregator.extract.html.names import meeting_of_paper
from aggregator.extract.html.places import LONGEST_PLACE, is_place
from aggregator.extract.html.region import Region
from aggregator.extract.html.tellings import is_of_a_meal
from aggregator.model import Status, day_of

DESCRIPTION_LIMIT = 4000
FURTHEST = 60
"""Blocks from the date beyond which only a label says that something is of the same event, and not of the page."""

FAR = "far"
"""What claims the blocks beyond it."""

ADDRESS_LINES = 4
"""Lines that an address may have under its label or its venue's name."""


def read_fields(
    document: Document,
    dated: Sequence[Dated | None],
    region: Region,
    columns: dict[int, str],
    *,
    subject: str | None = None,
    houses: Mapping[int, str] | None = None,
) -> Fields:
    """All fields of a region. dated: the times of each block of the document. columns: what the header says of the
    cells of the region's row. subject: what the whole page is about. houses: the words that are the place of a block by
    where they stand.
    """
    draft = Draft(document, dated, region, columns, subject, houses or {})
    home = draft.document.blocks[draft.region.anchors[0]].zone
    for block in draft.blocks:
        if block.zone is not home and block.zone is not Zone.MAIN:
            draft.claimed[block.index] = "aside"
    _read_columns(draft)
    _read_labels(draft)
    for block in draft.free():
        if draft.region.distance(block.index) > FURTHEST:
            draft.claimed[block.index] = FAR
    _read_times(draft)
    naming.read_names(draft)
    placing.read_places(draft)
    naming.choose_title(draft)
    placing.read_told_place(draft)
    _read_rest(draft)
    near = [block.index for block in draft.blocks if draft.region.distance(block.index) <= FURTHEST]
    draft.fields.links = draft.document.links(near[0], near[-1] + 1) if near else ()
    return draft.fields


def _read_columns(draft: Draft) -> None:
    """What the table's header says a cell is."""
    row, columns = (draft.region.row, draft.columns) if draft.region.row else _only_row(draft)
    if row is None or not columns:
        return
    cells = row.cells()
    spanned = max(columns) + 1 - len(cells) if draft.region.anchors[0] < row.first and row is draft.region.row else 0
    for at, cell in enumerate(cells, max(spanned, 0)):
        role = columns.get(at)
        tells_all = any(cell.first <= anchor < cell.stop for anchor in draft.region.anchors)
        if tells_all and role not in {"when", "title", None}:
            continue  # "Agenda" over a cell that tells the whole meeting
        for block in draft.document.blocks[cell.first : cell.stop]:
            if role == "title" and block.index > cell.first and is_place(block.text):
                continue  # the place, in a line below the name
            if role == "notes" and words.OCCASION.search(block.text) and not words.is_note(block.text):
                continue  # "Annual meeting" among remarks
            if role and draft.claimed.get(block.index) is None:
                _assign(draft, role, block.text, block, "column")


def _only_row(draft: Draft) -> tuple[Box | None, dict[int, str]]:
    """The one row under a header that a region holds whose day stands outside the table's rows, and its columns."""
    found: dict[Box, dict[int, str]] = {}
    known: dict[Box, dict[int, str]] = {}
    for row in dict.fromkeys(block.box.row for block in draft.blocks):
        columns = column_roles(row, draft.document.blocks, known) if row is not None else {}
        if row is not None and columns:
            found[row] = columns
    return next(iter(found.items())) if len(found) == 1 else (None, {})


def _read_labels(draft: Draft) -> None:
    """ "Where: City Hall", and a label alone in a block over what it announces."""
    pending, lines, listed = None, 0, _field_list(draft)
    for block in draft.free():
        dated = draft.dated[block.index]
        pinned = block.text[:1] in words.pictures() and dated is not None and bool(dated.whens)
        split = None if pinned and dated is not None and dated.rest else words.split_label(_without_offers(block))
        alone = words.label_of(block.text) if len(block.text) <= 30 else None
        if split and split[1]:
            _assign(draft, split[0], split[1], block, "label")
            pending, lines = (split[0], 1) if split[0] == "where" else (None, 0)
        elif alone and (_stands_out(block) or block.index in listed or _is_over_time(draft, block, alone)):
            draft.claimed[block.index] = "label"
            pending, lines = alone, 0
        elif pending and not block.level and lines < ADDRESS_LINES and _can_be_labelled(block, dated):
            if (lines and pending != "where") or (lines and not placing.continues_place(draft, block)):
                pending = None
                continue
            _assign(draft, pending, block.text, block, "label")
            lines += 1
        else:
            pending = None


def _can_be_labelled(block: Block, dated: Dated | None) -> bool:
    """Whether a line is short enough to be what a label over it announces, and is no "Minutes of the meeting of …"."""
    papers = dated is not None and bool(dated.whens and dated.parts) and meeting_of_paper(dated.parts[0])
    return len(block.text) <= LONGEST_PLACE and not papers


def _without_offers(block: Block) -> str:
    """A line without the links at its end that only offer something ("Location: Mill Hall 🌐 Visit the website")."""
    text = block.text
    for words_, span in reversed([*block.of(SpanKind.LINK)]):
        if span.end < len(text) or not span.start or not words.is_furniture(words_):
            break
        text = text[: span.start].rstrip()
    return text


def _stands_out(block: Block) -> bool:
    return bool(block.level or block.strong or block.text.rstrip().endswith(":") or block.kind is Kind.TERM)


def _is_over_time(draft: Draft, block: Block, label: str) -> bool:
    """Whether a plain label for the time stands right over nothing but a day ("Our next meeting" / "May 5, 7 pm")."""
    below = draft.dated[block.index + 1] if block.index + 1 < draft.region.stop else None
    return label == "when" and below is not None and bool(below.whens) and not below.rest


def _field_list(draft: Draft) -> set[int]:
    """The labels that stand plain over their values ("Start" / "May 5, 7 pm" / "Location" / "Mill Hall"): two at least,
    one of them over nothing but a time."""
    pairs = [
        (label, block, after)
        for block, after in pairwise(draft.blocks)
        if len(block.text) <= words.LONGEST_LABEL
        and (label := words.label_of(block.text))
        and not words.label_of(after.text)
    ]
    timed = any(
        label in {"when", "end"} and (dated := draft.dated[after.index]) is not None and not dated.rest
        for label, _, after in pairs
    )
    return {block.index for _, block, _ in pairs} if timed and len({label for label, _, _ in pairs}) > 1 else set()


def _assign(draft: Draft, role: str, text: str, block: Block, rule: str) -> None:
    """Give a block to the field that a label or column announced."""
    if role in {"when", "end"}:
        draft.fields.labelled.add("when")
        if role == "end" and draft.dated[block.index] is not None:
            draft.fields.end = draft.dated[block.index]
            draft.claimed[block.index] = "when"
        return
    if role == "where":
        placing.add_place(draft, placing.without_times(text, draft.dated[block.index]), block, rule)
    elif role == "kind":
        naming.kind_by_column(draft, text, block)
        return
    elif role == "title":
        naming.name_by_role(draft, text, block, rule)
        return
    elif role == "organizer" and draft.fields.organizer is None:
        draft.fields.organizer = (text, block)
    elif role == "price":
        price, _, rest = text.partition(". ")
        draft.fields.price = draft.fields.price or (price[:LONGEST_PLACE], block, rule)
        draft.fields.description += [rest] if rest else []
    elif role == "signup":
        _read_signup(draft, text, block, rule)
    elif role == "deadline" and (dated := draft.dated[block.index]) is not None:
        days = (*dated.whens, *(found for found, _ in dated.refused))
        draft.fields.deadline = draft.fields.deadline or ((days[0], block, rule) if days else None)
    draft.fields.labelled.add(role)
    draft.claimed[block.index] = role


def _read_signup(draft: Draft, text: str, block: Block, rule: str) -> None:
    """What a label "Registration" announces: words for the description, with the last day where one is told as such."""
    dated = draft.dated[block.index]
    if dated is not None and dated.refused and not dated.whens:
        draft.fields.deadline = draft.fields.deadline or (dated.refused[0][0], block, rule)
    draft.fields.description.append(block.text)


def _read_times(draft: Draft) -> None:
    """Blocks that are nothing but times, and clocks beside the date."""
    others = _of_other_days(draft)
    for block in draft.free():
        dated = draft.dated[block.index]
        if dated is None:
            continue
        lined = len(block.text) <= LONGEST_PLACE and any(map(is_place, dated.parts))
        short = len(dated.rest.split()) <= 8 or lined or draft.is_entry(dated)
        stamped = words.POSTED.search(block.text) is not None
        near = draft.region.distance(block.index) <= NEAR_CLOCK and block.index not in others
        below = block.index - 1 in draft.region.anchors and dated.clocks and not dated.whens
        short = short or (bool(below) and len(block.text[: dated.clocks[0].span[0]].split()) <= 1)
        if dated.clocks and not stamped and ((short and near) or block.index in draft.region.anchors):
            draft.fields.clocks += [(clock, block) for clock in dated.clocks]
        named = meeting_of_paper(dated.rest) or words.is_kind(dated.rest)
        if not dated.rest or (words.is_generic(dated.rest) and not named):
            draft.claimed[block.index] = "when"
    _read_end_beside(draft)
    small = draft.region.shape == "card" and len(draft.blocks) <= NEAR_CLOCK
    if not draft.fields.clocks and (draft.region.shape == "sole" or draft.row is not None or small):
        _read_far_clocks(draft)


def _read_end_beside(draft: Draft) -> None:
    """In a row without headers, an hour alone in the cell right behind that of an earlier one is its end."""
    if draft.row is None or draft.columns or draft.fields.end is not None or len(draft.fields.clocks) != 2:
        return
    (begin, first), (end, second) = draft.fields.clocks
    cells = draft.row.cells()
    at = next((at for at, cell in enumerate(cells) if cell.first == first.index == cell.stop - 1), len(cells))
    behind = at + 1 < len(cells) and cells[at + 1].first == second.index == cells[at + 1].stop - 1
    alone = all((dated := draft.dated[each.index]) and not (dated.rest or dated.whens) for each in (first, second))
    if behind and alone and begin.end is None and end.end is None and begin.start < end.start:
        draft.fields.end = draft.dated[second.index]
        draft.fields.clocks.pop()


def _of_other_days(draft: Draft) -> set[int]:
    """The blocks of a region that tell another day than its own, and those between such a day and its own."""
    days = {day_of(each.start) for at in draft.region.anchors if (own := draft.dated[at]) for each in own.whens}
    found, open_ = set(), False
    for block in draft.blocks:
        dated = draft.dated[block.index]
        told = {day_of(each.start) for each in dated.whens} if dated is not None else set()
        open_ = bool(told - days) if told else open_ and block.index < draft.region.anchors[0]
        if open_:
            found.add(block.index)
    return found


def _read_far_clocks(draft: Draft) -> None:
    """On a page about one event, or in the row of one, an hour far from the date or among other words is still its
    hour, where no other is given."""
    found = list(_far_clocks(draft))
    if len({clock.start for clock, _ in found}) == 1:
        draft.fields.clocks.append(found[0])


def _far_clocks(draft: Draft) -> Iterator[tuple[when.Clock, Block]]:
    """The hours of a region that stand behind no other day than its own, and are not those of a meal."""
    about = " ".join((draft.subject or "", *(block.text for block in draft.blocks if block.level)))
    others = _of_other_days(draft)
    for block in draft.blocks:
        dated = draft.dated[block.index]
        if dated is None or block.zone is not Zone.MAIN or words.POSTED.search(block.text) or block.index in others:
            continue
        yield from ((c, block) for c in dated.clocks if not is_of_a_meal(block.text, c.span[0], about))


def _read_rest(draft: Draft) -> None:
    """What nothing claimed is the description; papers and cancelled notes are remembered."""
    length = 0
    elsewhere = _beside_other_days(draft)
    near = (block for block in draft.blocks if draft.claimed.get(block.index) != FAR and block.index not in elsewhere)
    for block in near:
        word = words.STATUS.search(block.text) if len(block.text) <= LONGEST_PLACE else None
        if word is not None and not words.CONDITION.search(block.text, 0, word.start()):
            state = Status.POSTPONED if word[0][0] in "pP" else Status.CANCELLED
            draft.fields.status = draft.fields.status or (state, word[0], block)
        noted = words.CANCELLED_NOTE.search(block.text) and len(block.text) <= words.LONGEST_TITLE
        if noted and not _speaks_of_another_day(draft, block):
            draft.fields.cancelled_note = block.text
        draft.fields.papers |= words.is_action(block.text) and bool(words.PAPERS.search(block.text))
        if draft.claimed.get(block.index) or length > DESCRIPTION_LIMIT or _only_offers(block):
            continue
        dated = draft.dated[block.index]
        if dated and dated.strong and len(block.text) <= words.LONGEST_TITLE:
            continue
        draft.fields.description.append(block.text)
        length += len(block.text)


def _beside_other_days(draft: Draft) -> set[int]:
    """The lines in cells of other days, in a row of which each cell has a day: what they say is said of those."""
    cells = [cell for cell in draft.row.cells() if cell.stop > cell.first] if draft.row is not None else []
    opening = [draft.dated[cell.first] for cell in cells]
    if len(cells) < 2 or not all(dated is not None and dated.strong and dated.whens for dated in opening):
        return set()
    others = (cell for cell in cells if not any(cell.first <= at < cell.stop for at in draft.region.anchors))
    return {at for cell in others for at in range(cell.first, cell.stop)}


def _speaks_of_another_day(draft: Draft, block: Block) -> bool:
    """Whether a line tells days or months, and not the region's own day ("No meeting in June 2027", below May 12)."""
    dated = draft.dated[block.index]
    told = [*dated.whens, *dated.months, *(each for each, _ in dated.refused)] if dated is not None else []
    own = [day_of(each.start) for at in draft.region.anchors if (at_day := draft.dated[at]) for each in at_day.whens]
    inside = (day_of(each.start) <= day <= day_of(each.end or each.start) for each in told for day in own)
    return bool(told) and not any(inside)


def _only_offers(block: Block) -> bool:
    """Whether a line only offers things to do, one or several in a row ("Google Calendar · ICS")."""
    links = [(text, span) for text, span in block.of(SpanKind.LINK) if text]
    if words.is_action(block.text) or not links:
        return words.is_action(block.text)
    left = list(block.text)
    for text, span in links:
        left[span.start : span.end] = " " * (span.end - span.start)
        if not words.is_action(text):
            return False
    return words.is_action("".join(left).strip())
