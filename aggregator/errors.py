"""Every exception the aggregator raises on purpose, and nothing else.

    AggregatorError              base: `where: what (hint)` as one sentence
     ├─ ConfigError              sources.toml cannot be used; carries every complaint at once
     ├─ FetchError               one source could not be fetched; carries status and Retry-After
     ├─ StoreError               the database refused; nothing of the transaction was kept
     ├─ ClockError               the clock was set back by days; nothing was done
     └─ PublishError             what was rendered does not read back as what is stored; the old file stays

A fault in one event is never an exception that leaves its stage: it becomes a `model.Problem`.
Exceptions become sentences for people in one place only, `aggregator.cli`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime


class AggregatorError(Exception):
    """Something went wrong at a known place, with a next step for the reader.

    where: complete, e.g. `sources.toml: source.nyc-local.every` or `[nyc-local] https://…`.
    what: the fault, with the offending value.
    hint: what to do next; may be empty.
    """

    def __init__(self, where: str, what: str, hint: str = "") -> None:
        self.where = where
        self.what = what
        self.hint = hint
        super().__init__(where, what, hint)

    def __str__(self) -> str:
        """`where: what (hint)`."""
        text = f"{self.where}: {self.what}" if self.where else self.what
        return f"{text} ({self.hint})" if self.hint else text


class ConfigError(AggregatorError):
    """The configuration cannot be used. `complaints` lists every fault found, one sentence each."""

    def __init__(self, where: str, complaints: Sequence[str]) -> None:
        self.complaints = tuple(complaints)
        super().__init__(where, "\n".join(self.complaints))

    def __str__(self) -> str:
        """One complaint a line, each complete in itself."""
        return "\n".join(self.complaints)


class FetchError(AggregatorError):
    """A source gave no usable answer: its stored events stay as they are.

    status: the HTTP status, or None where no answer came.
    retry_after: aware UTC instant before which the host asked not to be asked again, or None.
    gone: the host says the page is gone for good (410).
    """

    def __init__(
        self,
        where: str,
        what: str,
        hint: str = "",
        *,
        status: int | None = None,
        retry_after: datetime | None = None,
        gone: bool = False,
    ) -> None:
        self.status = status
        self.retry_after = retry_after
        self.gone = gone
        super().__init__(where, what, hint)


class StoreError(AggregatorError):
    """The database refused to read or write; the transaction was rolled back as a whole."""


class ClockError(AggregatorError):
    """The clock of this machine stands days before the last run; nothing was done."""


class PublishError(AggregatorError):
    """A rendered feed differs from the database when read back; the file that was there is kept."""
