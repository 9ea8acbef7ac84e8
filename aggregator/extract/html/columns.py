"""What the columns of a table of events hold, by its row of headers. Refuses to read the rows below."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from aggregator.extract.html import words
from aggregator.extract.html.blocks import Block, Box

_DATUM = re.compile(r"\d:\d\d|\w: +\w|\A\d{1,2}\Z")
"""An hour, a label with its value, or the bare number of a day: a row that has one is no header."""


def column_roles(row: Box, blocks: Sequence[Block], known: dict[Box, dict[int, str]]) -> dict[int, str]:
    """What the columns of a row's table hold, by position, read from the row of headers above it.

    known: what rows were found to say as headers, filled here: a table's header is read once for all of its rows.
    """
    table = next((box for box in row.ancestors() if box.tag == "table"), None)
    if table is None:
        return {}
    for header in _rows(table):
        if header.first >= row.first:
            break
        if header not in known:
            known[header] = _said_by(header, blocks)
        if known[header]:
            return known[header]
    return {}


def head_over(row: Box, at: int, blocks: Sequence[Block]) -> Block | None:
    """The line at the head of a row's column, where the table's first row has as many cells, of one line at most."""
    table = next((box for box in row.ancestors() if box.tag == "table"), None)
    first = next(_rows(table), None) if table is not None else None
    cells = first.cells() if first is not None and first.first < row.first else []
    if len(cells) != len(row.cells()) or any(cell.stop - cell.first > 1 for cell in cells):
        return None
    return blocks[cells[at].first] if cells[at].stop > cells[at].first else None


def _said_by(header: Box, blocks: Sequence[Block]) -> dict[int, str]:
    """What a row says as a header: two columns or more, or whatever a row of nothing but `<th>` says."""
    cells = header.cells()
    texts = [" ".join(block.text for block in blocks[cell.first : cell.stop]) for cell in cells]
    if any(_DATUM.search(text) for text in texts):
        return {}
    roles = {at: role for at, text in enumerate(texts) if (role := words.label_of(text, column=True))}
    named = "title" in roles.values()
    roles = {at: "other" if named and role in {"kind", "notes"} else role for at, role in roles.items()}
    details = next((at for at, role in roles.items() if role == "details"), None)
    for at in [at for at, role in roles.items() if role == "details"]:
        roles[at] = "title" if at == details and not named else "other"
    return roles if len(roles) >= 2 or (roles and all(cell.tag == "th" for cell in cells)) else {}


def _rows(table: Box) -> Iterator[Box]:
    """The first rows of a table, through thead and tbody."""
    for child in table.children[:4]:
        if child.tag == "tr":
            yield child
        else:
            yield from (row for row in child.children[:3] if row.tag == "tr")
