"""Fixtures that every test may ask for."""

from __future__ import annotations

from tests.calendar_server import calendar_server

__all__ = ["calendar_server"]
