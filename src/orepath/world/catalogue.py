"""The catalogue of every table a case may hold: one declaration a table.

The reader, the checks and the reference page are all made from ``TABLES``. A cell that
is not the user's own points to a source: each table with numbers ends in the columns
``source``, ``grade`` and ``note``.
"""

from orepath.core.table import Column, TableSpec, ranged

STAGES = ("mine", "concentrate", "smelt", "refine", "make", "use", "recycle")
FIGURES = (
    "power",
    "opex",
    "capex",
    "lead",
    "life",
    "ramp_up",
    "elasticity",
    "expansion",
)
PROJECT_KINDS = ("plant", "mine", "recycling", "contract", "stock")
POLICY_KINDS = ("budget", "share_cap")
SHOCK_KINDS = ("outage", "export_ban", "closure")

_EVIDENCE = (
    Column(
        "source", "text", "Identifier of the observation or source the row rests on."
    ),
    Column(
        "grade",
        "text",
        "A official or primary, B secondary, C estimate or assumption.",
        choices=("A", "B", "C"),
    ),
    Column(
        "note", "text", "Reasoning, doubt, contradiction.", required=False, default=""
    ),
)


def _place(name: str, meaning: str, *, wildcard: bool = False) -> Column:
    return Column(name, "text", meaning, refers="places.place", wildcard=wildcard)


def _commodity(name: str = "commodity", *, wildcard: bool = False) -> Column:
    return Column(
        name,
        "text",
        "Which commodity.",
        refers="commodities.commodity",
        wildcard=wildcard,
    )


def _quantity(name: str, meaning: str) -> tuple[Column, ...]:
    """Declare t/a with the row's own unit and basis beside it."""
    return (
        *ranged(name, "t/a", meaning, unit_from="unit", basis_from="basis"),
        Column("unit", "text", "Unit the row is written in, such as t/a or kt/a."),
        Column(
            "basis",
            "text",
            "What a tonne means in the row: gross, or the content (TiO2, Ti …).",
        ),
    )


