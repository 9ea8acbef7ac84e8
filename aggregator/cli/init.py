"""`aggregator init`: a folder with a sources.toml to start from."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import click

from aggregator.cli import EXIT_OK, say


@click.command("init", short_help="Make a folder to start from.")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=Path())
def command(folder: Path) -> int:
    """Make a folder with a sources.toml, the metadata for Datasette, and a place for the data.

    Files that are already there are left as they are.

    \b
    Example:
      aggregator init our-calendar
    """
    from aggregator.web.metadata import packaged_metadata

    (folder / "data").mkdir(parents=True, exist_ok=True)
    starter = files("aggregator.cli").joinpath("starter.toml").read_text(encoding="utf-8")
    contents = {"sources.toml": starter, "datasette_metadata.json": packaged_metadata()}
    for name, text in contents.items():
        path = folder / name
        if path.exists():
            say(f"{path} is already there; it was left as it is")
            continue
        path.write_text(text, encoding="utf-8")
        click.echo(f"wrote {path}")
    there = "" if folder == Path() else f"cd {folder} && "
    say(f"Next: put your allies' calendars into {folder / 'sources.toml'}, then run: {there}aggregator refresh")
    return EXIT_OK
