"""Dearer things, changed wants and caps: in the plan and in the year cut out alike."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray

from orepath.plan.assemble import program_of
from orepath.plan.decompose.effort import Effort
from orepath.plan.decompose.world import decomposed
from orepath.plan.network import KT
from orepath.plan.prices import market_prices
from orepath.plan.program import Program
from orepath.plan.solve import Answer, Solver
from orepath.stress.chain import chain_of
from orepath.stress.cut import Cuts, left_of
from orepath.stress.dispatch import Dispatch, dispatch_of
from orepath.stress.kind import effects_of
from orepath.stress.operation import Operation
from orepath.stress.removal import couples, removals, removed
from orepath.stress.shocks import CONTROL, branches_of
from orepath.stress.toll import Assessor, Toll
from orepath.stress.trial import Strike, strike
from orepath.world.calibrate import calibrate
from orepath.world.case import Case

Edit = Callable[..., Case]
Floats = NDArray[np.float64]

PLANS: list[dict[str, int]] = [
    {},
    {"smelter": 2025, "contract": 2025, "stock": 2025},
    {"seek": 2025, "pit": 2027, "loan": 2025, "call": 2025},
]
_SHARED = {"months": 12.0, "probability": 0.01, "year": 2026, "severity": 1.0}
KINDS = (
    {"shock": "chn_quota", "kind": "quota", "place": "CHN", "severity": 0.6},
    {"shock": "kaz_quota", "kind": "quota", "place": "KAZ", "commodity": "slag",
     "severity": 0.8},
    {"shock": "ind_tariff", "kind": "tariff", "destination": "IND", "rate": 0.4},
    {"shock": "chn_tariff", "kind": "tariff", "destination": "CHN", "rate": 0.3},
    {"shock": "dear_ore", "kind": "price", "commodity": "ore", "rate": 0.5},
    {"shock": "dear_smelting", "kind": "price", "process": "smelt", "rate": 0.3},
    {"shock": "cheap_ore", "kind": "price", "commodity": "ore", "rate": -0.2},
    {"shock": "boom", "kind": "demand", "commodity": "slag", "rate": 0.3},
    {"shock": "slump", "kind": "demand", "place": "IND", "rate": -0.4},
    {"shock": "detour", "kind": "closure", "stop": "Malacca", "around": True},
)  # fmt: skip
NAMES = tuple(str(row["shock"]) for row in KINDS)
HARMFUL = [name for name in NAMES if name not in ("cheap_ore", "boom", "slump")]


@dataclass(frozen=True)
class Tried:
    """A program with every kind of shock as a branch, and its year cut out."""

    program: Program
    answer: Answer
    dispatch: Dispatch
    operation: Operation
    cuts: Cuts

    def at(self, name: str) -> int:
        return [branch.name for branch in self.program.network.branches].index(name)

    def costs(self, other: Cuts | None = None) -> Floats:
        """Return what the cut-out year costs under each branch, USD million."""
        steps, cuts = self.dispatch.steps, self.cuts if other is None else other
        scale = cuts.scale[:, steps.stair]
        total = self.operation.answers(cuts).total
        taken = np.clip(
            total[:, steps.stair] - steps.foot * scale, 0.0, steps.width * scale
        )
        return np.asarray(taken @ steps.cost + (total * cuts.extra).sum(axis=1))

    def planned(self) -> list[float]:
        """Return what each branch costs in the whole program, USD million a year."""
        n = self.program.network
        spent = self.program.cost * self.answer.value
        return [
            sum(
                float(spent[block.columns][block.moment == moment].sum())
                for block in n.blocks.values()
                if block.name != "start"
            )
            / float(n.moments.weight[moment])
            for moment in n.moments.branches
        ]

    def toll(self) -> Toll:
        moment = int(self.program.network.moments.branches[0])
        assessor = Assessor(self.program, self.dispatch, moment)
        answers = self.operation.answers(self.cuts)
        return assessor.tolls(self.cuts, answers, self.operation.base)

    def strikes(self) -> list[Strike]:
        n = self.program.network
        outcome = self.answer, market_prices(self.program, self.answer)
        focus = n.calibration.balance.places.at(n.case.settings.focus)
        slots = range(len(n.branches))
        return [strike(self.program, outcome, slot, focus) for slot in slots]


@pytest.fixture(scope="module")
def strained(rich: Case, added: Edit) -> Case:
    rows = [_SHARED | {"name": row["shock"]} | row for row in KINDS]
    return added(rich, "shocks", *rows)


@pytest.fixture(scope="module", params=PLANS, ids=lambda p: "+".join(p) or "nothing")
def tried(strained: Case, request: pytest.FixtureRequest) -> Tried:
    calibration = calibrate(strained)
    program = program_of(strained, calibration, branches_of(strained, calibration))
    answer = Solver(program).solve(program.network.starts(request.param))
    part = dispatch_of(program, answer, int(program.network.moments.branches[0]))
    cuts = part.cut(left_of(program.network.branches))
    return Tried(program, answer, part, Operation(part), cuts)


def test_every_kind_costs_in_the_year_what_it_does_in_the_plan(tried: Tried) -> None:
    assert tried.program.network.branches[0].name == CONTROL
    assert tried.costs() == pytest.approx(tried.planned(), rel=1e-7)


def test_what_takes_caps_or_makes_dearer_never_helps_the_whole(tried: Tried) -> None:
    cost = tried.costs()
    for name in HARMFUL:
        assert cost[tried.at(name)] >= cost[0] - 1e-7, name
    assert cost[tried.at("cheap_ore")] < cost[0]
    assert cost[tried.at("boom")] < cost[0], "what is wanted more is worth more"


@pytest.mark.parametrize("name", [*HARMFUL, "chn_stop", "chn_outage", "hormuz"])
def test_the_harder_a_shock_strikes_the_more_the_year_costs(
    tried: Tried, name: str
) -> None:
    case = tried.program.network.case
    at = case.table("shocks")["shock"].to_list().index(name)
    lost = np.zeros((6, case.table("shocks").height))
    lost[:, at] = np.linspace(0.0, 1.0, 6)
    cost = tried.costs(tried.dispatch.cut(effects_of(case).struck(lost)))
    assert np.diff(cost).min() >= -1e-7
    # With all that may strike at once, it costs at least as much as any of them.
    harmful = [*HARMFUL, "chn_stop", "chn_outage", "hormuz"]
    every = np.isin(case.table("shocks")["shock"].to_numpy(), harmful)
    all_hit = effects_of(case).struck(every.astype(np.float64)[None])
    assert tried.costs(tried.dispatch.cut(all_hit))[0] >= cost[-1] - 1e-7


def test_the_toll_of_every_kind_is_that_of_the_trial(tried: Tried) -> None:
    toll, singly = tried.toll(), tried.strikes()
    short = [one.short.sum() for one in singly]
    assert toll.short.sum(axis=(1, 2)) == pytest.approx(short, abs=0.01)
    users, country = [one.loss for one in singly], [one.country for one in singly]
    # A corner has several duals, towards which prices are pulled: a few thousandths of
    # what is used, which is worth some USD 80 million.
    assert toll.users == pytest.approx(users, rel=2e-3, abs=0.25)
    assert toll.country == pytest.approx(country, rel=2e-3, abs=0.25)


def test_a_quota_caps_the_sum_and_leaves_the_choice_of_buyer(tried: Tried) -> None:
    n = tried.program.network
    total = tried.operation.answers(tried.cuts).total
    caps = tried.dispatch.caps
    assert len(caps) == 2
    for group, name in enumerate(("chn_quota", "kaz_quota")):
        row = tried.dispatch.net.tocsr()[[int(caps.row[group])]]
        shipped = (row @ total.T).ravel()
        at = tried.at(name)
        assert shipped[at] <= tried.cuts.quota[at, group] + 1e-6
        assert np.isinf(tried.cuts.quota[:at, group]).all()
    # What China ships in all, four tenths of its base year, grown.
    base = n.calibration.year.quantity[n.calibration.balance.pairs] * KT
    moment = n.moments.branches[0]
    mine = (n.case.table("trade")["origin"] == "CHN").to_numpy()
    allowed = 0.4 * (base * n.pair_growth[:, moment])[mine].sum()
    assert tried.cuts.quota[tried.at("chn_quota"), 0] == pytest.approx(allowed)


def test_the_focus_place_levies_what_its_own_tariff_brings(tried: Tried) -> None:
    # Users pay dearer goods; the treasury takes most of it in.
    toll, at = tried.toll(), tried.at("ind_tariff")
    assert toll.users[at] > 0.0
    assert toll.country[at] < toll.users[at]


def test_users_who_want_less_are_not_short(tried: Tried) -> None:
    toll = tried.toll()
    assert toll.short[tried.at("slump")].sum() == pytest.approx(0.0, abs=1.0)
    assert toll.short[tried.at("boom")].sum() > 1.0


def test_nothing_is_left_behind_by_a_shock(tried: Tried) -> None:
    before = tried.operation.answers(tried.cuts).total
    again = tried.operation.answers(tried.cuts).total
    assert np.array_equal(before, again)


def test_a_detour_costs_its_freight_on_what_goes_round(tried: Tried) -> None:
    part, at = tried.dispatch, tried.at("detour")
    extra = tried.cuts.extra[at]
    n = tried.program.network
    pressure = n.branches[at].pressure
    assert pressure is not None
    pairs = pressure.pair_cost[part.priced.pair]
    rate = pressure.pair_rate[part.priced.pair]
    interest = rate * part.priced.bought[part.priced.pair]
    assert extra[part.priced.ship] == pytest.approx(pairs * KT + interest)
    assert (tried.cuts.levy[at] == 0.0).all()
    assert pairs.max() > 0.0


def test_a_year_of_any_kind_cut_out_by_itself_answers_alike(tried: Tried) -> None:
    moments = tried.program.network.moments.branches
    cost = tried.costs()
    for slot, moment in list(enumerate(moments))[-4:]:
        alone = Operation(dispatch_of(tried.program, tried.answer, int(moment)))
        steps = alone.dispatch.steps
        total = alone.base.total[0][steps.stair]
        taken = np.clip(total - steps.foot, 0.0, steps.width)
        assert taken @ steps.cost == pytest.approx(cost[slot], rel=1e-7)


def test_things_are_taken_away_beside_quotas_too(strained: Case) -> None:
    calibration = calibrate(strained)
    chain = chain_of(strained, calibration, {})
    single = removals(strained, calibration, ["suppliers", "stops"])
    dearer = [branch.pressure for _, branch in single if branch.pressure is not None]
    assert dearer
    pairs = [branch for _, branch in couples([*single, *single])]
    most = max(branch.pressure.pair_cost.max() for branch in pairs if branch.pressure)
    assert most == pytest.approx(2.0 * max(one.pair_cost.max() for one in dearer))
    found = removed(chain, single)
    lost = {
        what: found.filter(what=what)["users_without"].to_list()
        for what in ("stops", "suppliers")
    }
    assert min(lost["stops"]) > -0.05
    assert max(lost["suppliers"]) > 1.0


def test_a_plan_with_every_kind_taken_apart_is_what_it_is_whole(tried: Tried) -> None:
    close = Effort(gap=1e-7)
    together = decomposed([tried.program], close)
    parted = decomposed([tried.program], close, large=0, apart="branches")
    assert parted.apart > 1
    assert parted.objective == pytest.approx(together.objective, rel=1e-6)
