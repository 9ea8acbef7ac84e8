"""The words that tell the parts of an event apart: labels, columns, headings, occasions; data, and the questions asked of it.

Words are English first, with the commonest of Spanish, French, German, Portuguese and Italian. Refuses to know blocks or pages.
"""

from __future__ import annotations

import re
from functools import lru_cache

LABELS = {
    "when": "when|date|dates|date and time|date & time|date/time|dates and times|time|times|day|start|starts|start date|"
    "start time|begins|event date|event time|start date/time|start date and time|starts at|event start|meeting date|meeting time|date(s)|next meeting|next event|"
    "cuándo|cuando|fecha|fecha y hora|hora|quand|wann|datum|uhrzeit|zeit|quando|data|ora",
    "end": "end|ends|end date/time|end date and time|ends at|event end|end date|end time|finish",
    "where": "where|location|locations|venue|place|address|meeting location|meeting place|event location|room|"
    "dónde|donde|lugar|ubicación|dirección|où|lieu|adresse|wo|ort|veranstaltungsort|onde|local|dove|luogo",
    "title": "what|event|event name|title|name|topic|meeting|subject|session|webinar|qué|evento|titre|titel|titolo|título",
    "organizer": "who|organizer|organiser|organized by|hosted by|host|hosts|presented by|sponsor|sponsored by|"
    "organizador|organisateur|veranstalter",
    "other": "cost|price|admission|fee|tickets|contact|phone|email|e-mail|website|web|url|category|categories|tags|tag|type|"
    "status|agenda|minutes|notes|language|capacity|age|ages|more info|share|speaker|speakers|register|rsvp",
    "posted": "posted|posted on|published|published on|updated|last updated|last modified|modified|created|date posted|"
    "deadline|due|due date|submission deadline|registration deadline|register by|rsvp by|publicado|publié|veröffentlicht|"
    "revised|effective|effective date|expires|approved|adopted|filed|release date|filing deadline|posting date",
}  # fmt: skip
"""What stands before a colon, alone in a block, or at the head of a column, by the field it announces."""

COLUMNS = {
    "title": "meeting type|meeting name|committee|board|body|commission|description|event title|session|program|activity|group",
    "other": "video|audio|documents|materials|packet|recording|download|downloads|link|links|duration|attachments|files|"
    "presentation|transcript|notice|action|details|view|calendar|ical|export|meeting details",
}
"""Column headings beyond the labels."""

GENERIC = re.compile(
    r"(?:(?:upcoming|future|next|past|previous|recent|all|our|featured|latest|more|other|related|special|community|public|"
    r"calendar of|list of|view|see|regular|scheduled|archived?|current|full|annual|year|monthly|weekly|local|the|this|"
    r"week|month|today|events?|meetings?|calendars?|schedules?|dates?|times?|agendas?|minutes|programs?|activities|"
    r"webinars?|workshops?|classes|trainings?|sessions?|actions?|listings?|list|archives?|records|and|&|of|for|at|in|"
    r"home|page|information|info|details?|about|overview|when|where|what|who|location|venue|address|description|"
    r"documents?|materials|notices?|register|registration|tickets?|news|updates?|welcome|menu|search|navigation|"
    r"contact(?: us)?|categories|tags?|share|follow us|subscribe|join us|save the dates?|get involved|more information|"
    r"\d{4}|virtual|online|in person|in-person|hybrid|zoom|"
    r"january|february|march|april|may|june|july|august|september|october|november|december|mondays?|tuesdays?|wednesdays?|"
    r"thursdays?|fridays?|saturdays?|sundays?|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|eventos|próximos|calendario|événements|agenda|termine|veranstaltungen)\b[\s,/|&:–-]*)+",
    re.I,
)
"""Words that announce a list or a field; a heading made of nothing else names no event."""

