"""`aggregator takedown`: an event vanishes from our files, and does not come back."""

from __future__ import annotations

from collections.abc import Sequence

import click

from aggregator.cli import EXIT_NOTHING_DONE, Settings, say
from aggregator.cli.deciding import Desk, desk, told
from aggregator.model import MergedEvent
from aggregator.normalize.identity import fold
from aggregator.store import backups


@click.command("takedown", short_help="Make an event vanish, words and all, because somebody asked for it.")
@click.argument("id", metavar="ID")
@click.option("--why", default="", help="A reason, for those who read decisions.toml; leave out what is to vanish.")
@click.pass_obj
def command(settings: Settings, id: str, why: str) -> int:
    """Make an event vanish from the database, the kept pages, the feeds and our pages, because somebody asked for it.

    Its words are erased, not hidden; decisions.toml keeps only by which digests it is known again, so that the next
    refresh leaves it out. After `aggregator undo` it is read again where its source still lists it.

    \b
    Example:
      aggregator takedown 4vsrm64yp2a7 --why "asked for by mail"
    """
    with desk(settings) as at:
        if at is None:
            return EXIT_NOTHING_DONE
        event = at.event(id)
        code = told(at, at.take_down(event, about=_about(event), why=why))
        if not at.store.forget_bytes():
            say("Somebody is reading the database; the last bytes go with the next `aggregator publish` or refresh.")
        for line in _left(at, event):
            say(line)
        return code


def _about(event: MergedEvent) -> str:
    """Which event it was, without a word of it: `an event of Tenants Union on 2027-04-17`."""
    names = ", ".join(dict.fromkeys(credit.name for credit in event.credits)) or event.event.key.source
    return f"an event of {names} on {event.event.start.isoformat()[:10]}"


def _left(at: Desk, event: MergedEvent) -> Sequence[str]:
    """Where its words may still stand, for a person to see to."""
    lines = []
    copies = [*backups(at.settings.data / "backups"), *at.settings.data.glob("events-replaced-*.db")]
    if copies:
        lines.append(f"Copies of the database still hold it; delete them: {', '.join(map(str, copies))}")
    title = fold(event.event.title)
    others = [one.id for one in at.store.merged_events() if fold(one.event.title) == title]
    if others:
        lines.append(f"Other events have the same title: {', '.join(others[:8])}")
    return lines
