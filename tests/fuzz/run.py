"""Fuzzing for minutes or hours: `python -m tests.fuzz.run ical --minutes 10`.

Coverage-guided by atheris where it is installed (`pip install atheris`; it is no dependency of the project), else, or
with `--blind`, by plain mutation of our own pages, which finds less and says so. What breaks a law is written beside
the corpus as `crash-…`; make it small, and keep it in tests/bad/ with what it should give.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
import traceback
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.fuzz.mutate import mutated

SLOWEST = 10
"""Seconds that one input may take; slower is a finding. A page of the largest size asked of a fuzzer reads in 1."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", choices=["ical", "feed", "page", "when"])
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--corpus", type=Path, default=Path(".fuzz"), help="where inputs are kept (not committed)")
    parser.add_argument("--blind", action="store_true", help="mutate without looking at coverage")
    asked = parser.parse_args()
    folder = asked.corpus / asked.target
    folder.mkdir(parents=True, exist_ok=True)
    if asked.blind:
        return blind(asked.target, asked.minutes * 60, folder)
    try:
        atheris = import_module("atheris")
    except ImportError:
        print("atheris is not installed: mutating without looking at coverage", file=sys.stderr)
        return blind(asked.target, asked.minutes * 60, folder)
    return guided(atheris, asked.target, asked.minutes * 60, folder)


def guided(atheris: Any, target: str, seconds: float, folder: Path) -> int:
    """atheris: libFuzzer over our own modules, which ends the process when the time is up."""
    with atheris.instrument_imports(include=["aggregator"]):
        from tests.fuzz import laws
    for number, seed in enumerate(laws.seeds(target)):
        (folder / f"seed-{number:04}").write_bytes(seed)
    options = [f"-max_total_time={int(seconds)}", f"-timeout={SLOWEST}", "-rss_limit_mb=3000", "-max_len=20000"]
    options += [f"-artifact_prefix={folder}/", "-print_final_stats=1", "-verbosity=1"]
    atheris.Setup([sys.argv[0], *options, str(folder)], laws.TARGETS[target])
    atheris.Fuzz()
    return 0


def blind(target: str, seconds: float, folder: Path) -> int:
    """Mutations of our own pages until the time is up; every finding is kept and told once."""
    from tests.fuzz import laws

    chance, pages = random.Random(int(time.time())), laws.seeds(target)
    runs, findings, until = 0, set[str](), time.monotonic() + seconds
    while time.monotonic() < until:
        data = mutated(chance, pages)
        runs += 1
        began = time.monotonic()
        try:
            laws.TARGETS[target](data)
            fault = f"took {time.monotonic() - began:.1f} s" if time.monotonic() - began > SLOWEST else ""
        except Exception:  # noqa: BLE001 - every exception is a finding
            fault = traceback.format_exc()
        place = "\n".join(fault.splitlines()[-3:])
        if fault and place not in findings:
            findings.add(place)
            kept = folder / f"crash-{sha256(data).hexdigest()[:12]}"
            kept.write_bytes(data)
            print(f"{kept}\n{fault}", flush=True)
    print(f"{target}: {runs} inputs in {seconds:.0f} s, {len(findings)} findings (without coverage)")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
