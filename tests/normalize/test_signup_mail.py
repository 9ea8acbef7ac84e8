"""The address to sign up at by mail: a group's own, said to be for that, and nothing behind it."""

from __future__ import annotations

import pytest

from aggregator.merge.links import canonical_url
from aggregator.model import Link
from aggregator.normalize.signup_mail import choose_mail


@pytest.mark.parametrize(
    ("url", "text", "chosen"),
    [
        ("mailto:events@group.example.org", "Register by e-mail", "mailto:events@group.example.org"),
        ("mailto:Events@Group.Example.org?subject=Film&bcc=a@b.example.org", "RSVP", "mailto:events@group.example.org"),
        (
            "mailto:anmeldung@g.example.org",
            "Anmeldung an anmeldung@g.example.org",
            "mailto:anmeldung@g.example.org",
        ),
        ("mailto:inscripciones@grupo.example.org", "Inscripción", "mailto:inscripciones@grupo.example.org"),
        ("mailto:events@group.example.org", "Questions? Write to us", None),
        ("mailto:events@group.example.org", "Sign up for our newsletter", None),
        ("mailto:rosa.lind@group.example.org", "RSVP to Rosa", None),
        ("mailto:events@group.example.org,rosa@group.example.org", "RSVP", None),
        ("mailto:", "RSVP", None),
        ("tel:555-0142", "RSVP", None),
        ("javascript:events@group.example.org", "RSVP", None),
        ("https://events@group.example.org/", "RSVP", None),
    ],
)
def test_only_a_groups_address_that_is_for_signing_up(url: str, text: str, chosen: str | None) -> None:
    assert choose_mail([Link(url=url, text=text)]) == chosen


def test_what_the_page_names_as_its_sign_up_comes_first() -> None:
    links = [Link(url="mailto:rsvp@group.example.org", text="RSVP")]
    assert choose_mail(links, stated="mailto:office@group.example.org") == "mailto:office@group.example.org"
    assert choose_mail(links, stated="https://group.example.org/form") == "mailto:rsvp@group.example.org"


def test_an_address_is_no_reason_to_merge() -> None:
    assert canonical_url("mailto:events@group.example.org") is None
