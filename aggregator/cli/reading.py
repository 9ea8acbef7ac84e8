"""How one page was read, as lines for a terminal of 100 columns: its parts, their events, and what was turned down.

Refuses to print, and to read anything itself: it is handed what `extract.explain` says.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from enum import Enum

import click

from aggregator.cli.text import when
from aggregator.extract.explanation import REASONS, Explanation, Region, TurnedDown
from aggregator.extract.html.confidence import BASE, PUBLISHED, SIGNS, summands
from aggregator.extract.rules import Rule, rule_of, rules
from aggregator.model import Event, Evidence, Extraction

WIDTH = 100
_FIELDS = ("end", "location", "url", "registration_url", "registration", "organizer", "status", "rrule", "series")
"""What is shown of an event without the words it was read from, where a reader kept none."""

LABEL = 22
"""Columns for the name of a field, with what stands before it."""


def reading_lines(told: Explanation, extraction: Extraction) -> Iterator[str]:
    """An explanation as lines, coloured; `click.echo` takes the colours away where nobody sees them."""
    events = {event.position: event for event in extraction.events}
    counts = (
        _count(len(told.regions), "part"),
        _count(len(extraction.events), "event"),
        f"{len(told.turned_down)} turned down",
    )
    yield f"Read as {told.format.value}: {', '.join(counts)}."
    for region in told.regions:
        yield ""
        yield from _region_lines(region, events)
    if told.turned_down:
        yield ""
        yield click.style("TURNED DOWN", bold=True)
        for each in told.turned_down:
            yield from _turned_down_lines(each)
    if used := _rules_of(extraction):
        yield ""
        yield click.style("RULES", bold=True) + "  all of them: docs/extraction.md"
        for rule in used:
            yield from _wrapped(f"  {rule.name}: {rule.means}", "    ")
    yield ""


def _rules_of(extraction: Extraction) -> list[Rule]:
    """The rules by which a page's fields were read, in the order of the registry."""
    found = {rule_of(evidence.rule) for event in extraction.events for evidence in event.evidence}
    return [rule for rule in rules().values() if rule in found]


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _region_lines(region: Region, events: dict[str, Event]) -> Iterator[str]:
    yield from _wrapped(click.style(region.where, bold=True) + f"  {region.shape}", "    ", extra=8)
    if region.above:
        yield from _wrapped(f"  under {' › '.join(region.above)}", "    ")
    if region.text and not any(events[at].title == region.text for at in region.events if at in events):
        yield from _wrapped(click.style(f"  “{region.text}”", dim=True), "    ", extra=8)
    for position in region.events:
        event = events.get(position)
        if event is None:
            yield f"  {position}: left out by the source's words, its privacy, or as a double"
        else:
            yield from _event_lines(event)


def _event_lines(event: Event) -> Iterator[str]:
    published = event.confidence >= PUBLISHED
    head = f"  → {when(event.start, event.end, event.timezone, event.precision)}  {event.title}"
    yield from _wrapped(click.style(head, fg="green" if published else "yellow"), "    ", extra=9)
    for evidence in event.evidence:
        yield from _evidence_lines(event, evidence)
    told = {evidence.field for evidence in event.evidence}
    for name in _FIELDS:
        value = _value(getattr(event, name))
        if name not in told and value not in ("", "unknown", "confirmed"):
            yield from _wrapped(f"    {name:{LABEL - 4}}{value}", " " * LABEL)
    yield from _wrapped(f"    {'timezone':{LABEL - 4}}{event.timezone}  known by: {event.timezone_source.value}", "")
    yield from _wrapped(f"    {'confidence':{LABEL - 4}}{confidence_sum(event)}", " " * LABEL)


def _evidence_lines(event: Event, evidence: Evidence) -> Iterator[str]:
    value = _value(getattr(event, evidence.field, None))
    said = f"“{evidence.text}”" if value != evidence.text else "as it stands there"
    name = f"    {evidence.field:{LABEL - 4}}"
    yield from _wrapped(f"{name}{value or 'none was kept'}", " " * LABEL)
    yield from _wrapped(f"{' ' * LABEL}{said}  [{evidence.where}; {evidence.rule}]", " " * LABEL)


def _value(value: object) -> str:
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else " ".join(str(value).split())[:160]


def confidence_sum(event: Event) -> str:
    """`0.30 + 0.19 time-of-day + 0.15 place = 0.64`; for a syntax with one number, that number and its rules."""
    signs = summands(event.rules)
    plain = [rule for rule in event.rules if rule not in SIGNS]
    if event.format not in ("records", "prose") or not signs:
        return f"{event.confidence:.2f}" + (f", by {', '.join(plain)}" if plain else "")
    terms = "".join(f" {'-' if weight < 0 else '+'} {abs(weight):.2f} {sign}" for sign, weight in signs)
    total = min(max(BASE + sum(weight for _, weight in signs), 0.0), 1.0)
    result = f"{BASE:.2f} a date with a name{terms} = {total:.2f}"
    if event.timezone_assumed:
        result += f", × 0.9 as no zone is told = {event.confidence:.2f}"
    return result + ("" if event.confidence >= PUBLISHED else f"; below {PUBLISHED}: kept for review")


def _turned_down_lines(each: TurnedDown) -> Iterator[str]:
    words = f"“{each.text}” " if each.text else ""
    yield from _wrapped(f"  {words}[{each.where}]", "    ")
    detail = f" ({each.detail})" if each.detail else ""
    yield from _wrapped(f"    {click.style(each.reason, fg='yellow')}: {REASONS[each.reason]}{detail}", "    ", extra=9)
    if each.context and each.context != each.text:
        yield from _wrapped(click.style(f"    in “{each.context}”", dim=True), "    ", extra=8)


def _wrapped(text: str, indent: str, *, extra: int = 0) -> Iterable[str]:
    """A line folded at 100 columns. extra: characters of it that are colours, which take no room."""
    return textwrap.wrap(
        text, WIDTH + extra, subsequent_indent=indent, drop_whitespace=True, break_on_hyphens=False
    ) or [text]
