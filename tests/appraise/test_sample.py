"""What a sample of a venture promises."""

import numpy as np
import pytest
from scipy.stats import norm
from tests.appraise.ventures import smelter

from orepath.appraise import sample as room
from orepath.appraise.cash import cash
from orepath.appraise.chance import chance_of
from orepath.appraise.drawn import Draws
from orepath.appraise.file import venture_from
from orepath.appraise.process import steady, walking
from orepath.appraise.sample import sample
from orepath.appraise.worth import worth
from orepath.errors import InputError

STILL = {name: steady(name) for name in ("slag", "ilmenite")}


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(room, "LOT", 100)
    monkeypatch.setattr(room, "SHOWN", 200)


def plain(**changes):
    """Return a venture without ranges."""
    sure = {"capital__total": 1000.0, "product__0__price": 100.0}
    return venture_from(smelter(**(sure | changes)))


def test_without_chance_every_draw_is_the_middle():
    venture = plain()
    found = sample(venture, chance_of(venture, STILL), 250)
    for actor, drawn in found.worth.items():
        exact = worth(cash(venture), actor).npv
        np.testing.assert_allclose(drawn, np.full(250, exact[0]))
    assert found.outlook("project").mean.error == pytest.approx(0.0, abs=1e-9)


def test_threads_change_no_byte():
    venture = venture_from(smelter())
    chance = chance_of(venture, seed=3)
    one, other = (sample(venture, chance, 450, workers=w) for w in (1, 2))
    for actor in one.worth:
        assert one.worth[actor].tobytes() == other.worth[actor].tobytes()
        assert one.returns[actor].tobytes() == other.returns[actor].tobytes()
    assert (
        sample(venture, chance_of(venture, seed=4), 450).worth["MINE"][0]
        != (one.worth["MINE"][0])
    )


def test_worth_is_told_of_all_draws_and_returns_of_the_first():
    venture = venture_from(smelter())
    found = sample(venture, chance_of(venture), 450)
    assert found.worth["host"].shape == (450,)
    assert found.returns["host"].shape == (200,)
    assert found.cash["host"].shape == (200, len(venture.years))


def test_draws_are_worked_out_as_each_alone():
    venture = venture_from(smelter())
    chance = chance_of(venture)
    found = sample(venture, chance, 100, seen_by=["MAKER"])
    drawn = chance.drawn(100)
    for at in (0, 57):
        alone = Draws(
            {name: each[[at]] for name, each in drawn.figures.items()},
            {name: each[[at]] for name, each in drawn.prices.items()},
        )
        exact = worth(cash(venture, alone), "MAKER").npv[0]
        assert found.worth["MAKER"][at] == pytest.approx(exact, rel=1e-9)


def test_a_capital_that_is_unsure_spreads_worth_as_theory_says():
    # Without tax, worth is linear in the capital, whose logarithm is normal.
    low, high = 1000 * np.exp([-0.3, 0.3])
    raw = smelter(product__0__price=100.0, fiscal__terms__income_tax=0.0)
    raw["capital"]["total"] = {"value": 1000.0, "low": low, "high": high}
    venture = venture_from(raw)
    found = sample(venture, chance_of(venture, STILL), 20_000, seen_by=["project"])
    spent = Draws({"capital.total": np.array([high, 1000.0, low])})
    ends = worth(cash(venture, spent)).npv
    seen = found.outlook("project")
    for got, wanted in zip((seen.low, seen.middle, seen.high), ends, strict=True):
        assert got.value == pytest.approx(wanted, abs=4 * got.error)
    sigma = 0.3 / norm.ppf(0.9)
    mean = ends[1] - 1000 * (np.exp(sigma**2 / 2) - 1) * (0.4 + 0.6 / 1.1)
    assert seen.mean.value == pytest.approx(mean, abs=4 * seen.mean.error)


def test_paths_of_prices_alone_leave_the_mean_where_worth_is_linear():
    venture = plain(fiscal__terms__income_tax=0.0)
    chance = chance_of(
        venture, {"slag": walking("slag", 0.2)} | {"ilmenite": steady("i")}
    )
    seen = sample(venture, chance, 20_000, seen_by=["project"]).outlook("project")
    exact = worth(cash(venture), "project").npv[0]
    assert seen.mean.value == pytest.approx(exact, abs=4 * seen.mean.error)


def test_more_volatility_makes_losses_likelier():
    venture = plain()
    found = [
        sample(
            venture,
            chance_of(venture, STILL | {"slag": walking("slag", s)}),
            4_000,
            seen_by=["project"],
        ).outlook("project")
        for s in (0.05, 0.2, 0.4)
    ]
    losses = [each.loss.value for each in found]
    assert losses == sorted(losses)
    tails = [each.tail.value for each in found]
    assert tails == sorted(tails, reverse=True)


def test_the_table_has_a_row_for_each_actor_and_measure():
    venture = venture_from(smelter())
    found = sample(venture, chance_of(venture), 400).table()
    told = {(a, m) for a, m in found.select("actor", "measure").iter_rows()}
    # A state that spends nothing has no rate of return.
    assert told == {
        *(
            (actor, "npv")
            for actor in ("project", "equity", "MINE", "MAKER", "host", "state")
        ),
        *((actor, "irr") for actor in ("project", "equity", "MINE", "MAKER")),
    }
    assert found["told"].min() > 0.2
    assert (found["low"] <= found["middle"]).all()


def test_the_fan_tells_cash_by_year():
    venture = venture_from(smelter())
    found = sample(venture, chance_of(venture), 400, seen_by=["project"])
    fan = found.fan()
    assert fan["year"].to_list() == list(venture.years)
    first = fan.row(0, named=True)
    assert first["mean"] == pytest.approx(found.cash["project"][:, 0].mean())
    assert first["low"] < first["middle"] < first["high"] < 0.0


def test_progress_is_told_lot_by_lot():
    venture, told = plain(), []
    sample(venture, chance_of(venture, STILL), 250, done=lambda *at: told.append(at))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_too_few_draws_and_unknown_actors_are_refused():
    venture = plain()
    chance = chance_of(venture, STILL)
    with pytest.raises(InputError, match="39 are too few"):
        sample(venture, chance, 39)
    with pytest.raises(InputError, match="did you mean 'MAKER'"):
        sample(venture, chance, 40, seen_by=["MAKR"])
    with pytest.raises(InputError, match="is not in the sample"):
        sample(venture, chance, 40, seen_by=["host"]).outlook("MAKER")
