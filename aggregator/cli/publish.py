"""`aggregator publish`: merge what is stored and write the feeds again."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from aggregator import config as configuration
from aggregator.cli import EXIT_OK, EXIT_SOME_FAILED, Settings, say
from aggregator.cli.lock import only_one
from aggregator.cli.text import problem_line, to_json
from aggregator.errors import StoreError


@click.command("publish", short_help="Write the feeds again.")
@click.option("--json", "as_json", is_flag=True, help="Print what was written as JSON.")
@click.pass_obj
def command(settings: Settings, as_json: bool) -> int:
    """Merge what is stored and write the feeds again, without asking any source.

    A feed is replaced only by one that reads back as what is in the database.

    \b
    Example:
      aggregator publish
    """
    from aggregator.refresh import merge_and_publish
    from aggregator.store import Store

    config = configuration.load(settings.config)
    if not settings.database.exists():
        raise StoreError(str(settings.database), "does not exist yet", "make it with: aggregator refresh")
    with only_one(settings.data) as alone:
        if not alone:
            say("A refresh is running; it writes the feeds when it is done.")
            return EXIT_OK
        with Store(settings.database) as store:
            merged, published, problems = merge_and_publish(
                config, store, settings.data, now=datetime.now(UTC).replace(microsecond=0)
            )
    for problem in problems:
        say(problem_line(problem))
    if as_json:
        click.echo(to_json({"events": len(merged), "feeds": published, "problems": problems}))
    else:
        for path in published.written:
            click.echo(f"wrote {Path(path)}")
        for path in published.unchanged:
            click.echo(f"unchanged {Path(path)}")
    return EXIT_SOME_FAILED if problems else EXIT_OK
