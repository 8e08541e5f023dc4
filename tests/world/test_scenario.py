"""Scenarios: what a change touches, what follows, and what is refused."""

import pytest

from orepath.errors import InputError
from orepath.world.scenario import changed, scenarios_of

HEAD = '[s]\ntitle = "Something else"\n'


def change(table, column, words, **where):
    """Write one change; words are its factor or value."""
    cells = ", ".join(f'{key} = "{word}"' for key, word in where.items())
    return (
        f'[[s.changes]]\ntable = "{table}"\ncolumn = "{column}"\n'
        f"{words}\nwhere = {{ {cells} }}\n"
    )


@pytest.fixture
def told(folder):
    """Return a reader of scenarios that gives the case, and the case as changed."""

    def read(*changes):
        folder.write("scenarios.toml", HEAD, *changes)
        case = folder.load()
        return case, changed(case, "s")

    return read


def faults(told, *changes):
    with pytest.raises(InputError) as caught:
        told(*changes)
    return [(p.where, p.what, p.fix) for p in caught.value.problems]


def test_a_factor_multiplies_the_number_and_its_range(told):
    case, other = told(change("power", "price", "factor = 1.5"))
    columns = ["price", "price_low", "price_high"]
    assert case.table("power").select(columns).row(0) == (60, 40, 80)
    assert other.table("power").select(columns).row(0) == (90, 60, 120)


def test_a_value_replaces_the_number_and_makes_its_range_a_point(told):
    _, other = told(change("prices", "price", "value = 1200", commodity="slag"))
    rows = other.table("prices")
    assert rows["price"].to_list() == [330, 1200, 400]
    assert rows["price_low"].to_list() == [250, 1200, 350]
    assert rows["price_high"].to_list() == [400, 1200, 450]


def test_only_the_rows_that_fit_every_word_are_changed(told):
    case, other = told(
        change("trade", "quantity", "factor = 2", commodity="slag", origin="CHN")
    )
    before, after = (c.table("trade")["quantity"].to_list() for c in (case, other))
    assert [a / b if b else a for a, b in zip(after, before, strict=True)] == (
        [1, 1, 2, 0, 0]
    )


def test_a_row_may_be_chosen_by_a_number_or_a_flag(told):
    _, other = told(
        change("shocks", "severity", "value = 0.25", year="2026", kind="outage"),
        change("commodities", "content", "value = 0.9", outside="true"),
    )
    assert other.table("shocks")["severity"].to_list() == [1.0, 0.25, 1.0]
    assert other.table("commodities")["content"].to_list() == [0.5, 0.85, 0.9]


def test_changes_of_one_table_follow_each_other(told):
    _, other = told(
        change("power", "price", "value = 50"), change("power", "price", "factor = 2")
    )
    assert other.table("power")["price"][0] == 100.0


def test_all_other_tables_and_the_first_case_stay_as_they_were(told, small):
    case, other = told(change("power", "price", "factor = 1.5"))
    for name, frame in small.tables.items():
        assert case.table(name).equals(frame)
        if name != "power":
            assert other.table(name).equals(frame)
    assert other.settings == small.settings


def test_the_ends_of_a_range_keep_to_the_limits_of_the_column(told):
    _, other = told(change("shocks", "severity", "factor = 1.5", shock="chn_outage"))
    row = other.table("shocks").row(1, named=True)
    assert row["severity"] == pytest.approx(0.75)
    assert row["severity_low"] == pytest.approx(0.45)
    assert row["severity_high"] == 1.0


def test_a_number_without_a_range_changes_alone(told):
    _, other = told(change("sites", "capacity", "factor = 0.5", place="IND"))
    row = other.table("sites").row(0, named=True)
    assert (row["capacity"], row["output"], row["output_high"]) == (130e3, 200e3, 220e3)


def test_a_negative_factor_keeps_the_ends_in_order(told):
    _, other = told(change("demand", "growth", "factor = -1", place="IND"))
    row = other.table("demand").row(0, named=True)
    ends = (row["growth_low"], row["growth"], row["growth_high"])
    assert ends == pytest.approx((-0.08, -0.06, -0.04))


