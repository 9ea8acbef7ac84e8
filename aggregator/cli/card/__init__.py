"""A report card: how one calendar is read, in words that can be forwarded to whoever keeps it. Pure.

Refuses to ask (it is handed an Outcome), to print (`card.text`, `card.page`), and to hold a secret address: everything
in it goes through `concealed`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

import aggregator
from aggregator.config.address import shown_address
from aggregator.config.secrets import concealed, secret_words
from aggregator.model import Calendar, Event, Extraction, Format, Occurrence, Outcome, Problem, Source

SHOWN_DATES = 6
"""Dates shown as subscribers see them: enough to recognise one's own calendar."""

SHOWN_FINDINGS = 20
AHEAD = timedelta(days=400)
PUBLISHED = 0.5

KINDS = {Format.ICAL: "an iCalendar file", Format.FEED: "a news feed (RSS or Atom)", Format.HTML: "a web page"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that could be better. where: line, block or entry; mend: what to do; section, url: of the standard."""

    where: str
    what: str
    mend: str = ""
    section: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What a report card says.

    kind: what the page was read as, None where it could not be read: `findings` then has the one reason.
    dates: the next ones, as subscribers see them; ahead: how many there are in all, within 400 days.
    findings: what is wrong, in the page's order, at most twenty; more: how many were left out.
    advice: what is not wrong, and would help those who subscribe.
    """

    name: str
    address: str
    calendar: str
    contact: str | None
    read_on: date
    kind: str | None
    events: int = 0
    ahead: int = 0
    dates: tuple[Occurrence, ...] = ()
    findings: tuple[Finding, ...] = ()
    more: int = 0
    advice: tuple[Finding, ...] = ()


def report_card(source: Source, outcome: Outcome, calendar: Calendar, *, now: datetime) -> Card:
    """The card of one source, from what asking it gave."""
    extraction = outcome.extraction or Extraction()
    expanded = tuple(_published(extraction.events, now))
    found = _findings(outcome, extraction)
    card = Card(
        name=source.name if source.name != source.url else shown_address(source),
        address=shown_address(source),
        calendar=calendar.name,
        contact=calendar.contact,
        read_on=now.date(),
        kind=KINDS.get(extraction.format, "a page") if outcome.error is None and extraction.format else None,
        events=len(extraction.events),
        ahead=len(expanded),
        dates=expanded[:SHOWN_DATES],
        findings=tuple(found[:SHOWN_FINDINGS]),
        more=max(0, len(found) - SHOWN_FINDINGS),
        advice=tuple(_advice(extraction, expanded, outcome)) if outcome.error is None else (),
    )
    return concealed(card, secret_words(source))


def _published(events: Sequence[Event], now: datetime) -> Iterator[Occurrence]:
    sure = [event for event in events if event.confidence >= PUBLISHED]
    yield from aggregator.expand(sure, start=now.date(), end=now.date() + AHEAD)


# ------------------------------------------------------------------------------------------------- findings


def _findings(outcome: Outcome, extraction: Extraction) -> list[Finding]:
    if outcome.error is not None:
        problem = outcome.error
        return [Finding(where="the address", what=_sentence(problem.message), mend=_sentence(problem.hint))]
    lines = _event_lines(outcome) if extraction.format is Format.ICAL else []
    return list(_told_once(_finding(problem, lines) for problem in extraction.problems))


def _told_once(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings, each way to mend something told only where it comes first."""
    told: set[str] = set()
    for finding in findings:
        yield replace(finding, mend="", section="", url="") if finding.mend in told else finding
        told.add(finding.mend)


def _finding(problem: Problem, lines: Sequence[int]) -> Finding:
    standard = _standard(problem.message)
    return Finding(
        where=_where(problem.where, lines),
        what=_sentence(problem.message),
        mend=standard["mend"] if standard else _sentence(problem.hint),
        section=standard["section"] if standard else "",
        url=standard["url"] if standard else "",
    )


_NUMBERED = re.compile(r"VEVENT (\d+)")


def _where(where: str, lines: Sequence[int]) -> str:
    """A place with the line it stands on, where an event is only counted."""
    number = _NUMBERED.match(where)
    if number is None or ", line " in where or not 1 <= int(number[1]) <= len(lines):
        return where
    return f"{where}, line {lines[int(number[1]) - 1]}"


_BEGIN = re.compile(rb"(?im)^\s*BEGIN[ \t]*:[ \t]*VEVENT\b")


def _event_lines(outcome: Outcome) -> list[int]:
    """The line on which each event of a calendar file begins, in order."""
    content = outcome.fetched.page.content if outcome.fetched else b""
    content = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    found, line, before = [], 1, 0
    for match in _BEGIN.finditer(content):
        at = match.end()
        line += content.count(b"\n", before, at)
        before = at
        found.append(line)
    return found


@cache
def standards() -> tuple[dict[str, Any], ...]:
    """The entries of standards.toml, their words compiled."""
    text = files(__name__).joinpath("standards.toml").read_text(encoding="utf-8")
    return tuple({**entry, "words": re.compile(entry["words"])} for entry in tomllib.loads(text)["standard"])


def _standard(message: str) -> dict[str, Any] | None:
    return next((entry for entry in standards() if entry["words"].search(message)), None)


def _sentence(words: str) -> str:
    words = words.strip()
    return f"{words[:1].upper()}{words[1:]}{'' if words[-1:] in '.!?' else '.'}" if words else ""


# --------------------------------------------------------------------------------------------------- advice


def _advice(extraction: Extraction, ahead: Sequence[Occurrence], outcome: Outcome) -> Iterator[Finding]:
    events = extraction.events
    if not events:
        yield Finding(
            where="the whole page",
            what="No event could be read here.",
            mend="If it shows events to people, an iCalendar feed or schema.org event data beside them is read by"
            " everything that reads calendars.",
            section="schema.org, Event",
            url="https://schema.org/Event",
        )
        return
    if not ahead:
        yield Finding(where="all events", what="Nothing is ahead: every event has passed, or is in doubt.")
    yield from _counted(extraction.format, events)
    answer = outcome.fetched
    if answer is not None and answer.page.url and not (answer.validators.etag or answer.validators.last_modified):
        yield Finding(
            where="the server",
            what="It cannot say that nothing has changed, so each reader fetches the whole page each time.",
            mend="Let the server send ETag or Last-Modified, and answer 304.",
            section="RFC 9110, section 13",
            url="https://www.rfc-editor.org/rfc/rfc9110#section-13",
        )


def _counted(form: Format | None, events: Sequence[Event]) -> Iterator[Finding]:
    """What several events lack, counted."""
    for where, lacking, what, mend in (
        (
            "time zone",
            [event.timezone_assumed for event in events],
            "no zone is named, so the calendar's own was taken.",
            "Name it (TZID, an offset, or “PT” beside the hour): who follows from elsewhere sees another hour.",
        ),
        (
            "end",
            [event.end is None and not event.all_day for event in events],
            "no end is given; calendar apps show a moment, or an hour.",
            "Add when it ends.",
        ),
        (
            "place",
            [not event.location and event.attendance_mode is None for event in events],
            "neither a place nor a way to join online is given.",
            "Add where it is, with the town.",
        ),
        (
            "identity",
            [event.uid_assumed and form is Format.ICAL for event in events],
            "there is no UID; when such an event changes, apps may show it twice.",
            "Give each event a UID that never changes (RFC 5545, section 3.8.4.7).",
        ),
        (
            "doubt",
            [event.confidence < PUBLISHED for event in events],
            "it may be no event, or on another day; nobody sees it until a person has looked.",
            "Write the date in full, with the weekday and the hour, close to the name of the event.",
        ),
    ):
        if any(lacking):
            yield Finding(where=where, what=f"in {sum(lacking)} of {len(events)} events {what}", mend=mend)
