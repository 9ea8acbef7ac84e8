"""The names of the rules by which fields are read, and what each means: `rules.toml`, as records.

Refuses to read pages: readers put these names into `Evidence.rule`, and people find here what they stand for.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of evidence. page: one of our own test pages on which it shows, relative to the checkout."""

    name: str
    group: str
    means: str
    page: str


@cache
def rules() -> Mapping[str, Rule]:
    """Every rule by its name, in the order of the table. A name that ends in `*` stands for a family."""
    return {name: Rule(name, **fields) for name, fields in _table()["rules"].items()}


@cache
def sign_pages() -> Mapping[str, str]:
    """For every sign of confidence, one of our own test pages on which it holds."""
    return dict(_table()["signs"])


def rule_of(name: str) -> Rule | None:
    """The rule of a name as `Evidence.rule` has it ("ical:DTSTART" is of "ical:*"), or None."""
    family = f"{name.partition(':')[0]}:*"
    return rules().get(name) or rules().get(family)


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("aggregator.extract").joinpath("rules.toml").read_text(encoding="utf-8"))
