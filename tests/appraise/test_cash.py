"""The cash of a venture: lines by hand, and the laws that no draw may break."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.appraise.ledger import Ledger
from tests.appraise.ventures import full, smelter

from orepath.appraise.cash import cash
from orepath.appraise.drawn import Draws
from orepath.appraise.file import venture_from
from orepath.appraise.flow import LINES, kind_of
from orepath.appraise.term import figures_of
from orepath.appraise.worth import actors, worth
from orepath.errors import AxisError

A = {"source": "assumption", "grade": "C"}


def flows(draws=None, **changes):
    return cash(venture_from(smelter(**changes)), draws)


def line(found, name):
    return found.lines[name][0].tolist()


def drawn(venture, seed, size=7):
    """Draw every figure a little around its middle, and every price."""
    rng = np.random.default_rng(seed)
    figures = {
        name: np.clip(
            figure.value * rng.uniform(0.8, 1.1, size), figure.least, figure.most
        )
        for name, figure in figures_of(venture).items()
    }
    years = len(venture.years)
    prices = {
        name: rng.uniform(0.4, 1.8, (size, years)) for name in ("slag", "ilmenite")
    }
    return Draws(figures, prices)


def test_a_plain_smelter_is_as_by_hand():
    found = flows()
    run = [0.0, 0.0, *[1.0] * 5, 0.0]
    # 10 t at 100 USD; 20 t of ilmenite at 20 USD; 200 of depreciation a year.
    assert line(found, "revenue.slag") == [1000 * x for x in run]
    assert line(found, "input.ilmenite") == [-400 * x for x in run]
    assert line(found, "fixed") == [-50 * x for x in run]
    assert line(found, "capital") == [-400, -600, 0, 0, 0, 0, 0, 0]
    assert line(found, "tax") == pytest.approx([-0.3 * 350 * x for x in run])
    assert found.project[0] == pytest.approx([-400, -600, *[445] * 5, 0])
    assert found.pretax[0] == pytest.approx([-400, -600, *[550] * 5, 0])
    assert found.years == tuple(range(2027, 2035))
    assert found.opens == 2


def test_output_grows_over_the_ramp_and_with_use():
    found = flows(operation__ramp=[0.5, 0.8], operation__use=0.9)
    assert found.tonnes["slag"][0] == pytest.approx([0, 0, 4.5, 7.2, 9, 9, 9, 0])


def test_a_concentrate_is_paid_for_its_content_less_charges():
    found = flows(
        product__0__content=0.5,
        product__0__payable=0.9,
        product__0__recovery=0.8,
        product__0__treatment=3.0,
        product__0__refining=2.0,
    )
    # 8 t a year of 0.45 t paid: 360 USD; charges 8 · 3 + 8 · 0.45 · 2.
    assert line(found, "revenue.slag")[2] == pytest.approx(360.0)
    assert line(found, "treatment.slag")[2] == pytest.approx(-31.2)


def test_freight_is_paid_on_all_but_what_buyers_collect():
    offtake = [
        {"name": "x", "place": "CHN", "product": "slag", "share": 0.3, **A},
        {
            "name": "y",
            "place": "CHN",
            "product": "slag",
            "share": 0.2,
            "collects": True,
            **A,
        },
    ]
    found = flows(product__0__freight=5.0, offtake=offtake)
    assert line(found, "freight.slag")[2] == pytest.approx(-5.0 * 8.0)


def test_royalty_falls_on_what_was_dug_and_feeds_funds():
    found = flows(
        product__0__mineral="titanium",
        fiscal__terms__royalty={"titanium": 0.05},
        fiscal__terms__royalty_levy=0.2,
        fiscal__premium=0.1,
    )
    assert line(found, "royalty.slag")[2] == pytest.approx(-50.0)
    assert line(found, "levy")[2] == pytest.approx(-10.0)
    assert line(found, "premium")[2] == pytest.approx(-100.0)
    # What is paid so is no profit: 350 − 160, at 30 %.
    assert line(found, "tax")[2] == pytest.approx(-57.0)


def test_a_royalty_on_the_netback_leaves_out_charges_and_freight():
    found = flows(
        product__0__mineral="titanium",
        product__0__treatment=10.0,
        product__0__freight=15.0,
        fiscal__terms__royalty={"titanium": 0.1},
        fiscal__terms__royalty_base="netback",
    )
    assert line(found, "royalty.slag")[2] == pytest.approx(-0.1 * 750)


def test_duties_fall_on_what_crosses_the_border_alone():
    home = flows(product__0__duty=0.1, input__0__duty=0.05)
    assert "duty" not in home.lines
    abroad = flows(
        product__0__duty=0.1,
        product__0__destination="CHN",
        input__0__duty=0.05,
        input__0__origin="AUS",
        capital__abroad=0.5,
        capital__duty=0.08,
    )
    assert line(abroad, "duty")[:3] == pytest.approx([-16, -24, -120])


def test_an_export_duty_leaves_out_what_a_buyer_at_home_takes():
    offtake = [{"name": "x", "place": "IND", "product": "slag", "share": 0.4, **A}]
    found = flows(product__0__duty=0.1, product__0__destination="CHN", offtake=offtake)
    assert line(found, "duty")[2] == pytest.approx(-60.0)


def test_working_capital_is_tied_up_and_comes_back():
    found = flows(capital__working=36.5)
    assert line(found, "working") == pytest.approx([0, 0, -100, 0, 0, 0, 0, 100])


def test_capital_is_kept_up_and_the_plant_closed():
    found = flows(capital__sustaining=0.02, capital__closure=70.0, capital__salvage=0.1)
    assert line(found, "sustaining") == pytest.approx([0, 0, *[-20] * 5, 0])
    assert line(found, "closure")[-1] == pytest.approx(-70)
    assert line(found, "salvage")[-1] == pytest.approx(100)


def test_prices_move_with_the_series_their_goods_follow():
    prices = {"slag": np.array([[1, 1, 2, 1, 1, 0.5, 1, 1.0]])}
    found = flows(Draws(prices=prices))
    assert line(found, "revenue.slag")[2:7] == pytest.approx(
        [2000, 1000, 1000, 500, 1000]
    )


def test_a_loan_comes_in_and_goes_out_and_saves_tax():
    loan = [
        {"name": "bank", "share": 0.5, "rate": 0.1, "tenor": 3, "grace": 1, **A},
    ]
    found = flows(loan=[dict(loan[0], repayment="equal", fee=0.01, commitment=0.005)])
    bank = found.debt["bank"]
    assert bank.drawn[0] == pytest.approx([200, 300, 0, 0, 0, 0, 0, 0])
    assert bank.interest[0] == pytest.approx([0, 20, 50, 25, 0, 0, 0, 0])
    assert bank.principal[0] == pytest.approx([0, 0, 250, 250, 0, 0, 0, 0])
    # 1 % of 500 at once; half a per cent of the 300 not yet drawn.
    assert bank.fees[0] == pytest.approx([6.5, 0, 0, 0, 0, 0, 0, 0])
    # The 26.5 of the years of building are set off in the first of running.
    assert found.shield[0, 2:4] == pytest.approx([0.3 * 76.5, 0.3 * 25])
    assert found.equity[0, 0] == pytest.approx(-400 + 200 - 6.5)
    assert found.equity[0, 2] == pytest.approx(445 + 0.3 * 76.5 - 300)


def test_without_debt_equity_is_the_project():
    found = flows()
    assert (found.equity == found.project).all()
    assert not found.shield.any()


def test_a_fee_may_be_drawn_where_nothing_else_of_a_loan_is():
    fee = {"value": 0.01, "low": 0.0, "high": 0.02}
    raw = smelter(
        loan=[{"name": "bank", "share": 0.5, "rate": 0.1, "tenor": 6, "grace": 2} | A]
    )
    raw["loan"][0]["fee"] = fee
    found = cash(venture_from(raw), Draws({"loan.bank.fee": np.array([0.0, 0.02])}))
    less = found.equity[0] - found.equity[1]
    assert less[0] == pytest.approx(0.02 * 500.0)


def test_a_loan_in_money_that_loses_worth_is_lighter():
    loan = {"name": "bank", "share": 0.5, "rate": 0.1, "tenor": 6, "grace": 1, **A}
    rates = {"INR": {"per_usd": 87.0, "inflation": 0.05, **A}}
    dear = worth(flows(loan=[loan]), "equity").npv[0]
    light = worth(flows(loan=[dict(loan, currency="INR")], rates=rates), "equity")
    assert light.npv[0] > dear


def test_every_line_is_of_a_declared_kind():
    found = cash(venture_from(full()))
    assert {kind_of(name).name for name in found.lines} == {kind.name for kind in LINES}


def test_lines_stand_in_the_order_of_the_sheet():
    found = cash(venture_from(full()))
    order = [kind.name for kind in LINES]
    places = [order.index(kind_of(name).name) for name in found.lines]
    assert places == sorted(places)


@settings(max_examples=25)
@given(st.integers(0, 10_000))
def test_what_all_get_is_what_the_venture_brings(seed):
    venture = venture_from(full())
    found = cash(venture, drawn(venture, seed))
    everyone = [
        *found.partners.values(),
        *found.buyers.values(),
        *(each.lender for each in found.debt.values()),
        found.host,
    ]
    assert sum(everyone) == pytest.approx(found.surplus)
    assert sum(found.lines.values()) == pytest.approx(found.project)


@settings(max_examples=25)
@given(st.integers(0, 10_000))
def test_foreign_exchange_of_all_countries_sums_to_nil(seed):
    venture = venture_from(full())
    found = cash(venture, drawn(venture, seed)).foreign
    assert sum(found.values()) == pytest.approx(0.0, abs=1e-9)
    assert {"IND", "KAZ", "CHN", "AUS", "JPN", "world"} <= set(found)


@settings(max_examples=10)
@given(st.integers(0, 10_000))
def test_draws_together_are_draws_alone(seed):
    venture = venture_from(full())
    draws = drawn(venture, seed, 3)
    together = cash(venture, draws)
    for i in range(3):
        alone = cash(
            venture,
            Draws(
                {name: array[[i]] for name, array in draws.figures.items()},
                {name: array[[i]] for name, array in draws.prices.items()},
            ),
        )
        for actor in actors(together):
            assert worth(together, actor).npv[i] == pytest.approx(
                worth(alone, actor).npv[0]
            )


@pytest.mark.parametrize(
    "name",
    [
        "capital.total",
        "input.ilmenite.price",
        "operation.fixed",
        "fiscal.terms.income_tax",
        "product.slag.freight",
        "capital.closure",
    ],
)
def test_the_project_is_worth_less_the_more_a_cost_is(name):
    venture = venture_from(full())
    middle = figures_of(venture)[name].value
    found = cash(venture, Draws({name: middle * np.array([0.9, 1.0, 1.1])}))
    assert (np.diff(worth(found).npv) < 0).all()


def test_money_of_another_size_changes_nothing_but_its_size():
    raw, scaled = full(), full()
    for part in [scaled["capital"], scaled["operation"], *_parts(scaled)]:
        for key in ("total", "closure", "fixed", "price", "freight", "floor", "cap"):
            if isinstance(part.get(key), dict):
                part[key] = {end: 87.0 * x for end, x in part[key].items()}
            elif key in part:
                part[key] = 87.0 * part[key]
        for key in ("treatment", "refining", "fee_tonne", "amount"):
            if key in part:
                part[key] = 87.0 * part[key]
    first, second = (cash(venture_from(each)) for each in (raw, scaled))
    for actor in actors(first):
        one, other = worth(first, actor), worth(second, actor)
        assert other.npv == pytest.approx(87.0 * one.npv)
        assert other.irr.rate == pytest.approx(one.irr.rate, nan_ok=True)


def _parts(raw):
    for name in ("product", "input", "loan", "partner", "offtake"):
        yield from raw[name]


def test_draws_that_do_not_fit_are_told_all_at_once():
    draws = Draws(
        {"capital.totl": np.ones(3), "capital.total": np.ones((3, 2))},
        {"slagg": np.ones((3, 8)), "slag": np.ones((3, 2))},
    )
    with pytest.raises(AxisError) as fault:
        flows(draws)
    told = str(fault.value)
    assert len(fault.value.problems) == 4
    assert "did you mean 'capital.total'" in told
    assert "did you mean 'slag'" in told


def test_a_draw_of_one_is_the_middle():
    assert Draws().size == 1
    assert flows().project.shape == (1, 8)


@settings(max_examples=20)
@given(st.integers(0, 10_000))
def test_all_cash_agrees_with_a_plain_ledger(seed):
    raw = full()
    venture = venture_from(raw)
    rng = np.random.default_rng(seed)
    years = len(venture.years)
    prices = {name: rng.uniform(0.2, 1.8, years) for name in ("slag", "ilmenite")}
    found = cash(venture, Draws(prices={k: x[None] for k, x in prices.items()}))
    books = Ledger(raw, {k: x.tolist() for k, x in prices.items()}).close()
    for name in ("project", "equity", "host"):
        assert getattr(found, name)[0] == pytest.approx(books[name])
    for name in ("MINE", "MAKER"):
        assert found.partners[name][0] == pytest.approx(books[name])
