"""When a permanent redirect is believed: after a week of good pages at the same new address. Pure.

A maintenance page, a captive portal or a domain that was sold also answer with 301, for a day; an address that they
named and we took over would never lead back.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from aggregator.model import Move

SEEN_FOR = timedelta(days=7)
PASSING = (408, 425, 429, 500, 502, 503, 504)
"""Statuses of a host in passing trouble: they say nothing about the address."""


def after_page(move: Move, moved_to: str | None, *, now: datetime) -> Move:
    """What is known of a source's moves after a good answer. moved_to: where only permanent redirects led, or None."""
    if moved_to is None or moved_to == move.adopted:
        return replace(move, seen=None, since=None)
    if moved_to != move.seen or move.since is None or move.since > now:
        return replace(move, seen=moved_to, since=now)
    if now - move.since >= SEEN_FOR:
        return Move(adopted=moved_to)
    return move


def after_failure(move: Move, status: int | None) -> Move:
    """What is known after a failure: an adopted address that fails is given up, and the one in sources.toml asked.

    status: of HTTP, None where no answer came.
    """
    if move.adopted is None or status in PASSING:
        return move
    return Move()
