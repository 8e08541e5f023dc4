"""Places of the study: every producer and user in the sources, the rest as one."""

from india_titanium_row import Row, cited, number

INDICATORS = 6

REU = [
    "AUT",
    "BEL",
    "BGR",
    "CHE",
    "CYP",
    "CZE",
    "DNK",
    "ESP",
    "EST",
    "FIN",
    "FRA",
    "GRC",
    "HRV",
    "HUN",
    "IRL",
    "ITA",
    "LTU",
    "LUX",
    "LVA",
    "MLT",
    "NLD",
    "POL",
    "PRT",
    "ROU",
    "SVK",
    "SVN",
    "SWE",
]
"""The European Union without Germany, with Switzerland."""

PLACES = (
    # code, name, latitude, longitude, bloc
    ("AUS", "Australia", -25.3, 133.8, "West"),
    ("CAN", "Canada", 56.1, -106.3, "West"),
    ("CHN", "China", 35.9, 104.2, "China"),
    ("DEU", "Germany", 51.2, 10.5, "West"),
    ("GBR", "United Kingdom", 54.0, -2.0, "West"),
    ("IND", "India", 21.5, 79.0, "India"),
    ("JPN", "Japan", 36.2, 138.3, "West"),
    ("KAZ", "Kazakhstan", 48.0, 66.9, "Central Asia"),
    ("KEN", "Kenya", 0.0, 37.9, "Africa"),
    ("KOR", "Korea", 36.5, 127.8, "West"),
    ("MDG", "Madagascar", -18.8, 46.9, "Africa"),
    ("MEX", "Mexico", 23.6, -102.6, "West"),
    ("MOZ", "Mozambique", -18.7, 35.5, "Africa"),
    ("NOR", "Norway", 61.0, 8.5, "West"),
    ("RUS", "Russia", 58.0, 60.0, "Russia"),
    ("SAU", "Saudi Arabia", 23.9, 45.1, "Gulf"),
    ("SEN", "Senegal", 14.5, -14.5, "Africa"),
    ("SLE", "Sierra Leone", 8.5, -11.8, "Africa"),
    ("UKR", "Ukraine", 48.4, 31.2, "West"),
    ("USA", "United States", 39.8, -98.6, "West"),
    ("VNM", "Viet Nam", 16.0, 107.5, "Asia"),
    ("ZAF", "South Africa", -30.6, 22.9, "Africa"),
    ("REU", "Other Europe (EU without Germany, Switzerland)", 46.5, 3.0, "West"),
    ("ROW", "Rest of the world", 3.0, 101.4, ""),
)

NAMED = {code for code, *_ in PLACES}


def place_of(country: str) -> str:
    """Return the place that a country belongs to.

    Examples
    --------
    >>> place_of("KAZ"), place_of("FRA"), place_of("NGA")
    ('KAZ', 'REU', 'ROW')
    """
    if country in REU:
        return "REU"
    return country if country in NAMED else "ROW"


def place_rows(governance: dict[str, float]) -> list[Row]:
    """Return the table of places with the governance index of 2023."""
    return [
        _place_row(code, name, (lat, lon), bloc, governance)
        for code, name, lat, lon, bloc in PLACES
    ]


def _place_row(
    code: str,
    name: str,
    label: tuple[float, float],
    bloc: str,
    governance: dict[str, float],
) -> Row:
    """Return one place."""
    members = REU if code == "REU" else []
    known = [governance[m] for m in (members or [code]) if m in governance]
    source = f"wgi/GE/{code}/2023"
    note = "index: mean of the six indicators of 2023, of which GE is cited"
    if code == "REU":
        source, note = "wgi-2024", "index: plain mean over indicators and members, 2023"
    if code == "ROW":
        source = "definition"
        note = "everything not named elsewhere; no governance index is given to a crowd"
    return {
        "place": code,
        "name": name,
        "members": " ".join(members),
        "lat": number(label[0]),
        "lon": number(label[1]),
        "bloc": bloc,
        "governance": number(sum(known) / len(known)) if known else "",
        **cited(source, "A", note),
    }
