"""Name the publisher's known errors and mend them where everybody can see it."""

from collections.abc import Callable
from dataclasses import dataclass

Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Correction:
    """Name one error of the publisher: which rows it strikes and what mends them."""

    name: str
    strikes: Callable[[Row], bool]
    mend: Row
    why: str


def rows_of(source: str, commodity: str, kind: str = "") -> Callable[[Row], bool]:
    """Return a test for the rows of a source, a commodity and a kind of measure."""

    def strikes(row: Row) -> bool:
        return (
            row["source"] == source
            and str(row["commodity"]).strip().lower().startswith(commodity)
            and str(row["measure"]).startswith(kind)
        )

    return strikes


CORRECTIONS = (
    Correction(
        "titanium-concentrates-thousand",
        rows_of("USGS MCS 2025", "titanium mineral concentrates"),
        {"unit": "thousand metric tons"},
        "the 2025 release says metric tons; its figures are thousand metric tons",
    ),
    Correction(
        "industrial-sand-thousand",
        rows_of("USGS MCS 2025", "sand and gravel (industrial)"),
        {"unit": "thousand metric tons"},
        "the 2025 release says metric tons; its figures are thousand metric tons",
    ),
    Correction(
        "molybdenum-reserves-thousand",
        rows_of("USGS MCS 2025", "molybdenum", "reserves"),
        {"unit": "thousand metric tons"},
        "the 2025 release says metric tons; reserves are thousand metric tons",
    ),
    Correction(
        "iron-ore-reserves-million",
        rows_of("USGS MCS 2025", "iron ore", "reserves"),
        {"unit": "million metric tons"},
        "the 2025 release says thousand metric tons; reserves are million metric tons",
    ),
    Correction(
        "indium-reserves-are-capacity",
        rows_of("USGS MCS 2025", "indium", "reserves"),
        {"measure": "capacity: Refinery capacity"},
        "the 2025 release files refinery capacity under reserves",
    ),
    Correction(
        "magnesium-reserves-are-capacity",
        rows_of("USGS MCS 2025", "magnesium metal", "reserves"),
        {"measure": "capacity: Smelter capacity"},
        "the 2025 release files smelter capacity under reserves as well",
    ),
    Correction(
        "clinker-production-is-capacity",
        rows_of("USGS MCS 2025", "cement", "production: Clinker"),
        {"measure": "capacity: Clinker capacity"},
        "the 2025 release files clinker capacity under production",
    ),
    Correction(
        "manganese-price-per-mtu",
        rows_of("USGS MCS 2026", "manganese", "Price"),
        {"unit": "dollars per metric ton unit"},
        "the unit says per metric ton; the series is per metric ton unit of 10 kg Mn",
    ),
)
"""The publisher's errors that are repaired; ``note`` of a repaired row names them."""

TIO2 = "TiO2 content: the chapter says so and the world's mass balance closes only so"
DOUBTS = {
    ("ilmenite", "MOZ"): "doubt: the chapter says TiO2 content, but exports and the "
    "mass balance fit gross weight better",
    ("ilmenite", "UKR"): "doubt: the chapter says TiO2 content, but the mass balance "
    "fits gross weight better",
}
"""Numbers kept as published although the mass balance speaks against them."""


def corrected(row: Row) -> tuple[Row, str]:
    """Apply the corrections that strike a row and say which did."""
    for correction in CORRECTIONS:
        if correction.strikes(row):
            note = f"corrected: {correction.name}: {correction.why}"
            return row | correction.mend, note
    return row, ""
