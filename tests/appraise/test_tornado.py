"""What a tornado promises."""

import numpy as np
import polars as pl
import pytest
from tests.appraise.ventures import smelter

from orepath.appraise.cash import cash
from orepath.appraise.drawn import Draws
from orepath.appraise.file import venture_from
from orepath.appraise.tornado import SCHEMA, tornado
from orepath.appraise.worth import worth
from orepath.errors import InputError


def test_each_end_is_the_venture_with_that_figure_moved_alone():
    venture = venture_from(smelter())
    found = tornado(venture)
    assert found.schema == pl.Schema(SCHEMA)
    for row in found.iter_rows(named=True):
        for end in ("low", "high"):
            alone = Draws({row["figure"]: np.array([row[end]])})
            exact = worth(cash(venture, alone), row["actor"]).npv[0]
            assert row[f"npv_{end}"] == pytest.approx(exact, rel=1e-12)
        middle = worth(cash(venture), row["actor"]).npv[0]
        assert row["npv"] == pytest.approx(middle, rel=1e-12)


def test_the_widest_swing_comes_first_for_each_actor():
    found = tornado(venture_from(smelter()), ["MAKER", "project"])
    assert found["actor"].unique(maintain_order=True).to_list() == ["MAKER", "project"]
    for _, rows in found.group_by("actor", maintain_order=True):
        assert rows["swing"].to_list() == sorted(rows["swing"], reverse=True)
        assert set(rows["figure"]) == {"capital.total", "product.slag.price"}


def test_a_discount_rate_with_a_range_swings_too():
    raw = smelter()
    raw["discount"]["MAKER"] = {"value": 0.12, "low": 0.1, "high": 0.15}
    found = tornado(venture_from(raw), ["MAKER", "MINE"])
    rate = found.filter(pl.col("figure") == "discount.MAKER")
    swings = dict(rate.select("actor", "swing").iter_rows())
    assert swings["MAKER"] > 0.0
    assert swings["MINE"] == 0.0


def test_a_venture_without_ranges_has_no_tornado():
    raw = smelter(capital__total=1000.0, product__0__price=100.0)
    assert tornado(venture_from(raw)).is_empty()


def test_an_unknown_actor_is_refused():
    with pytest.raises(InputError, match="did you mean 'MAKER'"):
        tornado(venture_from(smelter()), ["MAKR"])
