"""Whether an event is one that the words of its source's `include` and `exclude` let through. Refuses to read pages."""

from __future__ import annotations

import re

from aggregator.model import Event, Source


def wanted(event: Event, source: Source) -> bool:
    """Whether title, topics and description have a word of `include`, where there are any, and none of `exclude`."""
    text = " ".join((event.title, *event.categories, event.description or "")).casefold()

    def has(word: str) -> bool:
        return re.search(rf"(?<!\w){re.escape(word.casefold())}(?!\w)", text) is not None

    return (not source.include or any(map(has, source.include))) and not any(map(has, source.exclude))
