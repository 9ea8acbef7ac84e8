"""Whether a block stands for its date, or only mentions it in a sentence: asked of its words and of what is emphasised.

Refuses to read dates: it is told where they stand.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from aggregator.extract.html.blocks import Block, Kind, SpanKind
from aggregator.extract.html.names import meeting_of_paper
from aggregator.extract.html.sentences import sentence_spans
from aggregator.extract.html.words import OCCASION, is_generic, is_kind, names_of_days, phrases, split_label

STRONG_WORDS = 12
"""A block with at most this many words beside its date stands for the date; more make a sentence around it."""

LONGEST_ITEM = 60
"""An item of a list that opens with its day and hour, or a line that opens with a sentence of nothing else, stands for
them, with so many words at most."""

_PLANNED_FOR = re.compile(rf"\b(?:{phrases('planned_for')})\W*\Z", re.I)

_LEADS_TO_LIST = re.compile(r"\.\s+[A-ZÀ-Þ][^.!?]*:\s*\Z")
"""Behind a date: its sentence ends, and another one leads to a list ("… at 7 pm. The agenda holds the following:")."""

_OWN_SENTENCE = re.compile(r"(?:\.|(?<=\.))\s+(?=[A-ZÀ-Þ£$€])")
"""Behind a date: it is a sentence of its own ("Saturday 3rd October, from 8 pm. Members free …")."""

_NAME_BEFORE = re.compile(r"\W*([^.!?:;,]{3,60}?)\s*(?::|\s[–—-])\s+(?:\w+,?\s+)?")
"""Before a date: a name and a mark."""

_SENTENCE_END = re.compile(r"[.!?]['\"”’)]*\Z")


def is_strong(block: Block, spans: Sequence[tuple[int, int]], parts: Sequence[str], *, opens_with_hour: bool) -> bool:
    """Whether a block stands for its date rather than mentioning it in a sentence."""
    if not spans:
        return False
    words = sum(len(part.split()) for part in parts)
    before = re.findall(r"\w+", block.text[: spans[0][0]].casefold())
    leads = not before or (len(before) == 1 and before[0] in names_of_days())  # "dim, 11 déc."
    if split_label(block.text) or block.kind in {Kind.HEADING, Kind.TERM, Kind.CAPTION, Kind.HEADER}:
        return words <= 3 * STRONG_WORDS
    if opens_with_hour and words <= 3 * STRONG_WORDS and _is_of_papers(block.text, spans):
        return True
    if _is_list(block.text, spans) or _is_named(block, spans[0][0], timed=opens_with_hour):
        return True
    if leads and (words <= STRONG_WORDS or _set_off(block.text, spans[0][1]) or _is_emphasised(block, spans[0])):
        return True
    alone = block.box.tag == "li" or _OWN_SENTENCE.match(block.text, spans[0][1]) is not None
    if leads and opens_with_hour and words <= LONGEST_ITEM and alone:
        return True
    if (
        leads and opens_with_hour and len(spans) == 1 and re.match(r"\)?,\s+\S", block.text[spans[0][1] :])
    ):  # "Friday, 5/9, 7 pm, vigil for …"
        return True
    if _is_planned(block, spans[0][0]) or _LEADS_TO_LIST.search(block.text, spans[-1][1]):
        return False
    if name_and_day(block.text, spans[0]) is not None:
        return True
    if words > STRONG_WORDS:
        return _stands_alone(block, spans)
    if block.box.tag == "li" and _is_parted(block.text, spans):
        return True
    ends_in_date = spans[-1][1] >= len(block.text.rstrip("! "))  # "… at 9:30 a.m.": the point is the hour's
    return ends_in_date or not _SENTENCE_END.search(block.text) or words <= 2


def _is_of_papers(text: str, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether a line opens with papers of a meeting before its day, and says no more than where ("Minutes of the
    meeting of … held on …")."""
    return meeting_of_paper(text[: spans[0][0]]) is not None and _SENTENCE_END.search(text) is None


def _is_planned(block: Block, date_at: int) -> bool:
    """Whether a paragraph says in a sentence that something is planned for its date ("Two walks are planned for …")."""
    text = block.text
    return (
        block.box.tag in {"p", "div"}
        and text.rstrip().endswith(".")
        and _PLANNED_FOR.search(text, 0, date_at) is not None
    )


def _is_emphasised(block: Block, date: tuple[int, int]) -> bool:
    """Whether a date that opens its block is in bold and what follows is not ("**Tuesday 22 May.** Debate …")."""
    bold = (span for span in block.spans if span.kind is SpanKind.STRONG and not block.strong)
    return any(span.start <= date[0] and date[1] <= span.end <= date[1] + 2 for span in bold)


def _is_named(block: Block, date_at: int, *, timed: bool) -> bool:
    """Whether an emphasised or linked name opens the block, and a mark, or nothing before an hour, parts it from its
    date."""
    opening = (span for span in block.spans if span.kind in {SpanKind.STRONG, SpanKind.LINK} and span.start == 0)
    ends = [span.end for span in opening if 0 < span.end <= date_at]
    if not ends:
        return False
    between = block.text[max(ends) : date_at] or " "
    inside = block.text[: max(ends)].rstrip()[-1:] == ":" and between.isspace()
    mark = "?" if timed else ""
    return (
        inside or re.fullmatch(rf"\s*[:–—|,-]{mark}\s*(?:(?:le|la|el|il|am|den|o|on)\s+)?", between, re.I) is not None
    )


def _stands_alone(block: Block, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether an emphasised or linked name opens the block, and its date opens a sentence that goes on to few words
    ("**Song circle** – Bring a friend. Friday, May 5, 7 pm at Mill Hall. RSVP")."""
    opening = (span.end for span in block.spans if span.kind in {SpanKind.STRONG, SpanKind.LINK} and span.start == 0)
    if not any(0 < end < spans[0][0] for end in opening):
        return False
    first, stop = next(each for each in sentence_spans(block.text) if each[0] <= spans[0][0] < each[1])
    return first == spans[0][0] and len(block.text[spans[0][1] : stop].split()) <= STRONG_WORDS


def name_and_day(text: str, date: tuple[int, int]) -> str | None:
    """The name of an occasion with which a text opens, where a mark and its date follow, and then another sentence
    ("Summer picnic – Sunday, 28 June. Bring something to share …"), or None. date: the offsets of its first date."""
    name = _NAME_BEFORE.fullmatch(text, 0, date[0])
    if name is None or _OWN_SENTENCE.match(text, date[1]) is None or is_kind(name[1]) or is_generic(name[1]):
        return None
    return name[1] if OCCASION.search(name[1]) else None


def _is_list(text: str, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether a few words and a colon announce three dates or more ("Meetings of the board: May 3, June 7 and …")."""
    gaps = [text[before[1] : after[0]] for before, after in pairwise(spans)]
    announced = text[: spans[0][0]].rstrip().endswith(":") and len(text[: spans[0][0]].split()) <= STRONG_WORDS
    return announced and len(gaps) >= 2 and all(len(gap.split()) <= 1 for gap in gaps[:2])


def _is_parted(text: str, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether a mark parts a line's dates from the name before them, or from the town before it goes on to the name
    ("Midsummer party: 4:30 pm, May 4.", "Ashby: May 4: Launch party.")."""
    return text[: spans[0][0]].rstrip().endswith((":", "–", "—"))


def _set_off(text: str, end: int) -> bool:
    """Whether a mark parts the date from what follows ("June 3: …", "May 5 – …")."""
    return re.match(r"\)?\s*[:–—|•-]\s*\S", text[end:]) is not None