TABLES: tuple[TableSpec, ...] = (
    TableSpec(
        "commodities",
        "Materials in a form, each with what it contains.",
        (
            Column("commodity", "text", "Short name used in all other tables."),
            Column("mineral", "text", "Family, such as titanium."),
            Column("name", "text", "Name for readers."),
            Column("stage", "text", "Stage that makes it.", choices=STAGES),
            Column("content_of", "text", "What a content basis counts: TiO2, Ti, Fe."),
            *ranged(
                "content",
                "t/t",
                "Content per gross tonne, between 0 and 1.",
                most=1.0,
            ),
            Column("hs", "text", "HS heading it is traded under.", required=False),
            Column("traded", "flag", "Whether it crosses borders at all."),
            Column(
                "outside",
                "flag",
                "Whether any amount sells at the published price, in a market far larger "
                "than the chain (pig iron of a slag smelter).",
                required=False,
                default=False,
            ),
            *_EVIDENCE,
        ),
        ("commodity",),
    ),
    TableSpec(
        "places",
        "Countries and groups of countries that produce, trade or use.",
        (
            Column("place", "text", "ISO 3166 alpha-3 code, or a code of one's own."),
            Column("name", "text", "Name for readers."),
            Column(
                "members",
                "text",
                "Codes of the countries a group stands for, separated by blanks.",
                required=False,
                default="",
            ),
            Column(
                "lat", "number", "Latitude of the label.", "degree", least=-90, most=90
            ),
            Column(
                "lon",
                "number",
                "Longitude of the label.",
                "degree",
                least=-180,
                most=180,
            ),
            Column(
                "bloc", "text", "Bloc for bloc-out tests.", required=False, default=""
            ),
            Column(
                "governance",
                "number",
                "Mean of the six World Bank governance indicators, -2.5 to 2.5; empty "
                "where a group has none.",
                "index",
                required=False,
                least=-3.5,
                most=3.5,
            ),
            *_EVIDENCE,
        ),
        ("place",),
    ),
    TableSpec(
        "processes",
        "Recipes' heads: what is made, at which stage.",
        (
            Column("process", "text", "Short name."),
            Column("name", "text", "Name for readers."),
            Column("stage", "text", "Stage.", choices=STAGES),
            _commodity("output"),
            *_EVIDENCE,
        ),
        ("process",),
    ),
    TableSpec(
        "recipes",
        "Tonnes taken in and given off per tonne of a process's main output.",
        (
            Column("process", "text", "Which process.", refers="processes.process"),
            _commodity(),
            Column(
                "direction", "text", "Taken in or given off.", choices=("in", "out")
            ),
            *ranged("quantity", "t/t", "Gross tonnes per tonne of main output."),
            *_EVIDENCE,
        ),
        ("process", "commodity", "direction"),
    ),
    TableSpec(
        "coefficients",
        "Figures of a process: power, cost, capital, times, elasticity.",
        (
            Column("process", "text", "Which process.", refers="processes.process"),
            _place("place", "Where it holds; * is everywhere.", wildcard=True),
            Column("figure", "text", "Which figure.", choices=FIGURES),
            *ranged("value", "by figure", "The figure.", unit_from="unit"),
            Column(
                "unit",
                "text",
                "power MWh/t; opex USD/t; capex USD/(t/a); lead, life, ramp_up years; "
                "elasticity and expansion fraction. Other units are converted.",
            ),
            *_EVIDENCE,
        ),
        ("process", "place", "figure"),
    ),
    TableSpec(
        "power",
        "Industrial power prices by place.",
        (
            _place("place", "Where; * is everywhere else.", wildcard=True),
            *ranged(
                "price", "USD/MWh", "Price of power for a smelter.", unit_from="unit"
            ),
            Column("unit", "text", "Unit the row is written in."),
            *_EVIDENCE,
        ),
        ("place",),
    ),
    TableSpec(
        "sites",
        "A process at a place, with what it made in the base year.",
        (
            Column("site", "text", "Short name."),
            _place("place", "Where."),
            Column("process", "text", "Which process.", refers="processes.process"),
            Column("name", "text", "Name for readers."),
            *_quantity("output", "Main output of the base year."),
            Column(
                "capacity",
                "number",
                "Most it can make in a year; empty where not known.",
                "t/a",
                required=False,
                least=0,
                unit_from="unit",
                basis_from="basis",
            ),
            *_EVIDENCE,
        ),
        ("site",),
    ),
    TableSpec(
        "owners",
        "Who owns which share of a site's output.",
        (
            Column("site", "text", "Which site.", refers="sites.site"),
            Column("owner", "text", "Owner's place code, or 'unknown'."),
            *ranged("share", "fraction", "Share of equity.", most=1.0),
            *_EVIDENCE,
        ),
        ("site", "owner"),
        optional=True,
    ),
    TableSpec(
        "trade",
        "Flows between places in the base year, observed or supposed.",
        (
            _commodity(),
            _place("origin", "From where."),
            _place("destination", "To where."),
            *_quantity("quantity", "Tonnes shipped in the base year."),
            *_EVIDENCE,
        ),
        ("commodity", "origin", "destination"),
    ),
    TableSpec(
        "prices",
        "Prices of the base year that anchor the calibration.",
        (
            _commodity(),
            _place("place", "Where; * is everywhere else.", wildcard=True),
            *ranged("price", "USD/t", "Price per gross tonne.", unit_from="unit"),
            Column("unit", "text", "Unit the row is written in."),
            *_EVIDENCE,
        ),
        ("commodity", "place"),
    ),
    TableSpec(
        "demand",
        "What is used up at a place in the base year, and how it answers price.",
        (
            _commodity(),
            _place("place", "Where."),
            *_quantity("quantity", "Use in the base year."),
            *ranged(
                "elasticity",
                "-",
                "Price elasticity of use, given as a positive number.",
                least=0.01,
            ),
            *ranged(
                "growth", "fraction/a", "Growth of use per year.", least=-0.2, most=0.5
            ),
            *ranged(
                "choke",
                "-",
                "Price, as a multiple of the base price, at which users go without.",
                least=1.0,
            ),
            *_EVIDENCE,
        ),
        ("commodity", "place"),
    ),
    TableSpec(
        "relations",
        "How stiff trade in a commodity is.",
        (
            _commodity(),
            *ranged(
                "elasticity",
                "-",
                "How readily buyers switch between origins (Armington).",
                least=0.1,
            ),
            *ranged(
                "ramp",
                "fraction/a",
                "Most a shipment to an existing partner grows per year.",
            ),
            *ranged(
                "opening",
                "fraction/a",
                "Share of the importer's use a new partner may win per year.",
                most=1.0,
            ),
            *_EVIDENCE,
        ),
        ("commodity",),
    ),
    TableSpec(
        "routes",
        "What it costs to move goods from place to place.",
        (
            _commodity(wildcard=True),
            _place("origin", "From where."),
            _place("destination", "To where."),
            Column("mode", "text", "Sea, rail, road or a mix."),
            Column("km", "number", "Length.", "km", least=0),
            *ranged("cost", "USD/t", "Freight and handling.", unit_from="unit"),
            Column("unit", "text", "Unit of the cost."),
            Column(
                "loss",
                "number",
                "Part lost on the way.",
                "fraction",
                required=False,
                default=0.0,
                least=0.0,
                most=0.9,
            ),
            Column(
                "via",
                "text",
                "Straits and stops on the way that a closure may hit, blank-separated.",
                required=False,
                default="",
            ),
            *_EVIDENCE,
        ),
        ("commodity", "origin", "destination"),
    ),
    TableSpec(
        "tariffs",
        "Import duties, as a share of the price at the origin.",
        (
            _commodity(wildcard=True),
            _place("origin", "From where; * is everywhere.", wildcard=True),
            _place("destination", "Who levies it."),
            *ranged("rate", "fraction", "Ad valorem rate.", most=5.0),
            *_EVIDENCE,
        ),
        ("commodity", "origin", "destination"),
        optional=True,
    ),
    TableSpec(
        "projects",
        "What can be built, bought or agreed.",
        (
            Column("project", "text", "Short name."),
            Column("name", "text", "Name for readers."),
            Column("kind", "text", "What it is.", choices=PROJECT_KINDS),
            _place("place", "Where it stands, or who sells under a contract."),
            Column(
                "process",
                "text",
                "Process of a plant, mine or recycling project.",
                required=False,
                refers="processes.process",
            ),
            Column(
                "commodity",
                "text",
                "Commodity of a contract or a stock.",
                required=False,
                refers="commodities.commodity",
            ),
            Column(
                "destination",
                "text",
                "Buyer under a contract.",
                required=False,
                refers="places.place",
            ),
            *ranged(
                "size",
                "t/a or t",
                "Capacity, contract tonnage or stock (t).",
                unit_from="unit",
            ),
            Column("unit", "text", "Unit of the size."),
            *ranged(
                "capex",
                "USD/(t/a) or USD/t",
                "Capital per unit of size; for a stock, storage capital per tonne.",
                unit_from="capex_unit",
            ),
            Column("capex_unit", "text", "Unit of the capital."),
            *ranged(
                "opex", "USD/t", "Operating cost per tonne besides inputs and power."
            ),
            Column(
                "release",
                "number",
                "Stocks only: price at which the stock is released, as a multiple of the "
                "published one.",
                "-",
                required=False,
                default=1.25,
                least=1.0,
            ),
            Column("lead", "number", "Years from start to first output.", "a", least=0),
            Column("life", "number", "Years of operation.", "a", least=1),
            Column("earliest", "integer", "First year it may start.", "year"),
            Column("latest", "integer", "Last year it may start.", "year"),
            *ranged(
                "share", "fraction", "The focus actor's share of the profit.", most=1.0
            ),
            *ranged(
                "paid",
                "fraction",
                "Part of the capital that falls on the focus actor's budget.",
                most=1.0,
            ),
            *_EVIDENCE,
        ),
        ("project",),
        optional=True,
    ),
    TableSpec(
        "policies",
        "Limits and duties somebody chose.",
        (
            Column("policy", "text", "Short name."),
            Column("name", "text", "Name for readers."),
            Column("kind", "text", "What it limits.", choices=POLICY_KINDS),
            Column(
                "commodity",
                "text",
                "Which commodity, where it applies to one.",
                required=False,
                refers="commodities.commodity",
            ),
            _place("place", "Who is bound."),
            *ranged(
                "value",
                "by kind",
                "Budget in USD; cap as a fraction.",
                unit_from="unit",
            ),
            Column("unit", "text", "Unit the row is written in."),
            Column("start", "integer", "First year.", "year"),
            Column("end", "integer", "Last year.", "year"),
            Column(
                "excess",
                "number",
                "Cost of breaking a cap, as a multiple of the price; empty for a budget.",
                "-",
                required=False,
                least=0,
            ),
            *_EVIDENCE,
        ),
        ("policy",),
        optional=True,
    ),
    TableSpec(
        "shocks",
        "Disruptions: recorded events and supposed ones.",
        (
            Column("shock", "text", "Short name."),
            Column("name", "text", "Name for readers."),
            Column("kind", "text", "What happens.", choices=SHOCK_KINDS),
            Column(
                "place",
                "text",
                "Which place is hit.",
                required=False,
                refers="places.place",
            ),
            Column(
                "process",
                "text",
                "Which process stops (outage).",
                required=False,
                refers="processes.process",
            ),
            Column(
                "commodity",
                "text",
                "Which goods are barred (export ban); empty is all.",
                required=False,
                refers="commodities.commodity",
            ),
            Column(
                "stop",
                "text",
                "Which strait or stop closes (closure).",
                required=False,
                default="",
            ),
            *ranged("severity", "fraction", "Part lost while it lasts.", most=1.0),
            *ranged("months", "month", "How long it lasts.", most=120.0),
            *ranged(
                "probability", "1/a", "Chance that it strikes in a year.", most=1.0
            ),
            Column("year", "integer", "Year it was recorded in.", "year"),
            *_EVIDENCE,
        ),
        ("shock",),
        optional=True,
    ),
    TableSpec(
        "legs",
        "Stretches of transport by one mode.",
        (
            Column("from", "text", "Stop at one end.", refers="stops.stop"),
            Column("to", "text", "Stop at the other end.", refers="stops.stop"),
            Column("mode", "text", "rail, road, sea or ferry."),
            *ranged("km", "km", "Length."),
            Column("region", "text", "Rate region.", required=False, default=""),
            Column(
                "borders",
                "integer",
                "Border crossings on the leg.",
                required=False,
                default=0,
                least=0,
            ),
            Column(
                "gauge",
                "integer",
                "Gauge changes on the leg.",
                required=False,
                default=0,
                least=0,
            ),
            *_EVIDENCE,
        ),
        ("from", "to", "mode"),
        optional=True,
    ),
    TableSpec(
        "stops",
        "Ports, stations and towns of the corridors.",
        (
            Column("stop", "text", "Name."),
            Column("lat", "number", "Latitude.", "degree", least=-90, most=90),
            Column("lon", "number", "Longitude.", "degree", least=-180, most=180),
            Column("place", "text", "Country code."),
            *_EVIDENCE,
        ),
        ("stop",),
        optional=True,
    ),
    TableSpec(
        "corridors",
        "Named chains of legs.",
        (
            Column("corridor", "text", "Short name."),
            Column("title", "text", "Name for readers."),
            Column("from", "text", "First stop.", refers="stops.stop"),
            Column("to", "text", "Last stop.", refers="stops.stop"),
            Column("via", "text", "Stops in between, separated by ;"),
            *_EVIDENCE,
        ),
        ("corridor",),
        optional=True,
    ),
    TableSpec(
        "rates",
        "Freight rates, times and fees by mode and region.",
        (
            Column("mode", "text", "Mode, border or gauge."),
            Column(
                "region",
                "text",
                "Region; empty is anywhere.",
                required=False,
                default="",
            ),
            Column("figure", "text", "Which figure."),
            *ranged("value", "by figure", "The figure."),
            Column("unit", "text", "Unit of the figure."),
            *_EVIDENCE,
        ),
        ("mode", "region", "figure"),
        optional=True,
    ),
)

BY_NAME = {spec.name: spec for spec in TABLES}
