"""Removals: one supplier, owner, stage or stop less, answered by the market."""

import polars as pl
import pytest

from orepath.errors import InputError
from orepath.stress.chain import Chain, chain_of
from orepath.stress.removal import REMOVALS, couples, removals, removed
from orepath.stress.trial import trial
from orepath.world.calibrate import Calibration, calibrate
from orepath.world.case import Case

PLAN = {"smelter": 2025, "contract": 2025}


@pytest.fixture(scope="module")
def owned(small: Case) -> Case:
    """The small case with a site half owned from abroad."""
    spec = small.table("owners").schema
    site = small.table("sites")["site"][0]
    cells = {"site": site, "owner": "RUS", "share": 0.5, "grade": "C", "source": "x"}
    ends = {"share_low": 0.5, "share_high": 0.5}
    rows = [cells | ends, cells | ends | {"owner": "unknown"}]
    return small.replace(owners=pl.DataFrame(rows, schema=spec))


@pytest.fixture(scope="module")
def chain(owned: Case) -> Chain:
    return chain_of(owned, calibrate(owned), PLAN)


@pytest.fixture(scope="module")
def found(owned: Case, chain: Chain) -> pl.DataFrame:
    return removed(chain, removals(owned, calibrate(owned), list(REMOVALS)))


def test_every_kind_of_removal_is_told_costliest_first(found: pl.DataFrame) -> None:
    assert set(found["what"]) == set(REMOVALS)
    assert found["users_without"].is_sorted(descending=True)
    assert found["name"].is_unique().all()


def test_losing_supply_never_helps_users(found: pl.DataFrame) -> None:
    # A plant at home that stands still leaves its inputs to other users, so stages may.
    # Prices are fitted: what is known of a loss is known to some thousandths.
    bought = found.filter(pl.col("what").is_in(["suppliers", "stops"]))
    assert bought.select(pl.min_horizontal("^users_.*$").min()).item() > -0.05


def test_losing_a_supplier_costs_what_the_trial_says(
    found: pl.DataFrame, owned: Case
) -> None:
    calibration = calibrate(owned)
    what = REMOVALS["suppliers"](owned, calibration)
    single = trial(owned, calibration, PLAN, what)
    both = single.join(found, left_on="shock", right_on="name")
    assert both.height == single.height == len(what)
    assert both["users_with"].to_list() == pytest.approx(
        both["loss"].to_list(), rel=2e-3, abs=0.05
    )


def test_an_unknown_owner_cannot_withdraw(found: pl.DataFrame) -> None:
    names = found.filter(pl.col("what") == "owners")["name"].to_list()
    assert names == ["sites owned by RUS"]


def test_losing_two_is_at_least_as_bad_as_losing_one(
    owned: Case, chain: Chain, found: pl.DataFrame
) -> None:
    single = removals(owned, calibrate(owned), ["suppliers", "stops"])
    table = removed(chain, couples(single), single)
    assert table.height == len(single) * (len(single) - 1) // 2
    loss = dict(found.select("name", "users_without").rows())
    for name, both in table.select("name", "users_without").iter_rows():
        assert both >= max(loss[one] for one in name.split("; ")) - 0.05


def test_nothing_removed_gives_an_empty_table(
    chain: Chain, found: pl.DataFrame
) -> None:
    empty = removed(chain, [])
    assert empty.height == 0
    assert empty.columns == found.columns


def test_a_word_that_means_nothing_is_refused_with_a_suggestion(
    small: Case, calibration: Calibration
) -> None:
    with pytest.raises(InputError, match="suppliers"):
        removals(small, calibration, ["supplier", "stages"])
