"""Goods that no process links share no market; goods that one links stay together."""

import numpy as np
import polars as pl
import pytest

from orepath.world.calibrate import calibrate
from orepath.world.case import Case
from orepath.world.cluster import cluster_of, clusters


def test_a_single_chain_is_its_own_cluster(small: Case) -> None:
    assert clusters(small) == (small,)


def test_two_chains_fall_apart_and_every_row_stays_in_one(
    small: Case, pair: Case
) -> None:
    first, second = clusters(pair)
    for name in ("commodities", "sites", "trade", "demand", "recipes", "projects"):
        assert first.table(name).equals(small.table(name))
        assert second.table(name).height == first.table(name).height
    budgets = pl.col("commodity").is_null()
    assert (
        second.table("policies")
        .filter(budgets)
        .equals(small.table("policies").filter(budgets))
    )


def test_a_process_that_takes_one_and_gives_another_joins_them(pair: Case) -> None:
    recipes = pair.table("recipes")
    taken = recipes.filter(pl.col("direction") == "in").head(1)
    linked = taken.with_columns(
        commodity=pl.lit(pair.table("commodities")["commodity"][-1]),
        direction=pl.lit("out"),
    )
    joined = pair.replace(recipes=pl.concat([recipes, linked]))
    assert cluster_of(joined).max() == 0


def test_calibrated_apart_is_calibrated_together(small: Case, pair: Case) -> None:
    alone, both = calibrate(small), calibrate(pair)
    assert len(both.parts) == 2
    n = alone.balance.site_place.size
    np.testing.assert_allclose(both.year.quantity[:n], alone.year.quantity[:n])
    np.testing.assert_allclose(
        both.year.quantity[both.balance.sites][n:], alone.year.quantity[:n]
    )
    rows = alone.price.size
    np.testing.assert_allclose(both.price[:rows], alone.price)
    np.testing.assert_allclose(both.price[rows:], alone.price)
    assert both.year.chi2 == pytest.approx(2 * alone.year.chi2)
    assert both.overlap == pytest.approx(alone.overlap)
    residual = both.balance.matrix @ both.year.quantity
    assert np.abs(residual).max() < 1.0


def test_order_of_commodities_does_not_matter(pair: Case) -> None:
    turned = pair.replace(commodities=pair.table("commodities").reverse())
    one, other = calibrate(pair), calibrate(turned)
    told = {(r["commodity"], r["place"]): r["price"] for r in one.prices.to_dicts()}
    again = {(r["commodity"], r["place"]): r["price"] for r in other.prices.to_dicts()}
    assert told == pytest.approx(again, rel=1e-6)
