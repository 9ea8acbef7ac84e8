"""Who reads a page: this process, or processes of their own that may be killed when a page is too much for them.

Refuses to fetch and to store. `Readers` is what a run uses, `read_here` what tests and debuggers do.
"""

from __future__ import annotations

from aggregator.readers.here import Reader, read_here, unexpected
from aggregator.readers.limits import Limits
from aggregator.readers.pool import Readers

__all__ = ["Limits", "Reader", "Readers", "read_here", "unexpected"]
