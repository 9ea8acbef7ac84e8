"""`aggregator refresh`: one run, with progress on a terminal and one line a source."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from aggregator import config as configuration
from aggregator.cli import EXIT_NOTHING_DONE, EXIT_OK, EXIT_SOME_FAILED, Settings, say
from aggregator.cli.lock import only_one
from aggregator.cli.text import problem_line, report_line, to_json
from aggregator.errors import StoreError
from aggregator.model import RunReport, SourceReport


@click.command("refresh", short_help="Ask the sources that are due.")
@click.argument("slugs", metavar="[SLUG]...", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Ask every source, due or not.")
@click.option("--dry-run", is_flag=True, help="Ask and read, but store and publish nothing.")
@click.option("--trust-clock", is_flag=True, help="The clock is right, and was wrong in an earlier run.")
@click.option("-q", "--quiet", is_flag=True, help="Say only what needs a person: for cron.")
@click.option(
    "--fail-after",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    metavar="N",
    help="A source counts as failed, for the exit code and for -q, from its Nth failure in a row.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.pass_obj
def command(
    settings: Settings,
    slugs: tuple[str, ...],
    everything: bool,
    dry_run: bool,
    trust_clock: bool,
    quiet: bool,
    fail_after: int,
    as_json: bool,
) -> int:
    """Ask the sources that are due (or the ones named), store what is new, and publish the calendar.

    \b
    Examples:
      aggregator refresh
      aggregator refresh --all
      aggregator refresh tenants-union --dry-run
      aggregator refresh -q --fail-after 3
    """
    from aggregator.refresh import Options, refresh
    from aggregator.store import Store

    config = configuration.load(settings.config)
    _check_slugs(config, slugs)
    _make_folder(settings.data)
    options = Options(slugs=slugs, everything=everything, dry_run=dry_run, trust_clock=trust_clock)
    with only_one(settings.data) as alone:
        if not alone:
            say("Another refresh is running; this one leaves the work to it.")
            return EXIT_OK
        with Store(settings.database) as store:
            report = refresh(
                config,
                store,
                settings.data,
                now=datetime.now(UTC).replace(microsecond=0),
                options=options,
                progress=None if quiet or as_json else _Progress([*(s.slug for s in config.sources), *config.broken]),
            )
    if as_json:
        click.echo(to_json(report))
    else:
        _tell(report, config, slugs, quiet=quiet, dry_run=dry_run, fail_after=fail_after)
    return exit_code(report, fail_after)


def exit_code(report: RunReport, fail_after: int = 1) -> int:
    """0 when every source answered, 1 when some failed, 3 when all did; a source fails from so many failures on."""
    failed = [_has_failed(source, fail_after) for source in report.sources if source.result != "skipped"]
    if failed and all(failed):
        return EXIT_NOTHING_DONE
    return EXIT_SOME_FAILED if any(failed) or report.problems else EXIT_OK


def _has_failed(source: SourceReport, fail_after: int) -> bool:
    """Whether a source needs a person: once may be the network, but a fault in sources.toml never mends itself."""
    in_settings = any(problem.stage == "config" for problem in source.problems)
    return source.result == "failed" and (in_settings or source.failures >= fail_after)


class _Progress:
    """One line a source as it comes in; on a terminal with a count that is written over."""

    def __init__(self, slugs: list[str]) -> None:
        self.width = max((len(slug) for slug in slugs), default=0)
        self.terminal = sys.stderr.isatty()

    def __call__(self, report: SourceReport, done: int, total: int) -> None:
        clear = "\r\x1b[K" if self.terminal else ""
        click.echo(clear + report_line(report, self.width), err=True)
        if self.terminal and done < total:
            click.echo(f"… {done} of {total} sources", nl=False, err=True)


def _why_none(config: configuration.Config, slugs: tuple[str, ...]) -> str:
    if not config.sources:
        return "sources.toml names no source yet; docs/sources.md tells how to add one."
    if slugs or not any(source.enabled for source in config.sources):
        return f"{', '.join(slugs) or 'Every source'} is disabled in sources.toml (enabled = false)."
    return "No source is due; ask all the same with: aggregator refresh --all"


def _tell(
    report: RunReport,
    config: configuration.Config,
    slugs: tuple[str, ...],
    *,
    quiet: bool,
    dry_run: bool,
    fail_after: int,
) -> None:
    if quiet:
        for source in report.sources:
            if source.result != "partial" and not _has_failed(source, fail_after):
                continue
            for problem in source.problems[:3]:
                say(f"[{source.slug}] {problem_line(problem)}")
    for problem in report.problems:
        say(problem_line(problem))
    if quiet:
        return
    if dry_run:
        say("Dry run: nothing was stored or published.")
    elif not report.sources:
        say(_why_none(config, slugs))
    if not dry_run:
        written = ", ".join(Path(path).name for path in report.published)
        feeds = f"wrote {written}" if written else "the feeds are unchanged"
        say(f"{report.events} events, {report.occurrences} dates in calendar.ics; {feeds} ({report.seconds:.1f} s)")
    partly = [source.slug for source in report.sources if source.problems and source.result != "failed"]
    if partly:
        say(
            f"Not all could be read of {', '.join(partly[:5])}{' …' if partly[5:] else ''}: what, and how to mend it, "
            f"tells: aggregator sources check {partly[0]}"
        )


def _check_slugs(config: configuration.Config, slugs: tuple[str, ...]) -> None:
    known = {source.slug for source in config.sources} | set(config.broken)
    unknown = [slug for slug in slugs if slug not in known]
    if unknown:
        raise click.UsageError(
            f"No source {unknown[0]!r} in sources.toml. Known: {', '.join(sorted(known)) or 'none'}."
        )


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(str(folder), error.strerror or str(error), "make the folder writable for this user") from error
