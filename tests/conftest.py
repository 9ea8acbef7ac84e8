"""Fixtures that every test may ask for."""

from __future__ import annotations

from aggregator import zone_laws
from tests.calendar_server import calendar_server

zone_laws.choose()  # as every program of ours does, before anything is reckoned

__all__ = ["calendar_server"]
