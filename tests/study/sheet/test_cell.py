"""Cells in words: signs, ranges and dashes as a reader expects them."""

import polars as pl
import pytest

from orepath.study.sheet import cell


def shown(expression, **columns):
    frame = pl.DataFrame({name: [value] for name, value in columns.items()})
    return cell.filled(frame, {"cell": expression})["cell"][0]


@pytest.mark.parametrize(
    ("value", "low", "high", "text"),
    [
        (0.85, 0.81, 0.88, "85% [81–88]"),
        (1.0, 1.0, 1.0, "100%"),
        (-0.72, -2.04, -0.42, "−72% [−204 to −42]"),
        (0.02, -0.09, 0.04, "2% [−9 to 4]"),
        (0.5, None, None, "50%"),
        (None, 0.1, 0.2, "–"),
    ],
)
def test_a_fraction_has_its_range(value, low, high, text):
    ends = {"x": value, "x_low": low, "x_high": high}
    frame = pl.DataFrame(
        {name: [number] for name, number in ends.items()},
        schema=dict.fromkeys(ends, pl.Float64),
    )
    assert cell.filled(frame, {"cell": cell.ranged("x")})["cell"][0] == text


@pytest.mark.parametrize(
    ("value", "text"), [(0.0, "0%"), (0.001, "<1%"), (0.496, "50%"), (-0.3, "−30%")]
)
def test_what_is_above_zero_never_looks_like_zero(value, text):
    assert shown(cell.percent("x"), x=value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(0.0, "0.00"), (0.001, "<0.01"), (0.006, "0.01"), (1.5, "1.50")]
)
def test_a_small_number_never_looks_like_zero(value, text):
    assert shown(cell.decimals("x"), x=value) == text


def test_a_place_is_named_with_its_share():
    assert shown(cell.who("p", "s"), p="CHN", s=0.5) == "China 50%"


@pytest.mark.parametrize(("low", "high", "text"), [(3, 3, "3"), (2, 5, "3 [2–5]")])
def test_a_rank_has_its_ends(low, high, text):
    assert shown(cell.rank(), rank=3, rank_low=low, rank_high=high) == text


def test_a_bloc_is_called_by_its_name_or_its_number():
    assert cell.called(("CHN",)) == "China"
    assert cell.called(("KAZ", "KGZ", "TJK", "TKM", "UZB")) == "Central Asia"
    assert cell.called(("CHN", "RUS")) == "2 places"


def test_reasons_stand_once_with_the_forms_and_the_commonest_first():
    notes = ["no trade; no use", "no use", ""]
    table = pl.DataFrame({"commodity": ["b", "a", "c"], "note": notes})
    assert cell.reasons(table) == ["No use (2): a, b.", "No trade (1): b."]
    assert cell.reasons(table, without=("no use",)) == ["No trade (1): b."]
