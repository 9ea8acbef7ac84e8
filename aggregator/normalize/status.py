"""Status and sign-up state from the words of a title and a description.

Refuses to read a status out of running prose: only a label in the title counts ("CANCELLED: …", "… (postponed)"), so
that a "cancellation policy" cancels nothing.
"""

from __future__ import annotations

import re
from functools import cache

from aggregator.model import Registration, Status
from aggregator.normalize.words import alternatives, phrase_pattern, words

_STATES = (Status.CANCELLED, Status.POSTPONED, Status.TENTATIVE)
_TITLE_STATES = (*_STATES, Registration.FULL)


def split_status(title: str) -> tuple[str, Status | Registration | None, str | None]:
    """A title without its status label, what the label says, and the label's words.

    `CANCELLED: Rent strike assembly` → (`Rent strike assembly`, cancelled, `CANCELLED`). A title that is nothing but
    the label is left as it is.
    """
    for state in _TITLE_STATES:
        for pattern in _labels(state):
            match = pattern.search(title)
            if match is None:
                continue
            rest = f"{title[: match.start()]} {title[match.end() :]}"
            rest = " ".join(rest.split()).strip(" -–—:|*")
            if rest:
                return rest, state, match["label"]
    return title, None, None


def registration_state(text: str) -> tuple[Registration | None, str | None]:
    """What a description says about signing up, with the words that say it; (None, None) when nothing."""
    alone = _full_alone().search(text)
    if alone is not None:
        return Registration.FULL, alone[1]
    for state in (Registration.FULL, Registration.CLOSED, Registration.NONE, Registration.REQUIRED):
        match = phrase_pattern("registration", state.value, "text").search(text)
        if match:
            return state, match[0]
    return None, None


@cache
def _full_alone() -> re.Pattern[str]:
    """ "Sold out!" where nothing else stands in the line or the sentence: in a longer one it may be said of something
    else."""
    phrases = words()["registration"]["full"]["title"]
    return re.compile(rf"(?:^|(?<=[.!?€$)]\s))\W*({alternatives(phrases)})[^\w\n]*(?:$|(?<=[.!])(?=\s))", re.I | re.M)


@cache
def _labels(state: Status | Registration) -> tuple[re.Pattern[str], ...]:
    """The shapes a status label takes in a title, most explicit first."""
    group = "registration" if isinstance(state, Registration) else "status"
    phrases = words()[group][state.value]["title"]
    label = rf"(?P<label>{alternatives(phrases)})"
    capitals = rf"(?P<label>{alternatives(phrase.upper() for phrase in phrases)})"
    return (
        re.compile(
            rf"^[^\w(]*\(?{label}\)?\s*(?:[:|!*\])]|\s[-–—])+", re.I
        ),  # CANCELLED: …, [Canceled] …, Cancelled - …
        re.compile(rf"[\[(*]+\s*{label}\s*[!\])*]+", re.I),  # … (cancelled), **SOLD OUT** …
        re.compile(rf"\s[-–—:|/]+\s*{label}[\s!.]*$", re.I),  # … – cancelled
        re.compile(rf"^{capitals}\s+(?=\w)"),  # CANCELLED Rent strike assembly: only in capitals is it a label
    )
