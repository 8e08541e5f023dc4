"""The register of policies: the table of contents of what somebody chose."""

from collections.abc import Callable

from orepath.plan.policy.budget import budget
from orepath.plan.policy.limit import emission_limit, energy_limit
from orepath.plan.policy.reserve import reserve_days
from orepath.plan.policy.share import (
    domestic_share,
    partner_share,
    recycled_share,
    share_cap,
)
from orepath.plan.program import Draft

Policy = Callable[[Draft], None]

POLICIES: tuple[Policy, ...] = (
    budget,
    share_cap,
    domestic_share,
    recycled_share,
    partner_share,
    reserve_days,
    emission_limit,
    energy_limit,
)
"""Each adds the rows of its kind to a draft. Duties change costs and add no rows."""
