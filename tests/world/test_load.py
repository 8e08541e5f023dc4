"""Reading a case: what is converted and filled, and every fault in one telling."""

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from orepath.cli.app import app
from orepath.errors import InputError
from orepath.world.case import digest
from orepath.world.catalogue import TABLES
from orepath.world.load import find_case, load_case, studies

BROKEN = Path(__file__).parents[1] / "cases" / "broken"

# where, a part of what was found, a part of the remedy.
FAULTS = (
    ("case.toml:ventur", "unknown key", "did you mean 'venture'?"),
    ("places.csv:5:place", "KAZ stands already in row 3", "keep one of the two"),
    ("recipes.csv:3:quantity", "negative quantity -0.6", "correct the number"),
    ("power.csv", "file is missing; it holds industrial power", "add power.csv"),
    ("relations.csv:1:ramp", "column is missing", "add a column 'ramp' [fraction/a]"),
    ("prices.csv:3:unit", "'USD/MWh' does not convert to USD/t", "unit of the same"),
    (
        "trade.csv:4:basis",
        "tonnes of 'Ti' cannot be joined with gross tonnes of slag",
        "write 'gross' or 'TiO2'",
    ),
    ("sites.csv:5:process", "unknown process 'smelting'", "did you mean 'smelt'?"),
    ("trade.csv:6:origin", "unknown place 'KZA'", "did you mean 'KAZ'?"),
    (
        "recipes.csv:4:quantity",
        "reduce gives off 0.99 t Ti per tonne but takes in only 0.2547 t",
        "raise the input or lower the yield",
    ),
    (
        "trade.csv:7:destination",
        "a route to nowhere: ore from KAZ to CHN",
        "add KAZ,CHN to routes.csv or delete the row",
    ),
    ("demand.csv:5:place", "nobody can serve sponge at IND", "add a site or a trade"),
)


def test_twelve_faults_of_twelve_kinds_are_told_at_once():
    with pytest.raises(InputError) as caught:
        load_case(BROKEN)
    told = caught.value.problems
    assert [p.where for p in told] == [where for where, _, _ in FAULTS]
    for problem, (_, what, fix) in zip(told, FAULTS, strict=True):
        assert what in problem.what
        assert fix in problem.fix


def test_checking_a_broken_case_prints_every_fault_and_ends_with_2():
    done = CliRunner().invoke(app, ["check", str(BROKEN)])
    assert done.exit_code == 2
    assert "12 problems found:" in done.stderr
    for where, what, fix in FAULTS:
        assert f"  {where}\n" in done.stderr
        assert what in done.stderr
        assert fix in done.stderr


def test_a_sound_case_comes_in_inner_units_with_its_ranges_filled(small):
    mine = small.table("sites").row(1, named=True)
    # 900 kt of TiO2 at 0.5 t per tonne of ore.
    assert mine["output"] == pytest.approx(1.8e6)
    assert (mine["output_low"], mine["output_high"]) == pytest.approx((1.6e6, 2e6))
    assert (mine["unit"], mine["basis"]) == ("t/a", "gross")
    opex = small.table("coefficients").row(0, named=True)
    # Grade C without ends: a factor of 1.4 to either side.
    ends = (opex["value_low"], opex["value_high"])
    assert ends == pytest.approx((120 / 1.4, 120 * 1.4))
    ore = small.table("commodities").row(0, named=True)
    assert (ore["content_low"], ore["content_high"]) == pytest.approx((0.5 / 1.4, 0.7))
    budget = small.table("policies").row(0, named=True)
    assert budget["unit"] == "USD"


def test_a_filled_end_stays_within_the_limits_of_its_column(small):
    iron = small.table("commodities").row(2, named=True)
    assert iron["content_high"] == 1.0


def test_every_file_read_leaves_its_hash(small):
    assert small.folder is not None
    assert set(small.hashes) == {p.name for p in small.folder.iterdir()}
    assert small.hashes["trade.csv"] == digest(small.folder / "trade.csv")


def test_tables_a_case_does_without_are_empty(small):
    assert small.table("owners").is_empty()
    assert small.table("owners").columns[:2] == ["site", "owner"]


