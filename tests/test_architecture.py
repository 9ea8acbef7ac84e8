"""The shape of the house, read off the import lists: order, purity, and which module may import which library."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "aggregator"

ORDER = (
    "errors alternation collecting zone_laws model config when where fetch extract normalize recur decide merge store"
    " publish readers crawl intake refresh replay web cli"
).split()
"""A part imports only from its left (docs/design.md §2). errors and model are one step; the last two face people."""

PURE = set("errors alternation collecting model when where extract normalize recur decide merge".split())
"""Parts without network, disk (but package data) and clock."""

LIBRARIES = {
    "icalendar": {"extract.ical", "recur", "publish"},
    "dateutil": {"recur", "extract.ical"},
    "feedparser": {"extract.feed"},
    "bs4": {"extract", "normalize.text"},
    "soupsieve": {"extract.html"},
    "lxml": {"extract"},
    "httpx": {"fetch"},
    "httpcore": {"fetch"},
    "protego": {"fetch.robots"},
    "sqlite_utils": {"store"},
    "datasette": {"web"},
    "markupsafe": {"web"},
    "pluggy": {"web"},
    "tzfpy": {"where"},
    "rapidfuzz": {"merge", "decide"},
    "click": {"cli"},
    "tomlkit": {"cli"},
}
"""Each third-party library, and the parts that may import it. What is not listed may be imported nowhere."""

SIDE_EFFECTS = {
    "socket",
    "ssl",
    "http",
    "urllib.request",
    "sqlite3",
    "subprocess",
    "shutil",
    "tempfile",
    "time",
    "random",
    "secrets",
}
"""Standard modules by which a part would reach network, disk, clock or chance."""

CLOCKS = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today")}


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Every module as its dotted name below `aggregator`, with its syntax tree."""
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        yield name, ast.parse(path.read_text(encoding="utf-8"), str(path))


def imports(tree: ast.Module) -> Iterator[str]:
    """The dotted names a module imports, wherever the import stands; those for type checking only are left out."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names if node.module == "aggregator")


MODULES = list(modules())


def part_of(name: str) -> str:
    return name.partition(".")[0]


@pytest.mark.parametrize(("name", "tree"), MODULES, ids=[name or "aggregator" for name, _ in MODULES])
def test_imports_point_one_way(name: str, tree: ast.Module) -> None:
    if part_of(name) in ("", "__main__"):
        return  # the public functions tie the parts together
    assert part_of(name) in ORDER, f"aggregator.{name} has no place in the order of docs/design.md §2"
    allowed = ORDER[: ORDER.index(part_of(name)) + 1]
    wrong = [
        imported
        for imported in imports(tree)
        if imported.startswith("aggregator.")
        and part_of(imported.removeprefix("aggregator.")) not in allowed
        and imported != "aggregator.__version__"
    ]
    assert not wrong, f"aggregator.{name} imports from its right: {wrong}"


FORMATS = ("extract.ical", "extract.feed", "extract.html")


@pytest.mark.parametrize("name", FORMATS)
def test_format_modules_never_import_each_other(name: str) -> None:
    others = [f"aggregator.{other}" for other in FORMATS if other != name]
    for module, tree in MODULES:
        if module == name or module.startswith(f"{name}."):
            wrong = [i for i in imports(tree) if any(i == other or i.startswith(f"{other}.") for other in others)]
            assert not wrong, f"aggregator.{module} imports another format: {wrong}"


@pytest.mark.parametrize(("name", "tree"), MODULES, ids=[name or "aggregator" for name, _ in MODULES])
def test_each_library_is_imported_where_it_may_be(name: str, tree: ast.Module) -> None:
    for imported in imports(tree):
        library = imported.partition(".")[0]
        if library in sys.stdlib_module_names or library == "aggregator":
            continue
        assert library in LIBRARIES, f"aggregator.{name} imports {library}, which docs/design.md does not know"
        homes = LIBRARIES[library]
        at_home = any(name == home or name.startswith(f"{home}.") for home in homes)
        assert at_home, f"aggregator.{name} imports {library}; only {sorted(homes)} may"


def test_each_library_is_imported_somewhere() -> None:
    used = {imported.partition(".")[0] for _, tree in MODULES for imported in imports(tree)}
    assert not LIBRARIES.keys() - used


@pytest.mark.parametrize(("name", "tree"), MODULES, ids=[name or "aggregator" for name, _ in MODULES])
def test_pure_parts_reach_neither_network_nor_disk_nor_clock(name: str, tree: ast.Module) -> None:
    if part_of(name) not in PURE:
        return
    wrong = [i for i in imports(tree) if i in SIDE_EFFECTS or any(i.startswith(f"{s}.") for s in SIDE_EFFECTS)]
    assert not wrong, f"aggregator.{name} is pure and imports {wrong}"
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
        ):
            called = (node.func.value.id, node.func.attr)
            assert called not in CLOCKS, f"aggregator.{name}:{node.lineno} asks the clock; take `now` as an argument"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in ("open", "input"), f"aggregator.{name}:{node.lineno} opens a file"


@pytest.mark.parametrize(("name", "tree"), MODULES, ids=[name or "aggregator" for name, _ in MODULES])
def test_every_module_says_what_it_is(name: str, tree: ast.Module) -> None:
    assert ast.get_docstring(tree), f"aggregator.{name} has no docstring"


@pytest.mark.parametrize(("name", "tree"), MODULES, ids=[name or "aggregator" for name, _ in MODULES])
def test_no_name_of_a_module_is_given_twice(name: str, tree: ast.Module) -> None:
    """A second constant of that name would take the place of the first, and no checker of types says so."""
    targets = [
        target
        for each in tree.body
        if isinstance(each, (ast.Assign, ast.AnnAssign))
        for target in (each.targets if isinstance(each, ast.Assign) else [each.target])
    ]
    given = [node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)]
    assert sorted(given) == sorted(set(given)), f"aggregator.{name}"


def test_nothing_that_git_ignores_is_tracked() -> None:
    import subprocess

    root = PACKAGE.parent
    if not (root / ".git").exists():
        pytest.skip("this is no git checkout")
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--ignored", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    assert listed.stdout == ""


def test_words_that_say_nothing_name_no_module() -> None:
    banned = {"utils", "util", "helpers", "helper", "common", "misc", "process", "handle", "data2", "manager"}
    assert not [name for name, _ in MODULES if banned & set(name.split("."))]


def test_the_command_answers_help_without_loading_the_libraries() -> None:
    import subprocess

    code = (
        "import sys; from aggregator.cli import command; command.main(['--help'], standalone_mode=False); "
        "heavy = {'icalendar', 'feedparser', 'httpx', 'bs4', 'sqlite_utils', 'datasette'} & set(sys.modules); "
        "sys.exit(', '.join(sorted(heavy)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"`aggregator --help` loads {done.stderr}"
