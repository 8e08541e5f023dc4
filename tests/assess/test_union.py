"""The European Union's method on the European Union's own tables."""

import numpy as np
import polars as pl
import pytest

from orepath.assess.risk import supply_risk
from orepath.assess.union import (
    OUTSIDE,
    critical,
    fit,
    sourced_risk,
    used_importance,
)
from orepath.errors import InputError
from orepath.evidence.library import library

RISK = library().table("eu_risk")
PARTS = library().table("eu_2017")


def published(column, year=2023):
    return RISK.filter(year=year).select("commodity", published=column).drop_nulls()


def distance(computed, column):
    both = computed.join(published(column), on="commodity")
    return fit(both[column].to_numpy(), both["published"].to_numpy())


def test_the_list_of_2023_follows_from_its_thresholds():
    found = set(critical(RISK, 2023)["commodity"])
    assert len(found) == 32
    # The official 34 hold copper and nickel, which came in as strategic materials.
    assert found.isdisjoint(OUTSIDE[2023])
    assert len(found | set(OUTSIDE[2023])) == 34


def test_earlier_lists_follow_from_theirs():
    assert critical(RISK, 2020).height == 30
    assert critical(RISK, 2017).height + len(OUTSIDE[2017]) == 27
    assert critical(RISK, 2014).height == 20
    # Fourteen, one of them the rare earths, which the table gives in three rows.
    first = set(critical(RISK, 2011)["commodity"])
    assert len(first - {"HREEs", "LREEs", "Scandium"} | {"rare earths"}) == 14


def test_the_supply_risk_of_2017_follows_from_its_published_parts():
    known = PARTS.filter(pl.col("hhi_wgi_eu") > 0).drop_nulls(
        ["hhi_wgi_global", "import_reliance_pct", "eol_rir_pct", "si_sr"]
    )
    computed = supply_risk(
        known["hhi_wgi_global"],
        known["hhi_wgi_eu"],
        known["import_reliance_pct"] / 100,
        known["eol_rir_pct"] / 100,
        known["si_sr"],
    )
    found = fit(computed, known["supply_risk"].to_numpy())
    assert found["pairs"] >= 65
    # Published to one decimal, and so are the parts.
    assert found["median_error"] < 0.06
    assert found["rank_correlation"] > 0.95


def relief():
    return PARTS.group_by("commodity").agg(
        reliance=(pl.col("import_reliance_pct") / 100).first(),
        recycling=(pl.col("eol_rir_pct") / 100).first(),
        substitution=pl.col("si_sr").first(),
    )


def governance():
    rows = library().table("governance").filter(pl.col("year").is_between(2016, 2020))
    return rows.group_by("place").agg(value=pl.col("estimate").mean())


def test_the_supply_risk_of_2023_follows_from_shares_by_country():
    shares = library().table("eu_shares")
    # One published share is 6, that is, 600 %.
    sound = (pl.col("value") <= 1) | pl.col("measure").str.contains("parameter")
    table = sourced_risk(shares.filter(sound), governance(), relief())
    worst = table.sort("supply_risk", descending=True).unique(
        "commodity", keep="first", maintain_order=True
    )
    # Reliance, recycling and substitution are those of 2017: 2023 gives none here.
    found = distance(worst.filter(pl.col("note") == ""), "supply_risk")
    assert found["pairs"] >= 40
    assert found["rank_correlation"] > 0.9
    assert found["median_error"] < 0.1
    # With what is missing the distance grows, and the note says what is.
    whole = distance(worst, "supply_risk")
    assert whole["pairs"] > found["pairs"]
    assert whole["rank_correlation"] > 0.8


def test_the_economic_importance_of_2023_follows_from_uses():
    index = PARTS.group_by("commodity").agg(substitution=pl.col("si_ei").first())
    found = distance(
        used_importance(library().table("eu_uses"), index), "economic_importance"
    )
    assert found["pairs"] >= 30
    assert found["rank_correlation"] > 0.93
    assert found["median_error"] < 0.3


def rows(*given):
    return pl.DataFrame(
        [("x", "extraction", *row) for row in given],
        schema=["commodity", "stage", "place", "measure", "value"],
        orient="row",
    )


RATED = pl.DataFrame({"place": ["A", "B"], "value": [0.0, -2.5]})
RELIEF = pl.DataFrame(
    {"commodity": ["x"], "reliance": [0.5], "recycling": [0.2], "substitution": [0.9]}
)


def test_a_risk_is_computed_by_hand():
    shares = rows(
        ("A", "global_supply_share", 0.6),
        ("B", "global_supply_share", 0.4),
        ("B", "global_supply_share_trade_parameter_t", 1.2),
        ("A", "eu_sourcing_share", 1.0),
    )
    row = sourced_risk(shares, RATED, RELIEF).row(0, named=True)
    world = 0.36 * 5 + 0.16 * 10 * 1.2
    assert row["hhi_world"] == pytest.approx(world)
    assert row["supply_risk"] == pytest.approx((world * 0.25 + 5.0 * 0.75) * 0.8 * 0.9)
    assert row["note"] == ""


def test_what_is_missing_is_told_and_the_world_counts_alone():
    shares = rows(("A", "global_supply_share", 1.0))
    row = sourced_risk(shares, RATED, RELIEF.clear()).row(0, named=True)
    assert row["supply_risk"] == 5.0
    assert row["note"] == (
        "no sourcing: the world alone; no import reliance: the world alone; "
        "no recycling rate; no substitution index"
    )


def test_shares_that_exceed_the_whole_are_taken_in_proportion():
    uses = pl.DataFrame(
        {
            "commodity": ["a", "a", "b"],
            "share": [1.0, 1.0, 1.0],
            "value_added_eur": [4.0, 2.0, 4.0],
        }
    )
    index = pl.DataFrame(schema={"commodity": pl.String, "substitution": pl.Float64})
    found = used_importance(uses, index)
    assert found["economic_importance"].to_list() == [7.5, 10.0]
    assert set(found["note"]) == {"no substitution index"}


def test_faults_are_told():
    with pytest.raises(InputError, match="no list of 2019"):
        critical(RISK, 2019)
    with pytest.raises(InputError, match="three pairs"):
        fit(np.array([1.0]), np.array([1.0]))
    shares = rows(("A", "global_supply_share", 1.0))
    with pytest.raises(InputError) as caught:
        sourced_risk(shares, pl.concat([RATED, RATED]), pl.concat([RELIEF, RELIEF]))
    assert "governance A" in str(caught.value)
    assert "relief x" in str(caught.value)
