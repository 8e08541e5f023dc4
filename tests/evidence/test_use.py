"""Apparent use by hand, and only where all trade is known."""

import polars as pl
import pytest

from orepath.evidence.use import apparent, use

KEY = {"commodity": "ore", "stage": "mine", "year": 2024}


def _ends(value, part=0.1):
    return {"value": value, "low": value * (1 - part), "high": value * (1 + part)}


SUPPLY = pl.DataFrame([KEY | {"place": "A"} | _ends(100.0)])
TRADE = pl.DataFrame([KEY | {"origin": "A", "destination": "B"} | _ends(60.0)])
KNOWN = pl.DataFrame([KEY | {"place": place} for place in "AB"])


def test_use_is_production_plus_imports_less_exports():
    rows = apparent(SUPPLY, TRADE, KNOWN)
    assert rows.select("place", "value").rows() == [("A", 40.0), ("B", 60.0)]


def test_the_low_end_takes_low_production_and_high_exports():
    row = apparent(SUPPLY, TRADE, KNOWN).row(0, named=True)
    assert row["low"] == pytest.approx(90 - 66)
    assert row["high"] == pytest.approx(110 - 54)


def test_who_exports_more_than_it_makes_uses_nothing_at_least():
    more = TRADE.with_columns(pl.col("value", "low", "high") * 2)
    row = apparent(SUPPLY, more, KNOWN).filter(place="A")
    assert row["value"].to_list() == [0.0]


def test_a_market_in_which_one_trader_is_not_known_has_no_use():
    assert apparent(SUPPLY, TRADE, KNOWN.filter(place="A")).is_empty()


def test_a_market_without_a_maker_has_no_use():
    assert apparent(SUPPLY.clear(), TRADE, KNOWN).is_empty()


def test_indian_copper_of_2024():
    # Made 545,000, imported 284,410 and exported the rest, t of cathode.
    rows = use("copper", 2024, stages="refine").filter(place="IND")
    assert rows["value"].item() == pytest.approx(798_000, rel=0.01)
    assert use("copper", 2018).is_empty()
