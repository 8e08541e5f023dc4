"""Policies as written: what a kind needs, what it cannot use, what could keep it."""

from typing import Any

import pytest

HEAD = (
    "policy,name,kind,commodity,place,value,unit,start,end,excess,by,base,members,"
    "payer,yearly,source,grade,note"
)
UNITS = {
    "budget": "USD",
    "reserve_days": "days",
    "emission_limit": "t/a",
    "energy_limit": "GWh/a",
}
GOOD: dict[str, dict[str, Any]] = {
    "budget": {"value": 1e6},
    "share_cap": {"commodity": "slag", "value": 0.8},
    "domestic_share": {"commodity": "slag", "value": 0.2},
    "recycled_share": {"commodity": "slag", "value": 0.2},
    "partner_share": {"commodity": "slag", "value": 0.2, "members": "KAZ"},
    "reserve_days": {"commodity": "slag", "value": 60},
    "emission_limit": {"value": 1e5},
    "energy_limit": {"value": 100},
    "duty": {"value": 0.1},
}
"""A sound policy of every kind, were recycling and carbon told."""


def line(kind, **cells):
    """Write a policy's line; an empty cell where nothing is given."""
    row = {
        "policy": "own",
        "name": "Own",
        "kind": kind,
        "place": "IND",
        "unit": UNITS.get(kind, "fraction"),
        "start": 2025,
        "end": 2030,
        "source": "me",
        "grade": "C",
        **GOOD[kind],
        **cells,
    }
    return ",".join(str(row.get(name, "")) for name in HEAD.split(","))


def told(folder, kind, **cells):
    """Return what one policy is refused with."""
    folder.write("policies.csv", HEAD, line(kind, **cells))
    return [
        (p.where.removeprefix("policies.csv:2:"), p.what) for p in folder.problems()
    ]


@pytest.mark.parametrize("kind", [k for k in GOOD if k[0] != "r" and k[1] != "m"])
def test_a_sound_policy_is_read(folder, kind):
    folder.write("policies.csv", HEAD, line(kind))
    assert folder.load().table("policies")["kind"].to_list() == [kind]


def test_values_are_kept_in_the_unit_of_their_kind(folder):
    rows = [
        line("energy_limit", policy="a"),
        line("reserve_days", policy="b"),
        line("share_cap", policy="c", value=80, unit="%"),
    ]
    folder.write("policies.csv", HEAD, *rows)
    table = folder.load().table("policies")
    assert table["value"].to_list() == pytest.approx([100_000, 60, 0.8])
    assert table["by"].to_list() == ["origin"] * 3


@pytest.mark.parametrize(
    ("kind", "cells", "where", "what"),
    [
        ("share_cap", {"commodity": ""}, "commodity", "a share_cap needs commodity"),
        ("partner_share", {"members": ""}, "members", "a partner_share needs members"),
        ("budget", {"commodity": "slag"}, "commodity", "a budget has no commodity"),
        ("budget", {"excess": 0.2}, "excess", "a budget has no excess"),
        ("duty", {"excess": 0.2}, "excess", "a duty has no excess"),
        ("domestic_share", {"by": "bloc"}, "by", "a domestic_share has no by"),
        ("domestic_share", {"base": "supply"}, "base", "a domestic_share has no base"),
        ("budget", {"members": "KAZ"}, "members", "a budget has no members"),
        ("duty", {"payer": "host"}, "payer", "a duty has no payer"),
        ("duty", {"yearly": "yes"}, "yearly", "a duty has no yearly"),
        ("share_cap", {"value": 1.2}, "value", "a share of 1.2 is more than the whole"),
        ("share_cap", {"members": "KAS"}, "members", "unknown member 'KAS'"),
        ("share_cap", {"by": "bloc"}, "by", "no place belongs to a bloc"),
        ("budget", {"end": 2024}, "end", "2024 lies before 2025"),
        (
            "share_cap",
            {"start": 2028, "end": 2029},
            "start",
            "in force in no period: none begins from 2028 to 2029",
        ),
        (
            "budget",
            {"start": 2031, "end": 2040},
            "start",
            "in force in no period: none begins from 2031 to 2040",
        ),
        ("budget", {"place": "KAZ"}, "payer", "KAZ is not the focus place, IND"),
        (
            "recycled_share",
            {},
            "kind",
            "no site or project at IND makes slag of scrap",
        ),
        (
            "domestic_share",
            {"commodity": "ore", "place": "KAZ"},
            "kind",
            "no site or project at KAZ makes ore",
        ),
        (
            "partner_share",
            {"members": "CHN", "place": "KAZ"},
            "kind",
            "no trade row brings slag to KAZ from CHN",
        ),
        (
            "reserve_days",
            {"place": "KAZ"},
            "kind",
            "no stock of slag at KAZ stands among the projects",
        ),
        (
            "emission_limit",
            {},
            "kind",
            "nothing that IND makes has a figure emission: the limit would bind "
            "nothing",
        ),
        ("duty", {"members": "IND"}, "kind", "no trade row to IND bears this duty"),
    ],
)
def test_a_faulty_policy_is_told_with_its_cell(folder, kind, cells, where, what):
    assert (where, what) in told(folder, kind, **cells)


def test_an_owner_may_be_anybody_who_owns_or_is_a_place(folder):
    found = told(folder, "share_cap", by="owner", members="CHN nobody")
    assert [what for where, what in found if where == "members"] == [
        "unknown member 'nobody'"
    ]


def test_a_cell_that_could_not_be_read_is_told_once(folder):
    found = told(folder, "domestic_share", commodity="slagg", place="KAZ")
    assert found == [("commodity", "unknown commodity 'slagg'")]


def test_all_faults_of_all_policies_are_told_at_once(folder):
    rows = [line("budget", policy=name, excess=1, end=2020) for name in ("a", "b")]
    folder.write("policies.csv", HEAD, *rows)
    assert [p.where for p in folder.problems()] == [
        "policies.csv:2:excess",
        "policies.csv:2:end",
        "policies.csv:3:excess",
        "policies.csv:3:end",
    ]
