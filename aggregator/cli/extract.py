"""`aggregator extract`: read pages or files and print the events on them; stores nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from aggregator import config as configuration
from aggregator.cli import EXIT_NOTHING_DONE, EXIT_OK, EXIT_SOME_FAILED, Settings, say
from aggregator.cli.text import event_lines, problem_line, to_json
from aggregator.model import Calendar, Extraction, Outcome, Source


@click.command("extract", short_help="Print the events on a page.")
@click.argument("locations", metavar="LOCATION...", nargs=-1, required=True)
@click.option("--timezone", help="The zone of times that name none, such as America/Chicago.")
@click.option("--region", help="The state or country of places that name none, such as IL.")
@click.option("--now", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]), help="Read as if it were this day.")
@click.option("--explain", is_flag=True, help="Show for each field the words it was read from.")
@click.option("--json", "as_json", is_flag=True, help="Print the events as JSON.")
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

    if timezone is not None and zone_or_none(timezone) is None:
        raise click.UsageError(f"--timezone: {timezone!r} is no IANA zone name, such as America/Chicago.")
    moment = (now or datetime.now(UTC)).replace(tzinfo=UTC, microsecond=0)
    outcomes = [_read(settings, location, timezone, region, moment) for location in locations]
    if as_json:
        click.echo(to_json([_as_result(location, o) for location, o in zip(locations, outcomes, strict=True)]))
    else:
        for location, outcome in zip(locations, outcomes, strict=True):
            _show(location, outcome, explain=explain, heading=len(locations) > 1)
    failed = [outcome.error is not None for outcome in outcomes]
    if all(failed):
        return EXIT_NOTHING_DONE
    return EXIT_SOME_FAILED if any(failed) else EXIT_OK


def _read(settings: Settings, location: str, timezone: str | None, region: str | None, now: datetime) -> Outcome:
    from aggregator import crawl, fetch

    source, calendar, folder = _source(settings, location)
    named = {"timezone": timezone or source.timezone, "region": region or source.region}
    source = Source(**{**{name: getattr(source, name) for name in Source.__slots__}, **named})
    fetch_settings = fetch.FetchSettings(contact=calendar.contact)
    return crawl.crawl_source(source, None, now=now, folder=folder, calendar=calendar, settings=fetch_settings)


def _source(settings: Settings, location: str) -> tuple[Source, Calendar, Path]:
    """The configured source of that slug, else one made up for this address or file."""
    if settings.config.exists() and "/" not in location and "." not in location:
        config = configuration.load(settings.config)
        for source in config.sources:
            if source.slug == location:
                return source, config.calendar, config.folder
    # Without a configured zone nothing is assumed but UTC, and that shows as `timezone_assumed`.
    return Source(slug="page", name=location, url=location), Calendar(timezone="UTC"), Path.cwd()


def _as_result(location: str, outcome: Outcome) -> dict[str, object]:
    return {"location": location, "error": outcome.error, "extraction": outcome.extraction}


def _show(location: str, outcome: Outcome, *, explain: bool, heading: bool) -> None:
    if heading:
        click.echo(f"# {location}")
    if outcome.error is not None:
        say(problem_line(outcome.error))
        return
    extraction = outcome.extraction or Extraction()
    for event in extraction.events:
        for line in event_lines(event):
            click.echo(line)
        if explain:
            for evidence in event.evidence:
                click.echo(f"    · {evidence.field}: “{evidence.text}”  [{evidence.where}; {evidence.rule}]")
            if event.rules:
                click.echo(f"    · rules: {', '.join(event.rules)}")
    for link in extraction.links:
        click.echo(f"Another calendar ({link.kind}): {link.text or 'unnamed'} {link.url}")
    for problem in extraction.problems:
        say(problem_line(problem))
    if not extraction.events:
        say(f"No event was found on {location}.")
