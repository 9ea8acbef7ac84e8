"""What every block says of time, read once in page order with the years and months of the headings above it.

Refuses to decide what is an event: it gives anchors – the blocks that stand for a date – to `records`, and the dates
inside sentences to `prose`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from aggregator import when
from aggregator.extract.html.blocks import Block, Document, SpanKind, Zone
from aggregator.extract.html.broken_dates import as_span, find, find_clocks, put_together
from aggregator.extract.html.edges import bare
from aggregator.extract.html.headings import (
    LONGEST_FRAME,
    Headings,
    denied_years,
    emphasised_days,
    find_frames,
    frame_of,
    heading_level,
    leaves_day_open,
    title_years,
)
from aggregator.extract.html.language import page_languages
from aggregator.extract.html.marked import refused_by_markup, struck_out
from aggregator.extract.html.mentions import current, is_called_event, refusal
from aggregator.extract.html.months import (
    SHORTEST_NUMERIC,
    Cell,
    find_cells,
    is_day_number,
    leading_numbers,
    month_rows,
    short_days,
)
from aggregator.extract.html.opening import opening_lines
from aggregator.extract.html.order import day_first
from aggregator.extract.html.posts import date_posts
from aggregator.extract.html.strength import is_strong
from aggregator.extract.html.succession import in_succession
from aggregator.extract.html.words import split_label
from aggregator.extract.html.writing import find_writing
from aggregator.extract.html.years import as_stamped, in_year_beside, in_year_of, in_year_of_links
from aggregator.model import Precision, When, day_of

NEAR_DAY = 4
"""Blocks between a day and the weekday and hour that belong to it."""

SAME_ENTRY = 12
"""Blocks before a weekday's hour in which the day is looked for that has the same weekday and hour."""

LONGEST_BLOCK = 4000
"""Dates are looked for in the first so many characters of a block; what is longer is a text pasted in one line."""

LONGEST_LINE = 50
"""A text of more characters tells in sentences."""

_CLOCKISH = re.compile(
    r"\d|(?=[nm])(?:noon|night|midday|mittag|mitternacht|mediod|medianoche|midi|minuit|meio|mezz)", re.I
)
_NUMBER = re.compile(r"(?<!\d)\d{1,2}(?!\d)")
_POINT_CLOCK = re.compile(r"\d{1,2}\.\d\d(?!\.?\d)")
_MONTH_BEHIND = re.compile(r",\s?[^\W\d_]{3}")


@dataclass(frozen=True, slots=True)
class Dated:
    """The times of one block.

    whens: its dates; clocks: times of day beside no date; months: expressions of month precision. All without asides.
    parts: the words around them, in order, without joints. strong: the block stands for its date.
    frame: the year or month it gives to what follows. posted: it holds a date of posting, deadline or the like.
    refused: the dates that are none of an event's, each with the reason (`explanation.REASONS`).
    cell: the end (exclusive) of the calendar's cell that the block numbers, 0 outside such cells. days: in a text with
    hours, the days that only "tomorrow" or "Sunday" names, with no hour beside them.
    """

    block: Block
    whens: tuple[When, ...] = ()
    clocks: tuple[when.Clock, ...] = ()
    months: tuple[When, ...] = ()
    parts: tuple[str, ...] = ()
    strong: bool = False
    posted: bool = False
    refused: tuple[tuple[When, str], ...] = ()
    cell: int = 0
    days: tuple[When, ...] = ()

    @property
    def rest(self) -> str:
        """The words around the times, as one text."""
        return " ".join(self.parts)


_Read = tuple[tuple[Dated | None, ...], tuple[tuple[Block, ...], ...]]


def read_dates(document: Document, *, now: datetime) -> _Read:
    """For each block, its times (None where there are none) and the headings that govern it.

    A year that the page's title or a heading states is none of its dates' where their weekdays deny it ("Getting ready
    for 2015", and below "Monday, July 28")."""
    read = _read(document, now, frozenset())
    whens = [each for found in read[0] if found is not None for each in found.whens]
    denied = frozenset(denied_years(whens, now))
    return _read(document, now, denied) if denied else read


