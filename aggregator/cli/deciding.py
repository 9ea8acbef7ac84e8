"""What the commands by which people decide have in common: find the event, note the decision, merge and publish anew.

Refuses to change the database itself: a decision is a record in decisions.toml, and everything else follows from that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click
import tomlkit

from aggregator import config as configuration
from aggregator import decide
from aggregator.cli import EXIT_OK, EXIT_SOME_FAILED, Settings, say
from aggregator.cli.lock import only_one
from aggregator.cli.text import problem_line, when
from aggregator.config import Config, decisions
from aggregator.errors import StoreError
from aggregator.model import Decision, MergedEvent, Problem, Verdict
from aggregator.store import Store

TAKEN_DOWN = "an event that was taken down"
"""What earlier records about it say from then on."""

BUSY = "A refresh is running; try again when it is done."


class Desk:
    """The database and decisions.toml, with nobody else at them."""

    def __init__(self, settings: Settings, config: Config, store: Store) -> None:
        self.settings = settings
        self.config = config
        self.store = store
        self.now = datetime.now(UTC).replace(microsecond=0)
        self.known = decisions.load(config.folder)

    @property
    def path(self) -> Path:
        """decisions.toml."""
        return self.config.folder / decisions.FILE_NAME

    def event(self, name: str) -> MergedEvent:
        """The event of an id, or of one of its listings'. Raises UsageError."""
        found = self.store.event(name)
        if found is None:
            raise click.UsageError(f"No event has the id {name!r}; `aggregator events` and `review` list them.")
        return found

    def decide(
        self, verdict: Verdict, listings: Sequence[str], *, about: str, why: str = "", field: str = "", value: str = ""
    ) -> Decision:
        """Add a record to the file."""
        chosen = (field, value) if verdict is Verdict.SET else (None, None)
        decision = Decision(
            id=decisions.decision_id(verdict, listings, f"{field}\x1f{value}\x1f{len(self.known)}", self.now),
            verdict=verdict,
            listings=tuple(listings),
            field=chosen[0],
            value=chosen[1],
            about=about,
            why=why,
            decided_at=self.now,
        )
        self._write(decisions.appended(self._text(), decision))
        return decision

    def take_down(self, event: MergedEvent, *, about: str, why: str) -> Decision:
        """Add the record that makes an event vanish, and take its words out of earlier records about it."""
        ids = [member.id for member in event.members]
        sources = sorted({member.event.key.source for member in event.members})
        others = (one.event for slug in sources for one in self.store.listings(slug) if one.id not in ids)
        decision = Decision(
            id=decisions.decision_id(Verdict.TAKEDOWN, ids, str(len(self.known)), self.now),
            verdict=Verdict.TAKEDOWN,
            listings=tuple(ids),
            sources=tuple(sources),
            marks=decide.marks([member.event for member in event.members], others=others, uid=event.uid),
            about=about,
            why=why,
            decided_at=self.now,
        )
        self._write(decisions.appended(self._without_words_about(ids), decision))
        return decision

    def _without_words_about(self, listing_ids: Sequence[str]) -> str:
        """The file without what earlier records say of some listings; a field that was set of one is set no more."""
        document = tomlkit.parse(self._text())
        for record in document.get("decision", ()):
            if set(listing_ids).isdisjoint(record["listings"]):
                continue
            record["about"] = TAKEN_DOWN
            record.pop("why", None)
            if record["verdict"] == Verdict.SET:
                record["value"] = ""
                record.setdefault("undone_at", self.now)
        return tomlkit.dumps(document)

    def undo(self, decision: Decision) -> None:
        """Note that a decision was taken back."""
        document = tomlkit.parse(self.path.read_text(encoding="utf-8"))
        for record in document["decision"]:
            if record["id"] == decision.id:
                record["undone_at"] = self.now
        self._write(tomlkit.dumps(document))
        if decision.verdict is Verdict.HIDE:
            self.store.show_again(decision.listings)
        if decision.verdict is Verdict.TAKEDOWN:
            self.store.ask_anew(decision.sources)

    def publish(self) -> tuple[Problem, ...]:
        """Merge and publish by what is decided now."""
        from aggregator.refresh import merge_and_publish

        return merge_and_publish(self.config, self.store, self.settings.data, now=self.now)[2]

    def _text(self) -> str:
        return self.path.read_text(encoding="utf-8") if self.path.exists() else ""

    def _write(self, text: str) -> None:
        from aggregator.publish.files import replace_file

        self.known = decisions.parse(text)
        replace_file(self.path, text.encode())


@contextmanager
def desk(settings: Settings) -> Iterator[Desk | None]:
    """Everything a decision needs; None while somebody else writes."""
    config = configuration.load(settings.config)
    if not settings.database.exists():
        raise StoreError(str(settings.database), "does not exist yet", "make it with: aggregator refresh")
    with only_one(settings.data) as alone:
        if not alone:
            say(BUSY)
            yield None
            return
        with Store(settings.database) as store:
            yield Desk(settings, config, store)


def told(at: Desk, decision: Decision) -> int:
    """Publish, and say what was decided and how to take it back; the exit code."""
    problems = at.publish()
    for problem in problems:
        say(problem_line(problem))
    click.echo(f"{decision.verdict.value}: {decision.about}")
    click.echo(f"Noted in {at.path.name}. To take it back: aggregator undo {decision.id}")
    return EXIT_SOME_FAILED if problems else EXIT_OK


def about(event: MergedEvent) -> str:
    """`Assembly, Tue 24 Nov 2026 19:00 America/Los_Angeles (Tenants Union)`."""
    shown = event.event
    names = ", ".join(dict.fromkeys(credit.name for credit in event.credits))
    return f"{shown.title}, {when(shown.start, None, shown.timezone, shown.precision)} ({names})"


def heads(event: MergedEvent) -> list[str]:
    """The listing that speaks for each source's event or series in it, the primary first."""
    found = [credit.listing_id for credit in event.credits]
    return found or [event.members[0].id]
