"""A sentence → the words for the place in it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.where import find_told, is_address_line, is_kind_of_house, is_way_note, names_venue, tidy
from aggregator.where.told import _may_be_tail, _patterns

TOLD = {
    "Come to a potluck at Linden Park Friday, March 20 at noon.": "Linden Park",
    "The vigil takes place Wednesday, April 8, at Linden Park.": "Linden Park",
    "Our April meeting is on Thursday April 23 at 7.30pm in the Reading Room.": "Reading Room",
    "Our meetings run from 7:30 to 9:00 pm in the library community room.": "library community room",
    "Regular meetings begin promptly at 7:30 p.m. in the council chambers.": "council chambers",
    "The choir sings in the parish hall behind St Mary's church.": "parish hall behind St Mary's church",
    "Meetings are held at 1:30 PM, Room 400, City Hall.": "Room 400, City Hall",
    "The meeting location is Harbor Library.": "Harbor Library",
    "We will walk from Linden Square to City Hall.": "Linden Square",
    "The picnic is at Riverside Park, shelter #3.": "Riverside Park, shelter #3",
    "Each session takes place at the Boys & Girls Club of Marlow.": "Boys & Girls Club of Marlow",
    "We meet the first Monday at the VFW Post 1234 in Millbrook.": "VFW Post 1234 in Millbrook",
    "Hikers meet at the trailhead off Ridge Blvd.": "trailhead off Ridge Blvd",
    "Quilters sew in the Senior Center's craft room at 9 a.m.": "Senior Center's craft room",
    "The society meets at the Moth Museum, Cromer Road, London.": "Moth Museum, Cromer Road, London",
    "We meet upstairs at the Red Heron, High Street, Lewes.": "Red Heron, High Street, Lewes",
    "Tutors sit on the third floor of the Student Union.": "third floor of the Student Union",
    "Assemble at Heron Park Corner at 12 noon.": "Heron Park Corner",
    "Picket at Gate 4, Harborside Terminal.": "Gate 4, Harborside Terminal",
    # the house, the floor and the room belong to the street they stand beside
    "Meetings are held at Radio 7 Hudson (190 N. Mill St.) at 2 pm.": "Radio 7 Hudson (190 N. Mill St.)",
    "The location of all meetings will be Mill County Council Chambers, Union Building, 7th Floor, 175 S. Oak St., "
    "Akron, OH 44308.": "Mill County Council Chambers, Union Building, 7th Floor, 175 S. Oak St., Akron, OH 44308",
    "On Tuesdays in the Commission Room, Mill County Courthouse located at 210 2nd Ave NW, Mandan ND. All come.": (
        "Commission Room, Mill County Courthouse located at 210 2nd Ave NW, Mandan ND"
    ),
    "They meet at 500 Temple Street, Room 38B, at the Finch Hall of Administration in Los Angeles. The last": (
        "500 Temple Street, Room 38B, at the Finch Hall of Administration in Los Angeles"
    ),
    "It is set for May 6 at 9:00 a.m., Harold Finch College, 30 E. Lake Street, 11th Floor, Chicago, IL 60601.": (
        "Harold Finch College, 30 E. Lake Street, 11th Floor, Chicago, IL 60601"
    ),
    "Held at Finch Center, 33 S. State Street, 2nd Floor Board Room.": (
        "Finch Center, 33 S. State Street, 2nd Floor Board Room"
    ),
    "We gather at Lucille's (12 Mill Road), rain or shine": "Lucille's (12 Mill Road)",
    "Join us in Oakland, CA at the Finch Library on Monday": "Oakland, CA at the Finch Library",
    # a name without a street must have the shape of a building's
    "All are located in the Executive Board Room.": "Executive Board Room",
    "They are held on the 13th Floor of the Ada B. Finch Municipal Center in the Oak Room, as a rule": (
        "13th Floor of the Ada B. Finch Municipal Center in the Oak Room"
    ),
    "Meet at 10am at Finch Park.": "Finch Park",
    "Starting from Finch Square, marching to City Hall.": "Finch Square",
    # a part of a place, or what a town has one of, needs no name of its own
    "We meet in the library's community room at 22 Elm St.": "library's community room at 22 Elm St",
    "We gather at the fountain on Market Square at 5 pm.": "fountain on Market Square",
    "Meet on the steps of the county courthouse.": "steps of the county courthouse",
    "There will be a rally outside city hall to call on the mayor": "city hall",
    "From 6:30 to 7:30 p.m. on Mill Green, Mill Avenue in Portland, OR": "Mill Green, Mill Avenue in Portland, OR",
    "12 – 2 p.m. / Elm Park, Greensboro, NC / On Friday we gather": "Elm Park, Greensboro, NC",
    "at 7:00 PM at the Old Church in Alderton, 30 Common Street.": "Old Church in Alderton, 30 Common Street",
    "next Tuesday at 6:30pm the Alderton Public Library.": "Alderton Public Library",
    "The group meets in the basement of St. Anne's Church.": "basement of St. Anne's Church",
    "At noon on the north side of Finch Park": "Finch Park",
    "We will gather at 5:30 pm outside of Finch Church located at 74 Mill Place.": (
        "Finch Church located at 74 Mill Place"
    ),
    "From 11 am to 1 pm at Finch Square Park at 16th and K Street, NW.": "Finch Square Park at 16th and K Street, NW",
    "Bread and Ink, 12 Mill Road": "Bread and Ink, 12 Mill Road",
    "It holds meetings monthly at the Finch Center, 2651 West Alder at 6:00pm.": "Finch Center, 2651 West Alder",
    "We read at Garden House, 26 West Coast Poets came.": "Garden House",
    "We meet at the end of the month.": None,
    "They are in the middle of the campaign.": None,
    "Please park at the school.": None,
    # no place of a meeting
    "Send a letter to 200 Mill St., 4th Floor, Pittsburgh, PA 15219.": None,
    "Ada Finch of Portland, Oregon, reads from her new book.": None,
    "Workers at the Chicago Tool Company have been on strike.": None,
    "She teaches at Finch University.": None,
    "Parking at 12 Mill Road, Dayton, OH.": None,
    "Write to PO Box 12, Dayton, OH 45402.": None,
    "We will make a statement of location.": None,
}


@pytest.mark.parametrize("sentence", TOLD)
def test_the_words_for_the_place_are_found(sentence: str) -> None:
    assert find_told(sentence) == TOLD[sentence]


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("Finch Hall (map)", "Finch Hall"),
        ("Finch Hall, 12 Mill Rd + Google Map", "Finch Hall, 12 Mill Rd"),
        ("Finch Hall | 12 Mill Rd | Get directions", "Finch Hall, 12 Mill Rd"),
        ("Finch Hall (937) 555-0142", "Finch Hall"),
        ("Get Directions", ""),
        ("Finch Hall (upstairs)", "Finch Hall (upstairs)"),
        ("12 Map Street", "12 Map Street"),
    ],
)
def test_what_pages_put_behind_a_place_is_cut_off(line: str, place: str) -> None:
    assert tidy(line) == place


def test_notes_for_the_way_are_no_place() -> None:
    lines = ["Parking in the rear", "View map", "Wheelchair accessible", "Finch Park", "Parkside Hall"]
    assert [line for line in lines if is_way_note(line)] == ["Parking in the rear", "View map", "Wheelchair accessible"]


def test_the_shape_of_a_buildings_name() -> None:
    lines = [
        "Main Library",
        "Hall of Honors, 2nd floor",
        "Ada B. Finch Young Center",
        "Our library is open",
        "Budget talk",
    ]
    assert [line for line in lines if names_venue(line)] == lines[:3]


def test_parts_of_houses_with_their_number_or_letter() -> None:
    lines = [
        "Finch Park Shelter B",
        "Dockers' Hall Local 88",
        "Dockers' Hall Local 88, Salem",
        "Mill Park Shelter",
        "Steps to Freedom",
    ]
    assert [line for line in lines if names_venue(line)] == lines[:4]


def test_houses_of_several_languages_by_their_kind() -> None:
    lines = [
        "Salle des fêtes de Merlin",
        "Foyer communal",
        "au Foyer communal",
        "Museo Civico",
        "Igreja Matriz",
        "à la mairie",
        "Lindenpark",
        "Chiesa di San Marco",
    ]
    assert [line for line in lines if names_venue(line)] == lines
    names = ["Club de lectura", "Mairie", "Congreso", "Square Dance", "Sur Place", "Chez Amandine", "Cours de danse"]
    assert not any(map(names_venue, names))


@given(st.text(alphabet="AaT. ,(1)-&\n", max_size=120))
def test_the_words_stand_in_the_sentence(text: str) -> None:
    told = find_told("at " + text)
    assert told is None or told.rstrip(")") in "at " + text


@settings(max_examples=300, deadline=None)
@given(st.from_regex(_patterns()["tail_end"], fullmatch=True))
def test_what_a_place_is_searched_for_at_its_end_is_seen_in_its_last_letters(tail: str) -> None:
    assert _may_be_tail(" ".join(tail.split()))


def test_kinds_of_houses_that_a_street_follows() -> None:
    houses = ["Ateneo", "Local vecinal", "Espace Tisserand", "Sindicato dos Portuários", "Haus der Weber", "Reihersaal"]
    assert [house for house in houses if is_kind_of_house(house)] == houses
    assert not any(map(is_kind_of_house, ["Yoga", "Cine de verano", "Otter & Söhne", "The Sala Sessions with Ada"]))


def test_streets_of_one_word_and_towns_of_a_state() -> None:
    lines = [
        "31 Grande Rue, 67000 Strasbourg",
        "12 rue de l’Orme, 75011 Paris",
        "Rua do Pinho, 55, Pinheiros, São Paulo - SP",
    ]
    assert [line for line in lines if is_address_line(line)] == lines
