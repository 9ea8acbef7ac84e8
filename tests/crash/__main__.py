"""The long forms: `python -m tests.crash kills 1000`, `writes 200`, `overlaps 50`."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.crash import kills, overlaps, writes
from tests.crash.world import World


def main() -> int:
    """Break runs in one way so many times; 0 when no rule was broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    parser.add_argument("way", choices=("kills", "writes", "overlaps"))
    parser.add_argument("times", type=int)
    parser.add_argument("--every", type=int, default=1, help="writes: only every so many-th of the first TIMES")
    parser.add_argument("--seed", type=int, default=1, help="kills: what the moments are drawn from")
    asked = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder), groups=3 if asked.way == "writes" else 30)
        if asked.way == "kills":
            found = list(kills.kill(world, asked.times, seed=asked.seed))
        elif asked.way == "overlaps":
            found = list(overlaps.overlap(world, asked.times))
        else:
            found = list(writes.fail(world, range(1, asked.times + 1, asked.every)))
    for rule in found[:20]:
        print(rule)  # noqa: T201 - the result
    print(f"{asked.way} {asked.times}: {len(found)} rules broken ({time.monotonic() - began:.0f} s)")  # noqa: T201
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
