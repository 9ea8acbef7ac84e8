"""What a region's event is called: every block that could be its name, ranked by its role – heading, link, emphasis,
what stands in one line with the date.

Refuses names that stand outside the region: those are inherited by `titles`.
"""

from __future__ import annotations

from aggregator.extract.html import placing, words
from aggregator.extract.html.beside import (
    AFTER_DATE,
    NEAR_HEADING,
    heading_rank,
    is_sentence,
    names_beside_date,
    without_at,
    without_place,
)
from aggregator.extract.html.blocks import Block, Kind, SpanKind, Zone
from aggregator.extract.html.dates import Dated
from aggregator.extract.html.draft import PLACE_HINTS, TITLE_HINTS, Draft, names_place
from aggregator.extract.html.edges import without_all_day, without_stop
from aggregator.extract.html.issues import is_issue
from aggregator.extract.html.last_resorts import BY_ROW, read_last_resorts
from aggregator.extract.html.names import (
    Name,
    can_name,
    is_address,
    is_next,
    leads_in,
    meeting_of_paper,
    without_offers,
)
from aggregator.extract.html.places import is_place
from aggregator.extract.html.titles import member_of_list

ENTRY_HEADING = 93
"""A heading that leads to the event's own page, in an item of a list with its date, over headings outside the item."""

SUBJECT_RANK = 91
"""The page's own heading, or a line that repeats it, over any other in an event's part of the page."""

OVER_CALL = SUBJECT_RANK + 1
"""What the label says, where the page's own heading only calls for it ("Time for a change" / "What: Rally …")."""

PRESENTED = SUBJECT_RANK + 1
"""What a line says that somebody presents or what stands under “Next meeting”, over the heading above it."""

HINTED = 82
"""A name that the markup calls one."""

LABELLED = 80

PLACE_LIKE_HEADING = 55
"""A heading that has the shape of a building's name ranks below a name beside the date, above one by position."""

BEHIND_COLON = 57
"""A heading or a line in bold that ends in a colon announces what follows: it ranks below a name beside the date."""

OTHER_NAMES = frozenset(("category", "tag", "tags", "organizer", "author"))
"""Words of class names that say whose name or title it is, where it is not the event's."""

RECURRING = 63
"""A link that leads there from other lines, too, below words in bold beside it."""

BY_GENRE = 42
"""A word for a sort of thing alone in its line ("Film"): below what anything else is called."""

KIND_RANK = 60
"""A kind of meeting, from its column: after links and emphasis, before names by position."""


def name_by_role(draft: Draft, text: str, block: Block, rule: str) -> None:
    """What a label or column says is the name: a cell of names names, though it sounds like a place.

    Where the cell tells an hour as well ("Rehearsal 6–9 pm"), the words before it are the name.
    """
    dated = draft.dated[block.index]
    if dated is not None:
        text = dated.parts[0] if rule == "column" and dated.parts and block.text.startswith(dated.parts[0]) else ""
    if rule == "column":
        text = _without_label(text)
        name, _, rest = text.partition(" (")
        at = words.AT_PLACE.match(rest)
        if at is not None and rest.endswith(")") and name:
            placing.add_place(draft, rest[at.end() : -1], block, "place-after-at")
            text = name
    if not text or words.is_action(text) or words.is_furniture(text) or words.is_note(text):
        return
    rank = 100 if rule == "column" else OVER_CALL if _names_what_subject_calls_for(draft, text) else LABELLED
    draft.names.append(Name(rank, text, block, f"title-by-{rule}"))
    if rule == "column":
        draft.named.add(block.index)


def _names_what_subject_calls_for(draft: Draft, text: str) -> bool:
    """Whether a short label names something people come together for, and the page's own heading does not."""
    short = len(text) <= words.LONGEST_TITLE and not is_sentence(text)
    named = draft.subject is None or words.OCCASION.search(draft.subject) is not None
    return short and not named and words.OCCASION.search(text) is not None


