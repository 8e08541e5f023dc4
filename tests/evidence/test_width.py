"""Widths: a missing range is filled by a width that was measured to hold."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orepath.core.sampling import stream
from orepath.errors import InputError
from orepath.evidence.history import restated
from orepath.evidence.library import library
from orepath.evidence.observation import FLAGS, GRADES, MEASURES
from orepath.evidence.width import DECLARED, WIDTHS, ends, with_ranges

BLANK = {
    "value": 230_000.0,
    "low": None,
    "high": None,
    "grade": "A",
    "flag": "reported",
    "measure": "production",
    "unit": "t/a",
}
TYPES = dict.fromkeys(("value", "low", "high"), pl.Float64)
PAIRS = restated().filter(measure="production", flag="estimated")


def ranged(widths=None, **change):
    frame = pl.DataFrame([BLANK | change], schema_overrides=TYPES)
    return with_ranges(frame, widths).row(0, named=True)


@pytest.mark.parametrize(
    ("grade", "flag", "measure", "width"),
    [
        ("A", "reported", "production", 0.20),
        ("A", "estimated", "production", 0.30),
        ("A", "reported", "price", 0.15),
        ("A", "estimated", "price", 0.30),
        ("B", "reported", "capacity", 0.25),
        ("B", "estimated", "price", 0.30),
        ("C", "estimated", "reserves", 0.40),
    ],
)
def test_a_missing_range_takes_the_width_of_its_kind(grade, flag, measure, width):
    row = ranged(grade=grade, flag=flag, measure=measure)
    assert row["low"] == pytest.approx(230_000 / (1 + width))
    assert row["high"] == pytest.approx(230_000 * (1 + width))


@pytest.mark.parametrize(("grade", "width"), [("A", 0.20), ("B", 0.25), ("C", 0.40)])
def test_a_row_that_tells_only_its_grade_takes_the_width_of_the_grade(grade, width):
    frame = pl.DataFrame([BLANK | {"grade": grade}], schema_overrides=TYPES)
    row = with_ranges(frame.drop("flag", "measure")).row(0, named=True)
    assert row["high"] == pytest.approx(230_000 * (1 + width))
    assert WIDTHS[grade] == width


def test_a_published_bound_is_never_changed():
    row = ranged(low=1.0)
    assert row["low"] == 1.0
    assert row["high"] == pytest.approx(230_000 * 1.2)


def test_the_widths_may_be_overridden():
    assert ranged({"A": 0.5})["low"] == pytest.approx(230_000 / 1.5)


@pytest.mark.parametrize(
    ("value", "low", "high"),
    [
        (1_000.0, 500.0, 1_500.0),
        (2_000.0, 1_500.0, 2_500.0),
        (0.1, 0.05, 0.15),
        (9_000.0, 7_500.0, 10_800.0),
        (1_234.0, 1_234 / 1.2, 1_234 * 1.2),
    ],
)
def test_tonnes_reach_at_least_half_of_the_unit_in_which_they_are_printed(
    value, low, high
):
    row = ranged(value=value)
    assert (row["low"], row["high"]) == pytest.approx((low, high))


def test_a_round_price_is_no_coarse_one():
    assert ranged(value=1_000.0, measure="price", unit="USD/t")["high"] == 1_150.0


def test_a_row_without_a_value_gets_no_range():
    row = ranged(value=None, flag="withheld")
    assert row["low"] is None
    assert row["high"] is None


def test_nothing_ranges_about_nothing():
    row = ranged(value=0.0, flag="zero")
    assert (row["low"], row["high"]) == (0.0, 0.0)


def test_a_lower_bound_gets_no_upper_one():
    row = ranged(flag="at least", low=2.3e5)
    assert (row["low"], row["high"]) == (230_000, None)


def test_a_share_never_ranges_above_the_whole():
    assert ranged(value=0.98, unit="fraction")["high"] == 1.0


@given(st.floats(0, 1e12), st.sampled_from(GRADES), st.sampled_from(["t", "USD/t"]))
def test_a_range_always_holds_its_value(value, grade, unit):
    row = ranged(value=value, grade=grade, unit=unit)
    assert 0 <= row["low"] <= row["value"] <= row["high"]


def test_ends_of_a_negative_number_are_in_order():
    frame = pl.DataFrame({"v": [-1.2]})
    low, high = frame.select(*(e.alias(n) for e, n in zip(
        ends(pl.col("v"), pl.lit(0.2)), "lh", strict=True
    ))).row(0)  # fmt: skip
    assert (low, high) == pytest.approx((-1.44, -1.0))


def test_a_grade_without_a_width_is_refused():
    with pytest.raises(InputError, match="no width for 'A'"):
        ranged({"B": 0.1})
    with pytest.raises(InputError, match="no width for 'D'"):
        ranged(grade="D")


def test_every_grade_is_declared_in_words_that_observations_know():
    assert set(WIDTHS) == set(GRADES)
    for one in DECLARED:
        assert one.flag in {"", *FLAGS}
        assert one.measure in {"", *MEASURES}
        assert one.measured


def test_later_numbers_lie_as_often_above_as_below():
    ratio = np.log((PAIRS["later"] / PAIRS["value"]).to_numpy())
    above, below = np.quantile(ratio, [0.9, 0.1])
    assert np.median(ratio) == pytest.approx(0, abs=0.01)
    assert above == pytest.approx(-below, rel=0.2)


def test_four_in_five_restated_estimates_lie_in_their_range():
    held = PAIRS.select(pl.col("later").is_between("low", "high").mean()).item()
    assert PAIRS.height > 800
    assert 0.75 <= held <= 0.9


@pytest.mark.parametrize("seed", range(5))
def test_a_width_of_half_of_the_minerals_holds_for_the_other_half(seed):
    minerals = PAIRS["mineral"].unique().sort().to_list()
    taken = stream(seed, "widths").permutation(minerals)[: len(minerals) // 2]
    ratio = (pl.col("later") / pl.col("value")).log().abs()
    ours = pl.col("mineral").is_in(list(taken))
    fitted = PAIRS.filter(ours).select(ratio.quantile(0.8)).item()
    held = PAIRS.filter(~ours).select((ratio <= fitted).mean()).item()
    declared = PAIRS.filter(~ours).select(
        pl.col("later").is_between("low", "high").mean()
    ).item()  # fmt: skip
    assert 0.7 <= held <= 0.9
    assert 0.7 <= declared <= 0.9


def test_prices_of_one_metal_at_two_markets_lie_in_the_range_of_a_price():
    ounce = 3.11034768e-5
    base = ("aluminium", "copper", "lead", "nickel", "tin", "zinc")
    metals = dict.fromkeys(base, 1.0)
    metals |= dict.fromkeys(("gold", "silver"), 1 / ounce)
    bank = library().table("prices_annual").filter(
        pl.col("source") == "wb-pink-2026",
        pl.col("deflated") == "nominal",
        pl.col("mineral").is_in(list(metals)),
    )  # fmt: skip
    tonne = pl.col("mineral").replace_strict(metals, return_dtype=pl.Float64)
    other = bank.select("mineral", "year", other=pl.col("price") * tonne)
    ours = library().observations(measure="price", mineral=list(metals))
    pairs = with_ranges(ours).join(other, on=["mineral", "year"])
    metal = ~pl.col("commodity").str.contains("bauxite|alumina")
    pairs = pairs.filter(pl.col("value") > 0, pl.col("year") <= 2024, metal)
    held = pairs.select(pl.col("other").is_between("low", "high").mean()).item()
    assert pairs.height > 40
    assert 0.75 <= held <= 0.9
