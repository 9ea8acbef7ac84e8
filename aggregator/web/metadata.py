"""Where datasette_metadata.json is: a folder's own, else the one that came with the package.

Refuses to read or change it: Datasette does the one, the maintainers the other.
"""

from __future__ import annotations

from pathlib import Path

FILE_NAME = "datasette_metadata.json"


def metadata_file(folder: Path) -> Path:
    """The metadata to serve with: the folder's, where it has one, else the packaged file."""
    own = folder / FILE_NAME
    return own if own.exists() else _packaged_path()


def packaged_metadata() -> str:
    """The text of the packaged file."""
    return _packaged_path().read_text(encoding="utf-8")


def _packaged_path() -> Path:
    """Inside an installed package the file lies beside this module (pyproject.toml puts it there); in a checkout it is
    at the top level."""
    beside = Path(__file__).with_name(FILE_NAME)
    return beside if beside.exists() else Path(__file__).parents[2] / FILE_NAME
