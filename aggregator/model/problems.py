"""What went wrong, for people. Raises nothing: exceptions are `aggregator.errors`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong, for people: shown in the `problems` table, never only logged.

    stage: the verb at work (config, fetch, extract, normalize, expand, decide, merge, publish).
    where: complete enough to find it (`VEVENT 12 (uid abc@example.org)`, `script 0 › @graph 3`).
    message: the fault and what it cost ("…; the event was skipped").
    hint: what the reader or the ally can do about it.
    """

    stage: str
    where: str
    message: str
    hint: str = ""
