"""One region on its way to become events, with all that speaks for it: its fields, the headings over it, what is said
for its whole list. Decides nothing."""

from __future__ import annotations

from dataclasses import dataclass

from aggregator.extract.html.blocks import Block
from aggregator.extract.html.context import Context
from aggregator.extract.html.draft import Fields
from aggregator.extract.html.region import Region
from aggregator.extract.html.statements import Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A dated region.

    columns, role: what the table's header says of the cells of its row, and of the cell of the date. above: the
    headings over its date, outermost first. members: how many regions stand under the same heading. alone: it is the
    page's only one. among_named: others under the same heading have names of their own. begin: the first block of any
    region of the page. said_hour, said_place, said_name: what is said once for its list.
    """

    page: Context
    region: Region
    columns: dict[int, str]
    role: str | None
    above: tuple[Block, ...]
    members: int
    alone: bool
    among_named: bool
    begin: int
    fields: Fields
    said_hour: Statement | None
    said_place: Statement | None
    said_name: Statement | None