def _read(document: Document, now: datetime, denied: Set[int]) -> _Read:
    """The same with the years that headings state, but for those denied."""
    headings = Headings()
    cells = find_cells(document, now)
    lines, split = put_together(document, now)
    in_rows = month_rows(document, now) | _numbered(cells)
    title_year, title_last = title_years(document.title, now)
    title_year, title_last = (None, None) if title_year in denied else (title_year, title_last)
    leading, listed = set(leading_numbers(document)), emphasised_days(document.blocks)
    short = short_days(document.blocks)
    opening = frozenset(opening_lines(document.blocks))
    page_date, order = _iso_date(document.published), day_first(document)
    languages = page_languages(document)
    writing = find_writing(document, now, languages)
    dated: list[Dated | None] = []
    governed: list[tuple[Block, ...]] = []
    above: tuple[Block, ...] = ()
    plain = when.Context(
        year=title_year,
        last_year=title_last,
        page_date=page_date,
        written=writing.day,
        day_first=order,
        languages=languages,
    )
    under = plain
    cell, yearless = 0, set()
    for block in document.blocks:
        goes_on = block.index - 1 in lines
        frame = None if goes_on else frame_of(block, now)
        frame = None if frame is not None and frame.year in denied else frame
        context = _under(under, frame, under.month) if frame and frame.year else under
        if context.year is None:
            yearless.add(block.index)
        read = in_rows.get(block.index) or split.get(block.index, block)
        found = (
            None
            if goes_on
            else _read_block(read, now, context, numbers=block.index in leading, short=block.index in short)
        )
        if found is not None and block.index in in_rows:  # as it stands on the page: the day alone
            found = replace(found, block=block, whens=tuple(replace(each, text=block.text) for each in found.whens))
            found = replace(found, cell=cells[block.index].stop if block.index in cells else 0)
        if found is not None and (block.index in writing.bylines or date_posts(block, found.whens, now.date())):
            found = refused_whole(found, "posted")
        found = replace(refused_whole(found, "hours"), clocks=()) if found and block.index in opening else found
        found = refused_whole(found, "control") if found and dated and _goes_on_in_button(dated[-1], block) else found
        if headings.leave(block.index):
            above = headings.blocks()
        governed.append(above)
        dated.append(found)
        has_day = found is not None and bool(found.whens)
        opens = found is not None and not has_day and bool(found.clocks) and not block.level  # "6 pm – Choir"
        in_list = block.index in listed and found is not None and has_day and not found.rest
        level = (
            0
            if opens or block.index - 1 in lines or in_list
            else heading_level(block, None if has_day and not block.level else frame)
        )
        cell = max(cell, found.cell if found is not None else 0)
        if level and block.zone is Zone.MAIN and block.index >= cell:
            headings.push(2 * level + has_day, block, frame)
            above = headings.blocks()
            under = _under(plain, headings.framed(), headings.month())
    beside = list(_years_beside_days(document, list(_weekdays_beside_days(dated))))
    written = datetime.combine(page_date, time()) if page_date else now
    return tuple(_stamped(document, in_succession(beside, governed, yearless, written), now)), tuple(governed)


def _stamped(document: Document, dated: list[Dated | None], now: datetime) -> list[Dated | None]:
    """The times, with the day that an element's attributes give (`data-start="…"`) at its first line, where none of its
    words tells one."""
    stamps = [offer for offer in document.offers if offer.stop]
    for offer in sorted(stamps, key=lambda each: each.stop - each.at):
        inside = dated[offer.at : offer.stop]
        block = document.blocks[offer.at]
        several = sum(found is not None and bool(found.clocks) for found in inside) > 1
        told = any(found is not None and found.whens for found in inside)
        named = (words for at in range(offer.at, offer.stop) for words, _ in document.blocks[at].of(SpanKind.TIME))
        told = told or any(leaves_day_open(words, now) for words in named)
        if offer.event.start is None or told or several or is_day_number(block.text):
            continue
        text = offer.event.evidence[0].text
        day = When(text=text, span=(0, 0), start=day_of(offer.event.start), precision=Precision.DAY)
        found = inside[0] or Dated(block=block, parts=(block.text,) if bare(block.text) else ())
        dated[offer.at] = replace(found, whens=(day,), strong=True)
    return dated


def _under(context: when.Context, frame: when.Frame | None, month: int | None) -> when.Context:
    """What stands under a heading's year or years, and under a month; without a frame the years stay as they are."""
    if frame is None:
        return replace(context, month=month)
    return replace(context, year=frame.year, last_year=frame.last_year, month=month)


def _weekdays_beside_days(dated: Sequence[Dated | None]) -> Iterator[Dated | None]:
    """A bare weekday with an hour, close to a day that is that weekday ("DEC 5", "Sat 10 am"), is that day's hour."""
    for at, found in enumerate(dated):
        whens = found.whens if found is not None else ()
        if found is None or not whens or any("day" not in each.assumed or each.all_day for each in whens):
            yield found
            continue
        near = (other for other in dated[max(at - NEAR_DAY, 0) : at + NEAR_DAY + 1] if other is not None)
        days = [each for other in near for each in other.whens if each.all_day and "day" not in each.assumed]
        if len(whens) > 1:  # "Fri 3–7 pm, Sat 9–3" beside "March 6–7": the hours of these days, and no others
            own = any({each.start.weekday() for each in whens} <= _weekdays_of(day) for day in days)
            yield replace(found, whens=(), strong=False) if own else found
        elif any(day.start.weekday() == whens[0].start.weekday() for day in days) or _is_said_before(dated, at):
            yield replace(found, whens=(), clocks=find_clocks(found.block.text[:LONGEST_BLOCK]), strong=False)
        else:
            yield found


