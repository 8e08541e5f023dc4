"""Write the table of what happened, ``history.csv``, from the library's own rows.

Every number is a row of the library or a sum of its trade; nothing is estimated here.
With ``--check`` nothing is written; the exit code is 1 if the table is old.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from orepath.evidence.library import library
from orepath.evidence.scope import covered
from orepath.evidence.shipment import trade
from orepath.stress.historyevent import Event, events

TABLE = Path(__file__).parents[1] / "src" / "orepath" / "data" / "history.csv"
COLUMNS = (
    "event", "what", "commodity", "place", "before", "after", "unit", "grade",
    "source_before", "source_after", "note",
)  # fmt: skip
_MOST = 8
_MINE = "usgs-2026"

# Event, what, the case's good, place, rows of the library that are summed, and what
# to mind; {year} is the year before the event, then the year it struck.
PUBLISHED = (
    ("gallium_2023", "price", "primary gallium", "USA", ("gallium-metal/price/USA",),
     "value of a kilogram imported by the USA"),
    ("gallium_2023", "imports", "primary gallium", "USA",
     ("gallium-metal/imports/USA",), ""),
    ("germanium_2023", "price", "germanium", "WLD", ("germanium-metal/price/WLD",),
     "Europe"),
    ("germanium_2023", "imports", "germanium", "USA",
     ("germanium-germanium-metal/imports/USA",), "metal alone"),
    ("graphite_2024", "price", "natural graphite", "USA",
     ("graphite-natural-flake/price/USA",), "flake imported by the USA"),
    ("antimony_2024", "price", "antimony metal", "USA", ("antimony-metal/price/USA",),
     ""),
    ("antimony_2024", "imports", "antimony metal", "USA",
     ("antimony-unwrought-powder/imports/USA",), "unwrought and powder"),
    ("antimony_2025", "price", "antimony metal", "USA", ("antimony-metal/price/USA",),
     "2025 estimated"),
    ("antimony_2025", "imports", "antimony metal", "USA",
     ("antimony-unwrought-powder/imports/USA",),
     "unwrought and powder; 2025 estimated"),
    ("cobalt_2025", "price", "refined cobalt", "WLD", ("cobalt-metal/price/WLD",),
     "London; 2025 estimated"),
    ("cobalt_2025", "imports", "refined cobalt", "USA", ("cobalt/imports/USA",),
     "all forms, contained; 2025 estimated"),
    ("sponge_2022", "price", "titanium sponge", "USA", ("titanium-sponge/price/USA",),
     "value of a kilogram imported by the USA"),
    ("sponge_2022", "imports", "titanium sponge", "USA",
     ("titanium-sponge/imports/USA",), ""),
    ("ilmenite_2023", "price", "ilmenite", "USA", ("ilmenite/price/USA",),
     "value of a tonne imported by the USA"),
    ("sponge_2025", "price", "titanium sponge", "USA", ("titanium-sponge/price/USA",),
     "value of a kilogram imported by the USA; 2025 estimated"),
    ("sponge_2025", "imports", "titanium sponge", "USA",
     ("titanium-sponge/imports/USA",), "2025 estimated"),
    ("magnets_2025", "home price", "magnet rare earths, refined", "CHN",
     ("rare-earths-neodymium-praseodymium-ndpr-oxide-99-minimum/price/USA",),
     "oxide of neodymium and praseodymium, quoted free on board China (F0218)"),
    ("tungsten_2025", "price", "tungsten ore", "NLD",
     ("tungsten-concentrate/price/NLD",), "Rotterdam; 2025 estimated"),
    ("tungsten_2025", "imports", "tungsten metal", "USA",
     ("tungsten-other-forms/imports/USA",),
     "all forms but concentrates, contained; 2025 estimated"),
    ("indium_2025", "price", "indium", "WLD",
     ("indium-rotterdam-duties-unpaid/price/USA",), "Rotterdam; 2025 estimated"),
    ("indium_2025", "imports", "indium", "USA", ("indium/imports/USA",),
     "2025 estimated"),
    ("tellurium_2025", "price", "tellurium", "WLD", ("tellurium-europe/price/USA",),
     "Europe; 2025 estimated"),
    ("tellurium_2025", "imports", "tellurium", "USA", ("tellurium/imports/USA",),
     "2025 estimated"),
)  # fmt: skip

# Prices while the event lasted, and at home: facts that tell a change in percent.
FACTS = (
    ("gallium_2023", "spot", "primary gallium", "WLD", "fact/F0643",
     "by autumn 2023, more than this"),
    ("antimony_2024", "spot", "antimony metal", "EUR", "fact/F0469",
     "Europe, September 2024 to January 2025"),
)  # fmt: skip

# Output by place: the case's good, and the library's that stands for it.
MADE = {
    "antimony_2025": ("antimony ore", "antimony ore"),
    "cobalt_2025": ("cobalt ore", "cobalt ore"),
    "sponge_2025": ("titanium sponge", "titanium sponge"),
    "magnets_2025": ("magnet rare earths, mined", "rare-earth minerals"),
    "tungsten_2025": ("tungsten ore", "tungsten ore"),
    "indium_2025": ("indium", "indium"),
    "tellurium_2025": ("tellurium", "tellurium"),
}

# Trade by pair, known for the year before the event and the year it struck.
TRADED = {
    "graphite_2024": "natural graphite",
    "antimony_2024": "antimony metal",
    "sponge_2022": "titanium sponge",
    "ilmenite_2023": "ilmenite",
}

Row = dict[str, object]


def table() -> str:
    """Return the whole table as text."""
    rows: list[Row] = []
    for event in events():
        if event.why_not:
            continue
        rows += [*_published(event), *_facts(event), *_made(event), *_traded(event)]
    frame = pl.DataFrame(rows, infer_schema_length=None).select(COLUMNS)
    return frame.write_csv()


def _published(event: Event) -> Iterator[Row]:
    """Return prices and imports of the US survey."""
    held = library()
    for name, what, good, place, series, note in PUBLISHED:
        if name != event.event:
            continue
        sides = [
            [held.row(f"{_MINE}/{one}/{year}") for one in series]
            for year in (event.before, event.struck)
        ]
        yield {
            "event": name, "what": what, "commodity": good, "place": place,
            **{side: sum(float(str(row["value"])) for row in rows)
               for side, rows in zip(("before", "after"), sides, strict=True)},
            "unit": sides[0][0]["unit"], "grade": sides[0][0]["grade"],
            "source_before": " ".join(str(row["id"]) for row in sides[0]),
            "source_after": " ".join(str(row["id"]) for row in sides[1]),
            "note": note,
        }  # fmt: skip


def _facts(event: Event) -> Iterator[Row]:
    """Return changes told in percent."""
    for name, what, good, place, key, note in FACTS:
        if name != event.event:
            continue
        row = library().row(key)
        yield {
            "event": name, "what": what, "commodity": good, "place": place,
            "before": 100.0, "after": 100.0 + float(str(row["value"])),
            "unit": "% of before", "grade": row["grade"],
            "source_before": key, "source_after": key, "note": note,
        }  # fmt: skip
    if event.event == "antimony_2024":
        yield {
            "event": event.event, "what": "home price", "commodity": "antimony metal",
            "place": "CHN", "before": 100.0, "after": 89.5, "unit": "% of before",
            "grade": "A", "source_before": "fact/F0469", "source_after": "fact/F0469",
            "note": "China, -10.5 % by the fact's note, September to January",
        }  # fmt: skip


def _made(event: Event) -> Iterator[Row]:
    """Return output by place, both years of one edition."""
    if event.event not in MADE:
        return
    good, listed = MADE[event.event]
    rows = (
        library().observations(commodity=listed, measure="production")
        .filter(
            source="usgs-2026" if event.struck > 2024 else "usgs-2025"
        )
    )  # fmt: skip
    sides = [
        rows.filter(pl.col("value").is_not_null(), year=year).unique(
            "place", keep="first", maintain_order=True
        )
        for year in (event.before, event.struck)
    ]
    both = (
        sides[0]
        .join(sides[1], on="place", suffix="_after")
        .sort("value", "place", descending=[True, False])
    )
    kept = both.filter(
        ~pl.col("place").is_in(["WLD", "OTH"]),
        (pl.col("value") > 0) | (pl.col("value_after") > 0),
    )
    mine = kept.filter(place=event.place)
    others = kept.filter(pl.col("place") != event.place)
    for row in [*mine.iter_rows(named=True), *others.head(_MOST).iter_rows(named=True)]:
        yield {
            "event": event.event, "what": "made", "commodity": good,
            "place": row["place"], "before": row["value"],
            "after": row["value_after"], "unit": f"{row['unit']} {row['basis']}",
            "grade": row["grade"], "source_before": row["id"],
            "source_after": row["id_after"],
            "note": "" if good == listed else f"of {listed}",
        }  # fmt: skip


def _traded(event: Event) -> Iterator[Row]:
    """Return what the largest buyers bought and the largest sellers sold."""
    if event.event not in TRADED:
        return
    good = TRADED[event.event]
    years = (event.before, event.struck)
    flows = trade(None, list(years), commodities=good).filter(
        pl.col("origin") != pl.col("destination")
    )
    told = covered(None, list(years), commodities=[good])
    known = set.intersection(*(set(told.filter(year=y)["place"]) for y in years))
    of_year = [flows.filter(year=year) for year in years]
    guessed = any(_is_guessed(one) for one in of_year)
    value, unit = ("usd", "USD/a") if guessed else ("value", "t/a")
    buyers = _largest(of_year[0].filter(origin=event.place), "destination", known)
    sellers = _largest(
        of_year[0].filter(pl.col("origin") != event.place), "origin", known
    )
    # Its own sales in money tell its prices as well: they are left out.
    own = [] if guessed else [event.place]
    for what, column, places in (
        ("bought", "destination", buyers),
        ("sold", "origin", [*own, *sellers]),
    ):
        for place in places:
            sums = [float(one.filter(pl.col(column) == place)[value].sum())
                    for one in of_year]  # fmt: skip
            yield {
                "event": event.event, "what": what, "commodity": good, "place": place,
                "before": round(sums[0], 1), "after": round(sums[1], 1), "unit": unit,
                "grade": "B", "source_before": _publisher(good, years[0]),
                "source_after": _publisher(good, years[1]),
                "note": _noted(event, place, guessed=guessed),
            }  # fmt: skip


def _noted(event: Event, place: str, *, guessed: bool) -> str:
    """Return what to mind of a trade number."""
    if place == event.place and not event.process:
        return "what is told is the supposed severity itself"
    return "in money: no tonnes are published of one of the years" if guessed else ""


def _is_guessed(flows: pl.DataFrame) -> bool:
    """Return whether most tonnes of a year are estimated from money."""
    told = flows.select(part=pl.col("value") * pl.col("estimated"), value="value").sum()
    part, value = told.row(0)
    return bool(part > 0.5 * value)


def _largest(flows: pl.DataFrame, column: str, known: set[str]) -> list[str]:
    """Return the places with most trade by value, of those known in both years."""
    return (
        flows.filter(pl.col(column).is_in(list(known)))
        .group_by(column).agg(pl.col("usd").sum())
        .sort("usd", column, descending=[True, False]).head(_MOST)[column].to_list()
    )  # fmt: skip


def _publisher(good: str, year: int) -> str:
    """Return the source of a form's trade in a year."""
    from orepath.evidence.form import codes

    held = library().trade(hs=codes().filter(commodity=good)["hs"].to_list(), year=year)
    return " ".join(sorted(set(held["source"])))


def main(arguments: list[str]) -> int:
    """Write the table, or tell whether it is old."""
    made = table()
    if "--check" in arguments:
        return int(TABLE.read_text(encoding="utf-8") != made)
    TABLE.write_text(made, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
