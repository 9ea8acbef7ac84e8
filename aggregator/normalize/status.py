"""Status and sign-up state from the words of a title and a description.

Refuses to read a status out of words that only look like one: a label in the title counts ("CANCELLED: …", "…
(postponed)"), and of a description only what speaks of this very event: a "cancellation policy" cancels nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from aggregator.model import Registration, Status
from aggregator.normalize.words import alternatives, may_mention, phrase_pattern, words

_STATES = (Status.CANCELLED, Status.POSTPONED, Status.TENTATIVE)
_TITLE_STATES = (*_STATES, Registration.FULL)
_LABELS = tuple(
    ("registration" if isinstance(state, Registration) else "status", state.value, "title") for state in _TITLE_STATES
)
_ONLINE = (("attendance", "online", "title"), ("attendance", "online", "end"))
_OFF = (Status.CANCELLED, Status.POSTPONED)
_OFF_WORDS = tuple(("status", state.value, kind) for state in _OFF for kind in ("title", "text"))
_ROOM_STATES = (Registration.FULL, Registration.CLOSED, Registration.NONE, Registration.REQUIRED)
_ROOM_WORDS = (("registration", "full", "title"), *(("registration", state.value, "text") for state in _ROOM_STATES))


def split_status(title: str) -> tuple[str, Status | Registration | None, str | None]:
    """A title without its status label, what the label says, and the label's words.

    `CANCELLED: Rent strike assembly` → (`Rent strike assembly`, cancelled, `CANCELLED`). A title that is nothing but
    the label is left as it is.
    """
    for state in _TITLE_STATES if may_mention(title, *_LABELS) else ():
        for pattern in _labels(state):
            match = pattern.search(title)
            if match is None:
                continue
            rest = f"{title[: match.start()]} {title[match.end() :]}"
            rest = " ".join(rest.split()).strip(" -–—:|*")
            if rest:
                return rest, state, match["label"]
    return title, None, None


def split_online(title: str) -> tuple[str, str | None]:
    """A title without the label that it is held online now, and the label's words.

    `[MOVED ONLINE] Assembly`, `Assembly – now on Zoom` → (`Assembly`, the words). It is neither off nor postponed.
    """
    for pattern in _online_labels() if may_mention(title, *_ONLINE) else ():
        match = pattern.search(title)
        rest = " ".join(f"{title[: match.start()]} {title[match.end() :]}".split()).strip(" -–—:|*") if match else ""
        if match and rest:
            return rest, match["label"]
    return title, None


def moved_online(text: str) -> str | None:
    """The words by which a description says that this very event is held online now; None where it does not."""
    if not may_mention(text, ("attendance", "online", "text")):
        return None
    for match in phrase_pattern("attendance", "online", "text").finditer(text):
        around = _sentence(text, match).replace(match[0], " ")  # "se", "si": elsewhere an "if"
        if not phrase_pattern("status", "unless", "text").search(around):
            return match[0]
    return None


def stated(text: str) -> tuple[Status | None, str | None]:
    """Whether a description says that the event is off, with the words that say it; (None, None) when it does not.

    Only whole phrases about this very event count ("this event has been cancelled"), or a label alone in its line, and
    only in a sentence without an "if" or a "from": what may be called off is on, and so is what was moved to this day.
    """
    for state in _OFF if may_mention(text, *_OFF_WORDS) else ():
        for pattern in (_off_alone(state), phrase_pattern("status", state.value, "text")):
            for match in pattern.finditer(text):
                if not phrase_pattern("status", "unless", "text").search(_sentence(text, match)):
                    return state, match[0].strip()
    return None, None


def _sentence(text: str, match: re.Match[str]) -> str:
    """The sentence or line that a match stands in."""
    begin = max((end.end() for end in _SENTENCE_END.finditer(text, 0, match.start())), default=0)
    end = _SENTENCE_END.search(text, match.end())
    return text[begin : end.start() if end else len(text)]


_SENTENCE_END = re.compile(r"[.!?;](?=\s|$)|\n")


@cache
def _off_alone(state: Status) -> re.Pattern[str]:
    """ "CANCELLED!" where nothing else stands in the line."""
    return re.compile(rf"^\W*(?:{alternatives(words()['status'][state.value]['title'])})\W*$", re.I | re.M)


def registration_state(text: str) -> tuple[Registration | None, str | None]:
    """What a description says about signing up, with the words that say it; (None, None) when nothing."""
    if not may_mention(text, *_ROOM_WORDS):
        return None, None
    alone = _full_alone().search(text)
    if alone is not None:
        return Registration.FULL, alone[1]
    for state in _ROOM_STATES:
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
    return _label_shapes(words()[group][state.value]["title"])


@cache
def _online_labels() -> tuple[re.Pattern[str], ...]:
    """The same of the words for "online now", and those that can mean nothing else, unmarked at the end."""
    told = words()["attendance"]["online"]
    at_end = re.compile(rf"(?<=\w)\s+(?P<label>{alternatives(told['end'])})[\s!.]*$", re.I)
    return *_label_shapes([*told["title"], *told["end"]]), at_end


def _label_shapes(phrases: Sequence[str]) -> tuple[re.Pattern[str], ...]:
    label = rf"(?P<label>{alternatives(phrases)})"
    capitals = rf"(?P<label>{alternatives(phrase.upper() for phrase in phrases)})"
    because = rf"(?:\s+(?:{alternatives(words()['status']['because']['text'])})\s[^:|!*\])–—-]{{1,40}})?"
    return (
        re.compile(
            rf"^[^\w(]*\(?{label}{because}\)?\s*(?:[:|!*\])]|\s[-–—])+", re.I
        ),  # CANCELLED: …, [Canceled] …, Cancelled - …
        re.compile(rf"[\[(*]+\s*{label}\s*[!\])*]+", re.I),  # … (cancelled), **SOLD OUT** …
        re.compile(rf"\s[-–—:|/]+\s*{label}[\s!.]*$", re.I),  # … – cancelled
        re.compile(rf"^{capitals}\s+(?=\w)"),  # CANCELLED Rent strike assembly: only in capitals is it a label
        re.compile(rf"(?<=[a-zß-ÿ])\s+{capitals}[\s!.]*$"),  # Rent strike assembly CANCELLED
    )
