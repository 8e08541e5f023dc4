"""The tables of chains: every fault told at once, and laws that every file keeps."""

from pathlib import Path

import polars as pl
import pytest

from orepath.core.axes import Axis
from orepath.errors import InputError
from orepath.evidence.form import forms
from orepath.evidence.library import library
from orepath.world.bundle import Bundle, joined, with_hosts
from orepath.world.chain import element_of
from orepath.world.entry import CHAIN, FIGURES
from orepath.world.recipe import ASSUMPTION, chain_table, chains, read_chain

LEAST_RECOVERY = 0.3
"""Below this a recipe hides a stage, or counts another tonne than the catalogue."""

SLACK = 1e-3


@pytest.fixture(params=chains())
def mineral(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def bundle_of(mineral: str) -> Bundle:
    return joined(with_hosts([mineral]))


def held(bundle: Bundle) -> dict[str, tuple[str, float]]:
    """Return element and tonnes of it in a gross tonne, of every form."""
    found = {}
    for name, content_of, content in bundle.commodities.select(
        "commodity", "content_of", "content"
    ).iter_rows():
        try:
            element, part = element_of(content_of)
        except InputError:  # a sum of elements, such as REO, is counted as it is
            element, part = content_of, 1.0
        found[name] = (element, part * content)
    return found


def test_every_figure_declares_a_unit_and_a_meaning():
    assert all(
        figure.unit and figure.meaning.endswith(".") for figure in FIGURES.values()
    )
    assert CHAIN.column("figure").choices == tuple(FIGURES)


def test_a_file_is_called_as_its_mineral_is_in_the_catalogue(mineral):
    assert mineral in set(forms()["mineral"])


def test_a_chain_makes_a_form_of_its_own_mineral(mineral):
    own = set(forms().filter(mineral=mineral)["commodity"])
    assert own & set(chain_table(mineral)["output"])


def test_every_source_stands_in_the_library(mineral):
    problems = []
    for key in chain_table(mineral)["source"].unique().sort():
        if key == ASSUMPTION:
            continue
        try:
            library().cite(key)
        except InputError as fault:
            problems += [f"{mineral}.csv: {problem}" for problem in fault.problems]
    assert not problems


def test_an_estimate_gives_a_reason_that_a_reader_can_weigh(mineral):
    rows = chain_table(mineral).filter(pl.col("grade") == "C")
    short = rows.filter(pl.col("note").str.len_chars() < 20)
    assert short.select("row", "output", "figure", "note").rows() == []


def test_an_estimate_is_a_range_and_not_a_number(mineral):
    sure = ("traded", "residue", "outside", "share")
    rows = chain_table(mineral).filter(
        (pl.col("source") == ASSUMPTION) & ~pl.col("figure").is_in(sure)
    )
    assert rows.filter(pl.col("low") == pl.col("high"))["row"].to_list() == []


def test_no_recipe_gives_more_of_an_element_than_it_takes_nor_loses_most_of_it(mineral):
    bundle = bundle_of(mineral)
    content = held(bundle)
    output = dict(bundle.processes.select("process", "output").iter_rows())
    wrong = []
    for process, made in output.items():
        rows = bundle.recipes.filter(pl.col("process") == process)
        if not (rows["direction"] == "in").any():
            continue
        element = content[made][0]
        sums = {"in": 0.0, "out": content[made][1]}
        for row in rows.iter_rows(named=True):
            if content[row["commodity"]][0] == element:
                part = row["quantity"] * content[row["commodity"]][1]
                sums[row["direction"]] += part
        recovery = sums["out"] / sums["in"] if sums["in"] else float("nan")
        if not LEAST_RECOVERY <= recovery <= 1.0 + SLACK:
            wrong.append((process, element, recovery))
    assert wrong == []


def test_no_commodity_is_made_of_itself_but_by_scrap(mineral):
    bundle = bundle_of(mineral)
    axis = Axis("commodity", tuple(bundle.commodities["commodity"]))
    output = dict(bundle.processes.select("process", "output").iter_rows())
    before: dict[str, set[str]] = {name: set() for name in axis.labels}
    for row in bundle.recipes.filter(direction="in").iter_rows(named=True):
        before[output[row["process"]]].add(row["commodity"])
        # What is given off beside the output comes of the same input.
    for row in bundle.recipes.filter(direction="out").iter_rows(named=True):
        before[row["commodity"]] |= set(
            bundle.recipes.filter(direction="in", process=row["process"])["commodity"]
        )
    left = dict(before)
    while left:
        ready = [name for name, needs in left.items() if not needs & set(left)]
        assert ready, f"these are made of each other: {sorted(left)}"
        for name in ready:
            del left[name]


def test_the_ways_to_make_a_form_add_up_to_all_of_it_everywhere(mineral):
    bundle = bundle_of(mineral)
    for output, rows in bundle.shares.group_by("output"):
        ways = bundle.processes.filter(output=output[0])["process"].to_list()
        said = {
            (p, place): v
            for p, place, v in rows.select("process", "place", "value").rows()
        }
        for place in {place for _, place in said}:
            total = sum(
                said.get((way, place), said.get((way, "*"), 0.0)) for way in ways
            )
            # What stands in few places only has no share anywhere else.
            few = len(ways) == 1 and total == 0
            assert few or total == pytest.approx(1.0, abs=0.02), (output[0], place)


def test_a_form_made_in_several_ways_says_how_much_is_made_in_each(mineral):
    bundle = bundle_of(mineral)
    counted = bundle.processes.group_by("output").agg("process")
    told = set(bundle.shares.filter(place="*")["process"])
    for output, ways in counted.iter_rows():
        assert len(ways) == 1 or set(ways) <= told, output


HEAD = ",".join(column.name for column in CHAIN.columns)
PLANT = (
    ("power", 1, "MWh/t"), ("opex", 9, "USD/t"), ("capex", 9, "USD/(t/a)"),
    ("scale", 9, "t/a"), ("lead", 2, "a"), ("life", 20, "a"), ("ramp_up", 1, "a"),
    ("elasticity", 1, "fraction"), ("expansion", 0.1, "fraction"),
)  # fmt: skip
MARKET = (
    ("traded", 1, "1/0"), ("demand_elasticity", 1, "-"), ("growth", 0, "fraction/a"),
    ("choke", 3, "-"), ("switch", 3, "-"), ("ramp", 0.1, "fraction/a"),
    ("opening", 0.1, "fraction/a"),
)  # fmt: skip


def lines() -> list[str]:
    """Return a small chain without fault: a mine of zinc ore."""
    mine = [
        f"mine,Mine,mine,zinc ore,{word},,*,{v},{v},{v},{unit},usgs-2026,B,"
        for word, v, unit in PLANT
    ]
    market = [f",,,*,{w},,*,{v},{v},{v},{unit},usgs-2026,B," for w, v, unit in MARKET]
    return [HEAD, *mine, *market]


def written(folder: Path, text: list[str]) -> Path:
    path = folder / "zinc.csv"
    path.write_text("\n".join(text) + "\n", encoding="utf8")
    return path


def faults(folder: Path, text: list[str]) -> list[str]:
    with pytest.raises(InputError) as caught:
        read_chain(written(folder, text))
    return [f"{problem.where} — {problem.what}" for problem in caught.value.problems]


def test_a_chain_without_fault_is_read_with_its_rows(tmp_path):
    frame = read_chain(written(tmp_path, lines()))
    assert frame["row"].to_list() == list(range(2, 18))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("zinc ore,power,,*,1,1,1,MWh/t", "zinc ore,power,,*,1,2,3,MWh/t",
         "zinc.csv:2:value — range 2 to 3 does not hold 1"),
        ("zinc ore,power,,*,1,1,1,MWh/t", "zinc ore,power,,*,1,1,1,kWh/t",
         "zinc.csv:2:unit — power in kWh/t"),
        ("zinc ore,power,,*,", "zinc ore,power,,XXX,",
         "zinc.csv:2:place — unknown place 'XXX'"),
        ("zinc ore,power,,*,", "zinc ore,power,zinc ore,*,",
         "zinc.csv:2:commodity — filled in a row of power"),
        ("mine,Mine,mine,zinc ore,opex", "mine,Pit,mine,zinc ore,opex",
         "zinc.csv:3:name — mine has name 'Mine' in row 2 and 'Pit' here"),
        ("zinc ore,life,,*,20,20,20", "zinc ore,life,,*,0.5,0.5,0.5",
         "zinc.csv:7:value — 0.5 to 0.5, expected 1 to inf"),
        ("*,traded,,*,1,1,1", "*,traded,,*,0.5,0.5,0.5",
         "zinc.csv:11:value — 0.5, expected 1 or 0"),
        ("1,1,1,MWh/t,usgs-2026,B", "1,1,1,MWh/t,assumption,B",
         "zinc.csv:2:note — an estimate without its reason"),
        ("1,1,1,MWh/t,usgs-2026,B,", "1,1,1,MWh/t,assumption,B,guess",
         "zinc.csv:2:grade — an assumption graded B"),
        (",,,*,choke", ",,,lead ore,choke",
         "zinc.csv — zinc ore has no choke that holds everywhere"),
        (",power,", ",share,", "zinc.csv — mine has no power that holds everywhere"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_row_and_column(tmp_path, old, new, told):
    text = "\n".join(lines()).replace(old, new, 1).split("\n")
    assert told in faults(tmp_path, text)


def test_a_recipe_that_differs_between_places_is_refused(tmp_path):
    row = "mine,Mine,mine,zinc ore,input,lead ore,KAZ,1,1,1,t/t,usgs-2026,B,"
    assert "zinc.csv:18:place — a recipe holds everywhere" in faults(
        tmp_path, [*lines(), row]
    )


def test_an_unknown_form_is_told_with_the_nearest_one(tmp_path):
    text = "\n".join(lines()).replace("zinc ore", "zinc oar").split("\n")
    with pytest.raises(InputError) as caught:
        read_chain(written(tmp_path, text))
    first = caught.value.problems[0]
    assert (first.where, "did you mean 'zinc ore'?" in first.fix) == (
        "zinc.csv:2:output",
        True,
    )


def test_faults_of_many_rows_are_told_at_once(tmp_path):
    text = "\n".join(lines()).replace("MWh/t", "kWh/t").replace("a,usgs", "s,usgs")
    assert len(faults(tmp_path, text.split("\n"))) > 3


def test_a_residue_needs_a_price_and_no_market(tmp_path):
    name = "zinc leach residue indium"
    rows = [
        f"mine,Mine,mine,zinc ore,by-product,{name},*,0.1,0.1,0.1,t/t,usgs-2026,B,",
        f",,,{name},residue,,*,1,1,1,1/0,usgs-2026,B,",
    ]
    assert faults(tmp_path, [*lines(), *rows]) == [
        f"zinc.csv — {name} has no price that holds everywhere"
    ]


def test_a_mineral_without_a_chain_is_told_with_the_nearest_one():
    with pytest.raises(InputError, match="did you mean 'zinc'"):
        chain_table("zink")