def kind_by_column(draft: Draft, text: str, block: Block) -> None:
    """What a column of kinds says: the name where no link or heading gives one, or the kind of it ("Special")."""
    if words.qualifies(text) or (words.is_generic(text) and words.OCCASION.search(text)):
        draft.fields.kind = draft.fields.kind or Name(KIND_RANK, text.strip(" *"), block, "title-by-column")
        draft.claimed[block.index] = "kind"
    elif can_name(text):
        draft.names.append(Name(KIND_RANK, text, block, "title-by-column"))
        draft.named.add(block.index)


def _without_label(text: str) -> str:
    """A cell without the label in it; "Meeting type: Special" is a "Special Meeting"."""
    label = words.split_label(text)
    if label is None or label[0] != "title" or not label[1]:
        return text
    kind = text.partition(" ")[0]
    said = words.OCCASION.search(label[1]) or not words.OCCASION.fullmatch(kind)
    return label[1] if said else f"{label[1]} {kind}"


def read_names(draft: Draft) -> None:
    """Every block that could be the title, ranked by its role."""
    papers = any(_offers_paper(block) for block in draft.blocks)
    inviting = _read_presented(draft)
    _read_below_next(draft)
    for block in draft.free():
        dated = draft.dated[block.index]
        paper = papers and not (dated and dated.strong) and _is_linked_file(block)
        if paper or block.index in inviting or draft.is_house(block):
            continue
        if dated and (_is_of_other_day(draft, block, dated) or (not dated.whens and words.POSTED.search(block.text))):
            continue
        if block.text == draft.subject and not is_issue(block.text):
            draft.names.append(Name(SUBJECT_RANK, block.text, block, "title-by-heading"))
        elif dated and (dated.whens or dated.clocks):
            names_beside_date(draft, block, dated, papers=papers)
        elif head := _head(draft, block):
            draft.names.append(head)
        elif len(block.text) <= words.LONGEST_TITLE and (rank := _rank(draft, block)) and can_name(block.text):
            _add_name(draft, block, *rank)
        elif draft.fields.kind is None and words.is_kind(block.text) and (rank := _rank(draft, block)):
            draft.fields.kind = Name(rank[0], block.text, block, rank[1])
    read_last_resorts(draft)


def _read_presented(draft: Draft) -> set[int]:
    """The lines of who invites, where "presents" stands in a line of its own under them: what stands below it is the
    name ("River Choir" / "presents" / "Songs of the mill")."""
    inviting = set[int]()
    for over, block, below in zip(draft.blocks, draft.blocks[1:], draft.blocks[2:], strict=False):
        if len(block.text) > words.LONGEST_LABEL or not words.PRESENTS.match(block.text):
            continue
        if draft.dated[below.index] is None and can_name(below.text):
            draft.names.append(Name(PRESENTED, below.text, below, "title-presented"))
            draft.fields.organizer = draft.fields.organizer or (over.text, over)
            inviting |= {over.index, block.index}
    return inviting


def _read_below_next(draft: Draft) -> None:
    """The line between a heading that only says that it is the next one and its day ("Next meet-up" / "Songs of the
    mill" / "May 5, 7 pm")."""
    for over, block, below in zip(draft.blocks, draft.blocks[1:], draft.blocks[2:], strict=False):
        if not over.level or not is_next(over.text) or below.index not in draft.region.anchors:
            continue
        plain = not block.level and draft.dated[block.index] is None and len(block.text) <= words.LONGEST_TITLE
        if plain and can_name(block.text) and not (is_place(block.text) or names_place(block)):
            draft.names.append(Name(PRESENTED, block.text, block, "title-below-next"))


def _is_of_other_day(draft: Draft, block: Block, dated: Dated) -> bool:
    """Whether a line in a row of days tells another of them: what stands beside it is that one's."""
    row_of_days = draft.region.shape == "row" and draft.region.alike > 1
    other = dated.strong and bool(dated.whens) and block.index not in draft.region.anchors
    return row_of_days and other and words.PAPERS.search(block.text) is None


def _offers_paper(block: Block) -> bool:
    """Whether a line, or a link in it, is only an offer of a paper ("Minutes (PDF)")."""
    texts = (block.text, *(text for text, _ in block.of(SpanKind.LINK)))
    return any(words.is_action(text) and words.PAPERS.search(text) for text in texts)


