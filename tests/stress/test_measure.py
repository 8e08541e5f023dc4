"""Measures: what may be done besides the plan, when it must begin, what it costs."""

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from orepath.plan.assemble import program_of
from orepath.plan.network import Network
from orepath.stress.measure import (
    KEEPING,
    Measure,
    dues_of,
    is_reserve,
    keep_of,
    projects_beside,
    reserved,
    with_reserves,
)
from orepath.stress.shocks import control_of
from orepath.world.calibrate import Calibration, calibrate
from orepath.world.case import Case

Edit = Callable[..., Case]

RATE = 0.08


def annuity(life: float) -> float:
    """Return the part of capital that is paid back a year."""
    return RATE / (1.0 - (1.0 + RATE) ** -life)


def network_of(case: Case, calibration: Calibration) -> tuple[Network, int]:
    """Return the network of a case with its undisturbed year, and that year."""
    control = control_of(case, calibration)
    n = program_of(case, calibration, (control,)).network
    return n, int(n.moments.branches[0])


@pytest.fixture(scope="module")
def made(small: Case, calibration: Calibration) -> tuple[Network, int]:
    return network_of(with_reserves(small, calibration), calibration)


@pytest.fixture(scope="module")
def many(rich: Case) -> tuple[Network, int]:
    return network_of(rich, calibrate(rich))


def beside(made: tuple[Network, int], plan: dict[str, int]) -> dict[str, Measure]:
    """Return the projects beside a plan by name."""
    n, moment = made
    return {one.key: one for one in projects_beside(n, plan, moment)}


def test_what_the_plan_has_in_time_is_no_measure(made: tuple[Network, int]) -> None:
    assert set(beside(made, {"smelter": 2025})) == {"contract", "stock"}
    assert beside(made, {"smelter": 2025, "contract": 2025, "stock": 2025}) == {}


def test_each_begins_as_early_as_lets_it_give_most(made: tuple[Network, int]) -> None:
    found = beside(made, {})
    assert found["smelter"].starts == {"smelter": 2025}
    assert not any(one.sooner for one in found.values())
    assert {one.grade for one in found.values()} == {"C"}


def test_what_the_plan_has_too_late_may_be_had_sooner(
    made: tuple[Network, int],
) -> None:
    # Disruptions strike in 2030; a stock must have been filled in an earlier period.
    found = beside(made, {"stock": 2030, "smelter": 2030})
    assert found["stock"].sooner
    assert found["stock"].starts == {"stock": 2025}
    # Its lead of two years falls into the long last period, so part of it stands.
    assert "smelter" not in found


def test_what_cannot_stand_by_then_is_left_out(
    small: Case, calibration: Calibration, edited: Edit
) -> None:
    late = edited(small, "projects", {"project": "smelter"}, lead=20.0)
    found = beside(network_of(late, calibration), {})
    assert set(found) == {"contract", "stock"}


def test_requirements_are_started_with_what_needs_them(
    many: tuple[Network, int],
) -> None:
    found = beside(many, {})
    assert "seek" not in found
    # The search of 2025 takes a year, so that the pit can begin in the next period.
    assert found["pit"].starts == {"seek": 2025, "pit": 2027}


def test_requirements_of_the_plan_are_not_started_again(
    many: tuple[Network, int],
) -> None:
    assert beside(many, {"seek": 2025})["pit"].starts == {"pit": 2027}
    # A search that the plan begins in the last period is ready for no start.
    assert "pit" not in beside(many, {"seek": 2030})


def test_requirements_of_requirements_are_started_too(
    rich: Case, edited: Edit, added: Edit
) -> None:
    old = rich.table("projects").filter(project="pit").row(0, named=True)
    case = added(rich, "projects", old | {"project": "deep", "requires": "pit"})
    found = beside(network_of(case, calibrate(case)), {})
    assert found["deep"].starts == {"seek": 2025, "pit": 2027, "deep": 2030}
    slow = edited(case, "projects", {"project": "seek"}, lead=9.0)
    assert "pit" not in beside(network_of(slow, calibrate(slow)), {})


def test_a_reserve_costs_its_store_its_running_and_interest(
    made: tuple[Network, int],
) -> None:
    n, _ = made
    # As the case's own stock: 10 USD/t of store, 5 USD/t a year, slag at 970 USD/t.
    by_hand = 10.0 * annuity(20.0) + 5.0 + RATE * 970.0
    assert keep_of(n, reserved(n)["slag"]) == pytest.approx(by_hand, rel=1e-9)


def test_where_the_case_has_no_stock_storing_is_supposed(
    small: Case, calibration: Calibration
) -> None:
    rest = small.table("projects").filter(pl.col("kind") != "stock")
    case = with_reserves(small.replace(projects=rest), calibration)
    n, _ = network_of(case, calibration)
    by_hand = (KEEPING + RATE) * 970.0
    assert keep_of(n, reserved(n)["slag"]) == pytest.approx(by_hand, rel=1e-9)
    row = case.table("projects").row(-1, named=True)
    assert (row["grade"], row["source"]) == ("C", "assumption")


def test_a_place_that_uses_nothing_needs_no_reserve(
    small: Case,
) -> None:
    demand = small.table("demand").filter(pl.col("place") != "IND")
    case = small.replace(demand=demand)
    assert with_reserves(case, calibrate(case)) is case


def test_reserves_bear_names_that_no_project_has(made: tuple[Network, int]) -> None:
    n, _ = made
    names = n.projects["project"].to_list()
    assert [is_reserve(name) for name in names] == [False, False, False, True]
    assert list(reserved(n)) == ["slag"]


def test_dues_are_the_focus_actors_part_of_the_instalments(
    made: tuple[Network, int],
) -> None:
    n, _ = made
    # 50 kt at 800 USD/(t/a), half of it India's, two years under construction.
    by_hand = 0.5 * 40.0 * (1.0 + RATE) * annuity(20.0)
    assert dues_of(n, Measure("smelter", "plant", {"smelter": 2025})) == pytest.approx(
        by_hand, rel=1e-9
    )


def test_a_stock_of_the_case_costs_what_a_reserve_as_large_does(
    made: tuple[Network, int],
) -> None:
    n, _ = made
    stock = dues_of(n, Measure("stock", "stock", {"stock": 2025}))
    assert stock == pytest.approx(keep_of(n, reserved(n)["slag"]) * 10e3 * 1e-6)


def test_of_a_credit_the_grant_element_alone_is_borne(
    many: tuple[Network, int],
) -> None:
    n, _ = many
    row: dict[str, Any] = n.projects.filter(project="loan").row(0, named=True)
    capital = row["capex"] * row["size"] * 1e-6 * (1.0 + RATE) ** 0.5
    by_hand = 0.25 * capital * annuity(row["life"])
    assert dues_of(n, Measure("loan", "credit", {"loan": 2025})) == pytest.approx(
        by_hand, rel=1e-9
    )
