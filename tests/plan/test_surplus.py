"""Whose surplus it is: shares by hand, and the focus actor's part of the whole."""

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from orepath.plan.assemble import program_of
from orepath.plan.program import Program
from orepath.plan.single import Market
from orepath.plan.surplus import Shares, focus_gain, shares_of
from orepath.world.calibrate import Calibration
from orepath.world.case import Case


def owned(case: Case, *rows: tuple[str, str, float]) -> Case:
    """Return the case with owners of sites: site, owner, share."""
    table = case.table("owners")
    empty = dict.fromkeys(table.columns)
    full = [
        empty | {"site": site, "owner": owner, "share": share}
        for site, owner, share in rows
    ]
    return case.replace(owners=pl.DataFrame(full, schema=table.schema))


def shares(case: Case, calibration: Calibration) -> Shares:
    return shares_of(program_of(case, calibration).network)


def test_a_site_without_owners_belongs_to_its_place(
    small: Case, calibration: Calibration
) -> None:
    found = shares(small, calibration)
    homes = small.table("sites")["place"].to_list()
    assert found.sites.tolist() == [float(place == "IND") for place in homes]
    assert found.projects.tolist() == [0.5, 1.0, 1.0]


def test_a_share_abroad_counts_for_its_site_alone(
    small: Case, calibration: Calibration
) -> None:
    case = owned(small, ("chn_smelt", "IND", 0.3), ("chn_smelt", "CHN", 0.7))
    sites = small.table("sites")["site"].to_list()
    found = dict(zip(sites, shares(case, calibration).sites.tolist(), strict=True))
    assert found["chn_smelt"] == pytest.approx(0.3)
    assert found["chn_mine"] == 0.0
    assert found["ind_mine"] == 1.0


def test_what_unknown_owners_hold_is_not_the_focus_actors(
    small: Case, calibration: Calibration
) -> None:
    case = owned(small, ("ind_mine", "IND", 0.51))
    assert shares(case, calibration).sites[0] == pytest.approx(0.51)


def test_the_focus_gain_adds_what_is_at_home_and_what_is_owned(
    program: Program,
) -> None:
    n = program.network
    parts = Market(program).outcome((("contract", 2025), ("smelter", 2025))).parts
    by_hand = (
        parts.users[0]
        + parts.makers[0]
        + 0.5 * parts.projects[0]
        + parts.projects[1]
        + parts.projects[2]
        + parts.duties[0]
        + parts.penalties
    )
    mine = shares_of(n)
    assert focus_gain(n, parts, mine) == pytest.approx(by_hand + parts.importers[0])
    assert focus_gain(n, parts, mine, to_exporters=True) == pytest.approx(
        by_hand + parts.exporters[0]
    )
    assert parts.duties[1:].tolist() == [0.0, 0.0], "only India levies a duty"
    assert parts.duties[0] > 0.0


def test_a_project_that_does_not_run_costs_its_capital(
    small: Case, calibration: Calibration, edited: Callable[..., Any]
) -> None:
    case = edited(small, "projects", {"project": "smelter"}, opex=1e5)
    market = Market(program_of(case, calibration))
    built = market.outcome((("smelter", 2025),))
    none = market.outcome(())
    assert built.parts.projects[0] < 0.0
    assert none.parts.projects[0] == 0.0
    assert built.world - none.world == pytest.approx(built.parts.projects[0], abs=1e-6)
