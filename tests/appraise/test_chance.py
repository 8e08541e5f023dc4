"""What chance decides for a venture, and what it does not."""

import numpy as np
import pytest
from tests.appraise.ventures import smelter

from orepath.appraise.chance import chance_of, ranged
from orepath.appraise.figure import Figure
from orepath.appraise.file import venture_from
from orepath.appraise.process import steady, walking
from orepath.core.sampling import stream
from orepath.errors import InputError


def figure(low, value, high, unit="USD/t"):
    return Figure(value=value, low=low, high=high, unit=unit, source="assumption")


def test_figures_with_a_range_are_drawn_and_sure_ones_are_not():
    found = chance_of(venture_from(smelter()))
    names = [each.name for each in found.figures]
    assert names == ["capital.total", "product.slag.price"]
    assert set(found.drawn(4).figures) == set(names)


def test_a_product_nobody_knows_walks_and_an_input_nobody_knows_is_steady():
    raw = smelter(input__0__name="sand")
    found = chance_of(venture_from(raw)).processes
    assert found["slag"].kind == "walks"
    assert found["sand"].kind == "steady"


def test_goods_of_the_library_move_with_its_prices():
    raw = smelter(product__0__commodity="titanium slag", product__0__mineral="titanium")
    raw["fiscal"]["terms"]["royalty"] = {"titanium": 0.0}
    found = chance_of(venture_from(raw))
    assert found.processes["titanium slag"].name.startswith("titanium mineral")
    # Slag and ilmenite rest on one series: they move as one.
    drawn = found.drawn(10).prices
    np.testing.assert_allclose(drawn["titanium slag"], drawn["ilmenite"])


def test_a_good_of_a_known_mineral_borrows_its_series():
    raw = smelter(product__0__mineral="copper")
    raw["fiscal"]["terms"]["royalty"] = {"copper": 0.0}
    assert chance_of(venture_from(raw)).processes["slag"].name == "copper"


def test_a_stated_process_goes_before_the_library_s():
    own = {"slag": walking("slag", 0.5), "ilmenite": steady("ilmenite")}
    found = chance_of(venture_from(smelter()), own)
    assert found.processes["slag"].volatility == 0.5
    assert found.moving == ("slag",)


def test_a_process_that_nothing_follows_is_refused():
    with pytest.raises(InputError, match="did you mean 'slag'"):
        chance_of(venture_from(smelter()), {"slagg": steady("slagg")})


def test_where_all_is_steady_no_path_is_drawn():
    own = {name: steady(name) for name in ("slag", "ilmenite")}
    assert chance_of(venture_from(smelter()), own).drawn(4).prices == {}


def test_the_table_says_in_words_how_each_price_moves():
    found = chance_of(venture_from(smelter())).table()
    slag, ilmenite = found.iter_rows(named=True)
    assert (slag["series"], slag["kind"], slag["half_life"]) == ("slag", "walks", None)
    assert slag["first_year"] is None
    assert slag["stands"] is None
    assert ilmenite["stands"] == pytest.approx(1.39, abs=0.01)
    assert ilmenite["process"].startswith("titanium mineral")
    assert (ilmenite["first_year"], ilmenite["grade"]) == (1990, "C")
    assert "moves like" in ilmenite["note"]


def test_the_same_seed_draws_the_same_and_lots_differ():
    venture = venture_from(smelter())
    one, same, other = (chance_of(venture, seed=s).drawn(6) for s in (1, 1, 2))
    name = "capital.total"
    assert one.figures[name].tobytes() == same.figures[name].tobytes()
    assert one.prices["slag"].tobytes() == same.prices["slag"].tobytes()
    assert not np.array_equal(one.figures[name], other.figures[name])
    again = chance_of(venture, seed=1).drawn(6, lot=1)
    assert not np.array_equal(one.figures[name], again.figures[name])


def test_the_ends_of_a_range_are_its_tenth_and_ninetieth_percentile():
    drawn = ranged(figure(1.0, 2.0, 3.0), 40_000, stream(1, "test"))
    np.testing.assert_allclose(
        np.quantile(drawn, [0.1, 0.5, 0.9]), [1.0, 2.0, 3.0], rtol=0.02
    )
    assert drawn.min() > 0.0


@pytest.mark.parametrize(
    ("unit", "ends", "least", "most"),
    [
        ("fraction", (0.5, 0.8, 0.95), 0.0, 1.0),
        ("fraction/a", (0.0, 0.1, 0.3), 0.0, 1.0),
        ("fraction", (0.5, 1.0, 1.5), 0.0, np.inf),
        ("USD", (0.0, 1.0, 9.0), 0.0, np.inf),
        ("USD", (-1.0, 0.0, 1.0), -np.inf, np.inf),
    ],
)
def test_draws_keep_to_what_a_figure_can_be(unit, ends, least, most):
    drawn = ranged(figure(*ends, unit), 5_000, stream(2, "test"))
    assert drawn.min() >= least
    assert drawn.max() <= most
    if least < 0:
        assert drawn.min() < 0
    if most > 1:
        assert drawn.max() > 1
