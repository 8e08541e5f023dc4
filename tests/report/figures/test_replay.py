"""The replay of an event: months, a stock that would have bridged, prices."""

import polars as pl
import pytest

from orepath.errors import InputError
from orepath.report.figures.replay import replay_timeline, told_and_seen

MONTHS = pl.DataFrame(
    {
        "month": range(1, 13),
        "sent": [100.0] * 6 + [40.0] * 6,
        "lost": [0.0] * 6 + [60.0] * 6,
        "missing": [0.0] * 6 + [60.0 * n for n in range(1, 7)],
        "price": [1.0] * 6 + [2.5] * 6,
    }
)
LEVELS = pl.DataFrame({"label": ["told", "seen"], "price": [1.6, 1.2]})
PRICES = pl.DataFrame(
    {"event": ["ban", "leak"], "told": [1.5, 1.1], "low": [1.2, 1.0],
     "high": [2.0, 1.2], "seen": [1.9, 0.9]}
)  # fmt: skip


def test_a_year_is_drawn_in_three_panels_with_their_names():
    drawn = replay_timeline(MONTHS, LEVELS, "A ban", goods=("slag", "sponge"))
    for words in ("Supply, slag", "Lost so far", "Price abroad, sponge", "told", "Dec"):
        assert words in drawn.svg
    assert drawn.alt == "A ban. 360 t lost over the year; the price reaches 2.5 times."


def test_without_levels_only_the_months_are_drawn():
    drawn = replay_timeline(MONTHS, LEVELS.head(0), "A ban")
    assert "told" not in drawn.svg


def test_a_month_without_a_price_is_refused():
    with pytest.raises(InputError, match="price"):
        replay_timeline(MONTHS.drop("price"), LEVELS, "A ban")


def test_prices_told_and_seen_stand_beside_each_other():
    drawn = told_and_seen(PRICES, "Prices")
    assert "ban" in drawn.svg
    assert drawn.alt == "Prices. ban: told 1.50, seen 1.90; leak: told 1.10, seen 0.90."


def test_a_price_below_nothing_is_refused():
    with pytest.raises(InputError, match="seen"):
        told_and_seen(PRICES.with_columns(seen=pl.lit(-1.0)), "Prices")
