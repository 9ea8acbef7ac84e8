"""A report card as plain text of 78 columns, fit for a letter. Refuses to know where its facts come from."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from aggregator.cli.card import Card, Finding
from aggregator.cli.text import when
from aggregator.model import Occurrence

WIDTH = 78


def text_lines(card: Card) -> Iterator[str]:
    """The card, line by line."""
    yield f"How your calendar is read: {card.name}"
    yield f"{card.address}  ({card.read_on.day} {card.read_on:%B %Y})"
    yield ""
    yield from _wrapped(opening(card))
    if card.dates:
        yield from ("", "WHAT SUBSCRIBERS SEE")
        for occurrence in card.dates:
            yield from _occurrence_lines(occurrence)
        if card.ahead > len(card.dates):
            yield f"  … and {card.ahead - len(card.dates)} more"
    if card.findings:
        yield from ("", "WHAT WE COULD NOT READ" if card.kind is None else "WHAT COULD BE MENDED")
        for number, finding in enumerate(card.findings, start=1):
            yield from _finding_lines(finding, f"{number}.")
        if card.more:
            yield f"  … and {card.more} more of the kind"
    if card.advice:
        yield from ("", "WHAT WOULD HELP THOSE WHO FOLLOW YOU")
        for finding in card.advice:
            yield from _finding_lines(finding, "•")
    yield ""
    yield from _wrapped(closing(card))


def opening(card: Card) -> str:
    """What was read, in a sentence, with thanks."""
    thanks = f"Thank you for keeping a public calendar. “{card.calendar}” reads it, so that more people hear of it."
    if card.kind is None:
        return f"{thanks} Just now it could not be read; what was listed before is still shown."
    events = f"{card.events} event{'' if card.events == 1 else 's'}"
    ahead = f"{card.ahead} date{'' if card.ahead == 1 else 's'} ahead"
    well = "" if card.findings or not card.events else " Everything on it could be read."
    return f"{thanks} It was read as {card.kind} with {events}: {ahead}.{well}"


def closing(card: Card) -> str:
    """Who to write to, and that nobody is blamed."""
    line = "Most of this is the software's doing, not yours; its makers can use this page as it stands."
    return line + (f" Questions and corrections: {card.contact}." if card.contact else "")


def details(occurrence: Occurrence) -> str:
    """What stands below the time and name of a date: place, sign-up, state."""
    event = occurrence.event
    parts = [event.location, f"sign up: {event.registration_url}" if event.registration_url else None]
    parts.append(event.status.value.upper() if event.status.value != "confirmed" else None)
    return " · ".join(part for part in parts if part)


def _occurrence_lines(occurrence: Occurrence) -> Iterator[str]:
    event = occurrence.event
    yield from _wrapped(f"  {when(occurrence.start, occurrence.end, event.timezone, event.precision)}", "  ")
    yield from _wrapped(f"      {event.title}", "      ")
    if told := details(occurrence):
        yield from _wrapped(f"      {told}", "      ")


def _finding_lines(finding: Finding, mark: str) -> Iterator[str]:
    yield from _wrapped(f"  {mark} {finding.where}: {finding.what}", "     ")
    if finding.mend:
        yield from _wrapped(f"     → {finding.mend}", "       ")
    if finding.section:
        yield from _wrapped(f"       {finding.section}: {finding.url}", "       ")


def _wrapped(text: str, indent: str = "") -> Iterable[str]:
    return textwrap.wrap(text, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
