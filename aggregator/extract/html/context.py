"""All that is known of a page before its records are read, and what the stages leave for each other. Reads nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from aggregator.extract.html.blocks import Block, Document
from aggregator.extract.html.dates import Dated
from aggregator.extract.html.region import Region
from aggregator.model import RawEvent


@dataclass(frozen=True, slots=True)
class Told:
    """An event with the blocks it was read from, so that prose does not tell it again."""

    event: RawEvent
    first: int
    stop: int


@dataclass(slots=True)
class Notes:
    """What the stages decided. refused: position of a date → why it gave no event. rules: the blocks that only say
    what holds for dates told one by one. headed: so many cards alike → whether a name stands over each of them."""

    regions: list[Region] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    rules: set[int] = field(default_factory=set)
    headed: dict[int, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """All that is known of the page before its records are read; and the notes that the stages leave.

    subject: what the whole page is about (`titles.subject`).
    """

    document: Document
    dated: tuple[Dated | None, ...]
    above: tuple[tuple[Block, ...], ...]
    now: datetime
    subject: str | None = None
    notes: Notes = field(default_factory=Notes)
