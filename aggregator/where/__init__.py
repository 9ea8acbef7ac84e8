"""Text → place and its time zone, from packaged tables. Refuses the network, the clock, and any guess.

`find_place` reads a short text, `find_places_in` running prose, `find_told` the words for the place of a sentence,
`find_online` how people take part; `names_venue`, `is_kind_of_house`, `tidy` and their like judge single lines;
`zone_at`, `zone_of` and `region_zone` give IANA zones; `canonical` and `locality_key` make places comparable.
Nothing here raises for any text.
"""

from __future__ import annotations

from aggregator.where.abroad import is_kind_of_house
from aggregator.where.endings import find_region
from aggregator.where.lines import ends_as_address, is_address_line
from aggregator.where.online import address_after_signup, find_online, is_online
from aggregator.where.prose import find_places_in
from aggregator.where.short import find_place
from aggregator.where.told import describes_room, find_told, is_way_note, names_venue, tidy
from aggregator.where.zones import canonical, locality_key, names_town, region_zone, zone_at, zone_of

__all__ = [
    "address_after_signup",
    "canonical",
    "describes_room",
    "ends_as_address",
    "find_online",
    "find_place",
    "find_places_in",
    "find_region",
    "find_told",
    "is_address_line",
    "is_kind_of_house",
    "is_online",
    "is_way_note",
    "locality_key",
    "names_town",
    "names_venue",
    "region_zone",
    "tidy",
    "zone_at",
    "zone_of",
]
