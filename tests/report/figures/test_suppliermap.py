"""Which countries a place leans on, on a map."""

import polars as pl
import pytest

from orepath.errors import InputError
from orepath.report.figures.suppliermap import LEANER, supplier_map

SUPPLIERS = pl.DataFrame(
    {
        "place": ["AUS", "CHN", "XKX", "IND"],
        "value": [1.0, 4.0, 0.0, 2.0],
        "shown": ["1 mineral", "4 minerals", "0", "2"],
    }
)


def drawn(table=SUPPLIERS, focus="IND"):
    return supplier_map(
        table, "Whom India leans on", focus=focus, measure="minerals led"
    )


def test_the_largest_supplier_is_darkest_and_both_are_named():
    svg = drawn().svg
    assert svg.count("#6f1d3a") == 1
    assert svg.count("#b04f4f") == 1
    assert LEANER in svg
    assert "China 4 minerals" in svg
    assert "Australia 1 mineral" in svg
    assert "Borders are indicative" in svg


def test_the_place_itself_is_no_supplier_and_the_words_say_who_is():
    assert "China 4 minerals; Australia 1 mineral." in drawn().alt


def test_unknown_codes_are_all_told():
    table = SUPPLIERS.with_columns(place=pl.Series(["AUX", "CHN", "XXX", "IND"]))
    with pytest.raises(InputError) as raised:
        drawn(table, "IDN ")
    assert len(raised.value.problems) == 3
