"""Stands in `aggregator.extract.structured.microdata` until the page reader calls `structured.find_events`."""

from aggregator.extract.structured.microdata import find_events

__all__ = ["find_events"]
