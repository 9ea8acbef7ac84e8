"""`serve`: our settings are in force, and whatever the caller types wins over them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import pytest
from datasette.app import SETTINGS as DATASETTE_SETTINGS
from datasette.cli import serve as datasette_serve

from aggregator.web.serve import SETTINGS, arguments, serve


def parsed(words: Sequence[str]) -> dict[str, Any]:
    """What Datasette's own command makes of the words."""
    with datasette_serve.make_context("serve", list(words[1:])) as context:
        return dict(context.params)


def served(database: Path, metadata: Path | None, *extra: str) -> str:
    """The body of one answer of `serve`, in a process of its own, which leaves nothing open here."""
    code = "import sys; from pathlib import Path; from aggregator.web.serve import serve; a = sys.argv; "
    code += "serve(Path(a[1]), Path(a[2]) if a[2] else None, a[3:])"
    command = [sys.executable, "-c", code, str(database), str(metadata or ""), *extra]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_the_settings_exist_in_datasette() -> None:
    assert {name for name, _ in SETTINGS} <= {setting.name for setting in DATASETTE_SETTINGS}


def test_every_flag_of_datasette_may_follow(calendar_db: Path, tmp_path: Path) -> None:
    metadata = tmp_path / "metadata.json"
    metadata.write_text("{}")
    extra = ["--setting", "max_returned_rows", "10", "-p", "8123", "--host", "0.0.0.0", "--cors"]
    params = parsed(arguments(calendar_db, metadata, extra))
    assert params["files"] == (str(calendar_db),)
    assert params["metadata"].name == str(metadata)
    assert (params["port"], params["host"], params["cors"]) == (8123, "0.0.0.0", True)


def test_our_settings_are_in_force_and_the_callers_win(calendar_db: Path) -> None:
    ours = {"suggest_facets": False, "sql_time_limit_ms": 1500, "max_returned_rows": 2000, "default_cache_ttl": 60}
    settings = json.loads(served(calendar_db, None, "--get", "/-/settings.json"))
    assert {name: settings[name] for name in ours} == ours
    changed = served(calendar_db, None, "--setting", "suggest_facets", "on", "--get", "/-/settings.json")
    assert json.loads(changed)["suggest_facets"] is True


def test_metadata_reaches_datasette(calendar_db: Path, tmp_path: Path) -> None:
    metadata = tmp_path / "metadata.json"
    metadata.write_text('{"databases": {"events": {"title": "A title of ours"}}}')
    assert "A title of ours" in served(calendar_db, metadata, "--get", "/events")


def test_a_flag_that_datasette_does_not_know_is_the_callers_mistake(calendar_db: Path) -> None:
    with pytest.raises(click.UsageError, match="--nosuch"):
        serve(calendar_db, None, ["--nosuch"])
