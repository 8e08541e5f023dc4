"""Limits that somebody set, and whether they are held."""

import numpy as np
import polars as pl
import pytest

from orepath.assess.exposure import exposure
from orepath.assess.indicator import INDICATORS
from orepath.assess.limit import COVERS, Limit, held, presets, read_limits, sources
from orepath.errors import InputError

LEAST = Limit("home", "", "home_cover", at_least=0.4)
MOST = Limit("origin", "", "origin_cover", at_most=0.65)


def table(*ranges, name="home_cover", stage="refine"):
    ends = ("", "_low", "_high")
    columns = {
        name + end: [row[at] for row in ranges]
        for end, at in zip(ends, (1, 0, 2), strict=True)
    }
    return pl.DataFrame(
        columns, schema=dict.fromkeys(columns, pl.Float64)
    ).with_columns(commodity=pl.lit("x"), stage=pl.lit(stage), year=2024)


def verdicts(limit, *ranges):
    found = held(table(*ranges, name=limit.indicator), [limit])
    return found["verdict"].to_list()


def test_a_range_on_both_sides_is_in_doubt():
    ranges = [(0.4, 0.5, 0.6), (0.39, 0.5, 0.6), (0.1, 0.3, 0.41), (0.1, 0.2, 0.39)]
    assert verdicts(LEAST, *ranges) == ["met", "in doubt", "in doubt", "missed"]
    ranges = [(0.1, 0.5, 0.65), (0.5, 0.6, 0.7), (0.66, 0.7, 0.8)]
    assert verdicts(MOST, *ranges) == ["met", "in doubt", "missed"]


def test_without_a_range_the_value_decides():
    assert verdicts(LEAST, (None, 0.5, None), (None, 0.3, None)) == ["met", "missed"]


def test_both_ends_make_a_corridor():
    limit = Limit("corridor", "", "home_cover", at_least=0.2, at_most=0.8)
    ranges = [(0.3, 0.5, 0.7), (0.1, 0.5, 0.7), (0.9, 0.9, 0.9)]
    assert verdicts(limit, *ranges) == ["met", "in doubt", "missed"]


def test_what_is_not_known_keeps_its_row_and_its_reason():
    rows = table((None, None, None)).with_columns(note=pl.lit("not known: no trade"))
    found = held(rows, [LEAST, MOST])
    assert found["verdict"].to_list() == ["not known", "not known"]
    assert found["note"].to_list() == [
        "not known: no trade",
        "origin_cover was not measured",
    ]


def test_a_limit_is_asked_only_at_its_stages():
    both = pl.concat([table((0.1, 0.1, 0.1), stage=s) for s in ("mine", "refine")])
    limit = Limit("home", "", "home_cover", ("mine",), at_least=0.2)
    assert held(both, [limit])["stage"].to_list() == ["mine"]


def test_the_european_benchmarks_are_those_of_the_act():
    limits = {limit.name: limit for limit in presets()["eu-crma-2030"]}
    assert limits["extraction"].at_least == 0.10
    assert limits["processing"].at_least == 0.40
    assert limits["recycling"].at_least == 0.25
    assert limits["one third country"].at_most == 0.65
    assert "2024/1252" in sources().row(0, named=True)["source"]


def test_covers_are_measured_by_hand():
    ends = {"low": [10.0, 90.0], "high": [10.0, 90.0]}
    key = {"commodity": ["x"] * 2, "stage": ["mine"] * 2, "year": [2024] * 2}
    supply = pl.DataFrame(
        {**key, "place": ["IND", "CHN"], "value": [10.0, 90.0], **ends}
    )
    trade = supply.rename({"place": "origin"}).with_columns(
        pl.Series("origin", ["CHN", "IND"]),
        pl.Series("destination", ["IND", "CHN"]),
        *[pl.Series(end, [35.0, 5.0]) for end in ("value", "low", "high")],
    )
    rating = pl.DataFrame({"place": ["IND", "CHN"], "value": [0.0, 0.0]})
    found = exposure(
        supply,
        supply.clear(),
        trade,
        rating,
        "IND",
        indicators=(*INDICATORS, *COVERS),
        draws=0,
    )
    row = found.row(0, named=True)
    assert row["home_cover"] == pytest.approx(10 / 40)
    assert row["origin_cover"] == pytest.approx(35 / 40)
    assert row["home_cover"] == pytest.approx(1 - row["reliance"])
    told = dict(
        held(found, presets()["eu-crma-2030"]).select("limit", "verdict").rows()
    )
    assert told == {"extraction": "met", "one third country": "missed"}


def test_a_users_own_limits_are_read(tmp_path):
    file = tmp_path / "own.toml"
    file.write_text(
        '[[preset]]\nname = "own"\n[[preset.limit]]\nname = "a"\n'
        'indicator = "hhi"\nat_most = 0.25\n',
        encoding="utf-8",
    )
    assert read_limits(file)["own"] == (Limit("a", "", "hhi", at_most=0.25),)


def test_all_faults_of_a_file_are_told_at_once(tmp_path):
    file = tmp_path / "own.toml"
    file.write_text(
        '[[preset]]\nname = "own"\n[[preset.limit]]\nname = "a"\nindicater = "hhi"\n'
        'stages = "mine"\nat_most = true\n[[preset]]\n',
        encoding="utf-8",
    )
    with pytest.raises(InputError) as caught:
        read_limits(file)
    told = str(caught.value)
    assert "own.toml:own:limit 1:indicater" in told
    assert "own.toml:own:limit 1:indicator — missing" in told
    assert "give a list of stages" in told
    assert "no number to hold" in told
    assert "preset 2 — no name" in told


@pytest.mark.parametrize(
    "text", ["", "x = [", "preset = [1]", '[[preset]]\nname = "a"\nlimit = [1]']
)
def test_a_file_that_holds_no_limits_is_refused(tmp_path, text):
    file = tmp_path / "own.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="own"):
        read_limits(file)


def test_a_table_without_labels_and_no_limits_are_refused():
    with pytest.raises(InputError, match="table:1:stage"):
        held(table((0.1, 0.1, 0.1)).drop("stage"), [LEAST])
    with pytest.raises(InputError, match="none given"):
        held(table((np.nan, 0.1, 0.1)), [])