def _is_linked_file(block: Block) -> bool:
    """Whether a line is nothing but a link to a file and names no occasion: beside agenda and minutes, what was handed
    out ("Presentation: the budget in ten pictures")."""
    text, span = next(block.of(SpanKind.LINK), ("", None))
    whole = span is not None and len(text) >= len(block.text) - 2
    return whole and span is not None and words.is_file(span.value) and words.OCCASION.search(text) is None


def _emphasised_head(draft: Draft, block: Block) -> str | None:
    """The name with which a line too long for one begins, in bold type or as a link, before the rest of it."""
    for kind in (SpanKind.STRONG, SpanKind.LINK):
        text, span = next(block.of(kind), ("", None))
        if span is not None and span.start == 0 and can_name(text) and not is_sentence(text):
            return None if is_place(text) or words.label_of(text) else text
    return None


def _head(draft: Draft, block: Block) -> Name | None:
    """The name with which a line begins and goes on: what its markup calls one, or one in bold before a long text."""
    if text := _hinted_head(block):
        return Name(HINTED, text, block, "title-by-hint")
    text = _emphasised_head(draft, block) if len(block.text) > words.LONGEST_TITLE else None
    return Name(64, text, block, "title-by-emphasis") if text else None


def _hinted_head(block: Block) -> str | None:
    """The words with which a line begins and that its markup calls a name, before a mark and what else it says."""
    text, span = next(block.of(SpanKind.HINT), ("", None))
    if span is None or span.start or span.end >= len(block.text) - 2 or block.level:
        return None
    hints, rest = set(span.value.split()), block.text[span.end :].lstrip()
    named = bool(hints & TITLE_HINTS) and not hints & (PLACE_HINTS | OTHER_NAMES)
    return text if named and rest[:1] in words.MARKS and can_name(text) else None


def _add_name(draft: Draft, block: Block, rank: int, rule: str) -> None:
    """A block as a possible title; a heading that looks like a place ("School of Public Banking") is one last."""
    text = _with_heading_above(draft, block) if block.level else without_offers(block.text, block)
    text = without_at(draft, (meeting_of_paper(text) or text).removeprefix("@ "), block)
    if not can_name(text):
        return
    in_cell = draft.row is not None or block.kind is Kind.DEFINITION
    if in_cell and not block.level and not is_place(text):
        text = without_place(draft, text, block)
    if not block.level and words.is_genre(text):
        rank = min(rank, BY_GENRE)
    if not is_place(text):
        draft.names.append(Name(rank, text, block, rule))
    elif block.level and not is_address(block.text):
        draft.names.append(Name(PLACE_LIKE_HEADING, block.text, block, rule))


def _with_heading_above(draft: Draft, block: Block) -> str:
    """The name in a heading; one that goes on with the heading right above it with that ("The Gala" / "for the
    mill")."""
    above = draft.document.blocks[block.index - 1] if block.index else None
    if above is None or not above.level or draft.dated[above.index] is not None or not leads_in(block.text):
        return member_of_list(block.text)
    return f"{above.text} {block.text}" if can_name(above.text) else block.text


def _rank_of_heading(draft: Draft, block: Block, *, hinted: bool, linked: bool) -> int:
    """The same of a heading: the name of the site last, that of a paper or before a colon late."""
    if block.text.casefold() in draft.document.brands:
        return BY_ROW
    announces = block.text.endswith(":") and block.index < draft.region.anchors[0]
    if (block.level == 1 and is_issue(block.text)) or announces:
        return BEHIND_COLON
    if linked and _heads_entry(draft, block):
        return ENTRY_HEADING
    return heading_rank(draft, block) + (4 if hinted else 0)


