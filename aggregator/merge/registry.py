"""Every reason and veto by its name: what it counts, what it says, and two listings between which it shows.

Refuses to compare; `reasons` does. The table is `reasons.toml`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason, or a veto, whose weight is None. a, b: fields of two listings, where they differ from `EXAMPLE`."""

    name: str
    says: str
    weight: int | None
    a: Mapping[str, Any]
    b: Mapping[str, Any]


_TABLE = tomllib.loads(files("aggregator.merge").joinpath("reasons.toml").read_text(encoding="utf-8"))


def _read(kind: str) -> dict[str, Reason]:
    return {
        name: Reason(name, row["says"], row.get("weight"), row.get("a", {}), row.get("b", {}))
        for name, row in _TABLE[kind].items()
    }


REASONS: Final[Mapping[str, Reason]] = _read("reason")
VETOES: Final[Mapping[str, Reason]] = _read("veto")
EXAMPLE: Final[Mapping[str, Any]] = _TABLE["example"]
"""Fields of both listings of every example, where it does not say otherwise."""
WEIGHTS: Final[Mapping[str, int]] = {name: reason.weight or 0 for name, reason in REASONS.items()}
ENOUGH: Final[int] = _TABLE["enough"]
"""The score from which two listings are one event."""
