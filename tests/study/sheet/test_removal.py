"""Sheets and sentences of what is taken away."""

import polars as pl
import pytest

from orepath.study.sheet.removal import removal_words, removals_sheet
from orepath.world.case import Case

_ROW = {"short": 10.0, "vital": 0.0, "price": 2.0, "country": 1.0}


def lost(*rows: tuple[str, str, float, float]) -> pl.DataFrame:
    """Return removals: what, name, and users' loss without and with the plan."""
    return pl.DataFrame(
        [
            {"what": what, "name": name}
            | {f"good_{side}": "slag" for side in ("without", "with")}
            | {
                f"{k}_{side}": v
                for side in ("without", "with")
                for k, v in _ROW.items()
            }
            | {"users_without": without, "users_with": planned}
            for what, name, without, planned in rows
        ]
    )


def test_a_loss_is_named_with_its_kind_and_the_good_it_hits(small: Case) -> None:
    sheet = removals_sheet(small, lost(("stops", "passage by Suez", 3.0, 1.0)))
    row = sheet.frame.row(0, named=True)
    assert (row["Kind"], row["Lost"], row["Hit most"]) == (
        "stop",
        "passage by Suez",
        "Slag",
    )
    assert row["Users without"] == pytest.approx(3e6)
    assert set(sheet.terminal) <= set(sheet.frame.columns)


def test_a_pair_of_two_kinds_names_both(small: Case) -> None:
    found = lost(("stops and owners", "passage by Suez; sites owned by X", 3.0, 1.0))
    sheet = removals_sheet(small, found, two=True)
    assert sheet.name == "pairs"
    assert sheet.frame["Kind"].to_list() == ["stop and owner"]


def test_the_costliest_is_told_and_where_the_plan_makes_it_dearer() -> None:
    first, second = removal_words(
        lost(("stops", "Suez", 30.0, 10.0), ("stages", "mine in India", 6.0, 79.0))
    )
    assert first == (
        "The costliest single loss of 2 without the plan: Suez, USD 30 m to users in "
        "the year; with the plan USD 10 m."
    )
    assert second == (
        "1 of them costs users more with the plan than without, the most: mine in "
        "India, USD 6 m without, USD 79 m with it."
    )


def test_a_plan_that_never_makes_it_dearer_is_not_blamed() -> None:
    assert len(removal_words(lost(("stops", "Suez", 30.0, 30.2)))) == 1


def test_where_nothing_can_be_lost_this_is_said() -> None:
    empty = lost(("stops", "Suez", 30.0, 10.0)).clear()
    assert removal_words(empty, two=True) == [
        "There is nothing to take away: no two losses to try."
    ]
