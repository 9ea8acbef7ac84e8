"""Which dates of a page can be an event's at all, by the part of the page, the column or the label they stand under.

Refuses to cut records or to read any other field.
"""

from __future__ import annotations

from collections.abc import Sequence

from aggregator.extract.html import words
from aggregator.extract.html.blocks import Block, Box, Document, Zone
from aggregator.extract.html.columns import column_roles
from aggregator.extract.html.dates import Dated

NOT_ITS_DAY = frozenset(("posted", "deadline", "end"))
"""Labels and columns whose date is not the day of the event."""

LONGEST_BYLINE = 60


def cell_roles(document: Document, dated: Sequence[Dated | None]) -> dict[int, tuple[dict[int, str], str | None]]:
    """For each dated block in a table: its row's columns, and the role of its own."""
    roles: dict[int, tuple[dict[int, str], str | None]] = {}
    by_row: dict[Box, dict[int, str]] = {}
    by_header: dict[Box, dict[int, str]] = {}
    for each in dated:
        row = each.block.box.row if each is not None else None
        if each is None or row is None:
            continue
        if row not in by_row:
            by_row[row] = column_roles(row, document.blocks, by_header)
        at = next((at for at, cell in enumerate(row.cells()) if cell.first <= each.block.index < cell.stop), -1)
        roles[each.block.index] = (by_row[row], by_row[row].get(at))
    return roles


def refusal(block: Block, blocks: Sequence[Block], roles: dict[int, tuple[dict[int, str], str | None]]) -> str | None:
    """Why a date here is no event's: in navigation or footer, or announced as a deadline, posting or end; else None."""
    if block.zone in {Zone.NAV, Zone.FOOTER}:
        return "navigation" if block.zone is Zone.NAV else "footer"
    columns, role = roles.get(block.index, ({}, None))
    named = columns.values()
    if role in NOT_ITS_DAY or "bill" in named or (role not in {"when", "title", None} and "when" in named):
        return "other-column"
    label = words.split_label(block.text)
    before = blocks[block.index - 1].text if block.index and not _is_in_row_before(block, blocks) else ""
    over = words.label_of(before) if len(before) <= words.LONGEST_LABEL else None
    if (label[0] if label else over) in NOT_ITS_DAY:
        return "other-label"
    return "example" if _is_example(block, blocks) else None


def _is_in_row_before(block: Block, blocks: Sequence[Block]) -> bool:
    """Whether the line before a block is the last cell of the row before its own, and so the head of another column."""
    row = blocks[block.index - 1].box.row
    return row is not None and row is not block.box.row and len(row.cells()) > 1


def _is_example(block: Block, blocks: Sequence[Block]) -> bool:
    """Whether the line over the block's box announces an example ("Example notice for a regular meeting:")."""
    at = block.box.first - 1
    over = blocks[at].text if at >= 0 else ""
    return over.endswith(":") and words.EXAMPLE.search(over) is not None


def is_dateline(block: Block, blocks: Sequence[Block]) -> bool:
    """Whether the line right above or below a date and hour says who wrote ("By Ana Reyes")."""
    near = (blocks[at] for at in (block.index - 1, block.index + 1) if 0 <= at < len(blocks))
    return any(len(each.text) <= LONGEST_BYLINE and words.BYLINE.match(each.text) for each in near)
