"""Secret addresses: reading them from the environment or a file, and taking them out of any record. Asks nobody.

A calendar's private address opens it to whoever holds it. It is therefore known to `Source.url` and to nothing that is
stored for the public, shown or logged: `concealed` is the one place that sees to that, at the door of `crawl`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from html import escape
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from aggregator.config.address import SUBSCRIBED, WEB, scheme_of, web_url
from aggregator.config.table import Table
from aggregator.model import Source

T = TypeVar("T")

HIDDEN = "…"
LONGEST_FILE = 4_096
_KEY_LIKE = re.compile(r"(?=.*\d)[^/]{8,}|[^/]{20,}")
"""A part of a secret path that is a key: a plain short word ("calendar", "basic") would be taken out of every text."""

_LINKS = ("url", "registration_url")
"""Fields that hold one address: with its key taken out it leads nowhere, so it is left out."""


def read_address(table: Table, folder: Path, environ: Mapping[str, str]) -> tuple[str | None, bool]:
    """(address, whether it came from a secret place), with complaints that never tell the address."""
    given = [key for key in ("url", "url_env", "url_file") if key in table.values]
    if len(given) > 1:
        table.complain(given[1], f"cannot stand beside {given[0]}: keep one of them")
        return None, True
    if given == ["url_env"]:
        return _from_environment(table, environ), True
    if given == ["url_file"]:
        return _from_file(table, folder), True
    return table.text("url", required=True), False


def _from_environment(table: Table, environ: Mapping[str, str]) -> str | None:
    name = table.text("url_env")
    if name is None:
        return None
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name):
        table.complain("url_env", "must be the name of an environment variable, not the address itself")
        return None
    return _web_only(table, "url_env", environ.get(name, ""), f"the environment variable {name}")


def _from_file(table: Table, folder: Path) -> str | None:
    name = table.text("url_file")
    if name is None:
        return None
    if scheme_of(name):
        table.complain("url_file", "must be the path of a file that holds the address, not the address itself")
        return None
    try:
        with (folder / Path(name).expanduser()).open("rb") as file:
            text = file.read(LONGEST_FILE).decode("utf-8-sig")
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "it is no text"
        table.complain("url_file", f"the file cannot be read: {why}")
        return None
    return _web_only(table, "url_file", text, "the file")


def _web_only(table: Table, key: str, text: str, place: str) -> str | None:
    """The address, if it is one that is asked over the web."""
    address = text.strip()
    if not address:
        table.complain(key, f"{place} is empty or not there")
    elif len(address.split()) > 1:
        table.complain(key, f"{place} must hold one address and nothing else")
    elif scheme_of(address) not in (*WEB, *SUBSCRIBED):
        table.complain(key, f"the address in {place} must begin with https://, http:// or webcal://")
    else:
        return address
    return None


# --------------------------------------------------------------------------------------------- taking them out


def secret_words(source: Source) -> tuple[str, ...]:
    """What of a source's address must stand nowhere, the longest first; nothing for an address that may be seen."""
    if not source.secret:
        return ()
    address = web_url(source.url)
    try:
        parts = urlsplit(address)
    except ValueError:
        return tuple({source.url, address})
    after_host = address.partition("://")[2][len(parts.netloc) :]
    keys = [part for part in parts.path.split("/") if _KEY_LIKE.fullmatch(part)]
    keys += [value for _, value in parse_qsl(parts.query) if len(value) >= 6]
    keys += [label for label in parts.netloc.split(".") if _KEY_LIKE.fullmatch(label) and len(label) >= 16]
    found = {source.url, address, *keys}
    found |= {text for text in (after_host, parts.path, parts.query) if len(text) >= 8}
    found |= {form for text in tuple(found) for form in (unquote(text), quote(text, safe=""), escape(text))}
    return tuple(sorted(found, key=lambda text: (-len(text), text)))


def concealed(value: T, words: tuple[str, ...]) -> T:
    """The record, with each of the words taken out of every text in it, however deep. Bytes stay as they are."""
    return _concealed(value, words) if words else value


def _concealed(value: Any, words: tuple[str, ...]) -> Any:
    if isinstance(value, str):
        return _without(value, words) if type(value) is str else value
    if isinstance(value, tuple | list | frozenset):
        return type(value)(_concealed(part, words) for part in value)
    if isinstance(value, dict):
        return {_concealed(key, words): _concealed(part, words) for key, part in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return _concealed_record(value, words)
    return value


def _concealed_record(record: Any, words: tuple[str, ...]) -> Any:
    changed = {}
    for field in fields(record):
        before = getattr(record, field.name)
        after = _concealed(before, words)
        if after != before:
            changed[field.name] = None if field.name in _LINKS and field.default is None else after
    return replace(record, **changed) if changed else record


def _without(text: str, words: tuple[str, ...]) -> str:
    for word in words:
        if word in text:
            text = text.replace(word, HIDDEN)
    return text
