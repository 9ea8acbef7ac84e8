"""`aggregator accept`: an event that waited for review is shown."""

from __future__ import annotations

import click

from aggregator.cli import EXIT_NOTHING_DONE, Settings
from aggregator.cli.deciding import about, desk, told
from aggregator.model import Verdict


@click.command("accept", short_help="Publish an event that waits for review.")
@click.argument("id", metavar="ID")
@click.option("--why", default="", help="A reason, for those who read decisions.toml.")
@click.pass_obj
def command(settings: Settings, id: str, why: str) -> int:
    """Publish an event that was read with doubt, or whose source waits for review. It lasts until it is undone.

    \b
    Example:
      aggregator accept 4vsrm64yp2a7
    """
    with desk(settings) as at:
        if at is None:
            return EXIT_NOTHING_DONE
        event = at.event(id)
        return told(at, at.decide(Verdict.ACCEPT, event.listing_ids, about=about(event), why=why))
