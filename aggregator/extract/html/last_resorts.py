"""The name of a record that none of its lines gives by its role: the only text of its row, the head of its column, a
name in quotation marks, its only line, its picture.

Asked last of all; refuses to weigh one against another: the first that there is counts.
"""

from __future__ import annotations

from aggregator.extract.html import columns, words
from aggregator.extract.html.beside import is_sentence
from aggregator.extract.html.blocks import Box
from aggregator.extract.html.called import quoted_name
from aggregator.extract.html.draft import Draft
from aggregator.extract.html.flats import ALIKE
from aggregator.extract.html.names import Name, can_name, first_clause
from aggregator.extract.html.pictures import named_by
from aggregator.extract.html.places import is_place

BY_ROW = 40
"""The beginning of a text in the row of a date: the last resort."""


def read_last_resorts(draft: Draft) -> None:
    """Give a draft without a name the first of these, and one without a kind the others."""
    if not draft.names and draft.row is not None:
        _name_of_row(draft, draft.row)
    for last_resort in (_name_of_column, _name_in_marks, _name_of_only_line, _name_of_picture):
        if not draft.names and draft.fields.kind is None:
            last_resort(draft)


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
    by_column = at > 0 or (len(cells) > 1 and all(_is_day(draft, cell) for cell in cells))
    head = columns.head_over(row, at, draft.document.blocks) if row is not None and by_column else None
    if head is None or draft.dated[head.index] is not None or words.OCCASION.search(head.text) is None:
        return
    if words.is_kind(head.text):
        draft.fields.kind = Name(BY_ROW, head.text, head, "title-by-column")
    elif can_name(head.text):
        draft.names.append(Name(BY_ROW, head.text, head, "title-by-column"))


def _is_day(draft: Draft, cell: Box) -> bool:
    """Whether a cell is one line that stands for its day: where all of a row are, none is the day of the others."""
    dated = draft.dated[cell.first] if cell.stop == cell.first + 1 else None
    return dated is not None and dated.strong


def _name_in_marks(draft: Draft) -> None:
    """The one name in quotation marks that sentences under a date give ("Jo Marsh will speak on ‘Mills of Ash’")."""
    found = [(name, block) for block in draft.free() if (name := quoted_name(block.text)) and can_name(name)]
    if len(found) == 1:
        draft.names.append(Name(BY_ROW, *found[0], "title-by-quotation"))


def _name_of_only_line(draft: Draft) -> None:
    """The beginning of the only line below a bare day, in records cut alike ("Quiz night and supper - details
    later.")."""
    block, days = draft.blocks[-1], [draft.dated[at] for at in draft.region.anchors]
    alone = len(draft.blocks) == len(days) + 1 and not any(day is None or day.rest for day in days)
    alone = alone and draft.claimed.get(block.index) is None and draft.region.alike >= ALIKE
    name = first_clause(block.text) if alone and draft.dated[block.index] is None else ""
    if name and can_name(name) and not is_place(name) and not is_sentence(name):
        draft.names.append(Name(BY_ROW, name, block, "title-by-position"))


def _name_of_picture(draft: Draft) -> None:
    """What the text of the region's only picture names, where no words do."""
    found = named_by(draft.document, draft.region.first, draft.region.stop)
    if found is not None:
        draft.names.append(Name(BY_ROW, found[0], draft.document.blocks[draft.region.anchors[0]], "title-by-picture"))
        draft.fields.page = found[1].url or None
