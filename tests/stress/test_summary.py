"""What trials tell, recomputed by hand from made-up files."""

import json
from pathlib import Path

import polars as pl
import pytest

from orepath.stress.summary import culprits, exceedance, losses, shortages
from orepath.stress.trials import USES, YEARS

# Ten years: one loses 100, one 20, the rest nothing; the plan halves it.
LOSS = [0.0, 100.0, 0.0, 20.0, *[0.0] * 6]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    room = tmp_path_factory.mktemp("told")
    years = pl.DataFrame(
        {
            "trial": range(10),
            "struck": [[], ["a ban", "fire"], [], ["fire"], *[[]] * 6],
            "months": [0.0, 6.0, 0.0, 3.0, *[0.0] * 6],
            "users_without": LOSS,
            "users_with": [loss / 2 for loss in LOSS],
            "country_without": LOSS,
            "country_with": LOSS,
            "later_users_without": [loss / 4 for loss in LOSS],
            "later_users_with": LOSS,
            "later_country_without": LOSS,
            "later_country_with": LOSS,
        },
        schema=YEARS,
    )
    # Two blocks: what is told must not depend on where they are cut.
    for block, some in enumerate((years[:4], years[4:])):
        some.write_parquet(room / f"years-{block:06d}.parquet")
    rows = [
        (1, "without", "sponge", 10.0, 20.0, 70.0, 0.0, 3.0, 6.0, 6.0),
        (1, "with", "sponge", 0.0, 0.0, 50.0, 50.0, 2.0, 6.0, 6.0),
        (3, "without", "sponge", 0.0, 0.0, 30.0, 0.0, 1.5, 3.0, 3.0),
        (3, "with", "sponge", 0.0, 0.0, 0.0, 30.0, 1.0, 3.0, 0.0),
    ]
    uses = pl.DataFrame(rows, schema=USES, orient="row")
    uses.write_parquet(room / "uses-000000.parquet")
    stocks = {"without": {"sponge": 0.0}, "with": {"sponge": 80.0}}
    text = json.dumps({"trials": 10, "stocks": stocks})
    (room / "trials.json").write_text(text, encoding="utf-8")
    return room


def test_losses_have_a_mean_and_tails(folder: Path) -> None:
    found = losses(folder, 10).filter(pl.col("whose") == "users")
    without, with_plan = found.rows(named=True)
    assert without == {
        "whose": "users", "side": "without", "mean": 12.0, "over_10": 100.0,
        "over_1": 100.0, "worst_10": 100.0, "worst_1": 100.0, "largest": 100.0,
        "hit": 0.2, "later": 3.0,
    }  # fmt: skip
    assert with_plan["mean"] == 6.0


def test_the_curve_tells_how_often_a_loss_is_exceeded(folder: Path) -> None:
    curve = exceedance(folder, 10, 10).filter(pl.col("whose") == "users")
    reached = dict(zip(curve["chance"], curve["without"], strict=True))
    assert reached[0.1] == 100.0
    assert reached[0.2] == 20.0
    assert curve["chance"].is_sorted(descending=True)
    assert curve["without"].is_sorted()


def test_a_stock_lasts_as_long_as_it_covers_what_would_be_short(folder: Path) -> None:
    with_plan, without = shortages(folder, 10).sort("side").rows(named=True)
    assert without["short"] == pytest.approx(13.0)
    assert without["chance"] == pytest.approx(0.2)
    assert without["worst"] == 100.0
    assert without["survive"] == 0.0
    # 100 t short in six months is 200 t a year, of which 80 t are 146 days; 30 t in
    # three months are 120 t a year, of which they are 243 days.
    assert with_plan["survive"] == pytest.approx((146.0 + 80.0 / 120.0 * 365.0) / 2)
    # A year in which 95 % is always used does not count.
    assert (without["recover"], with_plan["recover"]) == (4.5, 6.0)
    assert with_plan["vital"] == 0.0


def test_culprits_are_told_by_what_they_add(folder: Path) -> None:
    found = culprits(folder, 10)
    assert found["shock"].to_list() == ["a ban", "fire"]
    assert found["chance"].to_list() == [0.1, 0.2]
    # A fire alone costs 20; in the year of both the ban adds 80 to that.
    assert found["users_without"].to_list() == pytest.approx([80.0, 20.0])
    assert found["users_with"].to_list() == pytest.approx([40.0, 10.0])


def test_two_that_always_strike_together_share_what_they_cost(folder: Path) -> None:
    found = culprits(folder, 3)
    assert found["users_without"].to_list() == pytest.approx([50.0, 50.0])


def test_where_nothing_struck_nobody_is_to_blame(folder: Path) -> None:
    found = culprits(folder, 1)
    assert found.is_empty()
    assert found.schema["shock"] == pl.String


def test_what_is_told_does_not_hang_on_the_order_of_the_years(
    tmp_path: Path,
) -> None:
    losses_of = [1.0 / 3.0, 1e5 + 0.1, 1e-4, 7.7, 0.3] * 40
    for at, order in enumerate((losses_of, losses_of[::-1])):
        room = tmp_path / str(at)
        room.mkdir()
        size = len(order)
        frame = pl.DataFrame(
            {"trial": range(size), "struck": [["fire"]] * size, "months": [6.0] * size}
            | dict.fromkeys(list(YEARS)[3:], order),
            schema=YEARS,
        )
        frame.write_parquet(room / "years-000000.parquet")
    one, other = (culprits(tmp_path / str(at), 200) for at in range(2))
    assert one.equals(other)


def test_only_as_many_years_are_read_as_are_asked_for(folder: Path) -> None:
    users = losses(folder, 3).filter(pl.col("whose") == "users", side="without")
    assert users.select("mean", "hit").row(0) == pytest.approx((100 / 3, 1 / 3))
    assert exceedance(folder, 3)["chance"].min() == pytest.approx(1 / 3)
    assert shortages(folder, 3)["chance"].to_list() == pytest.approx([1 / 3, 1 / 3])
    assert culprits(folder, 3)["chance"].to_list() == pytest.approx([1 / 3, 1 / 3])
