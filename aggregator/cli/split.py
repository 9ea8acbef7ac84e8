"""`aggregator split`: what was merged is not one event."""

from __future__ import annotations

import click

from aggregator.cli import EXIT_NOTHING_DONE, Settings
from aggregator.cli.deciding import about, desk, heads, told
from aggregator.model import Verdict


@click.command("split", short_help="Say that listings are not one event.")
@click.argument("id", metavar="ID")
@click.argument("listings", metavar="[LISTING]...", nargs=-1)
@click.option("--why", default="", help="A reason, for those who read decisions.toml.")
@click.pass_obj
def command(settings: Settings, id: str, listings: tuple[str, ...], why: str) -> int:
    """Say that the listings of an event are not one event. It lasts until it is undone.

    Without LISTING each of them stands for itself from now on; with two or more, no two of those are one event.
    `aggregator explain ID` names the listings.

    \b
    Example:
      aggregator split 4vsrm64yp2a7
    """
    with desk(settings) as at:
        if at is None:
            return EXIT_NOTHING_DONE
        event = at.event(id)
        members = heads(event)
        strange = [one for one in listings if one not in members]
        if strange:
            raise click.UsageError(f"{strange[0]} is no listing of {id}; there are {', '.join(members)}.")
        if len(members) < 2:
            raise click.UsageError(f"{id} is one listing only, so there is nothing to split: {about(event)}.")
        if len(listings) == 1:
            raise click.UsageError("Name two listings or more that are not one event, or none for all.")
        decision = at.decide(Verdict.SPLIT, listings or members, about=about(event), why=why)
        return told(at, decision)
