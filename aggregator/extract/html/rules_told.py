"""Records that are no more than a rule ("Second Thursdays, 6:30 pm") over the dates that follow it.

Refuses rules in sentences: `prose` leaves out those by the same question (`rule_days.is_told_by`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from aggregator.extract.html import words
from aggregator.extract.html.context import Context
from aggregator.extract.html.places import is_place
from aggregator.extract.html.region import Region
from aggregator.extract.html.rule_days import SOME_DATES, follows
from aggregator.extract.html.statements import bare_rule, rule_of_all
from aggregator.model import day_of

SHORT_RULE = 3
"""Blocks of a part of the page that tells no more than a rule."""


def without_told_rules(page: Context, regions: Sequence[Region]) -> list[Region]:
    """The regions without those that are only a rule ("Second Thursdays, 6:30 pm") whose dates are told one by one
    under the same heading or those below it, or that speak of all ("All meetings are on Thursdays at 9"): the dates are
    the events, and the rule is what is said of them."""
    days: dict[tuple[int, ...], list[date]] = {}
    governed: dict[int, list[date]] = {}
    for region in regions:
        dated = page.dated[region.anchors[0]]
        found = [day_of(each.start) for each in dated.whens if each.rrule is None] if dated is not None else []
        home = _under(page, region)
        days.setdefault(home, []).extend(found)
        for heading in home if found else ():
            governed.setdefault(heading, []).extend(found)
    everywhere = [day for found in days.values() for day in found]
    kept = []
    for region in regions:
        dated = page.dated[region.anchors[0]]
        rule = bare_rule(dated) if _holds_place_besides(page, region) else None
        over = _rule_over(page, region)
        home = _under(page, region)
        nearby = governed.get(home[-1], ()) if home and rule else days[home]
        under = [*nearby, *governed.get(region.anchors[0], ())] if rule or over else ()
        told = _is_told(rule, under) or (over is not None and any(follows(over, day) for day in under))
        if told or _is_told(rule_of_all(dated), everywhere):
            page.notes.refused[f"block {region.anchors[0]}"] = "told-by-its-dates"
            page.notes.rules.update(range(region.first, region.stop))
        else:
            kept.append(region)
    return kept


def _holds_place_besides(page: Context, region: Region) -> bool:
    """Whether a region is one line, or that and lines that say where ("When: third Thursdays" / "Where: City Hall"),
    or announce the dates."""
    others = (block for block in page.document.blocks[region.first : region.stop] if block.index not in region.anchors)
    labels = ((label[0] if (label := words.split_label(block.text)) else "", block.text) for block in others)
    short = region.stop - region.first <= SHORT_RULE
    return short and all(name == "where" or is_place(text) or words.is_generic(text) for name, text in labels)


def _rule_over(page: Context, region: Region) -> str | None:
    """The rule of a region that is a heading with a name ("Bible study (Wednesdays, 7 pm)"), or None; where days below
    follow it, it tells of them."""
    block, dated = page.document.blocks[region.anchors[0]], page.dated[region.anchors[0]]
    if not block.level or region.stop - region.first > 1 or dated is None or len(dated.whens) != 1:
        return None
    return dated.whens[0].rrule


def _is_told(rule: str | None, days: Sequence[date]) -> bool:
    """Whether half of the days, and some, follow a rule."""
    return rule is not None and sum(follows(rule, day) for day in days) >= max(SOME_DATES, len(days) / 2)


def _under(page: Context, region: Region) -> tuple[int, ...]:
    return tuple(block.index for block in page.above[region.anchors[0]])
