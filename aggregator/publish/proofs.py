"""What was proved of a feed before, so that after a change only what is new in it has to be proved. Renders nothing.

Reading a feed of 100,000 events back takes over a minute, and from one run to the next a handful of them change. A
VEVENT is proved by itself: its octets, what it has to show, and the definition of its time zone together make a digest,
and a digest that was proved once need not be proved again. Refuses to trust the writer: digests are taken from the
finished file, and the checks' own code is part of them, so that a stricter check proves everything anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from aggregator.model import PublishedOccurrence
from aggregator.publish import vtimezone
from aggregator.publish.readback import expected

WORTH_KEEPING = 2_000
"""Events from which on proofs are kept on disk; fewer are proved within two seconds."""

LENGTH = 16
"""Octets of a digest."""

EVENT = b"\r\nBEGIN:VEVENT\r\n"
END = b"\r\nEND:VCALENDAR\r\n"


@dataclass(slots=True)
class Proofs:
    """The digests of what was proved: known, by earlier runs or in this one; proved, in this one."""

    known: set[bytes] = field(default_factory=set)
    proved: set[bytes] = field(default_factory=set)

    @classmethod
    def load(cls, path: Path) -> Proofs:
        """From beside the feeds; nothing where there is no file, or one of other checks than today's."""
        try:
            content = path.read_bytes()
        except OSError:
            return cls()
        if content[:LENGTH] != _checks() or len(content) % LENGTH:
            return cls()
        return cls({content[n : n + LENGTH] for n in range(LENGTH, len(content), LENGTH)})

    def add(self, digests: Iterable[bytes]) -> None:
        """What has just been proved."""
        self.proved.update(digests)
        self.known.update(self.proved)

    def content(self, *, whole: bool) -> bytes | None:
        """What to keep for the next run; None where that is not worth a file.

        whole: whether every feed was checked in this run; what is known from before is then in none of them.
        """
        kept = self.proved if whole else self.known
        return b"".join((_checks(), *sorted(kept))) if len(kept) >= WORTH_KEEPING else None


class Part(NamedTuple):
    """What is left to prove of a feed, as a feed of its own; what it has to show; the digests it all would earn."""

    data: bytes
    occurrences: Sequence[PublishedOccurrence]
    digests: Sequence[bytes]


def still_to_prove(data: bytes, occurrences: Sequence[PublishedOccurrence], proofs: Proofs) -> Part:
    """The part of a feed that was not proved before.

    occurrences: in the order of the file. The whole feed where its events are not as many, or one UID stands twice.
    One event of each zone is always proved, so that every VTIMEZONE of the file is looked at and used.
    """
    head, *events = data.removesuffix(END).split(EVENT)
    one_each = len(events) == len(occurrences) == len({o.uid for o in occurrences})
    if not one_each or not data.endswith(END):
        return Part(data, occurrences, ())
    digests = [_digest(event, o) for event, o in zip(events, occurrences, strict=True)]
    seen: set[str] = set()
    chosen = []
    for number, occurrence in enumerate(occurrences):
        witness = occurrence.timezone not in seen and b";TZID=" in events[number]
        if witness:
            seen.add(occurrence.timezone)
        if witness or digests[number] not in proofs.known:
            chosen.append(number)
    part = EVENT.join((head, *(events[number] for number in chosen))) + END
    return Part(part, [occurrences[number] for number in chosen], digests)


def _digest(event: bytes, occurrence: PublishedOccurrence) -> bytes:
    """Of the octets of a VEVENT, what it has to show, and the zone its times are told in."""
    [shown] = expected([occurrence])
    facts = f"{shown.uid}\n{shown.start}\n{shown.end}\n{shown.status}\n{shown.title}\n{_zone(occurrence.timezone)}"
    return blake2b(event + facts.encode("utf-8", "surrogatepass"), digest_size=LENGTH).digest()


@cache
def _zone(timezone: str) -> str:
    """A short stand-in for the zone's definition."""
    return blake2b((vtimezone.component(timezone) or "").encode(), digest_size=LENGTH).hexdigest()


@cache
def _checks() -> bytes:
    """A digest of what proves: our own checks and the library that reads."""
    folder = Path(__file__).parent
    code = b"".join(path.read_bytes() for path in sorted(folder.glob("*.py")))
    return blake2b(code + version("icalendar").encode(), digest_size=LENGTH).digest()