LISTING = re.compile(
    r"\b(?:events?|calendars?|schedules?|meetings?|upcoming|agendas?|what['’]s (?:on|happening)|happenings|webinars?|workshops?|"
    r"trainings?|classes|actions|tours?|concerts|gigs|shows|performances|festivals|exhibitions|conferences?|hearings?|sessions?|gatherings|save the dates?|key dates|"
    r"eventos|calendario|événements|termine|veranstaltungen|reuniones)\b",
    re.I,
)
"""Words over a list that make its dates the dates of events."""

NOT_LISTING = re.compile(
    r"\b(?:news|blog|posts?|articles?|press|releases?|stories|publications?|reports?|archives? of|recent (?:posts|comments)|"
    r"comments?|updates|resources|history|timeline|deadlines?|podcasts?|episodes?|newsletters?|announcements?|faqs?|"
    r"references|bibliography|sources|citations|related|similar|recommended|downloads?|documents|changelog|versions?|obituar\w+|reviews)\b",
    re.I,
)
"""Words over a list whose dates are those of writing or printing."""

_OCCASIONS = (
    "meeting|conference|webinar|workshop|training|session|rally|march|protest|demonstration|vigil|town hall|hearing|summit|"
    "convening|assembly|forum|panel|fundraiser|concert|festival|gathering|teach-in|sit-in|walkout|picket|strike|"
    "phone ?bank(?:ing)?|canvass(?:ing)?|open house|open mic|screening|film night|movie night|book club|reading group|"
    "potluck|picnic|party|celebration|parade|fair|bazaar|retreat|symposium|seminar|lecture|talk|class|course|clinic|"
    "orientation|call|office hours|meetup|meet-up|mixer|reception|gala|dinner|lunch|luncheon|breakfast|brunch|"
    "performance|show|reading|launch|ceremony|celebration|block party|blockade|day of action|week of action|lobby day|"
    "action|caucus|convention|congress|colloquium|briefing|debate|happy hour|tour|walk|run|ride|clean-?up|drive|auction|"
    "exhibition|exhibit|exhibit opening|opening|market|mass meeting|general meeting|unconference|bootcamp|"
    "institute|camp|hackathon|social|event|committee|board|council|commission|work(?:ing)? group|study session|roundtable|"
    "reunión|taller|marcha|asamblea|foro|concierto|fiesta|réunion|atelier|conférence|manifestation|concert|"
    "treffen|versammlung|konferenz|kundgebung|vortrag|sitzung|reunião|oficina|riunione|assemblea"
)
OCCASION = re.compile(rf"\b(?P<noun>{_OCCASIONS})(?:e?s)?\b", re.I)
"""Nouns for something people come together for."""

_OCCASIONS_PLURAL = re.compile(rf"\b(?:{_OCCASIONS})e?s\b", re.I)
INVITES = re.compile(
    r"\b(?:join (?:us|me|in)|come (?:to|join|and|out|together)|please (?:join|come)|(?:you(?:['’]re| are)|all are|everyone is) "
    r"(?:invited|welcome)|will (?:be )?(?:held|hold|host(?:ed)?|meet|take place|gather|convene|rally|march|present|begin|start|"
    r"kick off|feature|speak|lead|discuss|celebrate)|is (?:being )?held|takes? place|taking place|save the date|rsvp|register|"
    r"sign up|meets?(?: up)? (?:at|on|in)|starts? at|begins? at|we(?:['’]re| are| will be|['’]ll be) (?:hosting|holding|"
    r"meeting|gathering|having)|don['’]t miss|attend|invites? you|hosts? (?:a|an|our|its|their)|show up|meet (?:at|us)|"
    r"doors open|acompáñ\w+|únete|rejoignez)\b",
    re.I,
)
"""Verbs that call people together, or say that they will come."""

HELD = re.compile(
    r"\b(?:was|were) (?:held|convened|hosted|organi[sz]ed)|\b(?:took place|convened|gathered (?:at|in|on))\b", re.I
)
"""Verbs of a report on something that was held."""

CONVENES = re.compile(
    r"\b(?:convenes?|hosts?|holds?|presents?|announces?|launches|organi[sz]es?|to (?:hold|host|convene|present))\s+"
    r"(?:(?:its|their|our|an?|the|annual|first|second|third)\s+)*",
    re.I,
)
"""In a headline, what stands after these is the name of the occasion."""

