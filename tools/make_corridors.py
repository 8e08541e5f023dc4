"""Write the package's stops and legs of corridors from the embedded library.

Run as ``python tools/make_corridors.py``. Lengths come from the library; the country of
a stop, the borders, gauges, countries and straits a leg crosses and its rate region are
set here. The rates and the named corridors beside them are kept by hand. The studies
that compare corridors get copies, so that a case holds all it rests on.
"""

import shutil
from math import acos, cos, radians, sin
from pathlib import Path
from typing import Any

import polars as pl

from orepath.evidence.library import Library, library

ROOT = Path(__file__).parents[1]
HOME = ROOT / "src" / "orepath" / "data" / "corridors"
COPIES = {"india-titanium": ("stops.csv", "legs.csv", "rates.csv")}

PLACES = {
    "IND": "Mumbai(JNPT)|Mundra|Kandla|Visakhapatnam|Chennai|Paradip|Delhi|Rourkela"
    "|Chhatrapur OSCOM|Nagpur|Chavara|Kochi|Sukinda|Gopalpur|Tuticorin",
    "IRN": "Bandar Abbas|Chabahar|Zahedan|Mashhad|Sarakhs|Incheh Borun|Tehran"
    "|Amirabad port|Gorgan|Bafq|Rasht|Astara",
    "TKM": "Ashgabat|Turkmenbashi|Serkhetabad|Mary|Turkmenabat|Bereket",
    "UZB": "Tashkent|Navoi|Almalyk|Termez|Kungrad|Bukhara|Samarkand|Angren",
    "TJK": "Dushanbe|Tursunzoda",
    "KGZ": "Bishkek|Osh|Kadamjay",
    "KAZ": "Aktau|Aktobe|Almaty|Ust-Kamenogorsk|Balkhash|Zhezkazgan|Karaganda|Pavlodar"
    "|Khorgos|Dostyk|Astana|Khromtau|Aksu(Pavlodar)|Semey|Beyneu|Aktogay st.|Shymkent",
    "CHN": "Urumqi|Lianyungang|Kashgar|Lanzhou|Xi'an|Tianjin",
    "RUS": "Novorossiysk|Moscow|Astrakhan",
    "GEO": "Poti",
    "AZE": "Baku",
    "PAK": "Karachi|Peshawar",
    "AFG": "Kabul|Mazar-i-Sharif|Herat",
}
PLACE = {stop: code for code, stops in PLACES.items() for stop in stops.split("|")}

GAUGE = {"IND": 1676, "PAK": 1676, "IRN": 1435, "CHN": 1435}  # mm; 1520 elsewhere
REGION = {"IND": "india", "IRN": "iran", "CHN": "china", "RUS": "russia"}
REGION |= {
    "GEO": "caucasus",
    "AZE": "caucasus",
    "PAK": "pakistan",
    "AFG": "afghanistan",
}

# A leg over a border takes the rates of the first of these that it touches.
LEADING = (
    "afghanistan",
    "pakistan",
    "china",
    "russia",
    "central-asia",
    "caucasus",
)

SPECIAL = {
    frozenset({"Gorgan", "Incheh Borun"}): "iran/kti",
    frozenset({"Incheh Borun", "Bereket"}): "central-asia/kti",
    frozenset({"Bereket", "Beyneu"}): "central-asia/kti",
    frozenset({"Xi'an", "Lianyungang"}): "china/lianyungang",
    frozenset({"Delhi", "Peshawar"}): "pakistan/india",
}
# Waters on the way to a port, by the port at one end.
WATERS = {
    "Bandar Abbas": ("Hormuz",),
    "Chabahar": ("Chabahar",),
    "Novorossiysk": ("Bab-el-Mandeb", "Suez", "Bosporus"),
    "Poti": ("Bab-el-Mandeb", "Suez", "Bosporus"),
    "Lianyungang": ("Malacca",),
    "Tianjin": ("Malacca",),
}
ALSO = {
    "Mumbai(JNPT)": "Mumbai;JNPT;Nhava Sheva;Bombay",
    "Visakhapatnam": "Vizag",
    "Chennai": "Madras",
    "Kochi": "Cochin",
    "Tuticorin": "Thoothukudi",
    "Chhatrapur OSCOM": "Chhatrapur;OSCOM",
    "Bandar Abbas": "Shahid Rajaee",
    "Chabahar": "Shahid Beheshti",
    "Incheh Borun": "Akyayla",
    "Amirabad port": "Amirabad",
    "Serkhetabad": "Kushka",
    "Ust-Kamenogorsk": "Oskemen",
    "Astana": "Nur-Sultan",
    "Almaty": "Alma-Ata",
    "Aktobe": "Aktyubinsk",
    "Semey": "Semipalatinsk",
    "Aksu(Pavlodar)": "Aksu",
    "Aktogay st.": "Aktogay",
    "Zhezkazgan": "Jezkazgan",
    "Urumqi": "Urumchi",
    "Kashgar": "Kashi",
    "Xi'an": "Xian",
}
SEAS = {
    "Karachi": "pakistan",
    "Bandar Abbas": "hormuz",
    "Chabahar": "chabahar",
    "Novorossiysk": "red-sea/black-sea",
    "Poti": "red-sea/black-sea",
    "Lianyungang": "china/lianyungang",
    "Tianjin": "china",
}