def _is_said_before(dated: Sequence[Dated | None], at: int) -> bool:
    """Whether a weekday's hour, beside a number, is that of the day of this number told shortly before, on that weekday
    ("04 Mar, 6:30 pm", and further down "4 (Wednesday) 6:30 pm – 8:30 pm")."""
    found = dated[at]
    said = [each.start for each in found.whens] if found is not None else []
    numbers = {int(number) for number in _NUMBER.findall(found.block.text)} if found is not None else set()
    before = (other for other in dated[max(at - SAME_ENTRY, 0) : at] if other is not None)
    told = {
        (each.start.weekday(), f"{each.start:%H:%M}")
        for other in before
        for each in other.whens
        if not (each.all_day or each.rrule or "day" in each.assumed) and each.start.day in numbers
    }
    return bool(said) and all((each.weekday(), f"{each:%H:%M}") in told for each in said)


def _weekdays_of(days: When) -> set[int]:
    """The weekdays of a few days in a row."""
    first, last = day_of(days.start), day_of(days.end or days.start)
    return {(first + timedelta(days=more)).weekday() for more in range(min((last - first).days, 6) + 1)}


def _years_beside_days(document: Document, dated: Sequence[Dated | None]) -> Iterator[Dated | None]:
    """The times, each lone day without its year in that of the same day in full close by, or in a link beside it."""
    for at, found in enumerate(dated):
        near = (other for other in dated[max(at - NEAR_DAY, 0) : at + NEAR_DAY + 1] if other is not None)
        lone = found is not None and len(found.whens) == 1 and "year" in found.whens[0].assumed
        same = in_year_of(found.whens[0], (each for other in near for each in other.whens)) if found and lone else None
        same = in_year_of_links(found.whens[0], document.blocks, at) if found and lone and same is None else same
        yield replace(found, whens=(same,)) if found is not None and same is not None else found


def _numbered(cells: Mapping[int, Cell]) -> dict[int, Block]:
    """The day numbers of calendars, each as a block with its whole date."""
    return {at: replace(cell.number, text=cell.day.isoformat(), spans=()) for at, cell in cells.items()}


def _read_block(
    block: Block, now: datetime, context: when.Context, *, numbers: bool = False, short: bool = False
) -> Dated | None:
    """The times of a block. numbers: a number alone in it can be a day of the month above it. short: "3/6" is a day."""
    text = block.text[:LONGEST_BLOCK]
    can_tell = len(text) > SHORTEST_NUMERIC or short or (numbers and context.month is not None)
    plain = _find_under(text, now, context) if can_tell else ()
    found = _with_stamps(block, plain, now)
    spans = [each.span for each in found]
    said = _said_clocks(text, context.languages) if _CLOCKISH.search(text) else ()
    clocks = tuple(clock for clock in said if not any(a < clock.span[1] and clock.span[0] < b for a, b in spans))
    if not found and not clocks:
        return None
    parts = _parts(text, sorted([*spans, *(clock.span for clock in clocks)]))
    standing = list(current(text, found))
    struck = struck_out(block, standing)
    reasons = [struck.get(each) or refusal(each, text, parts) or refused_by_markup(block, each) for each in standing]
    judged = list(zip(standing, reasons, strict=True))
    usable = [each for each, refusal in judged if not refusal]
    return Dated(
        block=block,
        whens=tuple(each for each in usable if each.precision is not Precision.MONTH),
        clocks=tuple(clock for clock in clocks if clock.aside is None),
        months=tuple(each for each in usable if each.precision is Precision.MONTH),
        parts=parts,
        strong=is_strong(block, spans, parts, opens_with_hour=bool(found) and not found[0].all_day),
        posted=_is_of_writing(text, judged) or (bool(standing) and not usable),
        refused=tuple((each, refusal) for each, refusal in judged if refusal),
        days=_named_days(text, spans, now, context) if clocks and len(text) > LONGEST_LINE else (),
    )