def test_everything_wrong_with_a_scenario_is_told_at_once(told):
    assert faults(
        told,
        change("powr", "price", "factor = 2"),
        change("power", "prize", "factor = 2"),
        change("power", "price", "factor = 2", plaice="IND"),
        change("power", "price", "factor = 2", place="IND"),
        change("power", "unit", "factor = 2"),
        change("shocks", "severity", "factor = 3", shock="chn_stop"),
        change("recipes", "quantity", "factor = -1", commodity="ore"),
    ) == [
        ("scenarios.toml:s.changes[0]", "no table 'powr'", "did you mean 'power'?"),
        (
            "scenarios.toml:s.changes[1]",
            "no column 'prize' in power",
            "did you mean 'price'?",
        ),
        (
            "scenarios.toml:s.changes[2]",
            "no column 'plaice' in power",
            "did you mean 'place'?",
        ),
        (
            "scenarios.toml:s.changes[3]",
            "no row of power has {'place': 'IND'}",
            "correct `where`",
        ),
        (
            "scenarios.toml:s.changes[4]",
            "unit is no decimal number",
            "change a number column",
        ),
        (
            "scenarios.toml:s.changes[5]",
            "shocks.severity becomes 3, expected 0 to 1",
            "choose a smaller change",
        ),
        (
            "scenarios.toml:s.changes[6]",
            "recipes.quantity becomes -1.8, expected 0 to inf",
            "choose a smaller change",
        ),
    ]


def test_a_scenario_makes_no_matter_from_nothing_either(told):
    ((where, what, _),) = faults(
        told, change("recipes", "quantity", "factor = 0.5", commodity="ore")
    )
    assert where == "recipes.csv:2:quantity"
    assert what.startswith("smelt gives off")


def test_an_unknown_scenario_is_answered_with_a_near_one(told):
    case, _ = told(change("power", "price", "factor = 1.5"))
    with pytest.raises(InputError) as caught:
        changed(case, "ss")
    assert caught.value.problems[0].fix == "did you mean 's'?"


def test_a_case_without_scenarios_says_where_to_write_one(small):
    assert scenarios_of(small) == {}
    with pytest.raises(InputError) as caught:
        changed(small, "dear_power")
    assert (
        caught.value.problems[0].fix == "write it in scenarios.toml beside the tables"
    )


def test_scenarios_stand_in_the_order_of_their_file(folder):
    one = change("power", "price", "factor = 1.5")
    two = one.replace("s.changes", "a.changes")
    folder.write("scenarios.toml", HEAD, one, '[a]\ntitle = "Another"\n', two)
    found = scenarios_of(folder.load())
    assert list(found) == ["s", "a"]
    assert found["s"].title == "Something else"
    assert found["a"].changes[0].factor == 1.5


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        (HEAD, "s.changes", "Field required"),
        (HEAD + "changes = []", "s.changes", "at least 1 item"),
        (f"[s]\n{change('power', 'price', 'value = 1')}", "s.title", "Field required"),
        (HEAD + change("power", "price", ""), "s.changes.0", "either factor or value"),
        (
            HEAD + change("power", "price", "factor = 2\nvalue = 3"),
            "s.changes.0",
            "either factor or value",
        ),
        (
            HEAD + change("power", "price", "factr = 2"),
            "s.changes.0.factr",
            "Extra inputs",
        ),
        ('s = "dear"', "s", "valid dictionary"),
    ],
)
def test_a_faulty_scenario_file_names_the_key(folder, text, where, what):
    folder.write("scenarios.toml", text)
    with pytest.raises(InputError) as caught:
        scenarios_of(folder.load())
    told = {p.where: p.what for p in caught.value.problems}
    assert what in told[f"scenarios.toml:{where}"]


@pytest.mark.parametrize("content", [b"[s", b'[s]\ntitle = "\xff"'])
def test_a_scenario_file_that_is_no_toml_is_told(folder, content):
    (folder.path / "scenarios.toml").write_bytes(content)
    with pytest.raises(InputError) as caught:
        scenarios_of(folder.load())
    assert caught.value.problems[0].where == "scenarios.toml"
