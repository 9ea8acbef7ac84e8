"""`aggregator doctor`: is everything well here, and if not, what to do next; one line a subject, one a source."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import click

from aggregator.cli import EXIT_NOTHING_DONE, EXIT_OK, EXIT_SOME_FAILED, EXIT_USAGE, Settings
from aggregator.cli.checks import BROKEN, LOOK, OK, Check, examine
from aggregator.cli.text import to_json

COLORS = {OK: "green", LOOK: "yellow", BROKEN: "red"}
WIDEST = 100


@click.command("doctor", short_help="Is everything well, and if not, what to do.")
@click.option("-q", "--quiet", is_flag=True, help="Only what needs a person: for cron.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@click.pass_obj
def command(settings: Settings, quiet: bool, as_json: bool) -> int:
    """Look at configuration, disk, database, clock, certificates, feeds and every source; ask nobody, change nothing.

    Exit codes: 0 all well, 1 something needs a person, 2 sources.toml cannot be used, 3 the database cannot be used.

    \b
    Examples:
      aggregator doctor
      aggregator doctor -q || mail -s "calendar" me@example.org
    """
    checks = list(examine(settings.config, settings.data, now=datetime.now(UTC).replace(microsecond=0)))
    if as_json:
        click.echo(to_json({"checks": checks}))
    else:
        shown = [check for check in checks if not quiet or check.state != OK]
        width = min(shutil.get_terminal_size((WIDEST, 24)).columns, WIDEST)
        for line in check_lines(shown, width):
            click.echo(line)
        if not quiet:
            click.echo(summary(checks))
    return exit_code(checks)


def exit_code(checks: Sequence[Check]) -> int:
    """What the checks come to. What only wants a look is no failure."""
    broken = {check.subject for check in checks if check.state == BROKEN}
    if "config" in broken:
        return EXIT_USAGE
    if broken & {"database", "data folder"}:
        return EXIT_NOTHING_DONE
    return EXIT_SOME_FAILED if broken else EXIT_OK


def check_lines(checks: Sequence[Check], width: int) -> Iterator[str]:
    """The checks in three columns; what to do next stands below, and nothing is wider than the terminal."""
    subjects = min(max((len(check.subject) for check in checks), default=0), 28)
    indent = " " * (subjects + 9)
    for check in checks:
        head = f"{click.style(f'{check.state:5}', fg=COLORS[check.state])}  {check.subject:{subjects}}  "
        said = textwrap.wrap(check.says, max(width - len(indent), 30)) or [""]
        yield head + said[0]
        yield from (indent + line for line in said[1:])
        for number, line in enumerate(textwrap.wrap(check.next_step, max(width - len(indent) - 2, 30))):
            yield f"{indent}{'→ ' if number == 0 else '  '}{line}"


def summary(checks: Sequence[Check]) -> str:
    """The last line."""
    counts = {state: sum(check.state == state for check in checks) for state in (BROKEN, LOOK)}
    if not any(counts.values()):
        return "All is well."
    told = []
    if counts[BROKEN]:
        told.append(f"{counts[BROKEN]} need{'s' if counts[BROKEN] == 1 else ''} a person")
    if counts[LOOK]:
        told.append(f"{counts[LOOK]} want{'s' if counts[LOOK] == 1 else ''} a look")
    return f"{' and '.join(told)}."
