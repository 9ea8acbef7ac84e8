"""What a person decided about events, once and for all: a record of decisions.toml. Holds no rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Verdict(StrEnum):
    """What was decided: listings are one event, or are not; an event is shown, is not, or is not even kept; a field."""

    MERGE = "merge"
    SPLIT = "split"
    HIDE = "hide"
    ACCEPT = "accept"
    SET = "set"
    TAKEDOWN = "takedown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A human's standing instruction.

    id: short, its name in commands. listings: ids of listings, which are the same in every rebuild and wherever the
    source has the same slug; for MERGE they are one event, for SPLIT no two of them are, else the event that holds
    any of them is meant. field, value: for SET, as text. about: what it is about, for people who read the file.
    sources, marks: for TAKEDOWN, the slugs of who listed it, and digests by which it is known again; nothing else
    tells of it.
    undone_at: it was taken back then; the record stays, so that it is remembered.
    """

    id: str
    verdict: Verdict
    listings: tuple[str, ...]
    field: str | None = None
    value: str | None = None
    sources: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    about: str = ""
    why: str = ""
    decided_at: datetime
    undone_at: datetime | None = None
