"""Bytes → text: which encoding a page is in, and which characters no reader ever sees.

Refuses to parse: what the text means is left to `page` and `plain`. Never raises: a byte that fits nowhere
becomes U+FFFD.
"""

from __future__ import annotations

import codecs
import re

META_BYTES = 4096
"""How far a `<meta charset>` may stand from the start (the HTML standard says 1024; pages are less strict)."""

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]+")
_CONTROLS = dict.fromkeys([*range(0x09), *range(0x0E, 0x20), 0x7F])
"""Those of them that a text in ASCII may hold: left out in a tenth of the time."""


def decode(content: bytes, content_type: str = "") -> str:
    """The text of a page, without control and zero-width characters.

    Order: byte order mark; what decodes strictly as UTF-8 (nothing else does so by chance); the charset of the
    content type; of a `<meta>`; Windows-1252, the web's de-facto default (WHATWG Encoding, "latin1").
    """
    for mark, name in _MARKS:
        if content.startswith(mark):
            return clean(content[len(mark) :].decode(name, "replace"))
    try:
        return clean(content.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    head = content[:META_BYTES].decode("latin-1")
    declared = _CHARSET.search(content_type) or _CHARSET.search(head)
    return clean(content.decode(_codec(declared[1] if declared else ""), "replace"))


def clean(text: str) -> str:
    """Text without characters that are never seen: controls, soft hyphens, zero-width and direction marks."""
    return text.translate(_CONTROLS) if text.isascii() else _UNSEEN.sub("", text)


def _codec(name: str) -> str:
    """The codec to read a declared charset with; the standard reads ISO-8859-1 and ASCII as Windows-1252."""
    if name.lower().replace("_", "-") in {"", "iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii"}:
        return "windows-1252"
    try:
        info = codecs.lookup(name)
    except LookupError:
        return "windows-1252"
    return info.name if getattr(info, "_is_text_encoding", True) else "windows-1252"
