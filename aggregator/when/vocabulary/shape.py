"""The shape of a language's word lists. Refuses to hold any word."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

Words: TypeAlias = Mapping[str, str | Mapping[str, int]]
"""Kind of token → its words: a line of words that need no number, or word → number (month 1–12, Monday is 0)."""
