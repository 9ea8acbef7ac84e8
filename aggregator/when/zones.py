"""Zone words → IANA names: "PT", "Eastern", "CEST", "UTC-5", "America/Denver".

Refuses to place anything on a map: a zone word beside a time is all it knows. A word means the wall time of its
region, in summer and in winter: "PST" in July is Pacific time (docs/design.md §5). Where a word has several meanings
the first is taken unless the zone of the source is one of the others.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

_PACIFIC = "America/Los_Angeles America/Vancouver America/Tijuana"
_MOUNTAIN = "America/Denver America/Phoenix America/Edmonton America/Boise"
_CENTRAL = "America/Chicago America/Winnipeg America/Mexico_City America/Regina"
_EASTERN = "America/New_York America/Toronto America/Detroit America/Indiana/Indianapolis America/Kentucky/Louisville"
_CENTRAL_EUROPEAN = (
    "Europe/Berlin Europe/Paris Europe/Madrid Europe/Rome Europe/Amsterdam Europe/Brussels Europe/Vienna "
    "Europe/Zurich Europe/Copenhagen Europe/Stockholm Europe/Oslo Europe/Prague Europe/Warsaw Europe/Budapest "
    "Europe/Belgrade Europe/Zagreb Europe/Ljubljana Europe/Luxembourg Europe/Malta"
)
_EASTERN_EUROPEAN = "Europe/Athens Europe/Helsinki Europe/Kyiv Europe/Bucharest Europe/Sofia Europe/Riga Europe/Vilnius"
_BRITISH = "Europe/London"
_INDIAN_IRISH_ISRAELI = "Asia/Kolkata Europe/Dublin Asia/Jerusalem"

_WORDS: Mapping[str, str] = {
    "pt pst pdt": _PACIFIC,
    "mt mst mdt": _MOUNTAIN,
    "ct cdt": _CENTRAL,
    "cst": f"{_CENTRAL} Asia/Shanghai America/Havana",
    "et est edt": f"{_EASTERN} Australia/Sydney",
    "akst akdt akt": "America/Anchorage",
    "hst hdt": "Pacific/Honolulu",
    "ast adt": "America/Halifax America/Puerto_Rico Asia/Riyadh",
    "nst ndt": "America/St_Johns",
    "utc z": "UTC",
    "gmt": "UTC Europe/London Europe/Dublin Africa/Accra Africa/Abidjan",
    "bst": _BRITISH,
    "ist": _INDIAN_IRISH_ISRAELI,
    "wet west": "Europe/Lisbon Atlantic/Canary",
    "cet cest met mest mez mesz": _CENTRAL_EUROPEAN,
    "eet eest oez oesz": _EASTERN_EUROPEAN,
    "msk": "Europe/Moscow",
    "trt": "Europe/Istanbul",
    "sast": "Africa/Johannesburg",
    "eat": "Africa/Nairobi",
    "cat": "Africa/Harare",
    "wat": "Africa/Lagos",
    "pkt": "Asia/Karachi",
    "npt": "Asia/Kathmandu",
    "ict wib": "Asia/Bangkok Asia/Jakarta",
    "sgt": "Asia/Singapore",
    "hkt": "Asia/Hong_Kong",
    "pht": "Asia/Manila",
    "jst": "Asia/Tokyo",
    "kst": "Asia/Seoul",
    "awst": "Australia/Perth",
    "acst acdt": "Australia/Adelaide Australia/Darwin",
    "aest aedt aet": "Australia/Sydney Australia/Melbourne Australia/Brisbane Australia/Hobart",
    "nzst nzdt nzt": "Pacific/Auckland",
    "brt": "America/Sao_Paulo",
    "art": "America/Argentina/Buenos_Aires",
    "clt clst": "America/Santiago",
    "cot": "America/Bogota",
    "pet": "America/Lima",
    "vet": "America/Caracas",
}

ZONES: Mapping[str, tuple[str, ...]] = {
    word: tuple(names.split()) for words, names in _WORDS.items() for word in words.split()
}
"""Abbreviation in lower case → the IANA zones it can mean, the likeliest first."""

LOWER_CASE_ZONES = frozenset("pt pst pdt ct cst cdt mst mdt et edt est utc gmt cet cest bst aest aedt".split())
"""Those that people also write in lower case, and that are read so directly after a time."""

AREAS: Mapping[str, tuple[str, ...]] = {
    "pacific": ZONES["pt"],
    "mountain": ZONES["mt"],
    "central": ZONES["ct"],
    "eastern": tuple(_EASTERN.split()),
    "atlantic": ZONES["ast"],
    "alaska": ZONES["akst"],
    "hawaii": ZONES["hst"],
    "arizona": ("America/Phoenix",),
    "newfoundland": ZONES["nst"],
    "greenwich": ZONES["gmt"],
    "british": ZONES["bst"],
    "london": ("Europe/London",),
    "berlin": ("Europe/Berlin",),
    "paris": ("Europe/Paris",),
}
"""Words of "Eastern Time", "8 pm Pacific". """


def zone_name(words: str, preferred: str | None) -> tuple[str | None, bool]:
    """The IANA zone that zone words mean, and whether another meaning was possible and passed over.

    preferred: the source's zone, taken where it is one of the meanings.
    """
    if "/" in words:
        return words, False
    first = words.lower().replace(".", "").split()[0]
    names = ZONES.get(first) or AREAS.get(first)
    if names is None:
        return None, False
    if preferred in names:
        return preferred, False
    return names[0], first in _AMBIGUOUS


_AMBIGUOUS = frozenset(["ist"])
"""Words whose meanings lie hours apart and of which none is much the likeliest."""


# -------------------------------------------------------------------------------------------------- zone words


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone as words tell it. name: IANA, or None where only an offset is known; ambiguous: of several meanings."""

    name: str | None = None
    offset: timedelta | None = None
    ambiguous: bool = False


_OFFSET = re.compile(r"(?:UTC|GMT)?\s?([+\-−–])\s?(\d{1,2}):?(\d\d)?", re.IGNORECASE)


@lru_cache(maxsize=512)
def read_zone(words: str, preferred: str | None) -> Zone:
    """What the words beside a time say of its zone: a name, an offset, or both ("EST (UTC-5)"), where the name wins."""
    name, ambiguous = (None, False) if _OFFSET.match(words) else zone_name(words, preferred)
    if name is not None:
        return Zone(name if _exists(name) else None, None, ambiguous)
    match = _OFFSET.search(words)
    if match is None:
        return Zone()
    sign, hours, minutes = match.groups()
    size = timedelta(hours=int(hours), minutes=int(minutes or 0))
    return Zone(None, size if sign == "+" else -size) if size <= timedelta(hours=14) else Zone()


def fixed_name(offset: timedelta) -> str | None:
    """The IANA name of a whole-hour offset: `Etc/GMT+7` is seven hours *behind* UTC."""
    hours, rest = divmod(int(offset.total_seconds()), 3600)
    if rest or not -12 <= hours <= 14:
        return None
    return f"Etc/GMT{-hours:+d}" if hours else "UTC"


@lru_cache(maxsize=512)
def _exists(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return False
    return True
