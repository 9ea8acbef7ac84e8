"""Words beside a date that say it is no event's: deadlines, post dates, "since 1998", opening hours; and verbs' tenses.

Refuses to look farther than the sentence a date stands in.
"""

from __future__ import annotations

import re

REACH = 70
"""Characters before and behind an expression that are looked at."""

_SENTENCE = re.compile(r"[.!?]\s|\n")

_BEFORE: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (aside, re.compile(rf"(?:{words})\W{{0,4}}$", re.IGNORECASE))
    for aside, words in (
        (
            "deadline",
            r"deadline(?: (?:is|for|to)(?: \w+){0,5})?(?: (?:is|by))?|\bdue(?: (?:on|by|date))?|\b(?:rsvp|register|registration|apply|applications?|"
            r"submit|submissions?|sign[- ]?up|enroll|respond|nominations?|order|reserve|e-?mail us|buy tickets|tickets)\b[^.!?\n]{0,40}\b(?:by|before|until|"
            r"through|closes?|ends?)(?: on)?|\b(?:no later than|accepted (?:until|through))",
        ),
        (
            "posted",
            r"\b(?:posted|published|updated|last (?:updated|modified|edited|revised)|revised|created|added|written|submitted|"
            r"modified|reviewed|archived|filed|retrieved|accessed)(?: (?:on|at|by [^\n]{1,30}))?(?: on)?|©|\(c\)|copyright",
        ),
        ("since", r"\b(?:since|established|founded|est|as of|effective|incorporated|dating back to|dates back to)(?: (?:on|in))?"),
        ("hours", r"\b(?:(?:office|business|opening|store|library|visiting|normal|regular|customer service) hours|hours of operation|we(?:'re| are) open|open(?:ing)? hours|phones? (?:are )?answered)(?: (?:are|is|from))?"),
        ("age", r"\b(?:ages?|aged|born|birthday)(?: (?:on|is))?"),
        ("past", r"\b(?:died|launched|passed|signed|enacted|elected|adopted|ratified|arrested|killed|released|introduced|filed)(?: (?:on|in|into law on))?"),
    )
)
_AFTER: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (aside, re.compile(rf"\W{{0,4}}(?:{words})", re.IGNORECASE))
    for aside, words in (
        ("deadline", r"(?:is the )?deadline|is the last day to"),
        ("posted", r"by [A-Z]\w+ [A-Z]\w+ (?:\||in )|leave a comment|\d+ comments?|comments? off"),
    )
)

_PAST = re.compile(r"\b(?:was|were|took|held|met|gathered|hosted|attended|marched|joined us|had|happened)\b[^.!?\n]{0,45}$", re.IGNORECASE)
_FUTURE = re.compile(
    r"\b(?:will|join us|come to|coming|upcoming|register|rsvp|save the date|is scheduled|are scheduled|takes? place|don't miss)\b[^.!?\n]{0,60}$",
    re.IGNORECASE,
)


def surroundings(text: str, span: tuple[int, int]) -> tuple[str, str]:
    """What stands before and behind an expression in its own sentence and line."""
    before = text[max(0, span[0] - REACH) : span[0]]
    breaks = [match.end() for match in _SENTENCE.finditer(before)]
    after = text[span[1] : span[1] + REACH]
    stop = _SENTENCE.search(after)
    return before[breaks[-1] if breaks else 0 :], after[: stop.start() if stop else REACH]


def find_aside(before: str, after: str) -> str | None:
    """Why the words around a time make it no event's, or None."""
    for aside, pattern in _BEFORE:
        if pattern.search(before):
            return aside
    for aside, pattern in _AFTER:
        if pattern.match(after):
            return aside
    return None


def find_tense(before: str) -> int:
    """-1 where a verb in the past governs the date, 1 where one points ahead, 0 where none does."""
    if _FUTURE.search(before):
        return 1
    return -1 if _PAST.search(before) else 0
