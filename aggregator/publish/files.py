"""The feeds as files: what is written, what is left as it is, and how a file is replaced. Renders nothing itself.

A file is replaced only by one that passed our linter and reads back as exactly the occurrences it was made from;
otherwise the old one stays and a Problem says so. Equal bytes leave the file untouched, its modification time included.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from aggregator.collecting import uncollected
from aggregator.errors import PublishError
from aggregator.model import Calendar, Problem, PublishedOccurrence
from aggregator.publish.feeds import (
    RENDERERS,
    Check,
    Edition,
    Feed,
    Renderer,
    check_ics,
    fitting_slice_ics,
    left_out,
    publishable,
    slice_ics,
)
from aggregator.publish.pieces import Text
from aggregator.publish.proofs import Proofs, Shelf, list_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What `write_feeds` did.

    written, unchanged: file names, in the order of the renderers. notes: (file name, sentence) for each file that holds
    less than people may expect, for the page. occurrences: how many calendar.ics holds; total: how many could be
    published at all.
    """

    written: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    occurrences: int = 0
    total: int = 0


def write_feeds(
    folder: Path, calendar: Calendar, occurrences: Sequence[PublishedOccurrence], *, now: datetime
) -> Published:
    """Render every feed of the calendar into a folder, replacing only what changed and what proved right.

    now: aware. Nothing is raised for a feed that could not be written: its old file stays, and a Problem says why.
    """
    with uncollected():
        return _write(folder, calendar, occurrences, RENDERERS, Shelf(folder), now)


def write_slice(
    folder: Path,
    calendar: Calendar,
    occurrences: Sequence[PublishedOccurrence],
    *,
    name: str,
    now: datetime,
    may_narrow: bool,
) -> Published:
    """Write one selection into a file of its own, by the same rules. name: of the file, such as `housing.ics`.

    may_narrow: whether it is kept to a size that all can read, as calendar.ics is; not where its days were named.
    """
    renderer = fitting_slice_ics(name) if may_narrow else slice_ics(name)
    return _write(folder, calendar, occurrences, ((renderer, check_ics),), Shelf(None), now)


def _write(
    folder: Path,
    calendar: Calendar,
    occurrences: Sequence[PublishedOccurrence],
    renderers: Sequence[tuple[Renderer, Check]],
    shelf: Shelf,
    now: datetime,
) -> Published:
    """Render, prove and replace each file."""
    good, problems = publishable(occurrences)
    edition = Edition(calendar, good, shelf)
    written: list[str] = []
    unchanged: list[str] = []
    notes: list[tuple[str, str]] = []
    counts: list[int] = []
    for renderer, check in renderers:
        feed = renderer(edition, now)
        path = folder / feed.name
        try:
            if _is_there(path, feed.text):
                unchanged.append(feed.name)
            else:
                proofs = shelf.of(feed.layout)
                feed, found = _replaced(path, feed, renderer, check, edition, now, proofs)
                problems += (problem for problem in found if problem not in problems)
                written.append(feed.name)
                if feed.name == feed.layout.whole:
                    _keep_list(list_of(path), proofs.content(feed.text, feed.pieces))
        except (OSError, PublishError) as error:
            problems.append(_not_written(path, error))
        counts.append(len(feed.pieces))
        notes += [(feed.name, feed.note)] if feed.note else []
        if feed.name == feed.layout.whole:
            edition.forget(feed.layout)
    return Published(
        written=tuple(written),
        unchanged=tuple(unchanged),
        problems=tuple(problems),
        notes=tuple(notes),
        occurrences=counts[0],
        total=len(good),
    )


def replace_file(path: Path, data: bytes) -> None:
    """Put the bytes in the file's place at once: readers see the old file or the new one, also after a power cut."""
    with _replacing(path) as file:
        file.write(data)


@contextmanager
def _replacing(path: Path) -> Iterator[BinaryIO]:
    """A new file, to be written and read back, that takes the old one's place at once when all went well.

    It stands in the same folder and carries the process's id; those that killed processes left behind are removed.
    """
    _sweep(path)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _is_there(path: Path, text: Text) -> bool:
    """Whether the file holds these very bytes, which were proven when they were written. Reads up to a difference."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return text.is_in(file)


def _keep_list(path: Path, content: bytes | None) -> None:
    """For the next run. Without it, or where it cannot be written, everything is made and proved again."""
    with suppress(OSError):
        if content is None:
            path.unlink(missing_ok=True)
        else:
            replace_file(path, content)


def _replaced(
    path: Path, feed: Feed, renderer: Renderer, check: Check, edition: Edition, now: datetime, proofs: Proofs
) -> tuple[Feed, list[Problem]]:
    """The feed, once it is in its place; or one without the occurrences that are wrong by themselves, each a Problem.

    Raises PublishError where the fault lies in none of them: then the old file stays.
    """
    problems: list[Problem] = []
    with _replacing(path) as file:
        faults = _faults(file, feed, check, proofs)
        if faults:
            feed, problems = _without_the_wrong(feed, renderer, check, edition, now)
            if not feed.pieces or _faults(file, feed, check, proofs):
                raise PublishError(feed.name, "; ".join(faults))
    return feed, problems


def _faults(file: BinaryIO, feed: Feed, check: Check, proofs: Proofs) -> tuple[str, ...]:
    """What is wrong with the feed as it is read back from the new file, to which it is written."""
    file.seek(0)
    file.truncate()
    file.writelines(feed.text.parts())
    return check(feed, proofs, file)


def _without_the_wrong(
    feed: Feed, renderer: Renderer, check: Check, edition: Edition, now: datetime
) -> tuple[Feed, list[Problem]]:
    """A feed of the occurrences that are right by themselves, and a Problem for each of the others."""
    kept: list[PublishedOccurrence] = []
    problems: list[Problem] = []
    for occurrence in feed.occurrences:
        faults = check(renderer(Edition(edition.calendar, [occurrence]), now), Proofs())
        if faults:
            problems.append(left_out(occurrence, faults[0]))
        else:
            kept.append(occurrence)
    return renderer(Edition(edition.calendar, kept), now), problems


def _not_written(path: Path, error: OSError | PublishError) -> Problem:
    """The Problem of a file that stays as it was."""
    kept = "the previous file stays" if path.exists() else "there is no such file yet"
    if isinstance(error, PublishError):
        hint = "please report this together with the event it names; `aggregator publish` tries again"
        return Problem("publish", str(path.name), f"{error.what}; {kept}", hint)
    return Problem("publish", str(path), f"{error.strerror or error}; {kept}", "check the disk and the folder's rights")


def _sweep(path: Path) -> None:
    """Remove the temporary files that killed processes left beside the file."""
    for leftover in path.parent.glob(f".{path.name}.*.tmp"):
        pid = leftover.name.removeprefix(f".{path.name}.").removesuffix(".tmp")
        if not pid.isdigit() or not _alive(int(pid)):
            leftover.unlink(missing_ok=True)


def _alive(pid: int) -> bool:
    """Whether a process of this id runs; signal 0 only asks."""
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
