"""`aggregator split`: what was merged is not one event, and what is nearly one never will be."""

from __future__ import annotations

import click

from aggregator.cli import EXIT_NOTHING_DONE, Settings
from aggregator.cli.deciding import about, desk, heads, told
from aggregator.model import MergedEvent, Verdict


@click.command("split", short_help="Say that listings are not one event.")
@click.argument("id", metavar="ID")
@click.argument("listings", metavar="[LISTING]...", nargs=-1)
@click.option("--why", default="", help="A reason, for those who read decisions.toml.")
@click.pass_obj
def command(settings: Settings, id: str, listings: tuple[str, ...], why: str) -> int:
    """Say that the listings of an event are not one event. It lasts until it is undone.

    Without LISTING each of them stands for itself from now on; with two or more, no two of those are one event.
    `aggregator explain ID` names the listings. With the id of another event: these two are, and stay, two.

    \b
    Examples:
      aggregator split 4vsrm64yp2a7
      aggregator split 4vsrm64yp2a7 k2hd7q5wz3xe
    """
    with desk(settings) as at:
        if at is None:
            return EXIT_NOTHING_DONE
        event = at.event(id)
        members = heads(event)
        other = at.store.event(listings[0]) if len(listings) == 1 else None
        if other is not None and other.id != event.id:
            pair = [_listing(id, event), _listing(listings[0], other)]
            both = f"{about(event)} / {about(other)}"
            return told(at, at.decide(Verdict.SPLIT, pair, about=both, why=why))
        strange = [one for one in listings if one not in members]
        if strange:
            raise click.UsageError(f"{strange[0]} is no listing of {id}; there are {', '.join(members)}.")
        if len(members) < 2:
            raise click.UsageError(f"{id} is one listing only, so there is nothing to split: {about(event)}.")
        if len(listings) == 1:
            raise click.UsageError("Name two listings or more that are not one event, or none for all.")
        decision = at.decide(Verdict.SPLIT, listings or members, about=about(event), why=why)
        return told(at, decision)


def _listing(name: str, event: MergedEvent) -> str:
    """The listing that is meant: the one of that id, or the first of the event."""
    return name if name in event.listing_ids else heads(event)[0]
