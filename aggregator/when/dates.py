"""All productions of days in one table, by the letter they begin with.

Refuses to hold a production itself: they stand in `named_dates`, `numeric_dates` and `day_names`.
"""

from __future__ import annotations

from aggregator.when import day_names, named_dates, numeric_dates
from aggregator.when.grammar import Table
from aggregator.when.notation import NOTATION
from aggregator.when.phrases import Phrase

DATES: Table[Phrase] = Table(NOTATION, (*named_dates.PRODUCTIONS, *numeric_dates.PRODUCTIONS, *day_names.PRODUCTIONS))
