"""Stands in `aggregator.extract.structured.microformats` until the page reader calls `structured.find_events`."""

from aggregator.extract.structured.microformats import find_events

__all__ = ["find_events"]
