"""Reading event times: `aggregator.when.find` against dateutil's fuzzy parser on the same expressions, side by side.

    python benchmarks/when.py [--rounds 7] [--expressions FILE.jsonl]

Prints expressions a second (median of paired rounds, processor time), the ratio, and how many each reads right: begin
and, where there is one, end. Then prose without and with dates, and one line of two megabytes, in
megabytes a second. FILE: one JSON object a line with `text`; for those only speed is told.
"""

from __future__ import annotations

import argparse
import json
import pathlib
import statistics
import time
import warnings
from collections.abc import Callable, Sequence
from datetime import date, datetime
from datetime import time as time_of_day

from dateutil import parser as dateutil_parser

from aggregator import when

NOW = datetime.fromisoformat("2025-03-10")
Moment = date | datetime

EXPRESSIONS: tuple[tuple[str, str, str | None], ...] = (
    ("June 14 - 15, 2025", "2025-06-14", "2025-06-15"),
    ("Saturday, June 14, 2 pm PT / 5 pm ET", "2025-06-14 14:00", None),
    ("Sat, Jun 14, 10am–12:30pm", "2025-06-14 10:00", "2025-06-14 12:30"),
    ("June 13-15, 2025", "2025-06-13", "2025-06-15"),
    ("June 28 – July 2, 2025", "2025-06-28", "2025-07-02"),
    ("Friday, June 13th from 6:30 to 8:30 p.m.", "2025-06-13 18:30", "2025-06-13 20:30"),
    ("December 30, 2025 – January 2, 2026", "2025-12-30", "2026-01-02"),
    ("Thursday 6/12 @ 7pm", "2025-06-12 19:00", None),
    ("Sunday, June 15, 2025 | 11:00 AM - 2:00 PM PDT", "2025-06-15 11:00", "2025-06-15 14:00"),
    ("Tomorrow at noon", "2025-03-11 12:00", None),
    ("Every second Tuesday of the month, 7–9pm", "2025-03-11 19:00", "2025-03-11 21:00"),
    ("Saturdays in May, 9 a.m.-noon", "2025-05-03 09:00", "2025-05-03 12:00"),
    ("Aug. 9th & 10th, 2025", "2025-08-09", None),
    ("Mon–Fri, July 7–11, 9:00–15:00", "2025-07-07 09:00", "2025-07-11 15:00"),
    ("Doors 7pm / Show 8pm, Fri May 23", "2025-05-23 20:00", None),
    ("2025-05-18T18:00:00-07:00", "2025-05-18 18:00", None),
    ("Samstag, 17. Mai 2025, 19:30 Uhr", "2025-05-17 19:30", None),
    ("du 3 au 5 mai 2025", "2025-05-03", "2025-05-05"),
    ("May 4th, 10 AM EST (UTC-5)", "2025-05-04 10:00", None),
    ("Thursday, May 1st (Workers' Day) 12pm", "2025-05-01 12:00", None),
    ("Oct 5 2025 8:00 PM to Oct 6 2025 2:00 AM", "2025-10-05 20:00", "2025-10-06 02:00"),
    ("Fri 10pm – 2am, May 16", "2025-05-16 22:00", "2025-05-17 02:00"),
    ("next Thursday, 6-7:30pm", "2025-03-20 18:00", "2025-03-20 19:30"),
    ("June 2025", "2025-06-01", "2025-06-30"),
    ("Noon to 1 p.m. Eastern Time on Friday, May 9, 2025", "2025-05-09 12:00", "2025-05-09 13:00"),
)


def ours(text: str) -> tuple[Moment, Moment | None] | None:
    """Begin and end of the first expression found, without its zone."""
    found = when.find(text, now=NOW)
    return (_naive(found[0].start), _naive(found[0].end)) if found else None  # type: ignore[return-value]


def peer(text: str) -> tuple[Moment, Moment | None] | None:
    """Begin as dateutil has it; it knows no ends, and every day is a midnight to it."""
    try:
        found = dateutil_parser.parse(text, default=NOW, fuzzy=True)
    except (ValueError, OverflowError):
        return None
    return found.replace(tzinfo=None), None


def _naive(moment: Moment | None) -> Moment | None:
    return moment.replace(tzinfo=None) if isinstance(moment, datetime) else moment


def _midnight(moment: Moment | None) -> datetime | None:
    if moment is None or isinstance(moment, datetime):
        return moment
    return datetime.combine(moment, time_of_day())


def right(read: Callable[[str], tuple[Moment, Moment | None] | None]) -> int:
    """How many expressions are read right; a whole day may be told as its midnight."""
    count = 0
    for text, start, end in EXPRESSIONS:
        found = read(text)
        wanted = (datetime.fromisoformat(start), datetime.fromisoformat(end) if end else None)
        count += found is not None and (_midnight(found[0]), _midnight(found[1])) == wanted
    return count


def seconds(read: Callable[[str], object], texts: Sequence[str]) -> float:
    """Processor time of one reading of each text."""
    begun = time.process_time()
    for text in texts:
        read(text)
    return time.process_time() - begun


def compare(texts: Sequence[str], rounds: int) -> tuple[float, float, float]:
    """Expressions a second of ours and of the peer, and the median of the paired ratios."""
    pairs = [(seconds(ours, texts), seconds(peer, texts)) for _ in range(rounds)]
    mine, theirs = (statistics.median(pair[side] for pair in pairs) for side in (0, 1))
    return len(texts) / mine, len(texts) / theirs, statistics.median(their / my for my, their in pairs)


PROSE = (
    "The members of the tenants' union talked about rent, repairs and the long winter in the old hall on Elm Street. "
)
DATED = "The members meet on Saturday, June 14 from 2 to 4 p.m. in the old hall on Elm Street to talk about repairs. "


def main() -> None:
    """Print the comparison."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    arguments.add_argument("--rounds", type=int, default=7)
    arguments.add_argument("--expressions", type=pathlib.Path)
    options = arguments.parse_args()
    warnings.simplefilter("ignore")  # dateutil's, about zones it does not know
    texts = [text for text, _, _ in EXPRESSIONS] * 40
    if options.expressions:
        texts = [json.loads(line)["text"] for line in options.expressions.read_text(encoding="utf-8").splitlines()]
    compare(texts[:200], 1)
    mine, theirs, ratio = compare(texts, options.rounds)
    print(f"{len(texts)} expressions, {options.rounds} paired rounds")
    print(f"  aggregator.when   {mine:>9,.0f} a second   {right(ours)}/{len(EXPRESSIONS)} of the hard ones right")
    print(f"  dateutil fuzzy    {theirs:>9,.0f} a second   {right(peer)}/{len(EXPRESSIONS)}")
    print(f"  ratio             {ratio:>9.2f}")
    for name, sentence in (("prose without dates", PROSE), ("prose with dates", DATED)):
        text = sentence * 200
        spent = statistics.median(seconds(ours, [text]) for _ in range(options.rounds))
        print(f"  {name:<20} {len(text) / spent / 1e6:6.2f} MB/s")
    line = PROSE * (2_000_000 // len(PROSE))
    print(f"  one line of {len(line) / 1e6:.1f} MB: {seconds(ours, [line]):.2f} s")


if __name__ == "__main__":
    main()
