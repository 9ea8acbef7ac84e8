"""`aggregator sources`: list the sources with their health, check one, disable one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import click

from aggregator import config as configuration
from aggregator.cli import EXIT_NOTHING_DONE, EXIT_OK, EXIT_SOME_FAILED, Settings, say
from aggregator.cli.text import event_lines, problem_line, table, to_json
from aggregator.config import Config
from aggregator.config.address import shown_address
from aggregator.model import Extraction, Outcome, Source


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
@click.argument("slug")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@click.pass_obj
def check(settings: Settings, slug: str, as_json: bool) -> int:
    """Ask one source now and tell what we read and what is wrong; nothing is stored."""
    from aggregator import crawl
    from aggregator.readers import Readers
    from aggregator.refresh import fetch_settings

    config = configuration.load(settings.config)
    source = _usable(config, slug)
    with Readers() as reader:
        outcome = crawl.crawl_source(
            source,
            None,
            now=datetime.now(UTC).replace(microsecond=0),
            folder=config.folder,
            calendar=config.calendar,
            settings=fetch_settings(config),
            reader=reader,
        )
    if as_json:
        click.echo(to_json({"source": slug, "error": outcome.error, "extraction": outcome.extraction}))
    else:
        _show(source, outcome)
    return EXIT_OK if outcome.error is None else EXIT_NOTHING_DONE


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


def _show(source: Source, outcome: Outcome) -> None:
    click.echo(f"{source.name} <{shown_address(source)}>")
    if outcome.error is not None:
        say(f"  could not be read: {problem_line(outcome.error)}")
        return
    extraction = outcome.extraction or Extraction()
    kind = extraction.format.value if extraction.format else "unknown"
    click.echo(f"  read as {kind}: {len(extraction.events)} events, {len(extraction.problems)} problems")
    for event in extraction.events:
        for line in event_lines(event):
            click.echo(f"  {line}")
    for problem in extraction.problems:
        click.echo(f"  problem: {problem_line(problem)}")
