"""Bytes → content lines → components (RFC 5545 §3.1), with any line breaks, any encoding and any junk around.

Knows the frame of a calendar and nothing of what its lines mean. Raises nothing: what is cut off, unclosed or out of
place is marked on the component, and the reader says so.

Folded lines are joined as bytes, before decoding, because writers fold in the middle of a UTF-8 character.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from icalendar.parser import q_split, rfc_6868_unescape

MAX_COMPONENTS = 20_000
"""Events and zones read from one file: twenty years of three events a day. Above it lies a fault or an attack."""
MAX_DEPTH = 8
"""How deep components are followed. Calendar, event and alarm are three; deeper ones are read past."""
MAX_JOINED = 20_000
"""Characters of a text to which badly folded lines are still joined; a longer one is cut by the reader anyway."""

KEPT = frozenset({"VCALENDAR", "VEVENT", "VTIMEZONE", "STANDARD", "DAYLIGHT"})
"""Components whose lines are read. `extract.ical.IGNORED_COMPONENTS` says why not the others."""
FOLDED_BADLY = frozenset({"SUMMARY", "DESCRIPTION", "LOCATION", "COMMENT", "X-ALT-DESC"})
"""Texts that writers break over lines without the leading space; a line that is no property belongs to them."""

_BREAK = re.compile(rb"\r?\r?\n|\r")
_CALENDAR = re.compile(rb"BEGIN[ \t]*:[ \t]*VCALENDAR", re.I)
_HEAD = re.compile(r"([A-Za-z0-9_-]+)[ \t]*([;:])")
_COMPONENT = re.compile(r"[A-Za-z0-9-]+")
_QUOTED = re.compile(r'"[^"]*"')
_BROKEN_COLON = re.compile(r":(?!//)")
"""The end of parameters whose quotes are broken: not the colon of an address among them."""


class End(Enum):
    """How a component ended: as it should, because the next thing began, or with the file."""

    MARKED = "marked"
    IMPLIED = "implied"
    CUT = "cut"


@dataclass(frozen=True, slots=True)
class Line:
    """One unfolded content line. name is upper case; parameters is the raw text between the name and the colon.

    read: what icalendar makes of the value; None when it was not asked (`properties.read_values`).
    """

    number: int
    name: str
    parameters: str
    value: str
    read: Any = None

    @property
    def text(self) -> str:
        """The line as it stands in the file, unfolded."""
        return f"{self.name}{';' if self.parameters else ''}{self.parameters}:{self.value}"


@dataclass(slots=True)
class Component:
    """A BEGIN…END block. line is where it begins; stray tells that it stands outside of any calendar."""

    name: str
    line: int
    lines: list[Line] = field(default_factory=list)
    children: list[Component] = field(default_factory=list)
    end: End = End.CUT
    stray: bool = False

    def first(self, name: str) -> Line | None:
        """The first line of that name which says anything."""
        return next((line for line in self.lines if line.name == name and line.value.strip()), None)


@dataclass(frozen=True, slots=True)
class Document:
    """The calendars of a file. truncated: MAX_COMPONENTS was reached. garbled: numbers of the lines that are none.

    deep: the line of the first component that MAX_DEPTH left out, or None.
    """

    calendars: tuple[Component, ...]
    truncated: bool = False
    garbled: tuple[int, ...] = ()
    deep: int | None = None


def parse(content: bytes, *, charset: str | None = None) -> Document:
    """Every VCALENDAR of the file, whatever stands before, between and after them; none when there is none.

    charset: what the server declared, tried for lines that are not UTF-8.
    """
    content = to_utf8(content)
    begin = _CALENDAR.search(content)
    if begin is None:
        return Document(())
    first_number = len(_BREAK.findall(content, 0, begin.start())) + 1
    tree = _Tree()
    for number, raw in unfold(content[begin.start() :], first_number):
        if not tree.add(number, decode(raw, charset)):
            break
    return Document(tuple(tree.calendars), tree.truncated, tuple(tree.garbled), tree.deep)


def to_utf8(content: bytes) -> bytes:
    """The same text in UTF-8 where it is UTF-16 or carries a byte order mark; other bytes as they are."""
    for mark, begin, encoding in (
        (b"\xff\xfe", b"B\0E\0G\0I\0N\0", "utf-16-le"),
        (b"\xfe\xff", b"\0B\0E\0G\0I\0N", "utf-16-be"),
    ):
        if content.startswith((mark, begin)):
            return content.removeprefix(mark).decode(encoding, "replace").encode()
    return content.replace(b"\xef\xbb\xbf", b"")


def unfold(content: bytes, first_number: int = 1) -> Iterator[tuple[int, bytes]]:
    """Logical lines and the number of the physical line each begins on. Blank lines are passed over."""
    begun, parts = first_number, [b""]
    for number, raw in enumerate(_BREAK.split(content), first_number):
        if raw[:1] in (b" ", b"\t"):
            parts.append(raw[1:])
        elif raw:
            yield begun, b"".join(parts)
            begun, parts = number, [raw]
    yield begun, b"".join(parts)


def decode(raw: bytes, charset: str | None = None) -> str:
    """Text of one line: UTF-8, else what was declared, else Windows-1252, else byte for byte. Never fails."""
    for encoding in ("utf-8", charset or "cp1252", "cp1252"):
        try:
            return raw.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.decode("latin-1")


def split_line(number: int, text: str) -> Line | None:
    """Name, parameters and value of a content line; None for text that is none."""
    head = _HEAD.match(text)
    if head is None:
        return None
    name, rest = head[1].upper(), text[head.end() :]
    if head[2] == ":":
        return Line(number, name, "", rest)
    masked = _QUOTED.sub(lambda quoted: "_" * len(quoted[0]), rest) if '"' in rest else rest
    beyond = _BROKEN_COLON.search(masked) if '"' in masked else None
    colon = beyond.start() if beyond else masked.find(":")
    return None if colon < 0 else Line(number, name, rest[:colon], rest[colon + 1 :])


def parameters_of(line: Line) -> dict[str, str]:
    """Parameters by upper-case name, unquoted, RFC 6868 carets resolved. The first of a doubled one counts.

    Taken one at a time: icalendar refuses a line for one bad parameter, and keeps the last of a doubled one.
    """
    found: dict[str, str] = {}
    for parameter in q_split(line.parameters, ";"):
        name, equals, value = parameter.partition("=")
        if equals:
            found.setdefault(name.strip().upper(), rfc_6868_unescape(value.strip().strip('"').strip()))
    return found


class _Tree:
    """Builds the components line by line, forgiving about what is not closed."""

    def __init__(self) -> None:
        self.calendars: list[Component] = []
        self.truncated = False
        self.deep: int | None = None
        self.garbled: list[int] = []
        self._open: list[Component] = []
        self._count = 0
        self._last: Line | None = None

    def add(self, number: int, text: str) -> bool:
        """Take the next line; False when no more will be taken."""
        line = split_line(number, text)
        if line is None:
            self._add_garbled(number, text)
        elif line.name == "BEGIN":
            self._begin(_component_name(line.value), number)
        elif line.name == "END":
            self._end(_component_name(line.value))
        elif self._open and self._open[-1].name in KEPT:
            self._open[-1].lines.append(line)
            self._last = line
        return not self.truncated

    def _begin(self, name: str, number: int) -> None:
        self._last = None
        if name in ("VCALENDAR", "VEVENT", "VTIMEZONE"):
            self._close_above(None if name == "VCALENDAR" else "VCALENDAR")
        if len(self._open) >= MAX_DEPTH:
            self.deep = self.deep or number
            return
        component = Component(name, number)
        if name == "VCALENDAR":
            self.calendars.append(component)
        elif name in KEPT:
            self._count += 1
            self.truncated = self._count > MAX_COMPONENTS
            component.stray = not self._open
            parent = self._open[-1] if self._open else self.calendars[-1] if self.calendars else component
            if not self.truncated:
                parent.children.append(component)
        self._open.append(component)

    def _end(self, name: str) -> None:
        self._last = None
        if any(component.name == name for component in self._open):
            self._close_above(name)
            self._open.pop().end = End.MARKED

    def _close_above(self, name: str | None) -> None:
        """Close what is open inside the innermost component of that name, which stays open; None closes all."""
        while self._open and self._open[-1].name != name:
            self._open.pop().end = End.IMPLIED

    def _add_garbled(self, number: int, text: str) -> None:
        """A line that is no property: the rest of the text above it, or nothing."""
        if not self._open or self._open[-1].name not in KEPT or not text.strip():
            return
        last = self._last
        if last is None or last.name not in FOLDED_BADLY or len(last.value) > MAX_JOINED:
            self.garbled.append(number)
            return
        joined = Line(last.number, last.name, last.parameters, f"{last.value}\\n{text.strip()}")
        self._open[-1].lines[-1] = self._last = joined


def _component_name(value: str) -> str:
    name = _COMPONENT.match(value.strip())
    return name[0].upper() if name else ""