_VENUES = (
    "hall|center|centre|library|room|rooms|church|park|school|building|auditorium|theater|theatre|plaza|square|museum|"
    "university|college|campus|chamber|chambers|courthouse|hotel|house|cafe|café|bar|pub|brewery|gallery|studio|club|"
    "temple|synagogue|mosque|chapel|cathedral|arena|stadium|field|gym|gymnasium|ballroom|pavilion|garden|gardens|"
    "bookstore|books|office|offices|headquarters|hq|floor|suite|station|armory|lodge|ymca|ywca|capitol|lounge|"
    "zoo|beach|pier|market|mall|annex|complex|cinema|coliseum|tower|terrace|barn|farm|amphitheater|centro|iglesia|"
    "biblioteca|escuela|parque|plaza|sala|salle|bibliothèque|église|rathaus|bibliothek|kirche|haus|halle"
)
_VENUE = re.compile(
    rf"\A(?:the )?(?:{_VENUES})\s+(?:of|#?\d|de\b|[A-Z0-9]\Z)|"
    rf"\b(?:{_VENUES})\b(?:\W*\Z|\s*[,(#–-]|\s+\w{{1,4}}\Z)",
    re.I,
)
AT_PLACE = re.compile(r"\A(?:at|in|@|en|à|im|in der)\s+(?:the\s+)?(?=[A-Z0-9ÀÁÉÎÓÖÜ])")
"""The words in front of a place that follows a time ("at City Hall"); what follows them is capitalised."""

AT_NAME = re.compile(
    r"\b(?:at|@|outside|in|in front of|inside)\s+"
    r"((?:the\s+)?[A-Z0-9][\w'’&.-]*(?:,?\s+(?:of|the|and|for|de|&|at|[A-Z0-9#][\w'’&.-]*)){0,9})"
)
"""In a sentence, the words before the name of a building ("at the Main Library")."""

SERIES = re.compile(r"\b(?:series|season|serie|ciclo|reihe|cycle)\b", re.I)
CANCELLED_NOTE = re.compile(r"\bno (?:\w+ )?(?:meetings?|events?|class(?:es)?|sessions?)\b", re.I)
POSTED = re.compile(
    r"\b(?:posted|published|updated|last modified|written|filed|submitted|uploaded|reviewed|accessed|retrieved|created|"
    r"by [A-Z][a-z]+ [A-Z][a-z]+|min(?:ute)?s? read|copyright|all rights reserved|comments?|reply|"
    r"author|autor\w*|kommentar\w*|comentarios?|commentaires?|geschrieben|veröffentlicht|erstellt|gepostet|aktualisiert|"
    r"[Vv]on [A-Z][a-zß-ÿ]+ [A-Z][a-zß-ÿ]+|publié|écrit par|[Pp]ar [A-Z][a-zß-ÿ]+ [A-Z][a-zß-ÿ]+|publicado|escrito por|pubblicato)\b|©",
)
HOURS = re.compile(
    r"\b(?:opening hours|business hours|hours of operation|visiting hours|store hours|hours|öffnungszeiten|horarios?|horaires?|orari)\b",
    re.I,
)
"""Titles of the times at which a house is open."""

POSTED_HINTS = frozenset(("posted", "published", "author", "byline", "timestamp", "modified", "updated"))
READ_ON = re.compile(r"\A\W*(?:read|continue|keep|learn) (?:more|reading)\b|\bleave a (?:comment|reply)\b", re.I)
PAPERS = re.compile(
    r"\b(?:agendas?|minutes|transcripts?|recordings?|presentations?|packets?|notices?|slides|pdf|video|audio|"
    r"power ?points?|decisions?|memos?|resolutions?|reports?|drafts?|approved|attachments?|materials|handouts?|documents?|\.docx?)\b",
    re.I,
)
"""What is written about a meeting: a date beside it is the meeting's, its words are not a name."""

