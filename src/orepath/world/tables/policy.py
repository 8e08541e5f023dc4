"""Limits and duties somebody chose: policies."""

from types import MappingProxyType

from orepath.core.column import Column, ranged
from orepath.core.table import TableSpec
from orepath.world.tables.cell import EVIDENCE, place

POLICY_UNITS = MappingProxyType(
    {
        "budget": "USD",
        "share_cap": "fraction",
        "domestic_share": "fraction",
        "recycled_share": "fraction",
        "partner_share": "fraction",
        "reserve_days": "d",
        "duty": "fraction",
        "emission_limit": "t/a",
        "energy_limit": "MWh/a",
    }
)
"""Every kind of policy and the unit its value is kept in."""

POLICY_KINDS = tuple(POLICY_UNITS)
SHARES = ("domestic_share", "recycled_share", "partner_share")
"""Kinds that ask for a least share of what a place is supplied with."""
LIMITED = MappingProxyType({"emission_limit": "emission", "energy_limit": "power"})
"""The figure of processes that each kind of limit adds up."""

POLICIES = TableSpec(
    "policies",
    "Limits and duties somebody chose.",
    (
        Column("policy", "text", "Short name."),
        Column("name", "text", "Name for readers."),
        Column("kind", "text", "What it limits.", choices=POLICY_KINDS),
        Column(
            "commodity",
            "text",
            "Which commodity. Shares and reserves need one, a budget has none; empty "
            "is all for a duty, an emission limit and an energy limit.",
            required=False,
            refers="commodities.commodity",
        ),
        place("place", "Who is bound; who levies a duty; whose budget it is."),
        *ranged(
            "value",
            "by kind",
            "Budget in USD; share as a fraction; reserve in days of use; duty as a "
            "fraction of the price at the origin; limit in t CO2 or MWh a year.",
            unit_from="unit",
        ),
        Column("unit", "text", "Unit the row is written in."),
        Column("start", "integer", "First year.", "year"),
        Column("end", "integer", "Last year.", "year"),
        Column(
            "excess",
            "number",
            "Price of what goes beyond the limit: a multiple of the commodity's price "
            "a tonne; USD per t CO2 of an emission limit, USD per MWh of an energy "
            "limit. Empty: the limit is hard. Budgets and duties have none.",
            "by kind",
            required=False,
            least=0,
        ),
        Column(
            "by",
            "text",
            "Whose share of imports a cap holds down: each origin's, each bloc's, or "
            "each owner's of the sites it comes from.",
            required=False,
            default="origin",
            choices=("origin", "bloc", "owner"),
        ),
        Column(
            "base",
            "text",
            "Of what a cap takes the share: imports, or all supply with what is made "
            "at home.",
            required=False,
            default="imports",
            choices=("imports", "supply"),
        ),
        Column(
            "members",
            "text",
            "Places, blocs or owners the row speaks of, separated by blanks; empty is "
            "all. Those of a cap (as `by` says), the partners of a partner share, the "
            "origins of a duty.",
            required=False,
            default="",
        ),
        Column(
            "payer",
            "text",
            "Whose part of the capital a budget counts: the focus actor's (what a "
            "project's `paid` says), the rest for projects that stand at the place "
            "(host), or the rest wherever they stand (partner).",
            required=False,
            default="focus",
            choices=("focus", "host", "partner"),
        ),
        Column(
            "yearly",
            "flag",
            "Whether a budget is what may be committed each year, rather than in all.",
            required=False,
            default=False,
        ),
        *EVIDENCE,
    ),
    ("policy",),
    optional=True,
)
