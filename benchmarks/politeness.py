"""A simulated month: 100 sources asked by hourly runs for 30 days over the loopback interface. Fails on any breach.

python benchmarks/politeness.py [--sources 100] [--days 30]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.month import KINDS, breaches, simulate


def main() -> int:
    """Simulate, and tell what was asked and which rules were broken."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sources", type=int, default=100)
    parser.add_argument("--days", type=int, default=30)
    options = parser.parse_args()
    sources, days = options.sources, options.days
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        diary = simulate(Path(folder), sources=sources, days=days)
    found = breaches(diary, days=days)
    seconds = time.monotonic() - began
    print(f"{sources} sources, {days} days, {24 * days} runs: {len(diary.entries):,} requests in {seconds:.0f} s")
    print("by status:", dict(sorted(Counter(entry.status for entry in diary.entries).items())))
    for number, kind in enumerate(KINDS):
        alike = len(range(number, sources, len(KINDS)))
        asked = sum(entry.slug.startswith(f"{kind}-") for entry in diary.entries)
        asked += sum(entry.path.startswith(f"/new/{kind}-") for entry in diary.entries)
        print(f"  {kind:16} {asked / days / max(alike, 1):5.1f} requests a source a day")
    print(f"breaches: {len(found)}", *found[:20], sep="\n  ")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
