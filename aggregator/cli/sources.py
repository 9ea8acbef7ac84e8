"""`aggregator sources`: list the sources with their health, check one, disable one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click

from aggregator import config as configuration
from aggregator.cli import EXIT_NOTHING_DONE, EXIT_OK, EXIT_SOME_FAILED, Settings, say
from aggregator.cli.text import problem_line, table, to_json
from aggregator.config import Config
from aggregator.config.address import looks_secret
from aggregator.model import Calendar, Outcome, Source


@click.group("sources", invoke_without_command=True, short_help="List, check or disable sources.")
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> int:
    """List the sources with their health, check one now, or disable one.

    \b
    Examples:
      aggregator sources
      aggregator sources check tenants-union
      aggregator sources disable old-blog
    """
    if ctx.invoked_subcommand is None:
        result = ctx.invoke(list_sources, as_json=as_json)
        return result if isinstance(result, int) else EXIT_OK
    return EXIT_OK


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@click.pass_obj
def list_sources(settings: Settings, as_json: bool = False) -> int:
    """Every source, what it last gave, and what to do where something is wrong."""
    from aggregator.store import Store

    config = configuration.load(settings.config)
    rows = []
    if settings.database.exists():
        with Store(settings.database) as store:
            rows = list(store.source_rows())
    known = {str(row["slug"]) for row in rows}
    new = [source.slug for source in config.sources if source.slug not in known]
    if as_json:
        click.echo(to_json({"sources": rows, "not asked yet": new, "complaints": config.complaints()}))
    else:
        if rows:
            lines = [_health_cells(row) for row in rows]
            click.echo(table(lines, ("source", "health", "upcoming", "last answer", "what to do")))
        if not rows and not config.sources and not config.broken:
            say(f"No source is in {settings.config} yet; docs/sources.md tells how to add one.")
        for slug in new:
            click.echo(f"{slug}: not asked yet (ask it with: aggregator refresh {slug})")
        for complaint in config.complaints():
            say(complaint)
    failing = [row for row in rows if row["failures"] and row["enabled"]]
    return EXIT_SOME_FAILED if failing or config.broken else EXIT_OK


@command.command("check")
@click.argument("location", metavar="SLUG|URL")
@click.option("--json", "as_json", is_flag=True, help="Print all that was read as JSON.")
@click.option("--html", "as_html", is_flag=True, help="Print the card as one HTML file.")
@click.pass_obj
def check(settings: Settings, location: str, as_json: bool, as_html: bool) -> int:
    """Ask one source now and print its report card; nothing is stored.

    The card can be forwarded to whoever keeps the calendar: what we read, what is wrong on which line and how to mend
    it, and what subscribers see. Besides a source of sources.toml, any address or file can be checked.

    \b
    Examples:
      aggregator sources check tenants-union
      aggregator sources check https://tenants.example.org/events.ics
      aggregator sources check tenants-union --html > card.html
    """
    from aggregator.cli.card import report_card
    from aggregator.cli.card.page import html_page
    from aggregator.cli.card.text import text_lines

    config, source = _to_check(settings, location)
    now = datetime.now(UTC).replace(microsecond=0)
    outcome = _ask(config, source, now)
    card = report_card(source, outcome, config.calendar, now=now)
    if as_json:
        told = {"source": source.slug, "error": outcome.error, "extraction": outcome.extraction, "card": card}
        click.echo(to_json(told))
    elif as_html:
        click.echo(html_page(card), nl=False)
    else:
        for line in text_lines(card):
            click.echo(line)
    return EXIT_OK if outcome.error is None else EXIT_NOTHING_DONE


def _to_check(settings: Settings, location: str) -> tuple[Config, Source]:
    """The source of that slug, or one made up for an address or a file."""
    is_address = "/" in location or "." in location
    if is_address and not settings.config.exists():
        config = Config(calendar=Calendar(), sources=(), folder=Path.cwd())
    else:
        config = configuration.load(settings.config)
    if not is_address:
        return config, _usable(config, location)
    known = next((source for source in config.sources if source.url == location), None)
    made_up = Source(slug="page", name=location, url=location, secret=looks_secret(location))
    return (config, known) if known else (replace(config, folder=Path.cwd()), made_up)


def _ask(config: Config, source: Source, now: datetime) -> Outcome:
    from aggregator import crawl
    from aggregator.readers import Readers
    from aggregator.refresh import fetch_settings

    with Readers() as reader:
        return crawl.crawl_source(
            source,
            None,
            now=now,
            folder=config.folder,
            calendar=config.calendar,
            settings=fetch_settings(config),
            reader=reader,
        )


@command.command("disable")
@click.argument("slug")
@click.pass_obj
def disable(settings: Settings, slug: str) -> int:
    """Write `enabled = false` into a source's table; comments and order of the file stay."""
    import tomlkit

    config = configuration.load(settings.config)
    _check_known(config, slug)
    document = tomlkit.parse(settings.config.read_text(encoding="utf-8"))
    document["source"][slug]["enabled"] = False
    settings.config.write_text(tomlkit.dumps(document), encoding="utf-8")
    say(f"{slug} is disabled: it is asked no more, and its events stay until they have passed.")
    return EXIT_OK


def _usable(config: Config, slug: str) -> Source:
    """The source of that slug, or a usage error with what is wrong with it."""
    _check_known(config, slug)
    if slug in config.broken:
        raise click.UsageError("\n".join(problem_line(problem) for problem in config.broken[slug]))
    return next(source for source in config.sources if source.slug == slug)


def _check_known(config: Config, slug: str) -> None:
    known = sorted({source.slug for source in config.sources} | set(config.broken))
    if slug not in known:
        raise click.UsageError(f"No source {slug!r} in sources.toml. Known: {', '.join(known) or 'none'}.")


def _health_cells(row: Mapping[str, object]) -> tuple[str, ...]:
    last = str(row["last_success_at"] or "never").replace("T", " ").removesuffix("Z")
    well = row["health"] == "ok"
    next_step = "" if well else " – ".join(str(row[name]) for name in ("message", "what_to_do") if row[name])
    return str(row["slug"]), str(row["health"]), str(row["upcoming"]), last, next_step
