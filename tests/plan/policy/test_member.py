"""Members of a cap: origins, blocs, owners; and caps that would bar all imports."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orepath.errors import InputError
from orepath.plan.assemble import program_of
from orepath.plan.network import Network
from orepath.plan.policy.member import least_share, members_of
from orepath.plan.unfold import unfold
from orepath.world.calibrate import calibrate
from orepath.world.case import Case

Under = Callable[..., Case]


def cap(under: Under, case: Case, **words: Any) -> Case:
    """Put one cap on imports of slag by India."""
    return under(case, {"kind": "share_cap", "policy": "cap", "value": 0.6, **words})


def members(case: Case) -> dict[str, dict[str, float]]:
    """Return which part of what each place sends is each member's."""
    n: Network = unfold(case, calibrate(case))
    labels, part = members_of(n, case.table("policies").row(0, named=True))
    places = n.calibration.balance.places.labels
    return {
        label: {places[p]: float(part[i, p]) for p in np.flatnonzero(part[i])}
        for i, label in enumerate(labels)
    }


def test_every_origin_that_may_send_is_a_member(owned: Case, under: Under) -> None:
    assert members(cap(under, owned)) == {"KAZ": {"KAZ": 1.0}, "CHN": {"CHN": 1.0}}


def test_a_bloc_holds_its_places_and_places_without_one_are_free(
    owned: Case, under: Under, edited: Callable[..., Case]
) -> None:
    case = edited(owned, "places", {"place": "KAZ"}, bloc="")
    assert members(cap(under, case, by="bloc")) == {"east": {"CHN": 1.0}}


def test_an_owner_holds_his_part_of_the_sites_an_origin_sells_from(
    owned: Case, under: Under
) -> None:
    found = members(cap(under, owned, by="owner", value=0.8))
    # A tenth of the Kazakh smelter is unknown owners', and nobody's.
    assert found["CHN"] == pytest.approx({"CHN": 1.0, "KAZ": 0.6})
    assert found["KAZ"] == pytest.approx({"KAZ": 0.3})


def test_members_that_are_named_are_the_only_ones(owned: Case, under: Under) -> None:
    assert members(cap(under, owned, members="CHN")) == {"CHN": {"CHN": 1.0}}


def refusal(case: Case) -> str:
    """Return what a case is refused with."""
    with pytest.raises(InputError) as told:
        program_of(case, calibrate(case))
    assert len(told.value.problems) == 1
    return str(told.value)


def test_a_cap_below_one_over_the_number_of_origins_is_refused(
    small: Case, under: Under
) -> None:
    assert refusal(cap(under, small, value=0.45)) == (
        "policies.csv:cap:value — a cap of 45% with 2 possible origins bars all "
        "imports — give at least 50% or open more origins"
    )


def test_a_cap_of_exactly_one_over_the_number_of_origins_still_imports(
    small: Case, under: Under
) -> None:
    case = cap(under, small, value=0.5)
    assert program_of(case, calibrate(case)).group("share cap").size > 0


def test_a_cap_on_what_nobody_sends_is_refused(small: Case, under: Under) -> None:
    told = refusal(cap(under, small, commodity="ore"))
    assert "a cap of 60% with 0 possible origins" in told


def test_a_cap_on_owners_counts_what_they_own_abroad(owned: Case, under: Under) -> None:
    # China owns 60 % of what Kazakhstan sends: less than that is out of reach.
    assert "give at least 60%" in refusal(cap(under, owned, by="owner", value=0.55))


def test_a_cap_on_one_named_origin_may_be_as_low_as_one_likes(
    small: Case, under: Under
) -> None:
    case = cap(under, small, value=0.0, members="CHN")
    assert program_of(case, calibrate(case)).group("share cap").size > 0


def test_every_barring_cap_is_told_at_once(small: Case, under: Under) -> None:
    rows = [
        {"kind": "share_cap", "policy": name, "value": 0.1} for name in ("one", "two")
    ]
    case = under(small, *rows)
    with pytest.raises(InputError) as told:
        program_of(case, calibrate(case))
    wheres = [problem.where for problem in told.value.problems]
    assert wheres == ["policies.csv:one:value", "policies.csv:two:value"]


@given(
    st.integers(1, 4).flatmap(
        lambda o: st.lists(
            st.lists(st.floats(0.0, 1.0), min_size=o, max_size=o),
            min_size=1,
            max_size=4,
        )
    )
)
def test_the_least_share_lies_between_even_and_the_best_single_origin(
    rows: list[list[float]],
) -> None:
    part = np.array(rows) / max(np.array(rows).sum(axis=0).max(), 1.0)
    least = least_share(part)
    assert least <= part.max(axis=0).min() + 1e-7
    assert least >= part.sum(axis=0).min() / len(rows) - 1e-7
