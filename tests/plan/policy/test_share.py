"""Shares in the solved market: what a hard one forces, what a soft one lets happen."""

from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl
import pytest

from orepath.plan.assemble import program_of
from orepath.plan.policy.supply import arrivals, output
from orepath.plan.program import Program
from orepath.plan.solve import Answer, Solver
from orepath.world.calibrate import Calibration
from orepath.world.case import Case

Under = Callable[..., Case]
Built = dict[str, int]

SMELTER: Built = {"smelter": 2025}


def solved(
    case: Case, calibration: Calibration, built: Built
) -> tuple[Program, Answer]:
    """Solve a case with some projects built."""
    program = program_of(case, calibration)
    return program, Solver(program).solve(program.network.starts(built))


def supplied(program: Program, answer: Answer, moment: int) -> dict[str, float]:
    """Return slag for India by origin, as it arrives, kt/a; IND is made at home."""
    n = program.network
    places = (*n.calibration.balance.places.labels, "IND")
    found: dict[str, float] = {}
    for columns in (output(n, "slag", "IND"), arrivals(n, "slag", "IND")):
        now = np.flatnonzero(columns.moment == moment)
        tonnes = columns.tonnes[now] * answer.value[columns.column[now]]
        for origin, kt in zip(columns.origin[now], tonnes, strict=True):
            who = places[origin]
            found[who] = found.get(who, 0.0) + float(kt)
    return found


def share(case: Case, calibration: Calibration, built: Built, who: str) -> float:
    """Return whose share of all supply in the last period."""
    program, answer = solved(case, calibration, built)
    found = supplied(program, answer, 2)
    return found.get(who, 0.0) / sum(found.values())


def row(kind: str, **words: Any) -> dict[str, Any]:
    return {"kind": kind, **words}


def test_a_hard_domestic_share_is_kept(
    small: Case, calibration: Calibration, under: Under
) -> None:
    free = share(under(small), calibration, SMELTER, "IND")
    asked = (free + 1.0) / 2
    case = under(small, row("domestic_share", value=asked))
    assert share(case, calibration, SMELTER, "IND") == pytest.approx(asked, abs=1e-6)


def test_a_soft_share_below_what_happens_anyway_costs_nothing(
    small: Case, calibration: Calibration, under: Under
) -> None:
    free = solved(under(small), calibration, SMELTER)[1].objective
    late = row("domestic_share", value=0.1, excess=0.2, start=2030)
    case = under(small, late)
    assert solved(case, calibration, SMELTER)[1].objective == pytest.approx(free)


def test_without_a_plant_a_hard_domestic_share_leaves_nothing_to_use(
    small: Case, calibration: Calibration, under: Under
) -> None:
    case = under(small, row("domestic_share", value=0.3))
    program, answer = solved(case, calibration, {})
    assert sum(supplied(program, answer, 2).values()) == pytest.approx(0.0, abs=1e-9)


def test_without_a_plant_a_soft_domestic_share_is_paid_for(
    small: Case, calibration: Calibration, under: Under
) -> None:
    case = under(small, row("domestic_share", value=0.3, excess=0.2))
    program, answer = solved(case, calibration, {})
    block = program.network.blocks["excess"]
    over = answer.value[block.columns]
    supply = sum(supplied(program, answer, 2).values())
    assert supply > 50.0
    assert over[2] == pytest.approx(0.3 * supply)
    price = calibration.anchor[calibration.balance.row("slag", "IND")]
    weight = program.network.moments.weight
    paid = float(program.lines["excess shares"] @ answer.value)
    assert paid == pytest.approx(0.2 * price * 1e-3 * float(over @ weight))


def test_a_hard_partner_share_brings_the_partners_goods(
    small: Case, calibration: Calibration, under: Under
) -> None:
    contract = {"contract": 2025}
    free = share(under(small), calibration, contract, "KAZ")
    asked = 2 * free
    case = under(small, row("partner_share", value=asked, members="KAZ"))
    assert share(case, calibration, contract, "KAZ") == pytest.approx(asked, abs=1e-6)


def test_a_bloc_may_be_a_partner(
    owned: Case, calibration: Calibration, under: Under
) -> None:
    contract = {"contract": 2025}
    by_name = under(owned, row("partner_share", value=0.2, members="KAZ"))
    by_bloc = under(owned, row("partner_share", value=0.2, members="centre"))
    found = [solved(c, calibration, contract)[1].objective for c in (by_name, by_bloc)]
    assert found[0] == pytest.approx(found[1])


