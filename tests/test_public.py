"""The public face: a user's first lines work, and give the tables they promise."""

import json
from pathlib import Path

import polars as pl
import pytest

import orepath as op

SMALL = Path(__file__).parent / "cases" / "small"


@pytest.fixture(scope="module")
def case():
    return op.load_case(SMALL)


@pytest.fixture(scope="module")
def plan(case):
    return op.optimize(case)


def test_a_case_is_read_by_folder_or_by_name(case):
    assert case.settings.name == "small"
    assert op.load_case(str(SMALL)).settings == case.settings
    assert op.load_case("india-titanium").settings.focus == "IND"


def test_a_scenario_of_a_built_in_study_makes_another_case():
    before = op.load_case("india-titanium")
    after = op.load_case("india-titanium", "dear_power")
    assert (before.scenario, after.scenario) == ("", "dear_power")
    price = [
        c.table("power").filter(pl.col("place") == "IND")["price"][0]
        for c in (before, after)
    ]
    assert price[1] == pytest.approx(1.5 * price[0])


def test_a_faulty_case_raises_all_its_problems():
    with pytest.raises(op.InputError) as caught:
        op.load_case(SMALL.parent / "broken")
    assert len(caught.value.problems) >= 10
    assert all(isinstance(problem, op.Problem) for problem in caught.value.problems)


def test_exposure_has_a_row_for_every_traded_good(case):
    table = op.assess_case(case)
    assert table["commodity"].to_list() == ["ore", "slag"]
    assert {"hhi", "reliance", "reliance_low", "geopolrisk", "n1"} <= set(table.columns)


def test_a_case_is_made_for_any_country():
    case = op.build_case("BRA", ["niobium"], "DEU", places=8)
    assert case.settings.focus == "BRA"
    assert "DEU" in case.table("places")["place"].to_list()


def test_any_place_is_assessed_without_a_case():
    table = op.assess_place("IND", ["titanium", "cobalt"], year=2024, against="CHN")
    assert set(table["mineral"]) == {"titanium", "cobalt"}
    assert {"reliance", "reliance_low", "against_share", "note"} <= set(table.columns)
    one = op.assess_place("IND", "titanium,cobalt", year="2024", against="CHN")
    assert one.equals(table)


def test_a_place_nobody_knows_is_refused_with_the_nearest():
    with pytest.raises(op.InputError) as caught:
        op.assess_place("Indja", listed="india-31")
    assert len(caught.value.problems) == 2


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("flows", ["commodity", "origin", "destination", "moment", "tonnes"]),
        ("flows_without", ["commodity", "origin", "destination", "moment", "tonnes"]),
        ("supply", ["moment", "commodity", "origin", "with", "without"]),
        ("output", ["moment", "place", "process", "commodity", "by", "tonnes"]),
        ("costs", ["line", "with", "without"]),
        ("surplus", ["actor", "part", "with", "without", "change"]),
        ("audit", ["rule", "rows", "binding", "largest_breach"]),
    ],
)
def test_the_tables_of_a_plan_have_their_columns(plan, name, columns):
    table = getattr(plan, name)
    assert isinstance(table, pl.DataFrame)
    assert table.columns == columns
    assert table.height > 0


def test_flows_are_tonnes_a_year_of_known_goods_and_places(case, plan):
    flows = plan.flows
    assert flows.schema["tonnes"] == pl.Float64
    assert (flows["tonnes"] > 0).all()
    assert set(flows["commodity"]) <= set(case.table("commodities")["commodity"])
    for end in ("origin", "destination"):
        assert set(flows[end]) <= set(case.table("places")["place"])


def test_a_plan_says_what_starts_when(plan):
    assert plan.starts["smelter"] == 2025
    assert plan.search.proven


def test_disruptions_strike_on_both_sides(plan):
    table = op.stress_plan(plan)
    assert set(table["side"]) == {"with", "without"}
    assert {"short", "loss", "price"} <= set(table.columns)


def test_a_study_is_run_and_written(tmp_path):
    found = op.run_study(SMALL, tmp_path / "out")
    told = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf8"))
    assert told["plan"] == found.plan.starts
    assert (tmp_path / "out" / "report.html").is_file()


def test_years_are_drawn_against_a_plan(plan, tmp_path):
    found = op.stress_trials(plan, tmp_path / "years", trials=60, seed=1)
    assert found.count == 60
    assert found.losses["side"].to_list() == ["without", "with"] * 2
    with pytest.raises(op.InputError, match="give 1 or more"):
        op.stress_trials(plan, tmp_path / "none", trials=0)
    (tmp_path / "letter.txt").write_text("dear", encoding="utf8")
    with pytest.raises(op.InputError, match="something else than trials"):
        op.stress_trials(plan, tmp_path)


def test_shocks_of_a_file_are_tried_against_a_plan(plan, tmp_path):
    own = tmp_path / "own.csv"
    own.write_text(
        "shock,name,kind,place,severity,months,probability,year,source,grade\n"
        "none,No goods from China,export_ban,CHN,1,12,0.5,2030,mine,C\n",
        encoding="utf8",
    )
    found = op.stress_trials(plan, tmp_path / "years", trials=30, shocks=own)
    assert found.culprits["shock"].to_list() == ["none"]
    own.write_text("shock,kind\nnone,embargo\n", encoding="utf8")
    with pytest.raises(op.InputError, match="column is missing"):
        op.stress_trials(plan, tmp_path / "more", trials=30, shocks=own)


def test_fixes_are_found_for_a_plan_at_hand(plan):
    found = op.cheapest_fixes(plan, ["suppliers"], least=0.4)
    assert found.least == 0.4
    assert {"shock", "suppliers"} >= set(found.best["what"])
    assert not found.ranking.is_empty()
    with pytest.raises(op.InputError, match="nothing is called 'sellers'"):
        op.cheapest_fixes(plan, ["sellers"])


def test_history_is_tried_by_name_and_tells_hits_and_misses():
    table = op.try_history(["sponge_2025", "tin_2023"])
    assert {"event", "aspect", "told", "seen", "verdict", "guess"} <= set(table.columns)
    assert set(table["event"]) == {"sponge_2025", "tin_2023"}
    with pytest.raises(op.InputError):
        op.try_history("sponge_2052")


def test_a_venture_is_read_and_appraised_by_name_or_folder():
    venture = op.read_venture("odisha-slag")
    assert [each.name for each in venture.partner] == ["IREL", "UKTMP"]
    found = op.appraise_venture(venture, {"product.slag.price": 800}, draws=0)
    assert found.gate.is_empty()
    assert found.worths["project"].npv[0] < 0
    by_name = op.appraise_venture("odisha-slag", partner="UKTMP", draws=1000)
    assert by_name.side == "UKTMP"
    assert by_name.gate.height > 0
    with pytest.raises(op.InputError, match="did you mean 'odisha-slag'"):
        op.read_venture("odisha_slag")
