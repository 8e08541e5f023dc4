"""Partners share: dividends, calls, carry, fees, cheap tonnes and what is withheld."""

import numpy as np
import pytest
from tests.appraise.ventures import smelter

from orepath.appraise.cash import cash
from orepath.appraise.drawn import Draws
from orepath.appraise.file import venture_from

A = {"source": "assumption", "grade": "C"}


def flows(**changes):
    return cash(venture_from(smelter(**changes)))


def test_partners_share_dividends_and_calls_by_their_part():
    found = flows()
    assert found.partners["MINE"] == pytest.approx(0.6 * found.equity)
    assert found.partners["MAKER"] == pytest.approx(0.4 * found.equity)


def test_a_share_that_is_drawn_leaves_the_rest_to_the_others():
    raw = smelter(partner__0__share={"value": 0.6, "low": 0.5, "high": 0.9})
    venture = venture_from(raw)
    drawn = {"partner.MINE.share": np.array([0.5, 0.9])}
    found = cash(venture, Draws(drawn))
    assert found.partners["MINE"][1] == pytest.approx(0.9 * found.equity[1])
    assert found.partners["MAKER"][0] == pytest.approx(0.5 * found.equity[0])


def test_shares_that_are_all_drawn_are_brought_to_one():
    drawn = {f"partner.{name}.share": np.array([0.9]) for name in ("MINE", "MAKER")}
    found = cash(venture_from(smelter()), Draws(drawn))
    for name in ("MINE", "MAKER"):
        assert found.partners[name] == pytest.approx(0.5 * found.equity)


def test_shares_that_all_come_out_nil_stay_as_the_file_has_them():
    drawn = {f"partner.{n}.share": np.array([0.0, 0.3]) for n in ("MINE", "MAKER")}
    found = cash(venture_from(smelter()), Draws(drawn))
    assert found.partners["MINE"][0] == pytest.approx(0.6 * found.equity[0])
    assert found.partners["MINE"][1] == pytest.approx(0.5 * found.equity[0])


def test_shares_drawn_beyond_one_leave_the_others_nothing():
    third = {"name": "FUND", "place": "JPN", "share": 0.1} | A
    raw = smelter(partner__0__share=0.5, discount__FUND=0.1)
    raw["partner"].append(third)
    drawn = {f"partner.{name}.share": np.array([0.8]) for name in ("MINE", "MAKER")}
    found = cash(venture_from(raw), Draws(drawn))
    assert found.partners["MINE"] == pytest.approx(0.5 * found.equity)
    assert not found.partners["FUND"].any()


def test_a_free_carry_is_paid_by_the_carrier_and_never_paid_back():
    found = flows(partner__1__carried=0.5, partner__1__carried_by="MINE")
    # MAKER's calls are 160 and 240; MINE pays half of them.
    assert found.parts["MAKER"]["carry"][0] == pytest.approx([80, 120, *[0] * 6])
    assert found.parts["MINE"]["carry"][0] == pytest.approx([-80, -120, *[0] * 6])


def test_a_carry_is_paid_back_with_interest_out_of_dividends():
    found = flows(
        partner__1__carried=1.0,
        partner__1__carried_by="MINE",
        partner__1__repaid=True,
        partner__1__carry_rate=0.1,
    )
    # 160 and 240 are owed; dividends of MAKER are 0.4 · 445 = 178 a year.
    owed = (160 * 1.1 + 240) * 1.1
    wanted = [160, 240]
    for _ in range(5):
        wanted.append(-min(owed, 178.0))
        owed = (owed + wanted[-1]) * 1.1
    assert found.parts["MAKER"]["carry"][0, :7] == pytest.approx(wanted)
    assert found.parts["MINE"]["carry"] == pytest.approx(-found.parts["MAKER"]["carry"])


def test_a_fee_is_a_cost_of_the_venture_and_the_partners_gain():
    found = flows(partner__1__fee=0.02, partner__1__fee_tonne=1.5)
    assert found.lines["fee.MAKER"][0, 2] == pytest.approx(-(20 + 15))
    assert found.parts["MAKER"]["fee"][0, 2] == pytest.approx(35)


