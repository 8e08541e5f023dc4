"""Customs code 2614 mixes ilmenite, rutile, slag, synthetic rutile: values tell.

The split is an assumption (grade C) wherever a flow is not plainly ilmenite by price.
"""

from collections.abc import Mapping

from india_titanium_evidence import Flow, Pair
from india_titanium_row import Amount, Row, cited

Key = tuple[str, str, str]

EDITIONS = {"261400": "baci-hs92", "810820": "baci-202601"}
LEAST_KT = 0.5
PLAIN = 450.0
"""USD/t up to which a flow is called ilmenite: US imports 330, fob Australia 497."""
ODD = 150.0
"""USD/t below which no titanium concentrate sells; the record is doubted."""

PRICES = {
    "ilmenite": 330.0,
    "rutile": 1300.0,
    "slag": 970.0,
    "synthetic_rutile": 1100.0,
}

# What the dear part of an exporter's flow is, in shares.
RICH: dict[str, dict[str, float]] = {
    "AUS": {"rutile": 0.6, "synthetic_rutile": 0.4},
    "CAN": {"slag": 1.0},
    "CHN": {"slag": 1.0},
    "IND": {"synthetic_rutile": 1.0},
    "NOR": {"slag": 1.0},
    "SAU": {"slag": 1.0},
    "ZAF": {"slag": 0.75, "rutile": 0.25},
}
RUTILE = {"rutile": 1.0}

RICH_WHY = {
    "AUS": "Australia sells rutile and synthetic rutile alike under this code; 0.6 to "
    "0.4 so that both close with their output",
    "CAN": "Canada mines no rutile but smelts slag",
    "CHN": "China mines hardly any rutile; re-exports and slag",
    "IND": "Indian rutile output is a tenth of this; Cochin makes synthetic rutile for "
    "export",
    "NOR": "Norway mines no rutile; slag of Tyssedal",
    "SAU": "Saudi Arabia mines none; slag of Jazan",
    "ZAF": "rutile output is only a quarter of the dear tonnes; the rest must be slag",
}
NO_ILMENITE_USER = ("GBR",)

# Records that cannot be what they say: pair, value, low, high in kt, why.
OUTLIERS: dict[Pair, tuple[float, float, float, str]] = {
    ("MOZ", "CHN"): (743.0, 500.0, 850.0,
        "964 USD/t would mean two thirds rutile, which Mozambique does not mine; "
        "exports of 2022-23 averaged 337-361 USD/t: tonnes kept, value disbelieved"),
    ("KOR", "CHN"): (15.0, 0.0, 245.5,
        "245.5 kt at 54 USD/t recorded: Korea has no mine and imports about 110 kt, so "
        "this is hardly titanium ore; a small re-export assumed, the record is the "
        "high "
        "end"),
    ("CAN", "DEU"): (5.0, 0.0, 9.7,
        "9.7 kt at 94 USD/t recorded, below any concentrate; half assumed"),
    ("ZAF", "MOZ"): (0.5, 0.0, 1.8, "1.8 kt at 75 USD/t recorded, below any "
        "concentrate"),
}  # fmt: skip


def concentrates(found: Mapping[Pair, Flow]) -> dict[Key, Amount]:
    """Split the flows of code 2614 into commodities.

    Parameters
    ----------
    found : mapping of pair to Flow
        BACI flows of 2024 between places.

    Returns
    -------
    dict
        Gross kt by commodity, origin and destination.
    """
    split: dict[Key, Amount] = {}
    for pair, flow in found.items():
        if flow.tonnes >= LEAST_KT * 1e3:
            split |= {(good, *pair): a for good, a in _parts(pair, flow).items()}
    return split


def _parts(pair: Pair, flow: Flow) -> dict[str, Amount]:
    """Return what one flow consists of."""
    kt = flow.tonnes / 1e3
    if pair in OUTLIERS:
        value, low, high, why = OUTLIERS[pair]
        return {"ilmenite": Amount(value, low, high, _cells(pair, flow, "C", why))}
    if flow.unit_value < PLAIN and pair[1] not in NO_ILMENITE_USER:
        grade, spread, why = "B", 0.15, "unit value of ilmenite"
        if flow.unit_value < ODD:
            grade, spread, why = "C", 0.6, "value too low for a concentrate"
        low, high = kt * (1 - spread), kt * (1 + spread)
        return {"ilmenite": Amount(kt, low, high, _cells(pair, flow, grade, why))}
    return _mixed(pair, flow, kt)


def _mixed(pair: Pair, flow: Flow, kt: float) -> dict[str, Amount]:
    """Split a dear flow between ilmenite and the exporter's rich goods by value."""
    goods = RICH.get(pair[0], RUTILE)
    dear = sum(PRICES[good] * share for good, share in goods.items())
    cheap = PRICES["ilmenite"]
    rich = min(1.0, max(0.0, (flow.unit_value - cheap) / (dear - cheap)))
    if pair[1] in NO_ILMENITE_USER:
        rich = 1.0
    shares = {good: rich * share for good, share in goods.items()}
    shares["ilmenite"] = 1.0 - rich
    why = (
        f"share {rich:.2f} of rich goods so that the unit value meets "
        f"{cheap:.0f} and {dear:.0f} USD/t, split uncertain by 0.25 of the flow"
    )
    why = "; ".join(filter(None, (why, RICH_WHY.get(pair[0], ""))))
    return {
        good: Amount(
            share * kt,
            max(0.0, share - 0.25) * kt,
            min(1.0, share + 0.25) * kt,
            _cells(pair, flow, "C", why),
        )
        for good, share in shares.items()
        if share * kt >= LEAST_KT / 2
    }


def _cells(pair: Pair, flow: Flow, grade: str, why: str) -> Row:
    """Return source, grade and note of a part of a flow."""
    note = f"HS 2614: {flow.tonnes / 1e3:.4g} kt at {flow.unit_value:.0f} USD/t; {why}"
    return cited(baci("261400", pair), grade, note)


def baci(code: str, pair: Pair) -> str:
    """Return the identifier of a flow; groups of countries are cited by edition.

    Examples
    --------
    >>> baci("810820", ("KAZ", "KOR")), baci("810820", ("KAZ", "REU"))
    ('baci/810820/KAZ-KOR/2024', 'baci-202601')
    """
    if {"REU", "ROW"} & set(pair):
        return EDITIONS[code]
    return f"baci/{code}/{pair[0]}-{pair[1]}/2024"
