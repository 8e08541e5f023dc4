"""Trials of a case, from its chains to what they tell."""

from pathlib import Path

import polars as pl
import pytest

from orepath.errors import InputError
from orepath.stress.chain import Chain
from orepath.stress.summary import losses
from orepath.study.trials import (
    Losing,
    chains_of,
    check_folder,
    drawn,
    job_of,
    known_removals,
    struck_only,
    taken_away,
    years_there,
)
from orepath.study.trials import _joined as joined
from orepath.world.calibrate import Calibration
from orepath.world.case import Case

PLAN = {"smelter": 2025, "contract": 2025, "stock": 2025}


@pytest.fixture(scope="module")
def chains(small: Case, calibration: Calibration) -> tuple[Chain, ...]:
    return chains_of(small, calibration, PLAN)


def test_years_are_drawn_and_summed_and_a_second_run_finds_them_there(
    small: Case, chains: tuple[Chain, ...], tmp_path: Path
) -> None:
    assert years_there(tmp_path) == 0
    told: list[str] = []
    found = drawn(job_of(small, chains, tmp_path, (400, 3)), told.append)
    assert (found.count, found.seed, years_there(tmp_path)) == (400, 3, 400)
    assert found.losses.equals(losses(tmp_path, 400))
    assert told[0].startswith("Trials: 250 of 400 years")
    again: list[str] = []
    job = job_of(small, chains, tmp_path, (400, 3))
    assert drawn(job, again.append).losses.equals(found.losses)
    assert again == ["Summing the years"]


def test_trials_of_another_seed_are_refused_in_the_same_folder(
    small: Case, chains: tuple[Chain, ...], tmp_path: Path
) -> None:
    drawn(job_of(small, chains, tmp_path, (5, 3)))
    with pytest.raises(InputError, match="another folder"):
        drawn(job_of(small, chains, tmp_path, (5, 4)))


def test_only_named_disruptions_strike(small: Case) -> None:
    assert struck_only(small, ()) is small
    one = struck_only(small, ("hormuz",))
    assert one.table("shocks")["shock"].to_list() == ["hormuz"]
    with pytest.raises(InputError) as fault:
        struck_only(small, ("hormus", "hormuz", "chn_stp"))
    assert [p.fix for p in fault.value.problems] == [
        "did you mean 'hormuz'?",
        "did you mean 'chn_stop'?",
    ]


def test_an_unknown_removal_is_refused_with_the_nearest() -> None:
    assert known_removals(("stops", "owners", "stops")) == ("stops", "owners")
    with pytest.raises(InputError, match="did you mean 'suppliers'"):
        known_removals(("suplier",))


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    check_folder(tmp_path)
    check_folder(tmp_path / "new")
    (tmp_path / "letter.txt").write_text("dear", encoding="utf-8")
    with pytest.raises(InputError, match="something else than trials"):
        check_folder(tmp_path)
    with pytest.raises(InputError, match="is a file"):
        check_folder(tmp_path / "letter.txt")
    (tmp_path / "trials.json").write_text("{}", encoding="utf-8")
    check_folder(tmp_path)


def test_a_disruption_that_hits_nothing_is_refused(
    small: Case, calibration: Calibration
) -> None:
    shocks = small.table("shocks").with_columns(
        pl.when(pl.col("shock") == "hormuz")
        .then(pl.lit("Bosporus"))
        .otherwise("stop")
        .alias("stop")
    )
    with pytest.raises(InputError, match="Hormuz closes hits no site"):
        chains_of(small.replace(shocks=shocks), calibration, PLAN)


def test_things_are_taken_away_singly_and_in_pairs(
    small: Case, calibration: Calibration, chains: tuple[Chain, ...]
) -> None:
    parts = [(small, calibration, chains[0])]
    one, none = taken_away(parts, Losing(("suppliers", "stages")))
    assert none.is_empty()
    assert set(one["what"]) == {"suppliers", "stages"}
    same, two = taken_away(parts, Losing(("suppliers", "stages"), two=True))
    assert same.equals(one)
    assert two.height == one.height * (one.height - 1) // 2
    assert two["users_without"].max() >= one["users_without"].max() - 1e-6  # type: ignore[operator]


def test_a_stop_of_several_chains_is_one_row_that_names_the_worst() -> None:
    rows = pl.DataFrame(
        {
            "what": ["stops", "stops", "stages"],
            "name": ["passage by Suez", "passage by Suez", "mine in Chile"],
            "good_without": ["tin", "zinc", "tin"],
            "short_without": [1.0, 2.0, 3.0],
            "users_without": [1.0, 5.0, 4.0],
            "country_without": [1.0, 1.0, 1.0],
        }
    )
    first, second = joined(rows).rows(named=True)
    assert (first["name"], first["good_without"]) == ("passage by Suez", "zinc")
    assert (first["users_without"], first["short_without"]) == (6.0, 2.0)
    assert second["name"] == "mine in Chile"


def test_numbers_out_of_range_are_refused_together(
    small: Case, chains: tuple[Chain, ...], tmp_path: Path
) -> None:
    with pytest.raises(InputError) as fault:
        job_of(small, chains, tmp_path, (0, -1))
    assert [problem.where for problem in fault.value.problems] == ["trials", "seed"]
