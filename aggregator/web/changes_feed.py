"""Changes as an Atom feed (RFC 4287). Pure: equal entries give equal bytes.

Refuses to choose and to word what it is handed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import escape, quoteattr

from aggregator.publish.contentline import clean, clean_line


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One change. key: never changes and is no other entry's. updated_at: aware. lines: plain text."""

    key: str
    title: str
    address: str
    updated_at: datetime
    lines: tuple[str, ...]
    category: str

    @property
    def id(self) -> str:
        """RFC 4287 §4.2.6 wants an IRI that stays the same wherever the calendar moves: a UUID made from the key."""
        return f"urn:uuid:{uuid5(NAMESPACE_URL, f'movement-calendar/changes/{self.key}')}"


def render(*, title: str, author: str, address: str, page: str, entries: Sequence[Entry], built_at: datetime) -> bytes:
    """The feed. address: its own; page: the same for people. built_at: its date where it has no entry."""
    updated = max((entry.updated_at for entry in entries), default=built_at)
    head = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">',
        f"<id>{_text(address)}</id>",
        f"<title>{_text(title)}</title>",
        f"<updated>{_stamp(updated)}</updated>",
        f"<author><name>{_text(author)}</name></author>",
        f'<link rel="self" type="application/atom+xml" href={quoteattr(clean_line(address))}/>',
        f'<link rel="alternate" type="text/html" href={quoteattr(clean_line(page))}/>',
    ]
    body = [line for entry in entries for line in _entry(entry)]
    return "\n".join([*head, *body, "</feed>", ""]).encode()


def _entry(entry: Entry) -> list[str]:
    stamp = _stamp(entry.updated_at)
    return [
        "<entry>",
        f"<id>{entry.id}</id>",
        f"<title>{_text(entry.title)}</title>",
        f"<updated>{stamp}</updated>",
        f"<published>{stamp}</published>",
        f'<link rel="alternate" type="text/html" href={quoteattr(clean_line(entry.address))}/>',
        f"<category term={quoteattr(entry.category)}/>",
        f'<content type="text">{escape(clean(chr(10).join(entry.lines)))}</content>',
        "</entry>",
    ]


def _text(text: str) -> str:
    return escape(clean_line(text))


def _stamp(moment: datetime) -> str:
    """RFC 3339, in UTC."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
