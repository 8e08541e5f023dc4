"""Limits on carbon and power: what they hold down, and which goods they join."""

from collections.abc import Callable

import pytest

from orepath.plan.assemble import program_of
from orepath.plan.solve import Solver
from orepath.world.calibrate import Calibration, calibrate
from orepath.world.case import Case
from orepath.world.cluster import clusters

Under = Callable[..., Case]


def smelted(case: Case, calibration: Calibration) -> tuple[float, float]:
    """Return what the smelter makes in the last period, kt/a, and the objective."""
    program = program_of(case, calibration)
    answer = Solver(program).solve(program.network.starts({"smelter": 2025}))
    run = program.network.blocks["run"]
    return float(answer.value[run.columns][(run.moment == 2)].sum()), answer.objective


def test_a_hard_limit_on_carbon_holds_the_smelter_at_its_tonnes(
    owned: Case, calibration: Calibration, under: Under
) -> None:
    # 1.5 t CO2 a tonne: 30 kt a year leave room for 20 kt of slag.
    case = under(owned, {"kind": "emission_limit", "value": 30e3})
    assert smelted(case, calibration)[0] == pytest.approx(20.0)


def test_a_hard_limit_on_power_holds_the_smelter_at_its_tonnes(
    owned: Case, calibration: Calibration, under: Under
) -> None:
    # 2.4 MWh a tonne: 24 GWh a year leave room for 10 kt of slag.
    case = under(owned, {"kind": "energy_limit", "value": 24e3, "commodity": "slag"})
    assert smelted(case, calibration)[0] == pytest.approx(10.0)


def test_a_price_of_carbon_is_paid_on_what_goes_beyond(
    owned: Case, calibration: Calibration, under: Under
) -> None:
    cheap, dear = (
        smelted(
            under(owned, {"kind": "emission_limit", "value": 0.0, "excess": price}),
            calibration,
        )
        for price in (1.0, 1e4)
    )
    assert cheap[0] > 1.0
    assert dear[0] == pytest.approx(0.0, abs=1e-6)
    assert cheap[1] < dear[1]


def test_a_limit_counts_only_what_makes_its_commodity(
    owned: Case, calibration: Calibration, under: Under
) -> None:
    limit = {"kind": "energy_limit", "value": 24e3, "commodity": "ore"}
    assert smelted(under(owned, limit), calibration)[0] > 20.0


def test_a_limit_on_all_goods_joins_them_in_one_market(
    pair: Case, under: Under
) -> None:
    limit = {"kind": "energy_limit", "value": 24e3}
    assert len(clusters(under(pair, limit))) == 1
    assert len(clusters(under(pair, {**limit, "commodity": "slag"}))) == 2
    # In Kazakhstan both smelters take power; nobody does at a place that only mines.
    assert len(clusters(under(pair, {**limit, "place": "KAZ"}))) == 1


def test_a_limit_on_all_goods_adds_both_smelters_up(pair: Case, under: Under) -> None:
    case = under(pair, {"kind": "energy_limit", "value": 24e3})
    program = program_of(case, calibrate(case))
    built = {"smelter": 2025, "smelter_twin": 2025}
    answer = Solver(program).solve(program.network.starts(built))
    run = program.network.blocks["run"]
    made = answer.value[run.columns][run.moment == 2].sum()
    assert made == pytest.approx(10.0)


def test_a_limit_is_left_out_where_nothing_is_weighed(
    small: Case, calibration: Calibration, under: Under
) -> None:
    case = under(small, {"kind": "emission_limit", "value": 1.0})
    rules = {group.rule for group in program_of(case, calibration).groups}
    assert "emission limit" not in rules


def test_a_price_of_one_dollar_is_a_dollar_a_tonne(
    owned: Case, calibration: Calibration, under: Under
) -> None:
    limit = {"kind": "emission_limit", "value": 0.0, "excess": 80.0}
    program = program_of(under(owned, limit), calibration)
    block = program.network.blocks["excess"]
    assert block.cost.tolist() == pytest.approx([0.08] * 3)
