"""Text → time: the grammar of event dates.

Pure: no clock, no network, no disk but the package's own word lists. The grammar is data: words of each language
(`vocabulary`), productions over kinds of words (`dates`, `clocks`, `expressions`, `recurrence`); a text is read left to
right once into phrases, once into expressions, which are then resolved against the page's date (`resolve`).
"""

from aggregator.when.clock_search import find_clocks
from aggregator.when.day_search import find_days
from aggregator.when.find import find
from aggregator.when.frames import find_frames
from aggregator.when.joining import join
from aggregator.when.records import Clock, Context, Frame, ZonedTime

__all__ = ["Clock", "Context", "Frame", "ZonedTime", "find", "find_clocks", "find_days", "find_frames", "join"]
