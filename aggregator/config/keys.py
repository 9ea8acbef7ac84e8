"""The keys that sources.toml may hold, each with what it means; docs/sources.md is generated from them. Words only."""

from __future__ import annotations

CALENDAR_KEYS = {
    "name": "What the calendar is called, in every subscriber's app.",
    "url": "Where people find it, with `https://`: links in the feeds lead there.",
    "timezone": 'IANA name: the zone of times that nothing else tells, and of what "today" is.',
    "contact": "An address at which the sites we read can reach you; sent with each request.",
    "region": "The state or country that most of it happens in, such as `CA`.",
    "description": "One or two sentences for the calendar's page.",
}
"""What `[calendar]` may say; docs/sources.md is generated from it."""

FETCH_KEYS = {
    "allowed_networks": 'Private networks that may be asked all the same, such as `["10.0.0.0/8"]`: for those who read '
    "the calendars of an intranet. Without it every private address is refused.",
    "time_budget": "How long one run may ask: `20m` (the default), `1h`. Who was not asked in time "
    "is the first next time.",
}
"""What `[fetch]` may say; docs/sources.md is generated from it."""

SOURCE_KEYS = {
    "name": "The group's name as its friends know it; default: the slug.",
    "url": "`https://…`, `http://…`, `webcal://…`, or a path, relative to the folder of sources.toml. This, `url_env` "
    "or `url_file` is **needed**.",
    "url_env": "For a secret address: the name of the environment variable that holds it.",
    "url_file": "For a secret address: the path of a file that holds it and nothing else.",
    "format": "`ical`, `feed` (RSS or Atom) or `html`. Leave it out: the content tells.",
    "timezone": "IANA name: the zone of this source's times where it names none.",
    "region": 'State or country of its places where it names none: with `CA`, "Oakland" is the one in California.',
    "every": "The least time between two requests: `90m`, `6h`, `2d`; at least `15m`. Left out, it is found from how "
    "often the calendar changes: between one hour and a day.",
    "role": "`organizer` (the default) announces its own events; `aggregator` collects those of others, and its word "
    "counts less when the two differ.",
    "categories": 'A list of words added to each of its events, such as `["housing"]`.',
    "review": "`true` keeps its events from the feeds until a person has looked at them.",
    "enabled": "`false` asks it no more; its events stay until they have passed.",
    "include": "Only events with one of these words in title, description or categories.",
    "exclude": "No event with one of these words.",
    "selectors": "A table `[source.<slug>.selectors]` of CSS selectors, for a page that is not understood without.",
}
"""What `[source.<slug>]` may say; docs/sources.md is generated from it."""

SELECTOR_FIELDS = ("event", "title", "start", "end", "location", "url", "registration_url", "description")