def test_what_a_recycling_project_makes_counts_as_recycled(
    owned: Case, small: Case, calibration: Calibration, under: Under
) -> None:
    asked = row("recycled_share", value=0.2)
    recycled = solved(under(owned, asked), calibration, SMELTER)
    assert sum(supplied(*recycled, 2).values()) > 50.0
    # The same plant fed with ore recycles nothing, so nothing may be used at all.
    plain = solved(under(small, asked), calibration, SMELTER)
    assert sum(supplied(*plain, 2).values()) == pytest.approx(0.0, abs=1e-9)


def test_a_cap_on_all_supply_counts_what_is_made_at_home(
    small: Case, calibration: Calibration, under: Under
) -> None:
    words = {"value": 0.5, "members": "CHN"}
    of_imports = under(small, row("share_cap", **words))
    of_supply = under(small, row("share_cap", base="supply", **words))
    strict, mild = (
        share(case, calibration, SMELTER, "CHN") for case in (of_imports, of_supply)
    )
    assert strict < mild <= 0.5 + 1e-6


def test_a_cap_on_blocs_of_one_place_each_is_a_cap_on_origins(
    owned: Case, calibration: Calibration, under: Under
) -> None:
    found = [
        solved(under(owned, row("share_cap", value=0.7, by=by)), calibration, {})[1]
        for by in ("origin", "bloc")
    ]
    assert found[0].objective == pytest.approx(found[1].objective)


def test_an_owner_abroad_makes_a_cap_stricter(
    owned: Case, calibration: Calibration, under: Under
) -> None:
    cap = row("share_cap", value=0.8, members="CHN")
    by_origin = solved(under(owned, cap), calibration, {})[1].objective
    by_owner = solved(under(owned, {**cap, "by": "owner"}), calibration, {})[1]
    assert by_owner.objective > by_origin + 1e-3


KINDS = (
    *("origins", "blocs", "owners", "home", "scrap", "friends", "days"),
    *("carbon", "power"),
)


@pytest.mark.parametrize("name", KINDS)
def test_no_policy_adds_to_the_worlds_surplus_and_a_soft_one_takes_less(
    owned: Case,
    under: Under,
    calibration: Calibration,
    every: list[dict[str, Any]],
    name: str,
) -> None:
    policy = next(one for one in every if one["policy"] == name)
    built = {"stock": 2025} if name == "days" else {"smelter": 2025, "contract": 2025}
    free = solved(under(owned), calibration, built)[1].objective
    dear = 500.0 if "limit" in policy["kind"] else 0.5
    soft, hard = (
        solved(under(owned, {**policy, "excess": price}), calibration, built)[1]
        for price in (dear, None)
    )
    assert free - 1e-6 <= soft.objective <= hard.objective + 1e-6


@pytest.mark.parametrize(
    "policy",
    [
        {"kind": "domestic_share", "value": 0.3},
        {"kind": "partner_share", "value": 0.5, "members": "KAZ"},
        {"kind": "share_cap", "value": 0.6},
        {"kind": "share_cap", "value": 0.6, "base": "supply"},
        {"kind": "recycled_share", "value": 0.2},
        {"kind": "reserve_days", "value": 300.0},
    ],
    ids=lambda policy: policy["kind"],
)
@pytest.mark.parametrize("built", [{}, {"stock": 2025}, {"stock": 2030}], ids=str)
def test_a_hard_policy_makes_no_plan_impossible(
    owned: Case,
    calibration: Calibration,
    under: Under,
    policy: dict[str, Any],
    built: Built,
) -> None:
    """What fills a reserve is bought whatever the market does, and counts in none."""
    case = under(owned, policy)
    assert solved(case, calibration, built)[1].violation < 1e-5


def test_what_an_owner_from_abroad_makes_at_home_counts_as_his(
    owned: Case, calibration: Calibration, under: Under
) -> None:
    """India owns two fifths of China's mine, and what India itself sends there."""
    held = owned.table("owners")
    mine = held.with_columns(
        site=pl.lit("chn_mine"), owner=pl.lit("IND"), share=pl.lit(0.4)
    ).head(1)
    cap = {"commodity": "ore", "place": "CHN", "by": "owner", "base": "supply"}
    case = under(
        owned.replace(owners=pl.concat([held, mine])),
        row("share_cap", value=0.3, members="IND", **cap),
    )
    program = program_of(case, calibration)
    group = program.group("share cap")
    matrix = program.matrix[group.rows, :].tocoo()
    told = {
        program.column_label(int(c)).partition(",")[0]: round(float(v), 9)
        for c, v in zip(matrix.col, matrix.data, strict=True)
    }
    sent = told.pop("ship ore · IND to CHN")
    assert sent == pytest.approx(0.7 * (1 - calibration.balance.pair_loss[0]))
    assert told == {"make mine · CHN": pytest.approx(0.1)}