def test_dividends_and_fees_abroad_are_withheld_for_the_host():
    plain = flows(partner__1__fee=0.02)
    taxed = flows(
        partner__1__fee=0.02,
        fiscal__terms__dividend_tax=0.1,
        fiscal__terms__fee_tax=0.2,
    )
    dividend = 0.4 * plain.equity[0, 2]
    assert "withheld" not in taxed.parts["MINE"]
    assert taxed.parts["MAKER"]["withheld"][0, 2] == pytest.approx(
        -0.1 * dividend - 0.2 * 20
    )
    assert taxed.host[0, 2] - plain.host[0, 2] == pytest.approx(0.1 * dividend + 4)
    assert taxed.parts["MAKER"]["withheld"][0, 0] == 0.0


def test_the_state_counts_what_its_companies_earn():
    found = flows(partner__0__state=True)
    assert found.state == pytest.approx(found.host + found.partners["MINE"])
    abroad = flows(partner__1__state=True)
    assert abroad.state == pytest.approx(abroad.host)


def offtake(**terms):
    return [
        {"name": "deal", "buyer": "MAKER", "product": "slag", "share": 0.5} | A | terms
    ]


def test_a_discount_is_the_buyers_gain_and_the_ventures_loss():
    found = flows(offtake=offtake(discount=0.1))
    assert found.lines["offtake.deal"][0, 2] == pytest.approx(-50.0)
    assert found.parts["MAKER"]["offtake"][0, 2] == pytest.approx(50.0)
    assert found.buyers == {}


def test_a_buyer_who_is_no_partner_is_told_by_itself():
    found = flows(offtake=offtake(buyer="trader", place="CHN", discount=-0.1))
    assert found.buyers["trader"][0, 2] == pytest.approx(-50.0)


@pytest.mark.parametrize(
    ("terms", "line"),
    [
        ({"floor": 110.0}, 50.0),
        ({"floor": 90.0}, 0.0),
        ({"cap": 95.0}, -25.0),
        ({"discount": 0.2, "floor": 85.0}, -75.0),
        # A tenth of 5 t is left: it brings nothing, and 0.05 of 5 t is paid for.
        ({"taken": 0.9, "pay": 0.95}, 25.0),
        ({"taken": 0.9, "pay": 0.8}, 0.0),
    ],
)
def test_a_contract_pays_after_its_formula(terms, line):
    found = flows(offtake=offtake(**terms))
    got = found.lines.get("offtake.deal", np.zeros((1, 8)))[0, 2]
    assert got == pytest.approx(line)


def test_what_a_buyer_leaves_finds_no_other_buyer_that_year():
    found = flows(offtake=offtake(taken=0.8))
    assert found.tonnes["slag"][0, 2] == pytest.approx(9.0)
    assert found.lines["revenue.slag"][0, 2] == pytest.approx(900.0)
    assert found.lines["input.ilmenite"][0, 2] == pytest.approx(-400.0)


def test_foreign_exchange_follows_goods_money_and_dividends():
    found = flows(
        product__0__destination="CHN",
        input__0__origin="AUS",
        capital__abroad=0.3,
        capital__origin="JPN",
        offtake=offtake(discount=0.1),
    ).foreign
    # MAKER in KAZ buys 5 t at 90; CHN 5 t at 100; AUS sells 400; KAZ owns 0.4.
    equity = 0.4 * flows(offtake=offtake(discount=0.1)).equity[0, 2]
    assert found["KAZ"][0, 2] == pytest.approx(-450 + equity)
    assert found["CHN"][0, 2] == pytest.approx(-500)
    assert found["AUS"][0, 2] == pytest.approx(400)
    assert found["JPN"][0, :2] == pytest.approx([120, 180])
    assert found["IND"][0, 2] == pytest.approx(450 + 500 - 400 - equity)


def test_smelters_charges_abroad_come_off_what_the_country_earns():
    found = flows(product__0__destination="CHN", product__0__treatment=10.0).foreign
    assert found["CHN"][0, 2] == pytest.approx(-900)


def test_freight_to_a_buyer_abroad_is_paid_abroad():
    found = flows(product__0__destination="CHN", product__0__freight=5.0).foreign
    assert found["world"][0, 2] == pytest.approx(50)


def test_what_is_all_left_brings_nothing():
    found = flows(offtake=offtake(share=1.0, taken=0.0))
    assert not found.lines["revenue.slag"].any()
    assert not found.foreign["IND"][0, 2:7].max() > 400
