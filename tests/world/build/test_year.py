"""The base year: what is published stands, what follows from it follows."""

import numpy as np
import pytest

from orepath.world.build.flow import known
from orepath.world.build.grid import gridded
from orepath.world.build.industry import industry
from orepath.world.build.ledger import FEED, IN_PART, NEEDS, PUBLISHED, Ground
from orepath.world.build.year import laid_out
from orepath.world.bundle import joined


@pytest.fixture(scope="module")
def ground(made):
    bundle = joined(["titanium"])
    grid = gridded(bundle, made.places)
    flows = known(made.order, made.survey, made.places)
    key = industry(grid, made.places, 2024)
    return Ground(grid, bundle, made.survey, flows, made.places, key)


@pytest.fixture(scope="module")
def year(ground):
    return laid_out(ground)


def at(ground, good):
    return ground.grid.commodities.index(good)


def test_every_form_says_how_its_output_was_found(year):
    assert year.how == {
        "ilmenite": PUBLISHED,
        "rutile": PUBLISHED,
        "synthetic rutile": NEEDS,
        "titanium slag": FEED,
        "titanium tetrachloride": NEEDS,
        "titanium sponge": PUBLISHED,
        "TiO2 pigment": IN_PART,
    }


def test_published_output_is_kept_to_the_tonne(ground, year):
    g = at(ground, "titanium sponge")
    stated = ground.survey.made.filter(commodity="titanium sponge")["value"].sum()
    assert year.made[g].sum() == pytest.approx(stated)


def test_capacity_stands_in_where_no_output_is_published(ground, year):
    g, p = at(ground, "TiO2 pigment"), ground.grid.places.index("JPN")
    assert year.made[g, p] == pytest.approx(0.8 * 322000)
    assert (year.low[g, p], year.high[g, p]) == pytest.approx((161000, 322000))


def test_a_good_that_is_not_traded_is_made_where_it_is_needed(ground, year):
    g = at(ground, "titanium tetrachloride")
    assert year.made[g] == pytest.approx(year.need[g])
    sponge, pigment = at(ground, "titanium sponge"), at(ground, "TiO2 pigment")
    chloride = ground.grid.share[ground.grid.processes.index("pigment_chloride")]
    total = year.made + year.latent
    assert year.need[g] == pytest.approx(
        4 * total[sponge] + 2.28 * chloride * total[pigment]
    )


def test_the_world_makes_the_slag_that_it_needs_where_feed_is_left(ground, year):
    g = at(ground, "titanium slag")
    assert year.made[g].sum() == pytest.approx(year.need[g].sum())
    # A country that sells ore and smelts little makes less slag than one that smelts.
    places = ground.grid.places
    assert year.made[g, places.index("ZAF")] > year.made[g, places.index("MOZ")]


def test_all_goods_of_the_world_are_used_up_or_taken_in(ground, year):
    for good in ("TiO2 pigment", "titanium slag"):
        g = at(ground, good)
        made = (year.made + year.latent)[g].sum()
        assert made == pytest.approx((year.need + year.used)[g].sum())


def test_use_of_openly_traded_last_goods_is_apparent(ground, year):
    g = at(ground, "titanium sponge")
    net = year.made[g] + year.latent[g] + year.imported[g] - year.exported[g]
    usa = ground.grid.places.index("USA")
    others = np.arange(len(net)) != usa
    assert year.used[g][others] == pytest.approx(net[others], abs=1.0)
    # Where a publisher states consumption it stands, and what is left over beside it.
    stated = year.stated[g, usa]
    assert year.used[g, usa] == stated.value == 39_800
    assert stated.left == pytest.approx(net[usa], abs=1.0)
    assert stated.source == "usgs-2026/titanium-sponge/consumption/USA/2024"
    assert stated.low <= min(stated.left, stated.value)
    assert stated.high >= max(stated.left, stated.value)


def test_nothing_is_negative(year):
    for name in ("made", "low", "high", "latent", "used", "used_high", "need"):
        assert (getattr(year, name) >= 0).all()
    assert (year.low <= year.made * (1 + 1e-9)).all()
    assert (year.high >= year.made * (1 - 1e-9)).all()


def test_no_unlisted_mine_stands_where_nothing_is_sold_or_mined(ground, year):
    g = at(ground, "ilmenite")
    idle = (year.made[g] == 0) & (year.exported[g] <= year.imported[g])
    assert np.all(year.latent[g][idle] == 0)
