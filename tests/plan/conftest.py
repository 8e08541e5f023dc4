"""The small case under policies of every kind."""

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from orepath.world.case import Case
from orepath.world.tables.policy import POLICIES

PLAIN = {
    **{column.name: column.default for column in POLICIES.columns},
    "place": "IND",
    "start": 2025,
    "end": 2034,
    "unit": "as kept",
    "source": "invented",
    "grade": "C",
    "note": "",
}

EVERY: list[dict[str, Any]] = [
    {"kind": "budget", "policy": "fund", "value": 30e6},
    {"kind": "budget", "policy": "year", "value": 10e6, "yearly": True, "end": 2025},
    {"kind": "budget", "policy": "host", "value": 9e6, "payer": "host", "place": "KAZ"},
    {"kind": "budget", "policy": "partner", "value": 8e6, "payer": "partner"},
    {"kind": "share_cap", "policy": "origins", "value": 0.8, "excess": 0.2},
    {"kind": "share_cap", "policy": "blocs", "value": 0.6, "by": "bloc"},
    {
        "kind": "share_cap",
        "policy": "owners",
        "value": 0.9,
        "by": "owner",
        "base": "supply",
        "members": "CHN",
    },
    {"kind": "domestic_share", "policy": "home", "value": 0.3, "excess": 0.2},
    {"kind": "recycled_share", "policy": "scrap", "value": 0.1, "start": 2027},
    {"kind": "partner_share", "policy": "friends", "value": 0.2, "members": "KAZ"},
    {"kind": "reserve_days", "policy": "days", "value": 36.5, "excess": 0.3},
    {"kind": "emission_limit", "policy": "carbon", "value": 60e3, "excess": 80.0},
    {"kind": "energy_limit", "policy": "power", "value": 200e3, "commodity": "slag"},
    {"kind": "duty", "policy": "agreed", "value": 0.0, "members": "KAZ"},
]
"""One row or more of every kind, in the inner units."""

_NAMED = ("share_cap", "domestic_share", "recycled_share", "partner_share")


@pytest.fixture(scope="session")
def every() -> list[dict[str, Any]]:
    """One row or more of every kind, in the inner units."""
    return EVERY


@pytest.fixture(scope="session")
def under() -> Callable[..., Case]:
    """Put policies on a case: ``under(case, {"kind": "budget", "value": 1e6})``."""

    def put(case: Case, *rows: dict[str, Any]) -> Case:
        table = case.table("policies")
        full = []
        for row in rows:
            goods = "slag" if row["kind"] in (*_NAMED, "reserve_days", "duty") else None
            one = {**PLAIN, "commodity": goods, "policy": row["kind"], **row}
            one["name"] = one["name"] or one["policy"].title()
            one["value_low"] = one["value_high"] = one["value"]
            full.append({name: one[name] for name in table.columns})
        return case.replace(policies=pl.DataFrame(full, schema=table.schema))

    return put


@pytest.fixture(scope="session")
def owned(small: Case, edited: Callable[..., Case]) -> Case:
    """The small case with blocs, an owner abroad, carbon and a plant that recycles."""
    case = edited(small, "places", {"place": "CHN"}, bloc="east")
    case = edited(case, "places", {"place": "KAZ"}, bloc="centre")
    owner = {"site": "kaz_smelt", "source": "invented", "grade": "C", "note": ""}
    owners = case.table("owners")
    held = [
        {**owner, "owner": who, "share": share, "share_low": share, "share_high": share}
        for who, share in (("CHN", 0.6), ("KAZ", 0.3), ("unknown", 0.1))
    ]
    figures = case.table("coefficients")
    carbon = (
        figures.filter((pl.col("process") == "smelt") & (pl.col("figure") == "power"))
        .with_columns(
            pl.lit("emission").alias("figure"),
            *(pl.lit(1.5).alias(f"value{end}") for end in ("", "_low", "_high")),
        )
        .cast(figures.schema)
    )
    case = case.replace(
        owners=pl.DataFrame(held, schema=owners.schema),
        coefficients=pl.concat([figures, carbon]),
    )
    return edited(case, "projects", {"project": "smelter"}, kind="recycling")
