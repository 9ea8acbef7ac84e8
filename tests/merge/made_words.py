"""Words that the made listings are put together from: invented groups, places and topics, as announcements have them.

Knows nothing of how listings are compared.
"""

from __future__ import annotations

from typing import Final

TOWNS: Final = (
    ("Elmford", "CA", 38.20, -122.60),
    ("Port Alder", "CA", 37.79, -122.25),
    ("North Elmford", "CA", 38.29, -122.66),
    ("Santa Brisa", "CA", 36.95, -122.02),
    ("Millbend", "OR", 45.50, -122.61),
    ("Grand Hollow", "CA", 38.44, -121.80),
)
"""Town, state, latitude, longitude."""

STREETS: Final = ("Main Street", "Alder Avenue", "4th Street", "Mission Blvd", "Harbor Road", "E. Washington St")

VENUES: Final = (
    *("Labor Temple", "Public Library", "Unity Church", "Veterans Hall", "Community Garden", "Riverside Park"),
    *("Cafe Solidaridad", "High School Gym", "Bookshop on the Corner", "Arts Center", "City Hall", "Grange Hall"),
)

GROUPS: Final = (
    *("Tenants Union", "Nurses for Justice", "Climate Coalition", "Food Not Waste", "Teachers Local 88"),
    *("Friends of the River", "Housing Now", "Workers Center", "Mutual Aid Network", "Youth Assembly"),
    *("Transit Riders Alliance", "Immigrant Defense Committee", "Peace Action", "Disability Rights Circle"),
)

SUBJECTS: Final = (
    *("Rent Control", "Eviction Defense", "Wildfire Smoke", "Bus Fares", "Hospital Closures", "Clean Water"),
    *("Strike Support", "Seed Saving", "Police Budgets", "School Lunches", "Port Pollution", "Warehouse Safety"),
    *("Language Access", "Wage Theft", "Public Banking", "Pesticide Drift", "Street Vendors", "Oil Trains"),
    *("Farmworker Housing", "Library Hours", "Sidewalk Repair", "Solar Cooperatives", "Prison Letters", "Bike Lanes"),
)

KINDS: Final = (
    *("Teach-in", "Workshop", "Rally", "Town Hall", "Potluck", "Film Screening", "Picket", "Forum", "Art Build"),
    *("Training", "Canvass", "Reading Group", "Vigil", "Fundraiser"),
)

GENERIC: Final = (
    *("General Meeting", "Monthly Meeting", "Volunteer Training", "Potluck", "Orientation", "Open House", "Story Time"),
    *("Phone Bank", "New Member Orientation", "Board Meeting", "Book Club", "Movie Night"),
)

SUBTITLES: Final = (
    *("what we learned and what comes next", "bring your neighbors", "an evening with organizers"),
    *("no experience needed", "a conversation across generations", "skills for the long haul"),
)

AUDIENCES: Final = (
    *(("for Beginners", "for Experienced Organizers"), ("Youth", "Elders"), ("North Side", "South Side")),
    *(("Spanish", "English"), ("Indoor", "Outdoor"), ("Kids", "Adults"), ("Morning Shift", "Evening Shift")),
)
"""Two things that are held side by side, and are not one."""

SPANISH: Final = {
    "Teach-in": "Charla",
    "Workshop": "Taller",
    "Rally": "Mitin",
    "Town Hall": "Asamblea pública",
    "Potluck": "Comida compartida",
    "Film Screening": "Proyección",
    "Picket": "Piquete",
    "Forum": "Foro",
    "Art Build": "Jornada de arte",
    "Training": "Capacitación",
    "Canvass": "Recorrido casa por casa",
    "Reading Group": "Círculo de lectura",
    "Vigil": "Vigilia",
    "Fundraiser": "Recaudación de fondos",
}

ABOUT_SPANISH: Final = (
    *("sobre el alquiler", "contra los desalojos", "por el agua limpia", "por el transporte", "en apoyo a la huelga"),
    *("por la salud", "por la escuela pública", "por el idioma"),
)
