"""What a fitted process promises."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orepath.appraise.fit import fit, fitted, process_of
from orepath.appraise.reversion import DOUBT
from orepath.appraise.series import series
from orepath.core.sampling import stream
from orepath.errors import InputError
from orepath.evidence.library import library

WALKS = ("copper", "lead", "tin")


@pytest.mark.parametrize("metal", WALKS)
def test_metals_whose_prices_cannot_be_told_from_a_walk_walk(metal):
    found = fitted()[metal]
    assert found.kind == "walks"
    assert found.speed == 0.0
    assert found.half_life is None
    assert found.p_value > DOUBT
    assert found.level == found.last


@pytest.mark.parametrize("metal", ["aluminium", "zinc", "nickel", "cobalt"])
def test_metals_whose_prices_return_do_so_within_five_years(metal):
    found = fitted()[metal]
    assert found.kind == "returns"
    assert 1.0 < found.half_life < 5.0
    assert found.p_value <= DOUBT


def test_no_pull_is_imposed_where_the_data_do_not_show_it():
    for one in fitted().values():
        assert (one.kind == "returns") == (one.p_value <= DOUBT)
        assert one.drift == 0.0


def test_correction_makes_prices_return_more_slowly_than_the_library_s_table_says():
    table = library().table("price_reversion")
    half = dict(table.select("mineral", "half_life_years").iter_rows())
    for name in ("aluminium", "cobalt", "manganese", "zinc"):
        assert fitted()[name].half_life > half[name]


def test_aluminium_is_fitted_as_by_hand():
    logs = np.log(series("aluminium")[1])
    told = np.column_stack([np.ones(64), logs[:-1]])
    slope = np.linalg.lstsq(told, logs[1:], rcond=None)[0][1]
    slope = (slope + 1 / 64) / (1 - 3 / 64)
    rest = (logs[1:] - logs.mean()) - slope * (logs[:-1] - logs.mean())
    spread = np.sqrt((rest**2).sum() / 62)
    found = fitted()["aluminium"]
    assert found.half_life == pytest.approx(np.log(0.5) / np.log(slope))
    year = found.volatility * np.sqrt((1 - slope**2) / (2 * found.speed))
    assert year == pytest.approx(spread)
    assert found.level == pytest.approx(np.exp(logs.mean()))
    assert found.start == pytest.approx(found.last / found.level)


def test_a_known_process_is_found_again_from_many_years():
    rng, slope = stream(1, "test"), np.exp(-0.5)
    logs = [0.0]
    for _ in range(4000):
        logs.append(slope * logs[-1] + 0.2 * rng.standard_normal())
    found = fit("mine", range(4001), 50.0 * np.exp(np.array(logs)))
    assert found.speed == pytest.approx(0.5, rel=0.1)
    assert found.level == pytest.approx(50.0, rel=0.05)
    year = found.volatility * np.sqrt((1 - slope**2) / (2 * found.speed))
    assert year == pytest.approx(0.2, rel=0.03)


@settings(max_examples=20, deadline=None)
@given(st.floats(0.01, 100.0))
def test_another_money_changes_levels_only(rate):
    years, prices = series("zinc")
    one, other = fit("a", years, prices), fit("a", years, prices * rate)
    assert other.level == pytest.approx(one.level * rate)
    assert other.speed == pytest.approx(one.speed)
    assert other.volatility == pytest.approx(one.volatility)


def test_a_form_borrows_its_family_s_series_and_says_so():
    found = process_of("titanium slag")
    assert found.name.startswith("titanium mineral")
    assert found.grade == "C"
    assert "titanium slag has no series of its own" in found.note


def test_a_case_s_own_name_is_placed_by_its_mineral():
    assert process_of("my slag", "titanium").name.startswith("titanium mineral")


def test_without_any_series_a_price_walks_like_the_median_metal():
    found = process_of("permanent magnets")
    assert found.kind == "walks"
    assert found.grade == "C"
    assert "no series of permanent magnets" in found.note
    assert 0.15 < found.volatility < 0.3


def test_a_series_is_found_by_its_own_name_and_by_its_form():
    assert process_of("copper") == process_of("refined copper")


def test_an_unknown_commodity_is_refused_with_a_suggestion():
    with pytest.raises(InputError, match="did you mean 'titanium slag'"):
        process_of("titanium slagg")


def test_all_faults_of_a_series_are_told_at_once():
    with pytest.raises(InputError) as refused:
        fit("mine", [2000, 2002], np.array([1.0, -1.0]))
    assert len(refused.value.problems) == 2
