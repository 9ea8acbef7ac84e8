"""`aggregator merge`: two events are one."""

from __future__ import annotations

import click

from aggregator.cli import EXIT_NOTHING_DONE, Settings
from aggregator.cli.deciding import about, desk, heads, told
from aggregator.model import Verdict


@click.command("merge", short_help="Say that two events are one.")
@click.argument("one", metavar="ID")
@click.argument("other", metavar="ID")
@click.option("--why", default="", help="A reason, for those who read decisions.toml.")
@click.pass_obj
def command(settings: Settings, one: str, other: str, why: str) -> int:
    """Say that two events are one, whatever speaks against it. It lasts until it is undone.

    \b
    Example:
      aggregator merge 4vsrm64yp2a7 k2hd7q5wz3xe --why "the portal has another hour"
    """
    with desk(settings) as at:
        if at is None:
            return EXIT_NOTHING_DONE
        first, second = at.event(one), at.event(other)
        if first.id == second.id:
            raise click.UsageError(f"{one} and {other} are one event already: {about(first)}.")
        both = [heads(first)[0], heads(second)[0]]
        decision = at.decide(Verdict.MERGE, both, about=f"{about(first)} = {about(second)}", why=why)
        return told(at, decision)
