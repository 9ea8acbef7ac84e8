"""`aggregator set`: one field of an event is as a person says."""

from __future__ import annotations

import click

from aggregator.cli import EXIT_NOTHING_DONE, Settings
from aggregator.cli.deciding import about, desk, told
from aggregator.merge.decided import with_field
from aggregator.model import Verdict


@click.command("set", short_help="Set one field of an event.")
@click.argument("id", metavar="ID")
@click.argument("field")
@click.argument("value")
@click.option("--why", default="", help="A reason, for those who read decisions.toml.")
@click.pass_obj
def command(settings: Settings, id: str, field: str, value: str, why: str) -> int:
    """Set one field of an event, whatever its sources say of it. It lasts until it is undone.

    Times are written 2026-11-24T19:00, in the event's own zone; an empty VALUE means that nothing is known.

    \b
    Example:
      aggregator set 4vsrm64yp2a7 venue "Union Hall"
    """
    with desk(settings) as at:
        if at is None:
            return EXIT_NOTHING_DONE
        event = at.event(id)
        try:
            with_field(event.event, field, value)
        except ValueError as error:
            raise click.UsageError(f"{error}.") from None
        named = f"{about(event)}: {field} = {value or 'nothing'}"
        decision = at.decide(Verdict.SET, [event.members[0].id], about=named, why=why, field=field, value=value)
        return told(at, decision)
