"""`aggregator review`: what waits for a person: events read with doubt, and pairs that are nearly one event."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import click

from aggregator.cli import EXIT_NOTHING_DONE, EXIT_OK, EXIT_SOME_FAILED, Settings, say
from aggregator.cli.deciding import Desk, about, desk
from aggregator.cli.text import problem_line, to_json, when
from aggregator.model import Listing, Verdict
from aggregator.store.views import NEEDS_REVIEW

MOST = 20


@dataclass(frozen=True, slots=True)
class Doubt:
    """One question: an event read with doubt (other is None), or two that may be one."""

    question: str
    id: str
    other_id: str | None
    shown: str
    other: str | None
    why: str
    listings: tuple[str, ...]


@click.command("review", short_help="Decide what was left open.")
@click.option("--most", default=MOST, show_default=True, help="How many to ask about.")
@click.option("--json", "as_json", is_flag=True, help="Print what waits as JSON, and ask nothing.")
@click.pass_obj
def command(settings: Settings, most: int, as_json: bool) -> int:
    """Go through what waits for a person: events that were read with doubt, then pairs that are nearly one event.

    \b
    Each answer is noted in decisions.toml; `aggregator undo` takes it back. Examples:
      aggregator review
      aggregator review --json
    """
    with desk(settings) as at:
        if at is None:
            return EXIT_NOTHING_DONE
        doubts = list(_doubts(at))
        if as_json:
            click.echo(to_json(doubts[:most]))
            return EXIT_OK
        if not doubts:
            say("Nothing waits for you.")
            return EXIT_OK
        decided = _ask(at, doubts[:most], len(doubts))
        problems = at.publish() if decided else ()
        for problem in problems:
            say(problem_line(problem))
        say(f"{decided} decided, {len(doubts) - decided} left.")
        return EXIT_SOME_FAILED if problems else EXIT_OK


def _doubts(at: Desk) -> Iterator[Doubt]:
    """What is open: nothing that somebody answered before."""
    ids = [str(row["event_id"]) for row in at.store.read(lambda db: db.execute(NEEDS_REVIEW).fetchall())]
    for event_id in ids:
        event = at.store.event(event_id)
        if event is not None:
            why = f"read with confidence {event.event.confidence:.2f}"
            yield Doubt("publish", event.id, None, about(event), None, why, event.listing_ids)
    answered = {
        frozenset(decision.listings) for decision in at.known if decision.verdict in (Verdict.MERGE, Verdict.SPLIT)
    }
    for one in at.store.near_misses(now=at.now):
        pair = (one.listing.id, one.other.id)
        if frozenset(pair) not in answered:
            why = f"{one.verdict.score} points: {'; '.join(one.verdict.reasons)}"
            yield Doubt("merge", *pair, _listed(one.listing), _listed(one.other), why, pair)


def _listed(listing: Listing) -> str:
    event = listing.event
    place = f", {event.location}" if event.location else ""
    return f"{event.title}, {when(event.start, event.end, event.timezone, event.precision)}{place} ({event.key.source})"


def _ask(at: Desk, doubts: list[Doubt], waiting: int) -> int:
    """Put the questions; how many were answered."""
    say(f"{waiting} wait. y yes, n no, s later, q stop.")
    decided = 0
    for doubt in doubts:
        say(f"\n{doubt.shown}" + (f"\n{doubt.other}" if doubt.other else "") + f"\n  {doubt.why}")
        question = "One event?" if doubt.question == "merge" else "Publish it?"
        answer = click.prompt(question, type=click.Choice(["y", "n", "s", "q"]), default="s", err=True)
        if answer == "q":
            break
        if answer == "s":
            continue
        yes = answer == "y"
        verdicts = (Verdict.MERGE, Verdict.SPLIT) if doubt.question == "merge" else (Verdict.ACCEPT, Verdict.HIDE)
        words = doubt.shown + (f" / {doubt.other}" if doubt.other else "")
        at.decide(verdicts[0] if yes else verdicts[1], doubt.listings, about=words)
        decided += 1
    return decided
