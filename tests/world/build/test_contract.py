"""Contracts with someone new bear the margin of the seller's other trade."""

import polars as pl
import pytest

from orepath.world.build.contract import with_margins


def tables(quantity):
    pairs = {
        "commodity": ["x", "x", "x"],
        "origin": ["A", "A", "B"],
        "destination": ["C", "F", "C"],
        "quantity": [9.0, quantity, 4.0],
    }
    prices = {"commodity": ["x"] * 3, "place": ["*", "A", "C"],
              "price": [100.0, 80.0, 120.0]}  # fmt: skip
    routes = {"commodity": ["*", "x"], "origin": ["A", "A"],
              "destination": ["C", "F"], "cost": [15.0, 9.0]}  # fmt: skip
    return pl.DataFrame(pairs), pl.DataFrame(prices), pl.DataFrame(routes)


def contract(made):
    row = made.case.table("projects").filter(kind="contract").head(1)
    return row.with_columns(
        commodity=pl.lit("x"), place=pl.lit("A"), destination=pl.lit("F"),
        opex=pl.lit(1.0), opex_low=pl.lit(0.0), opex_high=pl.lit(2.0),
        note=pl.lit("supposed"),
    )  # fmt: skip


def test_a_new_pair_costs_what_the_largest_one_leaves_between_its_ends(made):
    row = with_margins(contract(made), *tables(0.0)).row(0, named=True)
    # 120 at the buyer less 80 at the seller less 15 of freight.
    assert row["opex"] == pytest.approx(1 + 25)
    assert (row["opex_low"], row["opex_high"]) == pytest.approx((12.5, 2 + 37.5))
    assert row["note"].endswith("25 USD/t besides freight, the margin of the seller's "
                                "largest sale, to C")  # fmt: skip


def test_a_pair_that_trades_carries_its_own_margin_already(made):
    before = contract(made)
    assert with_margins(before, *tables(3.0)).equals(before)


def test_a_seller_who_sells_at_a_loss_adds_nothing(made):
    flows, prices, routes = tables(0.0)
    dear = routes.with_columns(cost=pl.lit(99.0))
    before = contract(made)
    assert with_margins(before, flows, prices, dear).equals(before)
