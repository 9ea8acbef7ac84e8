"""`aggregator serve`: Datasette with our database and the settings a public calendar wants.

Refuses to hide Datasette: every flag of `datasette serve` may follow, and wins over ours.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

SETTINGS = (
    # Suggesting facets costs a wide table 120 times its time; metadata names the useful ones.
    ("suggest_facets", "off"),
    ("facet_time_limit_ms", "300"),
    ("sql_time_limit_ms", "1500"),
    ("max_returned_rows", "2000"),
    ("default_cache_ttl", "60"),
    ("allow_csv_stream", "on"),
    ("max_csv_mb", "20"),
    ("num_sql_threads", "3"),
    ("template_debug", "off"),
    ("trace_debug", "off"),
)
"""Datasette settings, in force unless the caller says otherwise. They cannot stand in metadata."""


def arguments(database: Path, metadata: Path | None, extra: Sequence[str]) -> list[str]:
    """The words after `datasette`: ours first, so that click lets the same flag in `extra` win."""
    words = ["serve", str(database)]
    if metadata is not None:
        words += ["-m", str(metadata)]
    for name, value in SETTINGS:
        words += ["--setting", name, value]
    return [*words, *extra]


def serve(database: Path, metadata: Path | None, extra: Sequence[str] = ()) -> None:
    """Run Datasette until it is stopped. extra: flags of `datasette serve`, as typed.

    No line is logged per request: who reads which calendar is nobody's business, and it costs a quarter of the time.
    Raises click's exceptions for flags that Datasette does not know.
    """
    from datasette.cli import cli

    logging.getLogger("uvicorn.access").disabled = True
    cli.main(arguments(database, metadata, extra), prog_name="datasette", standalone_mode=False)