_SENTENCE = re.compile(
    r"\b(?:is|are|was|were|will|has|have|our|your|we|you|please|join|new)\b|[.!?]\s+[A-Z]\w+ \w+ \w+", re.I
)
_TRIM = " \t,;:|·•–—-*/\\@~>«»→"
_JOINERS = re.compile(
    r"^(?:(?:on|at|from|the|and|to|of|in|for|by|is|a|an|@|when|date|dates|time|am|el|le|um|bis|il)\b[\s,;:|–—-]*)+"
    r"(?=\Z)|(?:[\s,;:|–—(-]+(?:on|at|from|and|to|of|the|for|by|is|@|will be|held on|held|am|el|le|um|with|in))+\s*\Z",
    re.I,
)


def label_of(text: str, *, column: bool = False) -> str | None:
    """The field that a label announces ("Date & Time" → when), or None. column: also a column heading's words."""
    words = " ".join(text.strip(" :*-–—.\t").casefold().split())
    return _TABLE.get(words) or (_COLUMN_TABLE.get(words) or _by_last_word(words) if column else None)


@lru_cache(maxsize=1024)
def _by_last_word(words: str) -> str | None:
    """A column heading of several words is what one of them says ("Date of meeting", "Meeting location")."""
    if len(words) > 40:
        return None
    for field in ("posted", "where", "when", "title"):
        if any(label in words.split() for label in LABELS[field].split("|") if " " not in label):
            return field
    return None


def split_label(text: str) -> tuple[str, str] | None:
    """(field, the rest) of "Where: City Hall"; None where no known label stands before a colon."""
    head, colon, rest = text.partition(":")
    if not colon or len(head) > 30 or rest[:2] == "//":
        return None
    field = label_of(head)
    return (field, rest.strip()) if field else None


def announces(text: str) -> bool:
    """Whether a heading announces events: by a word for lists of them, or by a plural of something people come to."""
    return LISTING.search(text) is not None or _OCCASIONS_PLURAL.search(text) is not None


def is_paper(text: str) -> bool:
    """Whether words only name papers of a meeting ("Minutes packet", "PowerPoint for meeting"), not the meeting."""
    left = PAPERS.sub(" ", text)
    return left != text and (not any(map(str.isalpha, left)) or GENERIC.fullmatch(left.strip(" .,:-–()")) is not None)


def is_note(text: str) -> bool:
    """Whether words only say what became of an event ("(rescheduled from June 2)", "CANCELLED")."""
    return text.startswith("(") or _NOTE.match(text) is not None


def is_generic(text: str) -> bool:
    """Whether a heading only announces a list or a field ("Upcoming Events", "2024 Schedule", "Date and Time")."""
    words = text.strip(" :.!-–—|#*")
    return not words or GENERIC.fullmatch(words) is not None or label_of(words) is not None


def names_venue(text: str) -> bool:
    """Whether a short text has the shape of a room or building's name ("Main Library", "Hall of Honors, 2nd floor")."""
    return len(text) <= 120 and _VENUE.search(text) is not None and not _SENTENCE.search(text)


def bare(text: str) -> str:
    """What is left of a text around a time expression, without the joints ("– ", " on", "from", "@")."""
    before = None
    while before != text:
        before = text
        text = _JOINERS.sub("", text.strip(_TRIM)).strip(_TRIM)
        if text.startswith((")", "]")) or text.endswith(("(", "[")):
            text = text.strip("()[]")
    return text if any(map(str.isalnum, text)) else ""


_NOTE = re.compile(
    r"\W*(?:(?:is |was |has been |to be )?(?:re-?scheduled|cancell?ed|postponed|moved|previously|new date|date change\w*|changed|"
    r"not scheduled|sold out|no (?:meeting|class|session|event)s?|tentative|tba|tbd|full)\b|\d+h \d+m)",
    re.I,
)
_TABLE = {word: field for field, words in LABELS.items() for word in words.split("|")}
_COLUMN_TABLE = {word: field for field, words in COLUMNS.items() for word in words.split("|")}
