"""Laying out the columns: what is refused, and hand values of time and stairs."""

from collections.abc import Callable

import numpy as np
import polars as pl
import pytest

from orepath.errors import InputError
from orepath.plan.assemble import program_of
from orepath.plan.network import Network, moments_of, running_of
from orepath.plan.program import Program
from orepath.stress.shocks import branches_of
from orepath.world.calibrate import Calibration, calibrate
from orepath.world.case import Case

Edit = Callable[..., Case]


def refusal(case: Case) -> str:
    """Return what a case is refused with."""
    calibration = calibrate(case)
    with pytest.raises(InputError) as told:
        program_of(case, calibration, branches_of(case, calibration))
    assert len(told.value.problems) == 1
    return str(told.value)


def test_a_contract_without_a_trade_pair_is_refused(small: Case, edited: Edit) -> None:
    case = edited(
        small, "projects", {"project": "contract"}, place="CHN", commodity="ore"
    )
    assert refusal(case) == (
        "projects.csv:3:destination — no trade row for ore from CHN to IND — "
        "add one to trade.csv with quantity 0"
    )


def test_a_stock_of_what_never_arrives_is_refused(small: Case, edited: Edit) -> None:
    trade = small.table("trade").filter(
        (pl.col("commodity") != "ore") | (pl.col("destination") != "KAZ")
    )
    sites = small.table("sites").filter(pl.col("site") != "kaz_smelt")
    case = small.replace(trade=trade, sites=sites)
    case = edited(case, "projects", {"project": "stock"}, commodity="ore", place="KAZ")
    assert refusal(case) == (
        "projects.csv:4:commodity — ore neither is made nor arrives at KAZ — "
        "choose a commodity that is traded or made there"
    )


def test_chances_that_fill_the_year_are_refused(small: Case, edited: Edit) -> None:
    case = edited(small, "shocks", {}, probability=0.4)
    assert refusal(case).startswith(
        "shocks.csv:probability — the yearly chances sum to"
    )


def test_moments_by_hand(small: Case) -> None:
    m = moments_of(small, ())
    assert m.label == ("2025-2026", "2027-2029", "2030-2034")
    assert m.offset.tolist() == [1.5, 4.0, 8.0]
    assert m.weight == pytest.approx([2 / 1.08**1.5, 3 / 1.08**4, 5 / 1.08**8])
    assert m.stem.tolist() == [0, 1, 2]
    assert m.branches.size == 0


def test_chances_move_weight_from_the_trunk_and_lose_none(
    small: Case, calibration: Calibration
) -> None:
    branches = branches_of(small, calibration)
    plain, struck = moments_of(small, ()), moments_of(small, branches)
    assert struck.weight.sum() == pytest.approx(plain.weight.sum())
    chances = [b.probability for b in branches]
    assert struck.weight[3:] == pytest.approx(plain.weight.sum() * np.array(chances))
    assert (struck.trunk[3:] == 2).all()


def test_a_project_runs_from_its_lead_on_and_at_half_while_it_ramps_up(
    small: Case, edited: Edit
) -> None:
    case = edited(small, "projects", {"project": "smelter"}, life=4.0)
    part = running_of(case, moments_of(case, ()))[0]
    # Started 2025, ready 2027; half in 2027 and 2028, full in 2029 and 2030, then gone.
    assert part[0].tolist() == pytest.approx([0.0, (0.5 + 0.5 + 1.0) / 3, 1 / 5])
    assert part[1].tolist() == pytest.approx([0.0, 1 / 3 * 0.5, (0.5 + 1 + 1) / 5])
    assert part[2].tolist() == pytest.approx([0.0, 0.0, (0.5 + 0.5 + 1.0) / 5])


def test_nothing_may_start_outside_its_window(small: Case, edited: Edit) -> None:
    case = edited(small, "projects", {"project": "smelter"}, earliest=2026, latest=2028)
    n = program_of(case, calibrate(case)).network
    block = n.blocks["start"]
    years = {name: [] for name in n.projects["project"]}
    for j, t in zip(block.item, block.moment, strict=True):
        years[n.projects["project"][int(j)]].append(int(n.moments.first[t]))
    assert years["smelter"] == [2027]
    assert years["stock"] == [2025, 2027, 2030]


@pytest.mark.parametrize("name", ["make", "ship"])
def test_the_next_tonne_never_costs_less(program: Program, name: str) -> None:
    for cost, _ in stairs(program.network, name):
        assert (np.diff(cost) >= 0).all()


def test_the_next_tonne_used_is_never_worth_more(program: Program) -> None:
    for cost, _ in stairs(program.network, "use"):
        assert (np.diff(cost) >= 0).all()


def test_what_a_disruption_leaves_is_a_part_of_the_base_level(
    program: Program, calibration: Calibration
) -> None:
    n = program.network
    block = n.blocks["make"]
    outage = n.moments.label.index("chn_outage")
    # Half of the output, nine months: 62.5 % of the year's base level is left; the
    # mine beside it keeps its whole stair, up to 1.6 times the base.
    for site, left in ((1, 1.6), (2, 0.625)):
        mine = (block.item == site) & (block.moment == outage)
        base = calibration.year.quantity[site] * 1e-3 * n.site_growth[site, outage]
        assert block.upper[mine].sum() == pytest.approx(left * base, rel=1e-6)


def stairs(n: Network, name: str) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return costs and widths of every stair of a block, in the order of columns."""
    block = n.blocks[name]
    keys = np.stack([block.item, block.moment])
    found = []
    for item, moment in np.unique(keys, axis=1).T:
        mine = (block.item == item) & (block.moment == moment)
        found.append((block.cost[mine], block.upper[mine]))
    return found
