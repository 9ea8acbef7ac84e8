"""Published occurrences → feeds on disk: rendered purely, checked by reading them back, replaced atomically.

Refuses to read the database (`store` hands the occurrences over) and to decide what an event is.
"""

from __future__ import annotations

from aggregator.publish.feeds import window
from aggregator.publish.files import Published, write_feeds, write_slice

__all__ = ["Published", "window", "write_feeds", "write_slice"]
