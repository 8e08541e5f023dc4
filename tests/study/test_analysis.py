"""All analyses of the small case, and of cases that lack one thing or another."""

import polars as pl
import pytest

from orepath.errors import InputError
from orepath.study.analysis import analyse, corridors_of, struck, venture_of


def test_every_table_of_a_study_is_filled_on_the_small_case(study):
    for table in (study.exposure, study.bottleneck, study.sources, study.strikes):
        assert table.height > 0
    assert study.suppliers.height > 0
    assert study.grades["share"].is_between(0, 1).all()


def test_every_step_is_told_in_order_and_timed(small):
    told: list[str] = []
    seconds = analyse(small, told.append).seconds
    steps = [words for words in told if "plans solved" not in words]
    assert [words.split()[0] for words in steps] == [
        "Assessing",
        "Calibrating",
        "Searching",
        "Explaining",
        "Trying",
        "Looking",
        "Comparing",
    ]
    assert list(seconds) == [
        "assess",
        "calibrate",
        "plan",
        "explain",
        "stress",
        "corridors",
    ]
    assert all(value >= 0 for value in seconds.values())


def test_the_same_case_gives_the_same_study(small, study):
    again = analyse(small)
    assert again.plan.starts == study.plan.starts
    assert again.exposure.equals(study.exposure)
    assert again.strikes.equals(study.strikes)
    assert again.plan.flows.equals(study.plan.flows)


def test_a_venture_without_corridors_is_judged_at_its_gate(study):
    assert study.corridors.is_empty()
    assert study.venture is not None
    assert study.venture.routes["route"].to_list() == ["fob"]
    total = study.venture.lines.row(-1, named=True)
    assert study.venture.routes["value"][0] == pytest.approx(total["value"])


def test_the_margin_at_the_gate_is_as_by_hand(study):
    annuity = 0.08 / (1 - 1.08**-20) * 1.08
    hand = 970 - 1.8 * 330 + 0.6 * 400 - 2.4 * 60 - 150 - 800 * annuity
    assert study.venture.routes["value"][0] == pytest.approx(hand)


def test_at_the_price_that_breaks_even_nothing_is_left(small, study):
    even = study.venture.break_even
    assert set(even) == {"Slag", "Ore", "Power"}
    margin = study.venture.routes["value"][0]
    assert even["Slag"] == pytest.approx(970 - margin)
    assert even["Ore"] == pytest.approx(330 + margin / 1.8)
    assert even["Power"] == pytest.approx(60 + margin / 2.4)
    dear = small.table("power").with_columns(
        price=pl.lit(even["Power"]), price_high=pl.lit(2 * even["Power"])
    )
    other = venture_of(small.replace(power=dear), pl.DataFrame())
    assert other.routes["value"][0] == pytest.approx(0.0, abs=1e-9)


def test_a_case_without_venture_has_none(bare):
    assert bare.venture is None


def test_a_venture_that_is_no_plant_is_refused(small):
    settings = small.settings.model_copy(update={"venture": "smeltr"})
    with pytest.raises(InputError) as caught:
        venture_of(type(small)(settings, small.tables), pl.DataFrame())
    assert caught.value.problems[0].fix == "did you mean 'smelter'?"


def test_a_case_without_projects_and_disruptions_is_still_analysed(bare):
    assert bare.plan.starts == {}
    assert bare.strikes.is_empty()
    assert bare.exposure.height == 2


def test_no_named_corridor_compares_to_nothing(small):
    assert corridors_of(small).is_empty()


def test_disruptions_are_tried_on_both_sides_and_the_control_is_not_shown(plan):
    table = struck(plan)
    assert table["shock"].unique(maintain_order=True).to_list() == [
        "chn_stop",
        "chn_outage",
        "hormuz",
    ]
    assert set(table["side"]) == {"with", "without"}
    assert (table["short"] >= 0).all()


def test_losing_the_only_supplier_hurts_less_with_the_plan(study):
    row = study.suppliers.row(0, named=True)
    assert row["shock"] == "Slag from China"
    assert 0 < row["loss_with"] < row["loss_without"]
    assert row["short_with"] < row["short_without"]
