"""Which addresses may be published, how they are spelt, and which link leads to the sign-up."""

from __future__ import annotations

import pytest

from aggregator.model import Link
from aggregator.normalize.links import (
    choose_registration,
    is_signup_service,
    links_in_text,
    publishable,
    safe_url,
)

SAFE = [
    ("https://Example.org", "https://example.org/"),
    ("http://example.org:80/a?b=c#d", "http://example.org/a?b=c#d"),
    ("https://example.org:8443/a", "https://example.org:8443/a"),
    ("https://example.org/a?utm_source=mail&id=7&fbclid=x", "https://example.org/a?id=7"),
    ("https://example.org/a?q=a+b%20c", "https://example.org/a?q=a+b%20c"),
    ("https://example.org/caf\u00e9 bar", "https://example.org/caf%C3%A9%20bar"),
    ("  https://example.org/a\n/b ", "https://example.org/a/b"),
    ("https://www.google.com/url?q=https://example.org/rsvp&sa=D", "https://example.org/rsvp"),
    ("https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.org%2Fr%3Ffbclid%3Dx&h=AT0", "https://example.org/r"),
    ("https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.org%2F&data=1", "https://example.org/"),
    ("https://www.google.com/url?q=javascript:alert(1)", "https://www.google.com/url?q=javascript:alert(1)"),
    ("https://www.google.com/maps/place/Oakland", "https://www.google.com/maps/place/Oakland"),
    ("https://exam\u2028ple.org/", None),
    ("https://exa\x06mple.org/", None),
    ('https://example.org/a?b=\x02\u2028"<c>', "https://example.org/a?b=%02%E2%80%A8%22%3Cc%3E"),
    ("https://example.org/\ud800", None),
    ("javascript:alert(1)", None),
    ("data:text/html,x", None),
    ("ftp://example.org/x", None),
    ("mailto:info@example.org", None),
    ("https://me:secret@example.org/", None),
    ("https:///nowhere", None),
    ("https://[::1", None),
    ("/relative", None),
    ("", None),
    (None, None),
    ("https://example.org/" + "x" * 2000, None),
]


@pytest.mark.parametrize(("given", "published"), SAFE)
def test_only_addresses_fit_for_the_public_come_through(given: str | None, published: str | None) -> None:
    assert safe_url(given) == published


def test_a_relative_address_is_resolved_against_the_page() -> None:
    assert safe_url("../rsvp?x=1", base="https://example.org/a/b/c") == "https://example.org/a/rsvp?x=1"


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("https://us02web.zoom.us/j/5550100?pwd=abc", None),
        ("https://us02web.zoom.us/j/5550100", "https://us02web.zoom.us/j/5550100"),
        ("https://zoom.us/meeting/register/tJ0?tk=x", "https://zoom.us/meeting/register/tJ0?tk=x"),
    ],
)
def test_a_link_that_opens_a_meeting_is_not_published(url: str, told: str | None) -> None:
    assert publishable(url) == told


@pytest.mark.parametrize(
    ("url", "known"),
    [
        ("https://www.eventbrite.com/e/assembly-123", True),
        ("https://www.eventbrite.com/o/a-group-123", False),
        ("https://actionnetwork.org/events/rally", True),
        ("https://actionnetwork.org/petitions/now", False),
        ("https://www.mobilize.us/group/event/12345/", True),
        ("https://forms.gle/abc", True),
        ("https://www.facebook.com/events/5550100/", True),
        ("https://www.facebook.com/agroup", False),
        ("https://www.helloasso.com/associations/jardin/evenements/fete", True),
        ("https://doodle.com/meeting/organize/id/x", True),
        ("https://www.signupgenius.com/go/10C0-potluck", True),
        ("https://agroup.nationbuilder.com/rsvp", True),
        ("https://agroup.nationbuilder.com/about", False),
        ("https://buytickets.at/agroup/5550100", True),
        ("https://lu.ma/a1b2c3", True),
        ("https://lu.ma/discover", False),
        ("https://events.humanitix.com/a-walk", True),
        ("https://pretix.eu/group/party/", True),
        ("https://pretix.eu/about/en/", False),
        ("https://www.eventbrite.com.au/e/assembly-123", True),
        ("https://notforms.gle/abc", False),
        ("https://us06web.zoom.us/webinar/register/WN_x", True),
    ],
)
def test_sign_up_services_are_known_by_the_shape_of_their_addresses(url: str, known: bool) -> None:
    assert is_signup_service(url) is known


CHOICES = [
    (
        [("https://a.example.org/1", "Read more"), ("https://a.example.org/2", "Register here")],
        "https://a.example.org/2",
    ),
    ([("https://a.example.org/1", "details"), ("https://forms.gle/x", "this form")], "https://forms.gle/x"),
    ([("https://forms.gle/x", "form"), ("https://a.example.org/2", "RSVP")], "https://a.example.org/2"),
    ([("https://a.example.org/1", "Join us")], "https://a.example.org/1"),
    ([("https://a.example.org/1", "Register to vote")], None),
    ([("https://a.example.org/1", "Sign up for our newsletter")], None),
    ([("javascript:void(0)", "Register")], None),
    ([("https://a.example.org/1", "registrar's report")], None),
    ([("https://a.example.org/1", "Inscríbete aquí")], "https://a.example.org/1"),
    ([], None),
]


@pytest.mark.parametrize(("links", "chosen"), CHOICES)
def test_the_sign_up_link_is_chosen_by_its_words_then_its_shape(
    links: list[tuple[str, str]], chosen: str | None
) -> None:
    found = choose_registration([Link(*link) for link in links])
    assert (found.url if found else None) == chosen


def test_addresses_in_plain_text_carry_the_words_before_them() -> None:
    text = "Bring a friend.\nRSVP: https://a.example.org/x?y=1).\nMap https://b.example.org/"
    assert links_in_text(text) == (Link("https://a.example.org/x?y=1", "RSVP"), Link("https://b.example.org/", "Map"))
