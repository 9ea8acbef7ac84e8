"""`aggregator extract`: read pages or files and print the events on them; stores nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aggregator import config as configuration
from aggregator.cli import EXIT_NOTHING_DONE, EXIT_OK, EXIT_SOME_FAILED, Settings, say
from aggregator.cli.reading import reading_lines
from aggregator.cli.text import event_lines, problem_line, to_json
from aggregator.config import Config
from aggregator.config.secrets import concealed, secret_words
from aggregator.errors import ConfigError
from aggregator.extract.explanation import Explanation
from aggregator.model import Calendar, Extraction, Outcome, Source

if TYPE_CHECKING:
    from aggregator.readers import Reader


@click.command("extract", short_help="Print the events on a page.")
@click.argument("locations", metavar="LOCATION...", nargs=-1, required=True)
@click.option("--timezone", help="The zone of times that name none, such as America/Chicago.")
@click.option("--region", help="The state or country of places that name none, such as IL.")
@click.option("--now", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]), help="Read as if it were this day.")
@click.option("--explain", is_flag=True, help="Show how the page was read, and what was turned down and why.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.pass_obj
def command(
    settings: Settings,
    locations: tuple[str, ...],
    timezone: str | None,
    region: str | None,
    now: datetime | None,
    explain: bool,
    as_json: bool,
) -> int:
    """Read pages or files and print the events on them; nothing is stored.

    LOCATION is an address or a file. A source of sources.toml may be named by its slug.

    \b
    Examples:
      aggregator extract https://tenants.example.org/events
      aggregator extract saved.html --timezone America/Chicago --explain
    """
    from aggregator.normalize.times import zone_or_none
    from aggregator.readers import Readers

    if timezone is not None and zone_or_none(timezone) is None:
        raise click.UsageError(f"--timezone: {timezone!r} is no IANA zone name, such as America/Chicago.")
    moment = (now or datetime.now(UTC)).replace(tzinfo=UTC, microsecond=0)
    with Readers() as reader:
        results = [_read(settings, location, timezone, region, moment, explain, reader) for location in locations]
    if as_json:
        click.echo(to_json([result.as_json(explain) for result in results]))
    else:
        for result in results:
            _show(result, heading=len(locations) > 1)
    failed = [result.outcome.error is not None for result in results]
    if all(failed):
        return EXIT_NOTHING_DONE
    return EXIT_SOME_FAILED if any(failed) else EXIT_OK


@dataclass(frozen=True, slots=True)
class _Result:
    """What one location gave. explanation: how it was read, where that was asked for."""

    location: str
    outcome: Outcome
    explanation: Explanation | None = None

    def as_json(self, explain: bool) -> dict[str, object]:
        told = self.explanation
        parts = {"regions": told.regions, "turned_down": told.turned_down} if told else None
        result: dict[str, object] = {
            "location": self.location,
            "error": self.outcome.error,
            "extraction": self.outcome.extraction,
        }
        return {**result, "explanation": parts} if explain else result


def _read(
    settings: Settings,
    location: str,
    timezone: str | None,
    region: str | None,
    now: datetime,
    explain: bool,
    reader: Reader,
) -> _Result:
    from aggregator import crawl
    from aggregator.extract import explain as extract_explain
    from aggregator.refresh import fetch_settings

    config = _config(settings, location)
    source, calendar, folder = _source(config, location)
    named = {"timezone": timezone or source.timezone, "region": region or source.region}
    source = Source(**{**{name: getattr(source, name) for name in Source.__slots__}, **named})
    bounds = fetch_settings(config or Config(calendar=calendar, sources=(), folder=folder))
    outcome = crawl.crawl_source(
        source, None, now=now, folder=folder, calendar=calendar, settings=bounds, reader=reader
    )
    if not explain or outcome.fetched is None:
        return _Result(location, outcome)
    told = extract_explain(outcome.fetched.page, now=now, timezone=source.timezone, source=source)
    return _Result(location, outcome, concealed(told, secret_words(source)))


def _config(settings: Settings, location: str) -> Config | None:
    """sources.toml, if there is one. Its faults are told only where a source of it may be meant."""
    if not settings.config.exists():
        return None
    try:
        return configuration.load(settings.config)
    except ConfigError:
        if "/" not in location and "." not in location:
            raise
        return None


def _source(config: Config | None, location: str) -> tuple[Source, Calendar, Path]:
    """The configured source of that slug, else one made up for this address or file."""
    if config is not None and "/" not in location and "." not in location:
        for source in config.sources:
            if source.slug == location:
                return source, config.calendar, config.folder
    # Without a configured zone nothing is assumed but UTC, and that shows as `timezone_assumed`.
    return Source(slug="page", name=location, url=location), Calendar(timezone="UTC"), Path.cwd()


def _show(result: _Result, *, heading: bool) -> None:
    location, outcome = result.location, result.outcome
    if heading:
        click.echo(f"# {location}")
    if outcome.error is not None:
        say(problem_line(outcome.error))
        return
    extraction = outcome.extraction or Extraction()
    if result.explanation is not None:
        lines = reading_lines(result.explanation, extraction)
    else:
        lines = (line for event in extraction.events for line in event_lines(event))
    for line in lines:
        click.echo(line)
    for link in extraction.links:
        click.echo(f"Another calendar ({link.kind}): {link.text or 'unnamed'} {link.url}")
    for problem in extraction.problems:
        say(problem_line(problem))
    if not extraction.events:
        say(f"No event was found on {location}.")
