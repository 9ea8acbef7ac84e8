"""What is said once for a whole list: "All meetings of the Harbour Board are at 6:30 pm at City Hall unless noted".

Refuses what names a day of its own: that is an event. A statement holds for the records under the same heading, and
only fills what they leave open.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from aggregator import when, where
from aggregator.extract.html import words
from aggregator.extract.html.blocks import Block, Zone
from aggregator.extract.html.dates import LONGEST_BLOCK, Dated
from aggregator.extract.html.names import is_address
from aggregator.extract.html.places import is_place
from aggregator.extract.html.rule_days import BYDAY, BYDAY_OF, SOME_DATES, follows
from aggregator.extract.html.sentences import sentence_spans

LONGEST_STATEMENT, LONGEST_PARAGRAPH = 700, 1200
"""A longer block than the first is a paragraph: of it only the hour and the place count that a sentence says of all."""
LONGEST_LEAD = 160
ADDRESS_LINES = 5
FEW_WEEKDAYS = 3
"""A line with hours on more days of the week tells when a house is open."""

_WHERE_ALL = re.compile(rf"\W*(?:{words.phrases('where_all')})\W*", re.I)
"""A heading over the address at which all meetings are held."""

_SAYS = words.whole("says_for_all")
_OF_ALL = words.whole("says_of_all")
_SENTENCE = re.compile(r"(?<=[.!?;])\s+(?=[^\W\d_a-z])")
_GATHERING = words.whole("gatherings")
_HANDED_IN = re.compile(rf"\b(?:{words.phrases('handed_in')})\b.*\b(?:{words.phrases('at_latest')})\b", re.I)
_ENDING = re.compile(r"\b(?:ends?|conclud\w+|adjourns?|finish\w*|until|to)\b", re.I)
_WE_GATHER = re.compile(r"\bwe (?:\w+ly )?(?:gather|meet)(?: promptly)? (?:at|from)\s+", re.I)
"""Before the first hour of several ("We gather at 6:30. Supper is at 7"): it is the one at which people come."""

_PUBLIC_HOURS = re.compile(
    r"\b(?=[obhds])(?:office hours|hours of operation|open (?:daily|monday|weekdays)|business hours|deadline|submit)\b",
    re.I,
)


_NAME = r"[A-Z0-9À-Þ][\w'’&-]*"
_BODY = rf"{_NAME}(?:\s+(?:(?:of|the|and|for|on|&)\s+){{0,2}}(?:{_NAME}|#\d+)){{0,9}}"
_MET = re.compile(
    rf"(?P<body>{_BODY}(?:\s+(?:{words.phrases('gathering_kinds')}))*)\s+(?P<noun>{words.phrases('gathered')})\s+"
    rf"(?:{words.phrases('are_held')})\b"
)
_SUBJECT = re.compile(
    r"\W*(?:(?:all|the|our|unless otherwise noted,?)\s+){0,3}"
    rf"((?:[\w'’-]+\s+){{0,4}}?(?:{words.phrases('gathered_plural')}))"
    rf"(?:\s*[:–—]|\s+(?:{words.phrases('are_held')})\b)",
    re.I,
)
_LEADS_ON = re.compile(r"\b(?:at|in)(?:\s+the)?\s*\Z")
_MEETS = re.compile(rf"(?P<body>{_BODY})\s+(?:{words.phrases('meets')})\b")
_MEETINGS_OF = re.compile(rf"\b(?i:(?:{words.phrases('gathered')}) of (?:the )?)(?P<body>{_BODY})")
_OPENING = re.compile(rf"\A(?:(?:{words.phrases('before_body')})\s+)+", re.I)
"""Who meets: "Finch Park Board meetings are held …", "the Finch Park Board meets …", "meetings of the Board"."""


@dataclass(frozen=True, slots=True)
class Statement:
    """An hour, a place or a name that holds for a list.

    above: the headings over it, outermost first. of_all: it speaks of all meetings, and no record stands beside it, so
    that it may hold for a list under a heading of its own. rule: the RRULE it gives, where it gives one. bare: it is
    nothing but that rule, and holds only for days that follow it. subject: the words of what it speaks of ("Work
    sessions are at noon"): where events have that name, it holds for them alone.
    """

    block: Block
    above: tuple[Block, ...]
    clock: when.Clock | None
    place: str | None
    name: str | None = None
    of_all: bool = False
    rule: str | None = None
    bare: bool = False
    subject: frozenset[str] = frozenset()

    def speaks_of(self, own: str | None) -> bool:
        """Whether an event's own name is that of what the statement speaks of."""
        return bool(self.subject) and self.subject <= words.stems(own or "")


def about(statements: Sequence[Statement], names: Iterable[str]) -> list[Statement]:
    """The statements, with the subject of those alone that speak of what some events of the page are named."""
    known = list(dict.fromkeys(map(words.stems, names)))[:MOST_NAMES]
    return [
        each if any(each.subject <= name for name in known) else replace(each, subject=frozenset())
        for each in statements
    ]


MOST_NAMES = 200
"""Names of events that statements are compared with."""


def find_statements(
    blocks: Sequence[Block],
    dated: Sequence[Dated | None],
    above: Sequence[tuple[Block, ...]],
    taken: set[int],
    homes: Sequence[tuple[Block, ...]] = (),
) -> list[Statement]:
    """The statements of a page. taken: blocks that belong to a record. homes: the headings over each record."""
    found: list[Statement] = []
    for block in blocks:
        if block.index in taken:
            continue
        if block.level and _WHERE_ALL.fullmatch(block.text) and (lines := _address_under(blocks, block, dated, taken)):
            found.append(Statement(lines[0], (), None, ", ".join(dict.fromkeys(line.text for line in lines))))
        if block.zone is not Zone.MAIN or len(block.text) > LONGEST_BLOCK:
            continue
        over = _headings(above[block.index], dated)
        if block.level and (place := _place_over(block, dated[block.index])):
            found.append(Statement(block, (*over, block), None, place))
            continue
        following = blocks[block.index + 1] if block.index + 1 < len(blocks) else None
        said = _statement(block, over, dated[block.index], following, before_list=block.index + 1 in taken)
        if said is not None and said.of_all and any(over == home[: len(over)] for home in homes):
            said = replace(said, of_all=False)
        found += [said] if said else []
    return found


def _statement(
    block: Block, over: tuple[Block, ...], times: Dated | None, following: Block | None, *, before_list: bool
) -> Statement | None:
    """What one block says for a list, or None. over: the headings over it. following: the next block, with which its
    sentence may go on. before_list: a record follows it."""
    text, label = block.text, words.split_label(block.text)
    named = times is not None and bool(times.rest) and [each.rrule is not None for each in times.whens] == [True]
    clock = _clock(times)  # a heading "Bible study (Wednesdays, 7 pm)" holds for what is under it
    if block.level and named and not _is_rule(times) and not (clock and _says_of_all(text, clock)):
        outer = tuple(each for each in over if each.level < block.level)
        return Statement(block, (*outer, block), clock, None, rule=_rule(times), bare=True) if clock else None
    if following is not None and _LEADS_ON.search(text) and following.box is block.box:
        text = f"{text} {following.text}"
    is_house = _PUBLIC_HOURS.search(text) or (label and label[0] not in {"when", "where"})
    opens = before_list and text.rstrip().endswith(":") and len(text) <= LONGEST_LEAD
    told = None if label or is_house else next(_places_for_all(text, times, opens=opens), None)
    if len(text) > LONGEST_PARAGRAPH or (times and times.whens and all(each.rrule is None for each in times.whens)):
        return Statement(block, over, None, told) if told else None
    bare = _is_rule(times)
    if not label and not opens and not bare and not (_SAYS.search(text) and _GATHERING.search(text)):
        return None
    clock, name = None if is_house else clock, None if label else who_meets(text)
    place = None if is_house else _place(text, label) if label else told
    if bare and place is None and times is not None and is_place(times.rest):  # "Mondays at 2 pm, Room 217"
        place = where.tidy(times.rest)
    if bare and place is None and following is not None and following.strong == block.strong:
        place = where.tidy(following.text) if is_place(following.text) else None  # the room below the rule
    if len(text) > LONGEST_STATEMENT:
        clock, name = (clock if clock and _says_of_all(text, clock) else None), None
    if not (clock or place or name):
        return None
    of_all = clock is not None and not label and bool(over) and _says_of_all(text, clock)
    return Statement(block, over, clock, place, name, of_all, _rule(times), bare, subject_of(text))


def subject_of(text: str) -> frozenset[str]:
    """The words of what a statement opens with ("Work sessions begin at noon", "Work sessions: noon"), singular."""
    match = _SUBJECT.match(text)
    generic = match is not None and " " not in match[1] and words.is_generic(match[1])
    return frozenset() if match is None or generic else words.stems(match[1])


def _places_for_all(text: str, times: Dated | None, *, opens: bool) -> Iterator[str]:
    """The places of the sentences that speak of all meetings and name no day of their own."""
    days = [each.span[0] for each in times.whens if each.rrule is None] if times is not None else []
    for first, stop in sentence_spans(text):
        sentence = text[first:stop]
        if any(first <= day < stop for day in days) or len(sentence) > LONGEST_STATEMENT:
            continue
        if (opens or (_SAYS.search(sentence) and _GATHERING.search(sentence))) and (told := where.find_told(sentence)):
            yield told


def _place_over(heading: Block, times: Dated | None) -> str | None:
    """The place that a heading gives to all under it ("At the Mill:", "At Low Field Barn, 22 Barn Road"), or None."""
    text = heading.text.rstrip(": ")
    named = words.AT_PLACE.match(text[:1].lower() + text[1:])
    if times is not None or len(text) > LONGEST_LEAD:
        return None
    if named is None:
        return text if is_address(text) else None
    return text[named.end() :] if heading.text.rstrip().endswith(":") or is_place(text[named.end() :]) else None


def _address_under(
    blocks: Sequence[Block], heading: Block, dated: Sequence[Dated | None], taken: set[int]
) -> list[Block]:
    """The lines under a heading "Meeting location" from the first, when among them is a street or a known town."""
    lines: list[Block] = []
    for block in blocks[heading.index + 1 : heading.index + 1 + ADDRESS_LINES]:
        if block.level or block.index in taken or dated[block.index] is not None or len(block.text) > LONGEST_LEAD:
            break
        if words.split_label(block.text) or where.is_way_note(block.text) or words.is_action(block.text):
            break
        lines.append(block)
    ends = [at for at, line in enumerate(lines, 1) if where.find_places_in(line.text)]
    return lines[: ends[-1]] if ends else []


def _is_rule(times: Dated | None) -> bool:
    """Whether a line is nothing but a rule with its hour ("First Mondays at 1 pm"): that of the dates under it.

    A bare "9 am – 5 pm", and hours on most days of the week, are when a house is open.
    """
    if times is None or (times.rest and not words.is_generic(times.rest) and not is_place(times.rest)):
        return False
    rules = [each for each in times.whens if each.rrule and not each.all_day]
    if not rules:
        return bool(times.clocks) and bool(times.rest)
    return all(_weekdays(each.rrule) <= FEW_WEEKDAYS for each in rules)


def bare_rule(times: Dated | None) -> str | None:
    """The RRULE of a line that is nothing but a rule with its hour, or None."""
    return _rule(times) if _is_rule(times) else None


def rule_of_all(times: Dated | None) -> str | None:
    """The RRULE of a line that speaks of all meetings and gives their hour ("All meetings are on Thursdays at 9"), or
    None."""
    if times is None or len(times.block.text) > LONGEST_LEAD:
        return None
    clock = _clock(times)
    return _rule(times) if clock is not None and _says_of_all(times.block.text, clock) else None


def _weekdays(rule: str | None) -> int:
    """How many days of the week a rule names; all where it names none and comes daily."""
    named = BYDAY_OF.search(rule or "")
    return len(named[1].split(",")) if named else len(BYDAY) if "DAILY" in (rule or "") else 1


def _headings(over: tuple[Block, ...], dated: Sequence[Dated | None]) -> tuple[Block, ...]:
    """The headings over a statement that are no dates: what follows a list stands under no day of it."""
    last = len(over)
    while last and (times := dated[over[last - 1].index]) is not None and times.whens and not times.rest:
        last -= 1
    return over[:last]


def _says_of_all(text: str, clock: when.Clock) -> bool:
    """Whether the sentence with the hour speaks of all meetings."""
    sentence = _sentence_with(text, clock)
    return bool((_OF_ALL.search(sentence) or "every" in clock.text) and _GATHERING.search(sentence))


def _sentence_with(text: str, clock: when.Clock) -> str:
    starts = [0, *(match.end() for match in _SENTENCE.finditer(text)), len(text)]
    first = max(at for at in starts if at <= clock.span[0])
    return text[first : next(at for at in starts if at > clock.span[0])]


def _rule(times: Dated | None) -> str | None:
    return next((each.rrule for each in times.whens if each.rrule), None) if times is not None else None


def applying(
    statements: Sequence[Statement],
    anchor: int,
    above: tuple[Block, ...],
    days: Sequence[date] = (),
    *,
    own: str | None = None,
) -> tuple[Statement | None, Statement | None, Statement | None]:
    """The statements that give a record its hour, its place and its name: the nearest before it, else one right after
    the list; a name only from before it. For the hour, last of all, the only statement of the page that speaks of all
    and whose rule the record's days follow. own: the record's own name; a statement about what is named so comes first,
    and one about something else says nothing of it.
    """
    about = [each for each in statements if governs(each, above) and (not each.subject or each.speaks_of(own))]
    off = {each for each in about if any(not follows(each.rule, day) for day in days)}
    in_scope = [each for each in about if not (each.bare and each in off)]
    ordered = sorted(
        in_scope,
        key=lambda each: (not each.speaks_of(own), each.block.index > anchor, abs(each.block.index - anchor)),
    )
    elsewhere = _from_elsewhere(statements, above, days)
    clock = next((each for each in ordered if each.clock and not (own and each in off)), None) or elsewhere
    place = next((each for each in ordered if each.place), None)
    place = place or (elsewhere if elsewhere is not None and elsewhere.place else None)
    name = next((each for each in ordered if each.name and each.block.index < anchor), None)
    name = name or (elsewhere if elsewhere is not None and elsewhere.name else None)
    return clock, place, name


def fitting(statements: Sequence[Statement], listed: Sequence[tuple[tuple[Block, ...], date]]) -> list[Statement]:
    """The statements without those whose rule no day of several under the same heading follows: they tell of something
    else ("Our general meetings are the first Wednesday" over a hearing and a clinic); and those of a section of its own
    whose rule most of the days beside it do not ("Open nights are every Tuesday", and a list of workshops). listed:
    days, each with the headings over it."""
    kept = []
    for each in statements:
        beside = {day for above, day in listed if each.of_all and each.above[:-1] == above[: len(each.above) - 1]}
        if len(beside) >= SOME_DATES and 2 * sum(follows(each.rule, day) for day in beside) < len(beside):
            continue
        under = [day for above, day in listed if governs(each, above)]
        if each.rule is None or len(set(under)) < SOME_DATES or any(follows(each.rule, day) for day in under):
            kept.append(each)
    return kept


def who_meets(text: str) -> str | None:
    """The name of the gatherings that a sentence is about ("Unless noted, Mill Board meetings are held at noon" →
    "Mill Board meeting"), or None.

    A name has two words at least, or is a body of people ("The Council meets …").
    """
    for pattern in (_MET, _MEETINGS_OF, _MEETS):
        for match in pattern.finditer(text):
            body = _OPENING.sub("", match["body"])
            if len(body.split()) < 2 and not words.OCCASION.search(body):
                continue
            noun = match.groupdict().get("noun")
            return f"{body} {noun.removesuffix('s')}" if noun else body
    return None


def _from_elsewhere(
    statements: Sequence[Statement], above: tuple[Block, ...], days: Sequence[date]
) -> Statement | None:
    """A statement under a heading beside the record's: what is said once of all meetings, in a section of its own."""
    beside = [each for each in statements if each.of_all and each.above[:-1] == above[: len(each.above) - 1]]
    hours = {(each.clock.start, each.clock.end) for each in beside if each.clock}
    fits = bool(beside) and len(hours) == 1 and all(follows(beside[0].rule, day) for day in days)
    return beside[0] if fits else None


def governs(statement: Statement, above: tuple[Block, ...]) -> bool:
    """Whether the headings over a statement are all over the record too."""
    return statement.above == above[: len(statement.above)]


def _clock(times: Dated | None) -> when.Clock | None:
    """The one hour a block gives, by itself or in a recurrence, with its end where "and end by" joins a second one;
    that of the doors only where it is alone, and none until which something is to be handed in."""
    if times is None:
        return None
    text = times.block.text
    clocks = sorted([*times.clocks, *_recurring_clocks(times)], key=lambda clock: clock.span)
    clocks = [clock for clock in clocks if clock.label != "doors"] or clocks
    clocks = [clock for clock in clocks if not _HANDED_IN.search(_sentence_with(text, clock))]
    closing = [
        clock
        for clock in when.find_clocks(text)  # "by 12:30" alone would be a deadline
        if clocks and clock.span[0] > clocks[0].span[1] and _ENDING.search(text[clocks[0].span[1] : clock.span[0]])
    ]
    closing = [clock for clock in closing if clock.start > clocks[0].start]
    if closing and len(clocks) - len(closing) <= 1 and clocks[0].end is None:
        return replace(clocks[0], end=closing[0].start)
    if clocks and [match.end() for match in _WE_GATHER.finditer(text)] == [clocks[0].span[0]]:
        return replace(clocks[0], end=clocks[0].end or next((clock.start for clock in closing), None))
    return clocks[0] if len({(clock.start, clock.end) for clock in clocks}) == 1 else None


def _recurring_clocks(times: Dated) -> Iterator[when.Clock]:
    for each in times.whens:
        if each.rrule is not None and isinstance(each.start, datetime):
            end = each.end.time() if isinstance(each.end, datetime) else None
            yield when.Clock(
                text=each.text,
                span=each.span,
                start=each.start.time(),
                end=end,
                timezone=each.timezone,
                zone_stated=each.timezone is not None,
            )


def _place(text: str, label: tuple[str, str]) -> str | None:
    return label[1] or None if label[0] == "where" else None
