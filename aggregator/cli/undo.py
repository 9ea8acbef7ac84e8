"""`aggregator undo`: take a decision back, or list what was decided."""

from __future__ import annotations

import click

from aggregator.cli import EXIT_NOTHING_DONE, EXIT_OK, EXIT_SOME_FAILED, Settings, say
from aggregator.cli.deciding import desk
from aggregator.cli.text import problem_line, table, to_json
from aggregator.model import Verdict


@click.command("undo", short_help="Take a decision back.")
@click.argument("id", metavar="[DECISION]", required=False)
@click.option("--json", "as_json", is_flag=True, help="Without DECISION: print the decisions as JSON.")
@click.pass_obj
def command(settings: Settings, id: str | None, as_json: bool) -> int:
    """Take a decision back: a merge, a split, a hidden or accepted event, a field, a takedown.

    Without DECISION, list them. The record stays in decisions.toml, with the day it was taken back.

    \b
    Examples:
      aggregator undo
      aggregator undo 3fa94b1c
    """
    with desk(settings) as at:
        if at is None:
            return EXIT_NOTHING_DONE
        if id is None:
            rows = [(d.id, f"{d.decided_at:%Y-%m-%d}", d.verdict.value, d.about) for d in at.known if not d.undone_at]
            if as_json:
                click.echo(to_json(at.known))
            elif rows:
                click.echo(table(rows, ("id", "decided", "what", "about")))
            else:
                say("Nothing is decided.")
            return EXIT_OK
        found = next((decision for decision in at.known if decision.id == id and not decision.undone_at), None)
        if found is None:
            raise click.UsageError(f"No decision that stands has the id {id!r}; `aggregator undo` lists them.")
        at.undo(found)
        problems = at.publish()
        for problem in problems:
            say(problem_line(problem))
        click.echo(f"Taken back: {found.verdict.value}: {found.about}")
        if found.verdict is Verdict.TAKEDOWN:
            click.echo(f"It is read again with: aggregator refresh {' '.join(found.sources)}")
        return EXIT_SOME_FAILED if problems else EXIT_OK
