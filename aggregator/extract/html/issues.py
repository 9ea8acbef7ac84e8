"""Headings that name a paper which comes out from time to time: a newsletter, a bulletin, the news of a strike.

Refuses to know blocks: it is asked of a heading's words.
"""

from __future__ import annotations

import re

from aggregator.extract.html.words import ISSUE, NOTES_OF, OCCASION, phrases

_LAST = re.compile(rf"\b(?:{phrases('issues')})[\W\d]*\Z", re.I)
"""The paper's word ends the heading, but for a number or a day: whatever it brings news of ("Strike update #4")."""


def is_issue(heading: str) -> bool:
    """Whether a heading is the name of a paper that comes out from time to time, and of no occasion."""
    return ISSUE.search(heading) is not None and (not OCCASION.search(heading) or _LAST.search(heading) is not None)


def is_of_a_paper(heading: str) -> bool:
    """Whether a heading is that of a newsletter or of notes: where a sentence below it names nothing, nothing does."""
    return is_issue(heading) or NOTES_OF.search(heading) is not None