def _rank(draft: Draft, block: Block) -> tuple[int, str] | None:
    """How strongly a block's role makes it a title, with the rule; None for a block that cannot be one."""
    if block.kind is Kind.HEADER or block.zone is Zone.NAV or _is_in_form(draft, block):
        return None
    hinted = bool(block.hints & TITLE_HINTS) and not block.hints & OTHER_NAMES and not names_place(block)
    linked = any(span.end - span.start >= len(block.text) - 2 for _, span in block.of(SpanKind.LINK))
    if block.level:
        return _rank_of_heading(draft, block, hinted=hinted, linked=linked), "title-by-heading"
    if hinted:
        return HINTED, "title-by-hint"
    if linked and not words.PAPERS.search(block.text):
        return (RECURRING if _recurs_beside_bold(draft, block) else 70), "title-by-link"
    if block.strong and block.text.endswith(":") and block.index < draft.region.anchors[0]:
        return BEHIND_COLON, "title-by-emphasis"
    if block.strong:
        near = block.index <= draft.region.anchors[-1] + NEAR_HEADING
        return 64 if near else AFTER_DATE, "title-by-emphasis"
    if _is_label_like(draft, block) or is_sentence(block.text) or _follows_label(draft, block):
        return None
    if _is_row_of_offers(block):
        return None
    return (56 if block.kind is Kind.TERM else 50), "title-by-position"


def _recurs_beside_bold(draft: Draft, block: Block) -> bool:
    """Whether the same link stands elsewhere on the page, and here in one line with words in bold: the house where
    they are heard, or who invites."""
    urls = {span.value for _, span in block.of(SpanKind.LINK)}
    inside = draft.document.blocks[block.box.first : block.box.stop] if urls & draft.document.recurring else ()
    return any(each is not block and each.box is block.box and each.strong and can_name(each.text) for each in inside)


def _heads_entry(draft: Draft, heading: Block) -> bool:
    """Whether a heading over the date stands in an item of a list with it, and the page's own heading outside."""
    if heading.index > draft.region.anchors[0]:
        return False
    entry = next((box for box in heading.box.ancestors() if box.tag in {"li", "article"}), None)
    top = draft.document.main_heading
    inside = entry is not None and entry.first <= draft.region.anchors[0] < entry.stop
    return inside and entry is not None and not (top is not None and entry.first <= top.index < entry.stop)


def choose_title(draft: Draft) -> None:
    """The name of the highest rank; of equals the first. A heading after the date counts less than one before
    it."""
    chosen = [name for name in draft.names if draft.claimed.get(name.block.index) in (None, "when", "title")]
    if not chosen:
        return
    best = max(chosen, key=lambda name: (name.rank, -name.block.index))
    draft.fields.title = best._replace(text=without_stop(without_all_day(best.text)))
    draft.claimed[best.block.index] = "title"


def _is_in_form(draft: Draft, block: Block) -> bool:
    """Whether a block stands in a form of the region ("I was there", "Add"): what a form asks names nothing."""
    region = draft.region
    forms = (box for box in block.box.ancestors() if box.tag in {"form", "button"})
    return any(region.first <= box.first and not box.first <= region.anchors[0] < box.stop for box in forms)


def _is_row_of_offers(block: Block) -> bool:
    """Whether a line is nothing but links, one of which is to sign up ("Sign up on the list · E-mail us"), or all of
    which only offer something ("Agenda (PDF) Minutes (PDF)"); or nothing but several buttons ("Accept", "Decline")."""
    buttons = [text for text, _ in block.of(SpanKind.CONTROL)]
    if len(buttons) > 1 and sum(map(len, buttons)) >= len(block.text) - 2 * len(buttons):
        return True
    linked = [text for text, _ in block.of(SpanKind.LINK)]
    only = sum(map(len, linked)) >= len(block.text) - 4 * len(linked)
    offers = any(words.REGISTER.match(text) for text in linked) or all(map(words.is_furniture, linked))
    return len(linked) > 1 and only and offers


def _is_label_like(draft: Draft, block: Block) -> bool:
    return block.text.rstrip().endswith(":") or words.split_label(block.text) is not None


def _follows_label(draft: Draft, block: Block) -> bool:
    """Whether a block is what a label in a block of its own announces ("Recurring:" / "Once only"); a day is none."""
    before = draft.document.blocks[block.index - 1].text if block.index > draft.region.first else ""
    if before and (dated := draft.dated[block.index - 1]) is not None and dated.whens and not dated.rest:
        return False
    return len(before) <= words.LONGEST_LABEL and before.endswith(":") and words.label_of(before) != "title"
