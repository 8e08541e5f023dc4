"""Flows: published ones kept whole but for the small, supposed ones fitted."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from orepath.world.build.flow import _fitted, known, merged

tonnes = arrays(float, 4, elements=st.floats(0, 1e6).map(lambda x: round(x, 1)))


def test_most_of_the_trade_is_kept_and_a_pair_stands_once(made):
    flows = known(made.order, made.survey, made.places)
    assert (flows["kept"] > 0.97).all()
    ends = ["commodity", "origin", "destination"]
    assert flows.select(ends).is_unique().all()
    assert (flows["origin"] != flows["destination"]).all()


def test_a_pair_of_chosen_places_is_the_published_one(made):
    flows = known(made.order, made.survey, made.places)
    ends = {"commodity": "titanium sponge", "origin": "KAZ", "destination": "KOR"}
    stated = made.survey.sent.filter(**ends)["value"].item()
    kor = "KOR" if "KOR" in made.places.codes else "ROW"
    row = flows.filter(**{**ends, "destination": kor})
    assert row["quantity"].item() >= stated


def test_folding_away_more_keeps_less(made):
    from dataclasses import replace

    less = known(replace(made.order, fold=0.05), made.survey, made.places)
    more = known(replace(made.order, fold=0.0), made.survey, made.places)
    assert less.height < more.height
    assert more["kept"].to_list() == pytest.approx([1.0] * more.height)


@given(tonnes, tonnes)
def test_fitted_flows_sell_no_more_than_there_is_and_nothing_to_oneself(out, into):
    flows = _fitted(out, into, np.full((4, 4), 0.8))
    assert (flows >= 0).all()
    assert (np.diag(flows) == 0).all()
    assert flows.sum() <= max(out.sum(), 1.0) * 1.01


def test_flows_from_sellers_to_buyers_meet_both_sides():
    out, into = np.array([6.0, 4.0, 0, 0]), np.array([0, 0, 7.0, 3.0])
    ready = np.ones((4, 4))
    ready[0, 3] = ready[1, 2] = 1 / 3
    flows = _fitted(out, into, ready)
    assert flows.sum(axis=1) == pytest.approx(out)
    assert flows.sum(axis=0) == pytest.approx(into)
    # The nearer relation gets more than its part.
    assert flows[0, 2] > 6.0 * 0.7


def test_what_is_supposed_of_a_known_pair_is_added_and_graded():
    known_one = {"commodity": ["x"], "origin": ["A"], "destination": ["B"],
                 "quantity": [5.0], "quantity_low": [4.0], "quantity_high": [6.0],
                 "usd": [1.0], "kept": [1.0], "source": ["baci"], "grade": ["A"],
                 "note": [""]}  # fmt: skip
    more = {
        key: value for key, value in known_one.items() if key not in {"usd", "kept"}
    }
    more |= {"quantity": [2.0], "quantity_low": [1.0], "quantity_high": [5.0],
             "grade": ["C"], "note": ["why"]}  # fmt: skip
    row = merged(pl.DataFrame(known_one), pl.DataFrame(more)).row(0, named=True)
    assert (row["quantity"], row["quantity_low"], row["quantity_high"]) == (7, 5, 11)
    assert (row["grade"], row["note"]) == ("C", "why")
