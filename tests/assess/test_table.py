"""What is not known, and what is broken, in the tables of an assessment."""

import polars as pl
import pytest

from orepath.assess.exposure import exposure
from orepath.assess.note import IDLE, NO_TRADE, NOT_COVERED, SHARES
from orepath.errors import InputError

KEY = ("commodity", "stage", "year")
KEYS = {"commodity": ["ore"], "stage": ["mine"]}
RATING = pl.DataFrame({"place": ["AUS", "IND", "JPN", "NRU"], "value": [1.0] * 4})


def ranged(labels, *rows):
    kinds = dict.fromkeys(labels, pl.String) | {"year": pl.Int64, "value": pl.Float64}
    table = pl.DataFrame(rows, schema=kinds, orient="row")
    return table.with_columns(low=pl.col("value"), high=pl.col("value"))


def supply(*rows):
    return ranged(("commodity", "stage", "place"), *rows)


def trade(*rows):
    return ranged(("commodity", "stage", "origin", "destination"), *rows)


ORE = supply(("ore", "mine", "AUS", 2023, 6.0), ("ore", "mine", "IND", 2023, 4.0))
SOLD = trade(
    ("ore", "mine", "AUS", "JPN", 2023, 3.0), ("ore", "mine", "AUS", "IND", 2023, 1.0)
)
COVERED = pl.DataFrame(
    [("ore", "mine", 2023, "IND"), ("ore", "mine", 2023, "NRU")],
    schema=[*KEY, "place"],
    orient="row",
)


def ask(focus, made=ORE, sold=SOLD, **options):
    found = exposure(made, made.clear(), sold, RATING, focus, draws=0, **options)
    return found.row(0, named=True)


def test_the_trade_of_a_place_that_is_not_covered_is_unknown_and_not_zero():
    japan = ask("JPN", covered=COVERED)
    assert (japan["imports"], japan["reliance"], japan["top_origin"]) == (None,) * 3
    assert NOT_COVERED in japan["note"]
    india = ask("IND", covered=COVERED)
    assert (india["imports"], india["top_origin"]) == (1.0, "AUS")
    assert ask("JPN")["imports"] == 3.0


def test_a_covered_place_that_buys_nothing_buys_nothing():
    nauru = ask("NRU", covered=COVERED)
    assert (nauru["imports"], nauru["geopolrisk"]) == (0.0, None)
    assert IDLE in nauru["note"]


def test_production_without_trade_keeps_its_row_and_says_so():
    alone = ask("IND", sold=SOLD.clear())
    assert alone["hhi"] == pytest.approx(0.52)
    assert (alone["imports"], alone["geopolrisk"]) == (None, None)
    assert NO_TRADE in alone["note"]


def test_a_year_without_production_keeps_its_row_and_offers_the_nearest():
    keys = pl.DataFrame({**KEYS, "year": [2019]})
    row = ask("IND", keys=keys)
    assert (row["supply"], row["hhi"], row["n1"]) == (None, None, None)
    assert "no production of 2019, the nearest is of 2023" in row["note"]
    other = ask("IND", keys=keys.with_columns(commodity=pl.lit("slag")))
    assert "not known: no production data" in other["note"]


def test_trade_without_production_tells_what_trade_can():
    later = SOLD.with_columns(year=pl.lit(2024, dtype=pl.Int64))
    row = ask("IND", sold=later, keys=pl.DataFrame({**KEYS, "year": [2024]}))
    assert (row["imports"], row["import_hhi"]) == (1.0, 1.0)
    assert (row["reliance"], row["import_risk"], row["geopolrisk"]) == (None,) * 3


def test_shares_of_the_world_are_no_tonnes_and_leave_a_nameless_rest():
    part = ORE.with_columns(
        pl.col("value", "low", "high") / 20, unit=pl.lit("fraction")
    )
    row = ask("IND", made=part)
    assert row["hhi"] == pytest.approx(0.3**2 + 0.2**2)
    assert row["hhi_as_one"] == pytest.approx(0.3**2 + 0.2**2 + 0.5**2)
    assert (row["top_share"], row["focus_share"]) == pytest.approx((0.3, 0.2))
    assert (row["supply"], row["reliance"], row["geopolrisk"]) == (None,) * 3
    assert row["imports"] == 1.0
    assert SHARES in row["note"]


def test_shares_that_sum_beyond_the_world_are_unknown_and_stop_no_other():
    part = ORE.with_columns(pl.col("value", "low", "high") / 8, unit=pl.lit("fraction"))
    good = ORE.with_columns(commodity=pl.lit("slag"), unit=pl.lit("t/a"))
    found = exposure(pl.concat([part, good]), ORE.clear(), SOLD, RATING, "IND", draws=0)
    assert found["hhi"].to_list() == [None, pytest.approx(0.52)]
    assert "shares of the world sum to 1.25" in found["note"][0]


def test_shares_that_rounding_made_too_many_are_taken_in_proportion():
    part = ORE.with_columns(
        pl.col("value", "low", "high") * 0.102, unit=pl.lit("fraction")
    )
    row = ask("IND", made=part)
    assert (row["focus_share"], row["hhi"]) == pytest.approx((0.4, 0.52))
    assert "sum to 1.02, taken in proportion" in row["note"]


def test_units_that_are_unknown_or_mixed_are_refused():
    words = pl.Series("unit", ["fraction", "t/a"])
    with pytest.raises(InputError, match="tonnes and rows in shares"):
        ask("IND", made=ORE.with_columns(words))
    with pytest.raises(InputError, match="unknown unit 'kt'"):
        ask("IND", made=ORE.with_columns(unit=pl.lit("kt")))


def test_unknown_places_are_told_together_with_what_was_meant():
    with pytest.raises(InputError) as caught:
        ask(["INDD", "AUS"], against="JPX")
    told = [str(problem) for problem in caught.value.problems]
    assert "did you mean 'IND'?" in told[0]
    assert told[1].startswith("against — no row names 'JPX'")
    with pytest.raises(InputError, match="focus — no place"):
        ask([])


def test_relief_beyond_its_limits_or_twice_is_refused():
    relief = pl.DataFrame(
        {"commodity": ["ore", "ore"], "recycling": [0.2, 1.2], "substitution": [1, 1]}
    )
    with pytest.raises(InputError) as caught:
        ask("IND", relief=relief)
    told = str(caught.value)
    assert "relief ore — stands several times" in told
    assert "relief ore:recycling — 1.2" in told


def test_a_year_without_rating_takes_the_nearest_and_the_note_says_so():
    rating = RATING.with_columns(year=pl.lit(2021))
    found = exposure(ORE, ORE.clear(), SOLD, rating, "IND", draws=0)
    assert "governance of 2021 taken" in found["note"][0]
    some = rating.with_columns(
        year=pl.when(pl.col("place") == "AUS").then(2020).otherwise(2023)
    )
    found = exposure(ORE, ORE.clear(), SOLD, some, "IND", draws=0)
    assert "governance of the nearest year taken: AUS" in found["note"][0]