@pytest.mark.parametrize(
    ("old", "new", "where", "what"),
    [
        ('focus = "IND"', 'focus = "INDD"', "case.toml:focus", "unknown place 'INDD'"),
        (
            'venture = "smelter"',
            'venture = "melter"',
            "case.toml:venture",
            "unknown project 'melter'",
        ),
        (
            "discount_rate = 0.08",
            "discount_rate = 8.0",
            "case.toml:discount_rate",
            "less than 0.5",
        ),
        ("seed = 7", "seed = -1", "case.toml:seed", "greater than or equal to 0"),
        (
            "periods = [2025, 2027, 2030]",
            "periods = [2025, 2030, 2027]",
            "case.toml:periods",
            "years do not rise",
        ),
        (
            "periods = [2025, 2027, 2030]",
            "periods = [2024, 2027]",
            "case.toml:periods",
            "years do not rise: base 2024",
        ),
        (
            "end = 2034",
            "end = 2029",
            "case.toml:periods",
            "years do not rise",
        ),
        (
            "shock_year = 2030",
            "shock_year = 2040",
            "case.toml:shock_year",
            "2040 lies outside the horizon",
        ),
        ("seed = 7\n", "", "case.toml:seed", "Field required"),
        ('currency = "USD"', "currency = USD", "case.toml", "not valid TOML"),
    ],
)
def test_a_fault_in_the_settings_names_its_key(folder, old, new, where, what):
    folder.swap("case.toml", old, new)
    told = {p.where: p.what for p in folder.problems()}
    assert what in told[where]


def test_settings_that_are_no_text_are_told(folder):
    (folder.path / "case.toml").write_bytes(b'title = "\xff"')
    (problem,) = folder.problems()
    assert problem.where == "case.toml"
    assert problem.what.startswith("not valid TOML")


@pytest.mark.parametrize(
    ("low", "high", "shown"),
    [("70", "", "70 to 86.8"), ("", "50", "44.2857 to 50"), ("80", "45", "80 to 45")],
)
def test_a_value_outside_its_range_is_refused(folder, low, high, shown):
    folder.swap("demand.csv", "slag,IND,62,45,80,", f"slag,IND,62,{low},{high},")
    (problem,) = folder.problems()
    assert problem.where == "demand.csv:2:quantity"
    amounts = [f"{1000 * float(x):g}" for x in shown.split(" to ")]
    assert problem.what.endswith(f"range {amounts[0]} to {amounts[1]}")
    assert problem.fix == "order them low, value, high"


def test_a_row_with_a_cell_too_many_is_told_once_for_the_whole_case(folder):
    folder.swap(
        "sites.csv", "ind_mine,IND,mine,Odisha sands,", "a,IND,mine,Sands, old,"
    )
    (problem,) = folder.problems()
    assert problem.where == "sites.csv:2"
    assert problem.what == "14 cells under 13 headings"


JUNK = ("", "0", "-1", "1e300", "nan", "2030", "*", "IND", "slag", "t/a", "TiO2", "é")


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(TABLES), st.integers(0), st.integers(0), st.sampled_from(JUNK))
def test_a_wrong_cell_is_either_read_or_told_with_its_file(folder, spec, row, at, word):
    path = folder.path / f"{spec.name}.csv"
    if not path.is_file():
        return
    text = path.read_text(encoding="utf8")
    head, *lines = text.splitlines()
    cells = lines[row % len(lines)].split(",")
    cells[at % len(cells)] = word
    lines[row % len(lines)] = ",".join(cells)
    folder.write(path.name, head, *lines)
    try:
        folder.load()
    except InputError as fault:
        for problem in fault.problems:
            assert re.fullmatch(r"[a-z]+\.(csv:\d+|toml):\w+", problem.where)
            assert problem.what
            assert problem.fix
    finally:
        path.write_text(text, encoding="utf8")


def test_a_folder_without_settings_is_no_case(tmp_path):
    with pytest.raises(InputError, match=r"has no case\.toml"):
        find_case(tmp_path)


def test_a_misspelt_study_is_answered_with_a_near_one():
    assert find_case("india-titanium") == studies()["india-titanium"]
    with pytest.raises(InputError) as caught:
        find_case("india-titanum")
    assert "did you mean 'india-titanium'?" in caught.value.problems[0].fix


def test_every_built_in_study_reads_without_a_fault():
    for name in studies():
        assert load_case(name).settings.focus


def test_a_currency_without_a_rate_is_told_before_anything_runs(folder):
    folder.swap("case.toml", 'currency = "USD"', 'currency = "XYZ"')
    (problem,) = folder.problems()
    assert problem.where == "case.toml:currency"
    assert "no exchange rate for 'XYZ'" in problem.what