# The library reaches Poti from Mumbai and Mundra only, so: Mumbai-Poti, plus what
# Visakhapatnam-Novorossiysk exceeds Mumbai-Novorossiysk.
AROUND = {
    "id": "leg/mumbai-jnpt/poti/sea",
    "from": "Visakhapatnam",
    "to": "Poti",
    "mode": "sea",
    "km": 8212.7 + 10382.6 - 7974.9,
    "grade": "C",
    "note": "ESTIMATE",
}
# Railways in use that the library lacks; without them Moscow is reached by Astana or
# Novorossiysk only, and nothing goes on from Astara. At Astara goods change to the
# broad gauge by lorry.
LACKING = (("Astrakhan", "Moscow", "rail"), ("Astara", "Baku", "rail"))
DETOUR = 1.2
"""Rail over the great circle, as the library estimates its own gaps."""
WIDTH = {"A": 0.02, "B": 0.05, "C": 0.15}


def region(start: str, end: str, mode: str) -> str:
    """Return the rate region of a leg."""
    if mode == "sea":
        return next((SEAS[stop] for stop in SEAS if stop in {start, end}), "")
    if mode == "ferry":
        return "caspian" if "Amirabad port" in {start, end} else "caspian/middle"
    found = {REGION.get(PLACE[stop], "central-asia") for stop in (start, end)}
    if len(found) == 1:
        return SPECIAL.get(frozenset({start, end}), found.pop())
    leading = next(name for name in LEADING if name in found)
    return SPECIAL.get(frozenset({start, end}), leading)


def passes(start: str, end: str, mode: str) -> str:
    """Return the countries and waters that a leg passes, blank-separated."""
    waters = ("Caspian",) if mode == "ferry" else ()
    if mode == "sea":
        waters = tuple(w for port in (start, end) for w in WATERS.get(port, ()))
    return " ".join(dict.fromkeys((PLACE[start], PLACE[end], *waters)))


def lacking(known: Library) -> list[dict[str, Any]]:
    """Return estimates of the legs that the library lacks."""
    spots = {
        row["name"]: (row["id"], radians(row["latitude"]), radians(row["longitude"]))
        for row in known.table("stops").rows(named=True)
    }
    found = []
    for start, end, mode in LACKING:
        (key, lat, lon), (_, north, east) = spots[start], spots[end]
        cosine = sin(lat) * sin(north) + cos(lat) * cos(north) * cos(lon - east)
        km = 6371.0 * acos(cosine) * DETOUR
        found.append(
            {
                "id": key,
                "from": start,
                "to": end,
                "mode": mode,
                "km": km,
                "grade": "C",
                "note": "ESTIMATE",
            }
        )
    return found


def leg(row: dict[str, Any]) -> dict[str, Any]:
    """Write one leg as the case wants it."""
    start, end = row["from"], row["to"]
    mode = row["mode"].replace("caspian_", "")
    codes = PLACE[start], PLACE[end]
    gauges = [GAUGE.get(code, 1520) for code in codes]
    border = mode in {"rail", "road"} and codes[0] != codes[1]
    change = mode == "rail" and gauges[0] != gauges[1] and start != "Astara"
    estimated = row["grade"] == "C" or "ESTIMATE" in (row["note"] or "")
    grade = "C" if estimated else row["grade"]
    width = WIDTH[grade]
    notes = {
        "length estimated from other legs": row is AROUND,
        "length estimated from the great circle": estimated and row is not AROUND,
        f"border {codes[0]}-{codes[1]}": border,
        f"gauge {gauges[0]}/{gauges[1]} mm": change,
    }
    return {
        "from": start,
        "to": end,
        "mode": mode,
        "km": round(row["km"], 1),
        "km_low": round(row["km"] * (1 - width), 1),
        "km_high": round(row["km"] * (1 + width), 1),
        "region": region(start, end, mode),
        "passes": passes(start, end, mode),
        "borders": int(border),
        "gauge": int(change),
        "source": row["id"],
        "grade": grade,
        "note": "; ".join(note for note, holds in notes.items() if holds),
    }


def write(table: pl.DataFrame, name: str) -> None:
    """Write a table of corridors, empty text as an empty cell."""
    words = pl.col(pl.String)
    filled = table.with_columns(pl.when(words != "").then(words).name.keep())
    filled.write_csv(HOME / name)


def main() -> None:
    """Write ``legs.csv`` and ``stops.csv``, then the copies of the studies."""
    known = library()
    rows = [*known.table("legs").rows(named=True), AROUND, *lacking(known)]
    legs = [leg(row) for row in rows]
    write(pl.DataFrame(legs, infer_schema_length=None), "legs.csv")
    used = {row[end] for row in legs for end in ("from", "to")}
    stops = known.table("stops").filter(pl.col("name").is_in(used))
    columns = stops.select(
        stop="name",
        lat="latitude",
        lon="longitude",
        place=pl.col("name").replace_strict(PLACE, return_dtype=pl.String),
        also=pl.col("name").replace_strict(ALSO, default="", return_dtype=pl.String),
        source="id",
        grade="grade",
        note=pl.lit(""),
    )
    write(columns, "stops.csv")
    for study, names in COPIES.items():
        for name in names:
            shutil.copyfile(HOME / name, ROOT / "studies" / study / name)
    print(f"{len(legs)} legs, {stops.height} stops")


if __name__ == "__main__":
    main()
