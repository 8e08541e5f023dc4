"""Requirements: who needs whom, with what chance, and what is not ready."""

import polars as pl
import pytest

from orepath.plan.requirement import expected, requirements, unready

CHAIN = pl.DataFrame(
    {
        "project": ["search", "drill", "mine", "smelter", "road"],
        "kind": ["exploration", "exploration", "mine", "plant", "upgrade"],
        "requires": ["", "search", "drill road", "mine search", None],
        "chance": [0.5, 0.4, None, None, None],
        "lead": [1.0, 2.0, 3.0, 2.0, 0.0],
        "size": [10.0, 10.0, 10.0, 10.0, 10.0],
        "size_low": [5.0, 5.0, 5.0, 5.0, 5.0],
        "size_high": [20.0, 20.0, 20.0, 20.0, 20.0],
        "reserves": [None, None, 1e3, None, None],
        "reserves_low": [None, None, 5e2, None, None],
        "reserves_high": [None, None, 2e3, None, None],
    },
)


def test_requirements_are_pairs_of_positions() -> None:
    assert requirements(CHAIN).tolist() == [[1, 0], [2, 1], [2, 4], [3, 2], [3, 0]]


def test_a_chance_counts_once_however_often_it_is_needed() -> None:
    found = expected(CHAIN)
    assert found["size"].to_list() == pytest.approx([10.0, 5.0, 2.0, 2.0, 10.0])
    assert found["reserves"].to_list() == [None, None, pytest.approx(200.0), None, None]
    assert found["size_high"].to_list() == pytest.approx([20.0, 10.0, 4.0, 4.0, 20.0])


def test_without_requirements_nothing_changes() -> None:
    alone = CHAIN.with_columns(requires=pl.lit(""))
    assert expected(alone).equals(alone)


def test_what_is_unready_makes_all_that_needs_it_unready() -> None:
    whole = {"search": 2025, "drill": 2026, "road": 2025, "mine": 2028, "smelter": 2031}
    assert unready(CHAIN, whole) == ()
    assert unready(CHAIN, whole | {"drill": 2025}) == ("drill", "mine", "smelter")
    assert unready(CHAIN, whole | {"mine": 2027}) == ("mine", "smelter")
    assert unready(CHAIN, {"road": 2025}) == ()
    assert unready(CHAIN, {"smelter": 2040}) == ("smelter",)
