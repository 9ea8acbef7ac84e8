"""What the answer of one source comes to: decided, stored, and told in a report.

Refuses to ask, to merge and to publish: it knows one source at a time, and what is wrong with it stays there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from aggregator import decide, fetch
from aggregator.config.secrets import concealed, secret_words
from aggregator.errors import StoreError
from aggregator.model import (
    Decision,
    Extraction,
    Outcome,
    Plan,
    Problem,
    Source,
    SourceReport,
    SourceState,
    Validators,
)
from aggregator.readers import unexpected
from aggregator.store import Store


@dataclass(frozen=True, slots=True)
class Intake:
    """Takes in the outcomes of one run.

    decided: what people have decided, in their order. now: aware UTC, the moment of the run.
    dry_run: decide, but store nothing.
    """

    store: Store
    decided: Sequence[Decision]
    now: datetime
    dry_run: bool = False

    def take_in(self, outcome: Outcome, source: Source, state: SourceState | None) -> SourceReport:
        """Decide what the outcome means, store it, and say what came of it.

        state: what is known of the source, None before its first answer. A fault of ours costs this source only: its
        stored events stay, and a problem says so. Raises StoreError when the database cannot be used.
        """
        try:
            return self._taken_in(outcome, source, state)
        except StoreError:
            raise  # the database itself: no other source could be stored either
        except Exception as error:  # noqa: BLE001 - the one boundary of deciding and storing
            fault = concealed(unexpected(f"[{source.slug}]", "decide", error), secret_words(source))
            failed = replace(outcome, fetched=None, not_modified=None, extraction=None, error=fault)
            return self._taken_in(failed, source, state)

    def _taken_in(self, outcome: Outcome, source: Source, state: SourceState | None) -> SourceReport:
        if outcome.put_off is not None:
            return self._put_off(outcome, outcome.put_off, state)
        stored = self.store.listings(source.slug) if outcome.extraction else ()
        before = state.format if state else None
        none = decide.no_answer(stored, outcome.extraction, source, before=before) if outcome.extraction else None
        if none is not None:  # its validators are not kept: the next answer is read, whatever it says
            move = fetch.moves.after_failure(state.move, None) if state else None
            outcome = replace(outcome, fetched=None, extraction=None, error=none, move=move, notes=())
        next_at = _next_fetch_at(outcome, source, state, self.now)
        if outcome.error is not None:
            return self._failed(outcome, outcome.error, state, next_at)
        if outcome.extraction is None:
            return self._unchanged(outcome, source, state, next_at)
        extraction, taken_down = decide.without(outcome.extraction, self.decided)
        outcome = replace(outcome, extraction=extraction)
        plan = decide.decide(stored, extraction, source=source, now=self.now)
        plan = replace(plan, taken_down=taken_down)
        if not self.dry_run:
            self.store.apply(plan, outcome=outcome, source=source, now=self.now, next_fetch_at=next_at)
        return _plan_report(plan, outcome, extraction, next_at)

    def _put_off(self, outcome: Outcome, why: str, state: SourceState | None) -> SourceReport:
        """A source whose turn did not come: nothing is known, and nothing is wrong with it."""
        until = outcome.put_off_until
        if until is not None and not self.dry_run:
            self.store.put_off(outcome.slug, until)
        note = Problem("fetch", f"[{outcome.slug}]", f"was not asked: {why}", "nothing to do")
        next_at = until or (state.next_fetch_at if state else None)
        return SourceReport(slug=outcome.slug, result="skipped", problems=(note,), next_fetch_at=next_at)

    def _failed(self, outcome: Outcome, error: Problem, state: SourceState | None, next_at: datetime) -> SourceReport:
        if not self.dry_run:
            self.store.record_failure(outcome, now=self.now, next_fetch_at=next_at)
        report = _report(outcome, "failed", next_at, (error,))
        return replace(report, failures=(state.failures if state else 0) + 1)

    def _unchanged(
        self, outcome: Outcome, source: Source, state: SourceState | None, next_at: datetime
    ) -> SourceReport:
        """An answer that is the same as the last: what was in doubt about that one still is."""
        plan = Plan(source=source.slug)
        if not self.dry_run:
            plan = self.store.record_unchanged(outcome, now=self.now, next_fetch_at=next_at)
        doubt = state is not None and state.result == "partial"
        recorded = tuple(row.problem for row in self.store.problems(source.slug)) if doubt else ()
        problems = tuple(dict.fromkeys((*recorded, *outcome.notes)))
        report = _report(outcome, "partial" if doubt else "unchanged", next_at, problems)
        return replace(report, missing=len(plan.missing) - len(plan.withdraw), withdrawn=len(plan.withdraw))


def _plan_report(plan: Plan, outcome: Outcome, extraction: Extraction, next_at: datetime) -> SourceReport:
    cut_off = not extraction.complete and bool(extraction.problems)
    problems = (*extraction.problems, *outcome.notes, *plan.problems)
    return replace(
        _report(outcome, "partial" if cut_off or plan.held_back else "ok", next_at, problems),
        seen=len(extraction.events),
        inserted=len(plan.insert),
        updated=len(plan.update),
        unchanged=len(plan.unchanged),
        missing=len(plan.missing) - len(plan.withdraw),
        withdrawn=len(plan.withdraw),
    )


def _report(outcome: Outcome, result: str, next_at: datetime, problems: tuple[Problem, ...]) -> SourceReport:
    return SourceReport(
        slug=outcome.slug, result=result, problems=problems, seconds=outcome.seconds, next_fetch_at=next_at
    )


def _next_fetch_at(outcome: Outcome, source: Source, state: SourceState | None, now: datetime) -> datetime:
    answer = outcome.fetched or outcome.not_modified
    extraction = outcome.extraction
    return fetch.next_fetch_at(
        source,
        now=now,
        failures=(state.failures if state else 0) + 1 if outcome.error else 0,
        fresh_until=answer.fresh_until if answer else None,
        retry_after=outcome.retry_after,
        refresh_after=extraction.refresh_after if extraction else state.refresh_after if state else None,
        changes=state.changes if state else 0,
        watched=state.watched if state else timedelta(0),
        conditional=_is_conditional(answer.validators if answer else state.validators if state else Validators()),
    )


def _is_conditional(validators: Validators) -> bool:
    return bool(validators.etag or validators.last_modified)
