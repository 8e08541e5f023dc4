"""Who gets what by year is drawn with all hands, sums and words."""

import polars as pl
import pytest

from orepath.errors import InputError
from orepath.report.figures.stake import stake_bars

CASH = pl.DataFrame(
    {
        "who": ["mine", "mine", "bank", "bank"],
        "year": [2027, 2028, 2027, 2028],
        "cash": [-2e6, 5e6, -1e6, 1.5e6],
    }
)


def test_every_hand_is_drawn_and_told():
    picture = stake_bars(CASH, "Who gets what")
    for words in ("mine", "bank", "USD m"):
        assert words in picture.svg
    assert "mine USD 3 m; bank USD 500 k" in picture.alt


def test_more_hands_than_colours_are_grey():
    many = pl.concat([CASH.with_columns(who=pl.lit(f"hand {at}")) for at in range(8)])
    assert "hand 7" in stake_bars(many, "Many").svg


def test_a_missing_column_is_refused():
    with pytest.raises(InputError, match="cash"):
        stake_bars(CASH.drop("cash"), "Nothing")
