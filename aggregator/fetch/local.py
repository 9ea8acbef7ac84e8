"""Sources that are files of this machine. Reads bytes; never reached from a web address, by redirect or otherwise."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from aggregator.config.address import shown_address
from aggregator.errors import FetchError
from aggregator.fetch.settings import FetchSettings
from aggregator.model import Page, Source

CONTENT_TYPES = {
    ".ics": "text/calendar",
    ".ical": "text/calendar",
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "application/xhtml+xml",
    ".rss": "application/rss+xml",
    ".atom": "application/atom+xml",
    ".xml": "application/xml",
    ".json": "application/json",
    ".txt": "text/plain",
    ".md": "text/plain",
}


def read_file(source: Source, base: Path, *, now: datetime, settings: FetchSettings) -> Page:
    """The file's page. base: what a relative path is relative to. The page has no URL: its links lead nowhere.

    Raises FetchError, which names the file and not its folders: errors are published.
    """
    where = f"[{source.slug}] {shown_address(source)}"
    path = base / Path(source.url).expanduser()
    try:
        if path.is_dir():
            raise FetchError(where, "is a folder, not a file", "name the file inside it")
        if path.exists() and not path.is_file():  # a pipe or a device may never end
            raise FetchError(where, "is no ordinary file", "name a file")
        with path.open("rb") as file:
            content = file.read(settings.body_bytes + 1)
    except FileNotFoundError as error:
        raise FetchError(where, "there is no such file", _where_sought(path, source)) from error
    except (OSError, ValueError) as error:
        what = getattr(error, "strerror", None) or str(error)
        raise FetchError(where, f"cannot be read: {what}", "check the path and who may read it") from error
    if len(content) > settings.body_bytes:
        raise FetchError(where, f"is larger than {settings.body_bytes:,} bytes", "cut the file down")
    return Page(content=content, content_type=CONTENT_TYPES.get(path.suffix.lower(), ""))


def _where_sought(path: Path, source: Source) -> str:
    """The hint of a missing file; relative paths are the usual mistake."""
    if Path(source.url).is_absolute() or source.url.startswith("~"):
        return "check the path in sources.toml"
    if "." in source.url.partition("/")[0] and not path.parent.is_dir():
        return "paths start at the folder of sources.toml; if a web address was meant, it begins with https://"
    return "paths start at the folder of sources.toml"
