"""`aggregator hide`: an event is shown nowhere."""

from __future__ import annotations

import click

from aggregator.cli import EXIT_NOTHING_DONE, Settings
from aggregator.cli.deciding import about, desk, told
from aggregator.model import Verdict


@click.command("hide", short_help="Take an event out of the calendar.")
@click.argument("id", metavar="ID")
@click.option("--why", default="", help="A reason, for those who read decisions.toml.")
@click.pass_obj
def command(settings: Settings, id: str, why: str) -> int:
    """Take an event out of the calendar, its feeds and pages. It lasts until it is undone.

    \b
    Example:
      aggregator hide 4vsrm64yp2a7 --why "a test of theirs"
    """
    with desk(settings) as at:
        if at is None:
            return EXIT_NOTHING_DONE
        event = at.event(id)
        return told(at, at.decide(Verdict.HIDE, event.listing_ids, about=about(event), why=why))
