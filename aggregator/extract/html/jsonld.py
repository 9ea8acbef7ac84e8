"""Stands in `aggregator.extract.structured.jsonld` until the page reader calls `structured.find_events`."""

from aggregator.extract.structured.jsonld import find_events

__all__ = ["find_events"]
