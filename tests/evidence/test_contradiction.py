"""Contradictions: observations, facts and claims ranked in one list."""

import polars as pl
import pytest

from orepath.errors import InputError
from orepath.evidence.contradiction import contradictions

ALL = contradictions()


def test_the_worst_ratio_comes_first_and_what_has_none_last():
    spread = ALL["spread"].drop_nulls().to_list()
    assert spread == sorted(spread, reverse=True)
    assert ALL.tail(1)["spread"].item() is None
    assert set(ALL["kind"]) == {
        "observations", "facts", "range of a fact", "claim", "told in words",
    }  # fmt: skip
    assert ALL["id"].is_unique().all()


def test_the_tenfold_trade_and_the_reserves_of_the_claims_are_among_them():
    claims = ALL.filter(pl.col("kind") == "claim")
    assert claims.filter(pl.col("id").str.contains("molybdenum"))["spread"].item() > 30
    turnover = claims.filter(pl.col("id").str.starts_with("claim/turnover"))
    assert turnover["most"].to_list() == [27.0]


def test_two_customs_offices_that_count_one_trade_are_ranked():
    row = ALL.filter(pl.col("id") == "fact/F0526").row(0, named=True)
    assert row["kind"] == "facts"
    assert row["spread"] == pytest.approx(3.86 / 1.96)


def test_a_mineral_keeps_its_own_claims_only():
    zinc = contradictions("zinc").filter(pl.col("kind") == "claim")
    assert zinc["unit"].to_list() == ["%"]
    assert "zinc" in zinc["id"].item()


def test_money_that_hangs_on_a_fact_outranks_every_ratio():
    hanging = pl.DataFrame({"id": ["fact/F0526"], "rows": [1], "usd": [100.0]})
    first = contradictions(hanging=hanging).row(0, named=True)
    assert first["id"] == "fact/F0526"
    assert first["at_stake"] == pytest.approx(100 * (1 - 1.96 / 3.86))


def test_an_unknown_mineral_is_refused():
    with pytest.raises(InputError, match="unknown mineral 'zink'"):
        contradictions("zink")
