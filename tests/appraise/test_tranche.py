"""Past tranches: their numbers add up, and the model of bidders fits them."""

import math
from itertools import pairwise

import pytest

from orepath.appraise.tender import LEVELS, tender
from orepath.appraise.tranche import (
    FITTED,
    Moment,
    distance,
    fit_table,
    moments,
    observed,
    settled,
)
from orepath.evidence.library import library


def test_tranches_add_up_to_what_was_published_in_all():
    tranches, premia = observed()
    totals = tranches.select("offered", "sold", "none", "few").sum().row(0)
    assert totals == (81, 34, 14, 33)
    assert (tranches["fresh"] + tranches["again"]).equals(tranches["offered"])
    assert (tranches["sold"] + tranches["none"] + tranches["few"]).equals(
        tranches["offered"]
    )
    assert premia.height == 10


def test_every_row_has_a_source_of_the_library_or_says_it_has_none():
    known = set(library().table("facts")["id"])
    for table in observed():
        for row in table.iter_rows(named=True):
            assert row["source"] in known or row["source"] == "assumption"
            assert row["note"]


def test_the_fit_is_no_further_off_than_luck_may_be():
    table = fit_table()
    assert table["off"].abs().max() < 2.0
    assert (table["off"] ** 2).sum() < 15.0
    assert table.height == 13


@pytest.mark.parametrize("name", FITTED)
def test_no_fitted_figure_would_fit_much_better_by_a_fifth(name):
    values = settled(tender())
    here = distance(moments(tender(), values))
    for by in (0.8, 1.25):
        moved = values | {name: values[name] * by}
        # Beliefs hold figures where moments alone would let them drift a little.
        assert distance(moments(tender(), moved)) > here - 1.5


def test_a_moment_is_told_in_standard_errors():
    assert Moment("sold", 0.4, 0.5, 0.05).off == pytest.approx(2.0)
    assert distance([Moment("a", 0.0, 3.0, 1.0), Moment("b", 0.0, 4.0, 1.0)]) == 25


def test_better_known_ground_is_less_in_error_and_nearer_to_a_mine():
    levels = [tender().level[name] for name in LEVELS]
    for worse, better in pairwise(levels):
        assert better.error.value < worse.error.value
        assert better.chance.value > worse.chance.value
        assert better.left.value < worse.left.value
    assert math.isclose(sum(level.offered.value for level in levels), 1.0)
