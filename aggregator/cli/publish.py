"""`aggregator publish`: merge what is stored and write the feeds again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import click

from aggregator import config as configuration
from aggregator.cli import EXIT_OK, EXIT_SOME_FAILED, Settings, say
from aggregator.cli.lock import only_one
from aggregator.cli.text import problem_line, to_json
from aggregator.errors import StoreError
from aggregator.model import Problem

if TYPE_CHECKING:
    from aggregator.publish import Published
    from aggregator.web.filters import Filters


@click.command("publish", short_help="Write the feeds again.")
@click.option("--slice", "choice", metavar="FILTERS", help="Write one selection: what stands after ? in its address.")
@click.option("--as", "name", metavar="NAME.ics", help="The selection's file, in the data folder.")
@click.option("--json", "as_json", is_flag=True, help="Print what was written as JSON.")
@click.pass_obj
def command(settings: Settings, choice: str | None, name: str | None, as_json: bool) -> int:
    """Merge what is stored and write the feeds again, without asking any source.

    A feed is replaced only by one that reads back as what is in the database. With --slice only one more file is
    written, with the published events of a selection; run it after each refresh to keep it up to date.

    \b
    Examples:
      aggregator publish
      aggregator publish --slice 'category=housing&region=CA' --as housing.ics
    """
    if choice is not None or name is not None:
        return _one_slice(settings, choice or "", name or "", as_json)
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
            events, published, problems = merge_and_publish(
                config, store, settings.data, now=datetime.now(UTC).replace(microsecond=0)
            )
    return _told({"events": events, "feeds": published, "problems": problems}, published, problems, as_json)


def _one_slice(settings: Settings, choice: str, name: str, as_json: bool) -> int:
    """Write the file of one selection, by the filters that its feed's address has."""
    from aggregator.publish import write_slice
    from aggregator.store import Store
    from aggregator.web.feeds import kept_to_the_window
    from aggregator.web.published import selection

    config = configuration.load(settings.config)
    filters = _filters(choice)
    if not re.fullmatch(r"[\w-]+\.ics", name) or name.startswith("calendar"):
        raise click.UsageError(f"--as: {name!r} is no name for the file; write one like housing.ics.")
    if not settings.database.exists():
        raise StoreError(str(settings.database), "does not exist yet", "make it with: aggregator refresh")
    now = datetime.now(UTC).replace(microsecond=0)
    with Store(settings.database) as store:
        occurrences = store.read(selection(kept_to_the_window(filters, config.calendar, now)))
    dated = bool(filters.first or filters.last)
    published = write_slice(settings.data, config.calendar, occurrences, name=name, now=now, may_narrow=not dated)
    return _told({"feeds": published, "problems": published.problems}, published, published.problems, as_json)


def _filters(choice: str) -> Filters:
    """The selection as its feed's address says it. Raises UsageError for what cannot be read."""
    from aggregator.web.filters import PARAMETERS, Filters

    given = parse_qs(choice.removeprefix("?"), keep_blank_values=True)
    strange = given.keys() - set(PARAMETERS)
    if strange:
        raise click.UsageError(f"--slice: there is no filter {', '.join(sorted(strange))}.")
    filters = Filters.read(_Given(given))
    if filters.complaints:
        raise click.UsageError(f"--slice: {' '.join(filters.complaints)}")
    if not filters.chosen:
        raise click.UsageError("--slice: nothing is chosen; write filters such as category=housing&region=CA.")
    return filters


class _Given:
    """A parsed query string, as `Filters` reads it."""

    def __init__(self, given: dict[str, list[str]]) -> None:
        self._given = given

    def getlist(self, key: str) -> list[str]:
        """All values of one parameter."""
        return self._given.get(key, [])


def _told(result: dict[str, Any], published: Published, problems: Sequence[Problem], as_json: bool) -> int:
    """Say what was written; the exit code."""
    for problem in problems:
        say(problem_line(problem))
    if as_json:
        click.echo(to_json(result))
    else:
        for name, note in published.notes:
            say(f"{name}: {note}")
        for path in published.written:
            click.echo(f"wrote {Path(path)}")
        for path in published.unchanged:
            click.echo(f"unchanged {Path(path)}")
    return EXIT_SOME_FAILED if problems else EXIT_OK
