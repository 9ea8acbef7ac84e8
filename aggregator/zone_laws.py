"""By which release of the zone database this program goes: the newer of the system's and the one that came with us.

`zoneinfo` reads the system's first, also where it is years older, and then what it says of a zone whose law changed
since is an hour off. Chosen once, when a program starts, for all that it starts in turn; nothing is downloaded. Refuses
to overrule whoever set PYTHONTZPATH, and to be called by a library: it holds for the whole process.
"""

from __future__ import annotations

import os
import re
import sysconfig
import zoneinfo
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

VARIABLE = "PYTHONTZPATH"
"""Where `zoneinfo` looks, by the choice of whoever runs us; empty: nowhere but in the package (PEP 615)."""


class Releases(NamedTuple):
    """Releases such as `2026f`, in the order of time: of what is used, and of the two that are here.

    None where there is none, or where it does not say.
    """

    used: str | None
    system: str | None
    ours: str | None


def choose() -> None:
    """Go by the newer database from here on. A system's that does not say its release is taken for the older one."""
    if VARIABLE in os.environ:
        return
    now = releases()
    if now.ours and (now.system or "") < now.ours:
        os.environ[VARIABLE] = ""  # for the processes that we start
        zoneinfo.reset_tzpath(to=())
        zoneinfo.ZoneInfo.clear_cache()


def releases() -> Releases:
    """What is used now, and what is here."""
    ours = _release(_package())
    system = _first_of((sysconfig.get_config_var("TZPATH") or "").split(os.pathsep))
    used = _first_of(zoneinfo.TZPATH)
    return Releases(_release(used) if used else ours, _release(system), ours)


def _first_of(folders: Iterable[str]) -> Path | None:
    """The folder that `zoneinfo` reads."""
    return next((folder for folder in map(Path, filter(None, folders)) if (folder / "UTC").is_file()), None)


def _package() -> Path | None:
    spec = find_spec("tzdata")
    return Path(spec.origin).parent / "zoneinfo" if spec and spec.origin else None


def _release(folder: Path | None) -> str | None:
    """From the first line of tzdata.zi (`# version 2026f`), or from +VERSION, as the BSDs have it."""
    for name, form in (("tzdata.zi", r"# version (\d{4}[a-z]+)"), ("+VERSION", r"(\d{4}[a-z]+)")):
        if folder and (folder / name).is_file():
            with (folder / name).open(encoding="utf-8", errors="replace") as file:
                match = re.match(form, file.readline())
            return match[1] if match else None
    return None