def _is_of_writing(text: str, judged: Sequence[tuple[When, str]]) -> bool:
    """Whether a line says when something was written, and of no other date that it is the event's."""
    told = [each for each, why in judged if not why]
    if not any(why in {"posted", "of-papers"} for _, why in judged):
        return False
    return not any(is_called_event(text, each) or was_posted_before(each, judged) for each in told)


def was_posted_before(found: When, judged: Iterable[tuple[When, str]]) -> bool:
    """Whether a line says that it was written before a day that it tells ("March 12 — posted March 6"). judged: its
    dates, each with the reason why it is none of an event's, or "".
    """
    posted = [day_of(each.start) for each, why in judged if why == "posted"]
    return bool(posted) and max(posted) < day_of(found.start)


def refused_whole(found: Dated, why: str) -> Dated:
    """The times of a line that only says when the page was written, or what a calendar shows: none of an event's."""
    refused = tuple((each, why) for each in found.whens)
    return replace(found, whens=(), strong=False, posted=why == "posted", refused=refused)


def _goes_on_in_button(before: Dated | None, block: Block) -> bool:
    """Whether a line goes on with a button that says a span of days: its end in another form."""
    spans = before is not None and any(why == "control" for _, why in before.refused)
    return spans and any(block.of(SpanKind.CONTROL))


def _named_days(text: str, spans: Sequence[tuple[int, int]], now: datetime, context: when.Context) -> tuple[When, ...]:
    found = when.find_days(text, now=now, context=context)
    return tuple(each for each in found if not any(a < each.span[1] and each.span[0] < b for a, b in spans))


def _said_clocks(text: str, languages: tuple[str, ...]) -> tuple[when.Clock, ...]:
    """The times of day of a text. Behind a label "Ore: 14.30" is one, and "Horario: 17–19" is no house's."""
    said, label = find_clocks(text, languages=languages), split_label(text)
    if label is None or label[0] != "when":
        return said
    if not said and _POINT_CLOCK.match(label[1]):
        said = find_clocks(_POINT_CLOCK.sub(lambda found: found[0].replace(".", ":"), text), languages=languages)
        said = tuple(replace(clock, text=text[slice(*clock.span)]) for clock in said)
    return tuple(replace(clock, aside=None) if clock.aside == "hours" else clock for clock in said)


def _find_under(text: str, now: datetime, context: when.Context) -> Sequence[When]:
    """The dates of a text under its headings; a month right behind a day ("Thursday 5, March") is that day's."""
    found = as_span(in_year_beside(find(text, now=now, context=context), text, now, context), text)
    if len(found) != 1 or len(text) > LONGEST_FRAME:
        return found
    first, last = found[0].span
    for frame in find_frames(text[last:], now=now) if _MONTH_BEHIND.match(text[last:]) else ():
        again = find(text, now=now, context=replace(context, month=frame.month, year=frame.year or context.year))
        if frame.month and frame.span[0] <= 2 and len(again) == 1:
            stop = last + frame.span[1]
            return (replace(again[0], span=(first, stop), text=text[first:stop]),)
    return found


def _with_stamps(block: Block, found: Sequence[When], now: datetime) -> Sequence[When]:
    """The dates of a block with what its `<time datetime>` adds: the year and month the words leave out, or all of it.

    The hour is the words' alone: in the attribute it is as often the server's as the event's.
    """
    for words, span in block.of(SpanKind.TIME):
        machine = next(iter(find(span.value, now=now)), None)
        if machine is None or machine.precision is Precision.MONTH:
            continue
        day = day_of(machine.start)
        inside = [each for each in found if each.span[0] < span.end and span.start < each.span[1]]
        if not inside and words and not leaves_day_open(words, now):
            stamped = _at_its_hour(When(text=words, span=(span.start, span.end), start=day), block.text)
            found = sorted([*found, stamped], key=lambda each: each.span)
        found = [as_stamped(each, day) if each in inside else each for each in found]
    return found


def _at_its_hour(stamped: When, text: str) -> When:
    """The day of a stamp whose words are only an hour ("6 PM – 7 PM", perhaps a stamp each), at that hour."""
    start, end = stamped.span
    for clock in find_clocks(text) if _CLOCKISH.search(stamped.text) else ():
        if clock.span[0] < end and start < clock.span[1] and not bare(text[:start][clock.span[1] :]):
            return when.join(replace(stamped, text=text[slice(*clock.span)], span=clock.span), clock)
    return stamped


def _parts(text: str, spans: Sequence[tuple[int, int]]) -> tuple[str, ...]:
    """The words around stretches of a text."""
    parts, last = [], 0
    for start, end in [*spans, (len(text), len(text))]:
        if part := bare(text[last:start]):
            parts.append(part)
        last = max(last, end)
    return tuple(parts)


def _iso_date(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None
