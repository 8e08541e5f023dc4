"""Markets: what the chains say of how goods answer price."""

from orepath.world.build.market import figures
from orepath.world.bundle import joined


def test_a_row_of_the_good_goes_before_one_for_all():
    bundle = joined(["titanium"])
    assert figures(bundle, "titanium sponge")["demand_elasticity"]["value"] == 0.2
    assert figures(bundle, "titanium slag")["demand_elasticity"]["value"] == 0.5


def test_every_traded_good_says_how_stiff_its_trade_is(made):
    assert set(made.case.table("relations")["commodity"]) == set(
        made.case.table("trade")["commodity"]
    )
