"""A text as tokens: a string of kind letters, which the productions of `grammar` read, and parallel lists of values and
offsets.

Refuses to read text: `tokenizing` does.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from aggregator.when.kinds import KINDS
from aggregator.when.vocabulary import Vocabulary, vocabulary

WORD = KINDS["word"]


@dataclass(slots=True, eq=False)
class Tokens:
    """The tokens of a text, in order; shared by its readers, who change nothing in them.

    kinds: one letter each. values: the number of a word or number.

    parts: for numeric dates and clocks, their numbers as written. languages: of words that are not English.
    """

    text: str
    kinds: str = ""
    letters: list[str] = field(default_factory=list)
    values: list[int] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    parts: dict[int, tuple[str, ...]] = field(default_factory=dict)
    languages: dict[int, str] = field(default_factory=dict)
    vocabulary: Vocabulary = field(default_factory=lambda: vocabulary(("en",)))

    def add(self, kind: str, value: int, start: int, end: int, name: str) -> None:
        """Append one token."""
        self.letters.append(KINDS[kind])
        self.values.append(value)
        self.starts.append(start)
        self.ends.append(end)
        self.names.append(name)

    def add_plain(self, start: int, end: int, name: str) -> None:
        """Append a word that is no time word, as nearly all are."""
        self.letters.append(WORD)
        self.values.append(0)
        self.starts.append(start)
        self.ends.append(end)
        self.names.append(name)

    def drop(self, count: int) -> int:
        """Take back the last tokens; returns where the first of them began."""
        start = self.starts[-count]
        for row in (self.letters, self.values, self.starts, self.ends, self.names):
            del row[-count:]
        return start

    def slice(self, first: int, last: int) -> str:
        """The text from one token through another."""
        return self.text[self.starts[first] : self.ends[last]]
