"""The catalogue of every table a case may hold: one declaration a table.

The reader, the checks and the reference page are all made from ``TABLES``. A cell that
is not the user's own points to a source: each table with numbers ends in the columns
``source``, ``grade`` and ``note``.
"""

from orepath.core.table import TableSpec
from orepath.world.tables.goods import (
    COEFFICIENTS,
    COMMODITIES,
    PROCESSES,
    RECIPES,
)
from orepath.world.tables.lifetime import LIFETIMES
from orepath.world.tables.market import (
    DEMAND,
    PRICES,
    RELATIONS,
    TIERS,
    TRADE,
)
from orepath.world.tables.policy import POLICIES
from orepath.world.tables.project import PROJECTS
from orepath.world.tables.shock import SHOCKS
from orepath.world.tables.site import (
    OWNERS,
    PLACES,
    POWER,
    SITES,
)
from orepath.world.tables.transport import (
    CAPACITIES,
    CORRIDORS,
    LEGS,
    RATES,
    ROUTES,
    STOPS,
    TARIFFS,
)

TABLES: tuple[TableSpec, ...] = (
    COMMODITIES,
    PLACES,
    PROCESSES,
    RECIPES,
    COEFFICIENTS,
    POWER,
    SITES,
    OWNERS,
    TRADE,
    PRICES,
    DEMAND,
    TIERS,
    LIFETIMES,
    RELATIONS,
    ROUTES,
    CAPACITIES,
    TARIFFS,
    PROJECTS,
    POLICIES,
    SHOCKS,
    LEGS,
    STOPS,
    CORRIDORS,
    RATES,
)

BY_NAME = {spec.name: spec for spec in TABLES}
