"""One table of a TOML file, read key by key, which notes what is wrong with it instead of raising. Knows no key."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import get_close_matches
from typing import Any


class Table:
    """A TOML table that notes what is wrong with it instead of raising. Complaints of a sub-table are its parent's
    too, except in `source`, where each table answers for itself."""

    def __init__(self, name: str, path: str, values: Any, complaints: list[str] | None = None) -> None:
        self.name = name
        self.path = path
        self.complaints = [] if complaints is None else complaints
        self.values: dict[str, Any] = values if isinstance(values, dict) else {}
        if not isinstance(values, dict):
            shape = "[source.<slug>]" if path == "source" else f"[{path}]"
            self.complain("", f"must be a table, written {shape}")

    def where(self, key: str) -> str:
        path = ".".join(part for part in (self.path, key) if part)
        return f"{self.name}: {path}" if path else self.name

    def complain(self, key: str, what: str) -> None:
        self.complaints.append(f"{self.where(key)}: {what}")

    def table(self, key: str) -> Table:
        path = ".".join(part for part in (self.path, key) if part)
        own = [] if self.path == "source" else self.complaints
        return Table(self.name, path, self.values.get(key, {}), own)

    def text(self, key: str, *, required: bool = False) -> str | None:
        value = self.values.get(key)
        if value is None:
            if required:
                self.complain(key, "is missing")
            return None
        if not isinstance(value, str) or not value.strip():
            told = repr(value) if isinstance(value, bool | int | float) else "something else"
            self.complain(key, "is empty" if isinstance(value, str) else f"must be text in quotes, not {told}")
            return None
        return value.strip()

    def flag(self, key: str, default: bool) -> bool:
        value = self.values.get(key, default)
        if not isinstance(value, bool):
            self.complain(key, f"must be true or false, not {value!r}")
            return default
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(part, str) and part.strip() for part in value):
            self.complain(key, f'must be a list of texts, such as ["housing", "labor"], not {value!r}')
            return ()
        return tuple(part.strip() for part in value)

    def choice(self, key: str, options: Iterable[str], default: str | None) -> str | None:
        value = self.text(key)
        if value is None:
            return default
        known = tuple(options)
        if value.lower() not in known:
            self.complain(key, f"must be one of {', '.join(known)}, not {value!r}{suggest(value.lower(), known)}")
            return default
        return value.lower()

    def checked(self, key: str, check: Callable[[str], str | None]) -> str | None:
        """A text for which `check` names no fault."""
        value = self.text(key)
        fault = check(value) if value is not None else None
        if fault:
            self.complain(key, fault)
            return None
        return value

    def refuse_unknown(self, known: Iterable[str]) -> None:
        names = tuple(known)
        for key in self.values:
            if key not in names:
                self.complain(key, f"is not a key we know{suggest(key, names)}")


def suggest(value: str, known: Iterable[str]) -> str:
    """` (did you mean "…"?)` where one of the known words is near, else nothing."""
    near = get_close_matches(value, list(known), n=1, cutoff=0.6)
    return f' (did you mean "{near[0]}"?)' if near else ""
