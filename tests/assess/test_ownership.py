"""Whose tonnes they are."""

import polars as pl
import pytest

from orepath.assess.ownership import ownership
from orepath.errors import InputError

OUTPUT = pl.DataFrame(
    {
        "site": ["a", "b", "c"],
        "commodity": ["U", "U", "Cr"],
        "place": ["KAZ", "KAZ", "KAZ"],
        "output": [100.0, 300.0, 50.0],
    }
)


def held(*rows):
    names = ["site", "owner", "share", "share_low", "share_high"]
    return pl.DataFrame(
        [(*row, *[row[-1]] * (5 - len(row))) for row in rows],
        schema=names,
        orient="row",
    )


def test_output_goes_to_its_owners_and_the_rest_to_unknown():
    owners = held(("a", "FRA", 0.51), ("a", "KAZ", 0.49), ("b", "KAZ", 0.5))
    found = ownership(OUTPUT, owners).filter(pl.col("commodity") == "U")
    owned = dict(found.select("place", "owned").rows())
    assert owned == pytest.approx({"KAZ": 199.0, "FRA": 51.0, "unknown": 150.0})
    assert found["place"].to_list() == ["KAZ", "FRA", "unknown"]
    located = dict(found.select("place", "located").rows())
    assert located == {"KAZ": 400.0, "FRA": 0.0, "unknown": 0.0}


def test_shares_sum_to_one_in_every_commodity():
    found = ownership(OUTPUT, held(("a", "FRA", 0.3)))
    sums = found.group_by("commodity").agg(pl.col("owned_share", "located_share").sum())
    assert sums.select(pl.col("^.*share$").round(9)).unique().rows() == [(1.0, 1.0)]


def test_a_site_without_owners_is_unknown():
    found = ownership(OUTPUT, held(("a", "FRA", 1.0)))
    assert found.filter(pl.col("commodity") == "Cr", pl.col("owned") > 0).select(
        "place", "owned_share"
    ).rows() == [("unknown", 1.0)]


def test_ranges_of_shares_become_ranges_of_owners():
    found = ownership(OUTPUT, held(("a", "FRA", 0.5, 0.4, 0.6), ("b", "FRA", 1.0)))
    row = found.filter(pl.col("place") == "FRA").row(0, named=True)
    assert row["owned_share_low"] == pytest.approx(340 / 400)
    assert row["owned_share_high"] == pytest.approx(360 / 400)


def test_an_output_of_zero_has_no_shares():
    none = OUTPUT.with_columns(output=pl.lit(0.0))
    assert ownership(none, held(("a", "FRA", 1.0)))["owned_share"].is_null().all()


def test_all_faults_are_told_at_once():
    output = pl.concat([OUTPUT, OUTPUT.head(1).with_columns(output=pl.lit(-1.0))])
    owners = held(("a", "FRA", 0.7), ("a", "KAZ", 0.5), ("x", "KAZ", 1.0))
    with pytest.raises(InputError) as caught:
        ownership(output, owners)
    told = str(caught.value)
    assert "site a — stands 2 times" in told
    assert "output -1" in told
    assert "owners of a — shares sum to 1.2" in told
    assert "owners of x — no such site" in told
