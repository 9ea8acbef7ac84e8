"""Dates that only tell when something was written, known by what stands around them: the stamps of a thread or of a
list of headlines, the line under an article's heading, the day over a site's menu.

Refuses days after tomorrow, and lines that name an occasion or a label of an event's time.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from aggregator.extract.html.blocks import Block, Document, Zone
from aggregator.extract.html.dates import Dated, refused_whole
from aggregator.extract.html.words import BYLINE, OCCASION, POSTED, split_label
from aggregator.model import When, day_of

STAMP_MINUTES = 5
"""People meet at multiples of five minutes; of the minutes that a clock writes, four in five are none."""

SERIES = 2
"""So many odd stamps of one look, or more, are no chance."""

TIME_ZONES = timedelta(days=1)
"""What was written just now, on the other side of the earth, bears the day of tomorrow."""

NEAR_HEADING = 10
"""Blocks between the heading of an article and the line that says when it was written: bylines, buttons, a picture."""

NEAR_WRITER = 3
"""Blocks between who wrote and when."""

LONG_PARAGRAPH = 120
"""Characters of a paragraph of an article, at least."""

ARTICLE = 3
"""So many long paragraphs make an article."""

LONGEST_DATELINE, MOST_WORDS = 100, 8
"""Characters of such a line, and words in it beside the date: the writer, a newspaper, a town."""

_TOWN = re.compile(r"\W*[A-ZÀ-Þ][^.!?:;]{1,30}(?:,[^.!?:;,]{2,20}\.?)?[,(|]\s*")
_SET_OFF = re.compile(r"\)?\s*(?:\(\w+\)\s*)?[–—-]\s")

_WRITERS = frozenset(("author", "byline"))


def without_written(document: Document, dated: Sequence[Dated | None], *, today: date) -> tuple[Dated | None, ...]:
    """The times of each block, those of writing among what is refused."""
    written = {*_stamps(document, dated), *_datelines(document, dated, today), *_over_menu(document, dated, today)}
    return tuple(
        refused_whole(found, "posted") if found is not None and at in written else found
        for at, found in enumerate(dated)
    )


def is_odd(found: When) -> bool:
    """Whether a time's minutes are those of a time stamp."""
    return isinstance(found.start, datetime) and found.start.minute % STAMP_MINUTES != 0


def _stamps(document: Document, dated: Sequence[Dated | None]) -> Iterator[int]:
    """The lines of one look that each tell one moment, most of them odd: comments, headlines, stations of a parcel. A
    table of recordings tells when meetings began, to the minute."""
    alike: dict[str, list[Dated]] = defaultdict(list)
    for found in dated:
        if found is not None and found.whens and all(map(_is_moment, found.whens)):
            alike[found.block.look].append(found)
    for lines in alike.values():
        odd = sum(is_odd(line.whens[0]) for line in lines)
        held = sum(_is_row_of_meeting(document, line.block) for line in lines) if odd >= SERIES else 0
        if odd >= SERIES and 2 * odd > len(lines) > 2 * held:
            yield from (line.block.index for line in lines)


def _is_row_of_meeting(document: Document, block: Block) -> bool:
    """Whether a cell of the row in which a block stands names something people come together for."""
    row = block.box.row
    return row is not None and any(OCCASION.search(cell.text) for cell in document.blocks[row.first : row.stop])


def _is_moment(found: When) -> bool:
    return isinstance(found.start, datetime) and not (found.end or found.rrule or "day" in found.assumed)


def _datelines(document: Document, dated: Sequence[Dated | None], today: date) -> Iterator[int]:
    """The lines around the heading of an article that tell its day beside who wrote it, or the day that the page's own
    metadata give as that of writing."""
    top, blocks = document.main_heading, document.blocks
    if top is None:
        return
    long = [block.index for block in blocks[top.index :] if _is_paragraph(block)]
    if len(long) < ARTICLE:
        return
    stop = min(long[0], top.index + NEAR_HEADING + 1)
    for at in range(max(top.index - NEAR_HEADING, 0), stop):
        found = dated[at]
        if found is None or not found.whens or at == top.index or not _may_date_article(found, today):
            continue
        if _is_published(document, found) or is_odd(found.whens[0]) or _is_by_writer(blocks, at):
            yield at
    yield from (at for at in long[:ARTICLE] if _opens_report(dated[at], today))


def _opens_report(found: Dated | None, today: date) -> bool:
    """Whether a paragraph opens with a town and a day that is not after tomorrow, set off as agencies do ("OAKLAND, May
    5, 2026 – The …")."""
    if found is None or len(found.whens) != 1 or day_of(found.whens[0].start) > today + TIME_ZONES:
        return False
    start, end = found.whens[0].span
    return _TOWN.fullmatch(found.block.text[:start]) is not None and _SET_OFF.match(found.block.text, end) is not None


def _is_paragraph(block: Block) -> bool:
    return block.zone is Zone.MAIN and not block.level and len(block.text) >= LONG_PARAGRAPH


def _may_date_article(found: Dated, today: date) -> bool:
    """Whether a short line tells one day that is not after tomorrow, no span, and names nothing."""
    text, first = found.block.text, found.whens[0]
    one = all(day_of(each.start) == day_of(first.start) and not (each.end or each.rrule) for each in found.whens)
    plain = len(text) <= LONGEST_DATELINE and len(found.rest.split()) <= MOST_WORDS and not split_label(text)
    known = not {"day", "year"} & first.assumed and day_of(first.start) <= today + TIME_ZONES
    return one and plain and known and OCCASION.search(found.rest) is None


def _is_published(document: Document, found: Dated) -> bool:
    """Whether the page's data give the day as one of writing; they may count it in another zone."""
    day = day_of(found.whens[0].start)
    return any((day + shift).isoformat() in document.written for shift in (-TIME_ZONES, timedelta(0), TIME_ZONES))


def _is_by_writer(blocks: Sequence[Block], at: int) -> bool:
    """Whether a line beside a block, or it itself, says who wrote."""
    near = blocks[max(at - NEAR_WRITER, 0) : at + NEAR_WRITER + 1]
    lines = (block for block in near if len(block.text) <= LONGEST_DATELINE and not block.level)
    return any(block.hints & _WRITERS or BYLINE.match(block.text) or POSTED.search(block.text) for block in lines)


def _over_menu(document: Document, dated: Sequence[Dated | None], today: date) -> Iterator[int]:
    """The day that a site shows at its top, with its menu between it and the page's own heading."""
    top, blocks = document.main_heading, document.blocks
    menu = next((block.index for block in blocks if block.zone is Zone.NAV), None)
    if top is None or menu is None or menu > top.index:
        return
    menu = max(block.index for block in blocks[: top.index] if block.zone is Zone.NAV)
    for at in range(menu):
        found = dated[at]
        if found is not None and found.whens and _may_date_article(found, today) and not found.block.level:
            yield at
