"""The pinned versions can be installed with every Python that pyproject.toml allows. Asks no registry."""

from __future__ import annotations

import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).resolve().parent.parent


def test_no_pin_needs_a_newer_python_than_we_do() -> None:
    """Debian 12 has 3.11.2, and there one such pin ended the first command of the README with a riddle."""
    oldest = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"].removeprefix(">=")
    lines = (line.partition("#")[0].strip() for line in (ROOT / "constraints.txt").read_text().splitlines())
    pins = [Requirement(line) for line in lines if line]
    for_all = [pin for pin in pins if pin.marker is None or pin.marker.evaluate({"python_full_version": f"{oldest}.0"})]
    refusing = [str(pin) for pin in for_all if f"{oldest}.0" not in SpecifierSet(_needed_python(pin))]
    assert refusing == []


def _needed_python(pin: Requirement) -> str:
    """What the installed release says of Python; nothing where another one is installed, or none."""
    try:
        found = distribution(pin.name)
    except PackageNotFoundError:
        return ""
    says = found.version in pin.specifier and "Requires-Python" in found.metadata
    return found.metadata["Requires-Python"] if says else ""
