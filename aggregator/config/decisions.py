"""decisions.toml ↔ what people decided. The file lies beside sources.toml, is meant to be read, reviewed and shared.

Refuses to guess: a record that cannot be used is named with its number, and nothing runs until it is mended, because a
hidden event would be back in the calendar. A record is added at the end, and never removed: taking a decision back is
noted beside it.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from aggregator.errors import ConfigError
from aggregator.model import Decision, Verdict

FILE_NAME = "decisions.toml"

HEAD = """\
# What people decided about events, one record each; `aggregator review`, `merge`, `split`, `hide`, `set`, `takedown`
# write it, and `aggregator undo` takes one back. Listings have the same ids in every rebuild, and wherever a source has
# the same name: records may be copied to another calendar's file.
"""

KEYS = {"id", "verdict", "listings", "field", "value", "sources", "marks", "about", "why", "decided_at", "undone_at"}
LEAST = {Verdict.MERGE: 2, Verdict.SPLIT: 2}


def load(folder: Path) -> tuple[Decision, ...]:
    """The decisions in a folder, in their order; none where there is no file. Raises ConfigError."""
    path = folder / FILE_NAME
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(FILE_NAME, [f"{FILE_NAME}: cannot be read: {error}"]) from error
    return parse(text)


def parse(text: str) -> tuple[Decision, ...]:
    """The decisions in a text. Raises ConfigError with every complaint at once."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(FILE_NAME, [f"{FILE_NAME}: is no TOML: {error}"]) from error
    complaints, found = [], []
    records = document.pop("decision", [])
    if document or not isinstance(records, list):
        complaints.append(f"{FILE_NAME}: holds [[decision]] tables only, not {', '.join(document) or 'this'}")
    for number, record in enumerate(records if isinstance(records, list) else [], start=1):
        try:
            found.append(_decision(record))
        except (KeyError, TypeError, ValueError) as error:
            complaints.append(f"{FILE_NAME}: decision {number}: {_fault(error)}")
    if len({one.id for one in found}) < len(found):
        complaints.append(f"{FILE_NAME}: two decisions have the same id")
    if complaints:
        raise ConfigError(FILE_NAME, complaints)
    return tuple(found)


def appended(text: str, decision: Decision) -> str:
    """The file's text with one more record at its end; whatever else stands in it stays as people wrote it."""
    return f"{(text or HEAD).rstrip()}\n\n{_record(decision)}"


def decision_id(verdict: Verdict, listings: Sequence[str], text: str, now: datetime) -> str:
    """A short name for a new decision."""
    return sha256("\x1f".join((verdict, *listings, text, now.isoformat())).encode()).hexdigest()[:8]


def _decision(record: Any) -> Decision:
    if not isinstance(record, Mapping):
        raise TypeError("is no table")
    strange = record.keys() - KEYS
    if strange:
        raise ValueError(f"there is no key {', '.join(sorted(strange))}")
    verdict = Verdict(record["verdict"])
    listings = tuple(record["listings"])
    if len(listings) < LEAST.get(verdict, 1) or not all(isinstance(one, str) and one for one in listings):
        raise ValueError(f"{verdict.value} needs the ids of {LEAST.get(verdict, 1)} or more listings")
    if verdict is Verdict.SET and not isinstance(record.get("field"), str):
        raise ValueError("set needs a field")
    return Decision(
        id=str(record["id"]),
        verdict=verdict,
        listings=listings,
        field=record.get("field"),
        value=record.get("value"),
        sources=_texts(record, "sources"),
        marks=_texts(record, "marks"),
        about=str(record.get("about", "")),
        why=str(record.get("why", "")),
        decided_at=_instant(record["decided_at"]),
        undone_at=_instant(record["undone_at"]) if "undone_at" in record else None,
    )


def _texts(record: Mapping[str, Any], name: str) -> tuple[str, ...]:
    found = record.get(name, [])
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise ValueError(f"{name} is a list of texts")
    return tuple(found)


def _instant(value: Any) -> datetime:
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise ValueError(f"{value!r} is no moment such as 2026-11-21T17:00:00Z")
    return value.astimezone(UTC)


def _fault(error: Exception) -> str:
    return f"{error.args[0]!r} is missing" if isinstance(error, KeyError) else str(error)


def _record(one: Decision) -> str:
    lines = ["[[decision]]", f"id = {_text(one.id)}", f"verdict = {_text(one.verdict.value)}"]
    lines.append(f"listings = {_list(one.listings)}")
    lines += [f"{name} = {_list(values)}" for name in ("sources", "marks") if (values := getattr(one, name))]
    lines += [f"{name} = {_text(value)}" for name in ("field", "value") if (value := getattr(one, name)) is not None]
    lines += [f"{name} = {_text(value)}" for name in ("about", "why") if (value := getattr(one, name))]
    lines.append(f"decided_at = {one.decided_at:%Y-%m-%dT%H:%M:%SZ}")
    return "\n".join([*lines, ""])


def _list(values: Sequence[str]) -> str:
    return f"[{', '.join(map(_text, values))}]"


def _text(value: str) -> str:
    """A TOML basic string; JSON's escapes are among TOML's, but for DEL."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
