"""How long goods serve, and what comes back of them: lifetimes."""

from orepath.core.column import Column, ranged
from orepath.core.table import TableSpec
from orepath.world.tables.cell import EVIDENCE, commodity, place

DISTRIBUTIONS = ("weibull", "lognormal", "fixed")

LIFETIMES = TableSpec(
    "lifetimes",
    "When goods in use come back, and how much of them can be collected.",
    (
        Column(
            "process",
            "text",
            "Process that collects: what its sites and projects make at a place is at "
            "most what comes back there.",
            refers="processes.process",
        ),
        commodity("commodity"),
        place("place", "Where it is used; * is everywhere else.", wildcard=True),
        Column(
            "distribution",
            "text",
            "How lifetimes spread around their mean.",
            choices=DISTRIBUTIONS,
        ),
        *ranged("mean", "a", "Mean years in use.", least=0.5, most=100.0),
        *ranged(
            "shape",
            "-",
            "Weibull: shape, above 1 where wear grows with age; lognormal: standard "
            "deviation of the logarithm; fixed: empty.",
            least=0.05,
            most=20.0,
            required=False,
        ),
        *ranged(
            "collected",
            "fraction",
            "Most of what comes back that can be collected.",
            most=1.0,
        ),
        *ranged(
            "recovered",
            "t/t",
            "Main output of the process per tonne collected.",
        ),
        *EVIDENCE,
    ),
    ("process", "commodity", "place"),
    optional=True,
)
