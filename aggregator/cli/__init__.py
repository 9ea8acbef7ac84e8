"""The `aggregator` command: words in, words and exit codes out.

Refuses to do anything itself: each command is one module beside this one, loaded only when it is called, so that
`aggregator --help` answers at once. Results go to stdout, talk and progress to stderr. Exit codes: 0 all well (also:
nothing changed), 1 some sources failed and the rest is saved, 2 usage or configuration, 3 nothing could be done.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import click

from aggregator import __version__, zone_laws
from aggregator.errors import AggregatorError, ConfigError

EXIT_OK, EXIT_SOME_FAILED, EXIT_USAGE, EXIT_NOTHING_DONE = 0, 1, 2, 3

COMMANDS = {
    "init": "Make a folder with a sources.toml to start from.",
    "refresh": "Ask the sources that are due, store what is new, publish the calendar.",
    "serve": "Show the calendar and the data in a browser (Datasette).",
    "publish": "Merge what is stored and write the feeds again, without asking any source.",
    "export": "Write the calendar as static files, for a web space that runs no programs.",
    "extract": "Read pages or files and print the events on them; stores nothing.",
    "sources": "List the sources, check one, or disable one.",
    "doctor": "Tell whether everything is well here, and what to do where it is not.",
    "replay": "Read the kept pages again with today's code, show what differs, store it on request.",
    "backup": "Copy the database, prove the copy, and keep the newest ones.",
    "restore": "Go back to a backup; what it replaces is kept.",
    "events": "List the events we publish.",
    "changes": "Tell what changed lately: new, moved, called off, back on.",
    "review": "Decide what was left open: doubtful events, and pairs that are nearly one.",
    "accept": "Publish an event that waits for review.",
    "merge": "Say that two events are one.",
    "split": "Say that the listings of an event, or two events, are not one.",
    "hide": "Take an event out of the calendar.",
    "takedown": "Make an event vanish, words and all, because somebody asked for it.",
    "set": "Set one field of an event, whatever its sources say.",
    "undo": "Take a decision back, or list what was decided.",
    "explain": "Tell the whole path of one event, down to the words it was read from.",
}
"""Each command with its line in the help; the module of the same name holds it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What every command may ask for: where sources.toml is, and where the database and feeds are."""

    config: Path
    data: Path

    @property
    def database(self) -> Path:
        """data/events.db."""
        return self.data / "events.db"


class _LazyGroup(click.Group):
    """A group that loads a command's module when it is called, and its help line from the table above."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"aggregator.cli.{cmd_name}").command
        if not isinstance(command, click.Command):  # a module without a command is a fault of ours
            raise TypeError(f"aggregator.cli.{cmd_name}.command is no click command")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            near = _near(args[0]) if args else None
            if near is None or "Did you mean" in error.message:
                raise
            raise click.UsageError(f"{error.message} Did you mean {near!r}?", ctx) from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="aggregator")
@click.option(
    "-c",
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("sources.toml"),
    envvar="AGGREGATOR_CONFIG",
    show_default=True,
    help="The calendars we read.",
)
@click.option(
    "-d",
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="AGGREGATOR_DATA",
    help="The folder of events.db and the feeds.  [default: data/ beside the config]",
)
@click.pass_context
def command(ctx: click.Context, config: Path, data: Path | None) -> None:
    """Read the calendars of allied groups and publish one.

    \b
    Example, run by cron once an hour:
      aggregator refresh -q
    """
    ctx.obj = Settings(config=config, data=data if data is not None else config.parent / "data")


def main() -> None:
    """Run the command; turn our exceptions into sentences and exit codes. The only place that does."""
    zone_laws.choose()
    try:
        sys.exit(command.main(standalone_mode=False, prog_name="aggregator") or EXIT_OK)
    except click.exceptions.Exit as error:
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(EXIT_USAGE)
    except click.Abort:
        say("Stopped.")
        sys.exit(130)
    except ConfigError as error:
        say(str(error))
        sys.exit(EXIT_USAGE)
    except AggregatorError as error:
        say(str(error))
        sys.exit(EXIT_NOTHING_DONE)
    except Exception:  # noqa: BLE001 - a fault of ours must not look like "some sources failed" (exit code 1)
        import traceback

        traceback.print_exc()
        say("This is a fault of the aggregator: please report the lines above. What was stored before is whole.")
        sys.exit(EXIT_NOTHING_DONE)


def say(text: str) -> None:
    """Talk: to stderr, so that results on stdout stay clean."""
    click.echo(text, err=True)


def _near(word: str) -> str | None:
    from difflib import get_close_matches

    return next(iter(get_close_matches(word, COMMANDS, n=1)), None)
