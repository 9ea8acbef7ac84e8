"""Documentation is under test, both ways: what is documented exists, and what exists is documented."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from aggregator import config
from aggregator.cli import COMMANDS
from aggregator.extract import READERS

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def subcommands() -> set[str]:
    """Every `command` and `command subcommand` there is."""
    found = set(COMMANDS)
    for name in COMMANDS:
        command = importlib.import_module(f"aggregator.cli.{name}").command
        if isinstance(command, click.Group):
            found |= {f"{name} {sub}" for sub in command.commands}
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_each_command_in_the_documentation_exists(page: Path) -> None:
    known = subcommands()
    for words in re.findall(
        r"(?:^|[`/ ])aggregator ((?!is\b)[a-z]+(?: [a-z]+)?)", page.read_text(encoding="utf-8"), re.M
    ):
        name = words.split()[0]
        if name in COMMANDS:
            continue
        assert words in known, f"{page.name} names `aggregator {words}`, which does not exist"


def test_each_command_is_in_the_readme() -> None:
    for name in COMMANDS:
        assert re.search(rf"`{name}`|aggregator {name}", text("README.md")), f"README.md does not name `{name}`"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_each_link_between_pages_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", page.read_text(encoding="utf-8"))
    missing = [link for link in links if not (page.parent / link).exists()]
    assert not missing, f"{page.name} links to {missing}"


def test_the_page_of_sources_toml_is_up_to_date() -> None:
    check = [sys.executable, str(ROOT / "scripts" / "build_sources_docs.py"), "--check"]
    assert subprocess.run(check, check=False).returncode == 0, "docs/sources.md is old: run make docs"


def test_every_key_of_sources_toml_is_described_and_understood() -> None:
    page = text("docs/sources.md")
    for key in (*config.CALENDAR_KEYS, *config.FETCH_KEYS, *config.SOURCE_KEYS):
        assert f"| `{key}` |" in page


def test_every_format_has_its_section() -> None:
    for name in READERS:
        assert f"(`{name.value}`)" in text("docs/formats.md")


def test_every_dependency_has_its_reason() -> None:
    declared = re.findall(r'^    "([a-z0-9-]+)[><=]', text("pyproject.toml").partition("[project.scripts]")[0], re.M)
    assert len(declared) > 10
    design = text("docs/design.md")
    assert not [name for name in declared if f"`{name}`" not in design]


def test_the_two_commands_of_the_readme_are_those_of_the_makefile_and_of_ci() -> None:
    makefile = text("Makefile")
    for target in ("run", "test"):
        assert f"make {target}" in text("README.md")
        assert re.search(rf"^{target}:", makefile, re.M)
    assert "make test" in text(".ci/run")


def test_the_python_of_the_readme_runs() -> None:
    (code,) = re.findall(r"```python\n(.*?)```", text("README.md"), re.S)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "Spring assembly 2027-04-17 14:00:00-07:00 2027-04-17 17:00:00-07:00 America/Los_Angeles" in done.stdout
