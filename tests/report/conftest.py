"""Invented tables for the tests of the report; no number here is evidence."""

import polars as pl
import pytest

PLACES = {
    "India": (80.0, 21.0),
    "China": (104.0, 35.0),
    "Australia": (134.0, -25.0),
    "South Africa": (25.0, -29.0),
    "Mozambique": (37.0, -16.0),
    "Canada": (-71.0, 50.0),
    "Norway": (9.0, 61.0),
    "Kazakhstan": (68.0, 48.0),
    "Japan": (138.0, 36.0),
    "United States": (-98.0, 39.0),
    "Germany": (10.0, 51.0),
    "Ukraine": (31.0, 49.0),
}
FLOWS = [
    ("ilmenite", "Mozambique", "China", 1_262_000.0),
    ("ilmenite", "Australia", "China", 640_000.0),
    ("ilmenite", "India", "China", 150_000.0),
    ("ilmenite", "Ukraine", "Germany", 90_000.0),
    ("titanium slag", "South Africa", "United States", 330_000.0),
    ("titanium slag", "Canada", "United States", 300_000.0),
    ("titanium slag", "Norway", "Germany", 240_000.0),
    ("pigment", "China", "India", 310_000.0),
    ("pigment", "China", "United States", 80_000.0),
    ("pigment", "Germany", "India", 21_000.0),
    ("sponge", "Japan", "United States", 28_000.0),
    ("sponge", "Kazakhstan", "India", 2_600.0),
    ("sponge", "China", "India", 1_400.0),
]
STOPS = {
    "Mundra": (69.71, 22.74),
    "Mumbai": (72.95, 18.95),
    "Bandar Abbas": (56.27, 27.18),
    "Chabahar": (60.64, 25.29),
    "Tehran": (51.39, 35.69),
    "Sarakhs": (61.16, 36.54),
    "Ashgabat": (58.38, 37.95),
    "Tashkent": (69.24, 41.30),
    "Almaty": (76.93, 43.24),
    "Ust-Kamenogorsk": (82.62, 49.95),
    "Astana": (71.43, 51.13),
    "Baku": (49.87, 40.41),
    "Aktau": (51.17, 43.65),
    "Poti": (41.67, 42.15),
    "Mashhad": (59.6, 36.3),
    "Zahedan": (60.86, 29.5),
}
LEGS = [
    ("INSTC east", "sea", "Mundra", "Bandar Abbas", True),
    ("INSTC east", "sea", "Mumbai", "Bandar Abbas", True),
    ("INSTC east", "rail", "Bandar Abbas", "Tehran", True),
    ("INSTC east", "rail", "Tehran", "Sarakhs", True),
    ("INSTC east", "rail", "Sarakhs", "Ashgabat", True),
    ("INSTC east", "rail", "Ashgabat", "Tashkent", True),
    ("INSTC east", "rail", "Tashkent", "Almaty", True),
    ("INSTC east", "rail", "Almaty", "Ust-Kamenogorsk", True),
    ("Chabahar", "sea", "Mumbai", "Chabahar", False),
    ("Chabahar", "road", "Chabahar", "Zahedan", False),
    ("Chabahar", "road", "Zahedan", "Mashhad", False),
    ("Chabahar", "rail", "Mashhad", "Sarakhs", False),
    ("Middle", "rail", "Poti", "Baku", False),
    ("Middle", "caspian_ferry", "Baku", "Aktau", False),
    ("Middle", "rail", "Aktau", "Astana", False),
    ("Middle", "rail", "Astana", "Ust-Kamenogorsk", False),
]


@pytest.fixture
def flows() -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "commodity": commodity,
                "origin_name": origin,
                "origin_lon": PLACES[origin][0],
                "origin_lat": PLACES[origin][1],
                "destination_name": destination,
                "destination_lon": PLACES[destination][0],
                "destination_lat": PLACES[destination][1],
                "tonnes": tonnes,
                "highlight": "India" in {origin, destination},
            }
            for commodity, origin, destination, tonnes in FLOWS
        ]
    )


@pytest.fixture
def legs() -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "corridor": corridor,
                "mode": mode,
                "origin_name": origin,
                "origin_lon": STOPS[origin][0],
                "origin_lat": STOPS[origin][1],
                "destination_name": destination,
                "destination_lon": STOPS[destination][0],
                "destination_lat": STOPS[destination][1],
                "highlight": highlight,
            }
            for corridor, mode, origin, destination, highlight in LEGS
        ]
    )


@pytest.fixture
def links() -> pl.DataFrame:
    rows = [
        ("Ilmenite, India", "Slag, India", 60_000.0, "ilmenite"),
        ("Ilmenite, India", "Pigment, India", 55_000.0, "ilmenite"),
        ("Ilmenite, India", "Pigment, China", 70_000.0, "ilmenite"),
        ("Ilmenite, Mozambique", "Pigment, China", 640_000.0, "ilmenite"),
        ("Ilmenite, Australia", "Pigment, China", 320_000.0, "ilmenite"),
        ("Ilmenite, Australia", "Slag, South Africa", 40_000.0, "ilmenite"),
        ("Ilmenite, South Africa", "Slag, South Africa", 300_000.0, "ilmenite"),
        ("Ilmenite, Kenya", "Pigment, China", 3_000.0, "ilmenite"),
        ("Ilmenite, Brazil", "Pigment, China", 2_000.0, "ilmenite"),
        ("Slag, South Africa", "Pigment, United States", 310_000.0, "titanium slag"),
        ("Slag, India", "Sponge, India", 1_000.0, "titanium slag"),
        ("Slag, India", "Sponge, Kazakhstan", 40_000.0, "titanium slag"),
        ("Slag, South Africa", "Sponge, Kazakhstan", 10_000.0, "titanium slag"),
        ("Pigment, China", "Use of pigment, India", 300_000.0, "pigment"),
        ("Pigment, China", "Use of pigment, rest", 720_000.0, "pigment"),
        ("Pigment, India", "Use of pigment, India", 50_000.0, "pigment"),
        (
            "Pigment, United States",
            "Use of pigment, rest",
            300_000.0,
            "pigment",
        ),
        ("Sponge, Kazakhstan", "Use of sponge, India", 20_000.0, "sponge"),
        ("Sponge, Kazakhstan", "Use of sponge, rest", 25_000.0, "sponge"),
        ("Sponge, India", "Use of sponge, India", 900.0, "sponge"),
    ]
    names = ["source_label", "target_label", "value", "group"]
    return pl.DataFrame(rows, schema=names, orient="row")
