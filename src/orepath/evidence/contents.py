"""What the library holds: each table, its meaning, and how its rows are named."""

from types import MappingProxyType

TABLES = MappingProxyType(
    {
        "observations": "production, capacity, reserves, trade, prices, reliance",
        "trade": "flows between two countries by code of the Harmonized System",
        "world_trade": "the world's trade by code and year, with the code's name",
        "governance": "six indicators of governance by country and year",
        "facts": "single figures of studies, policies and events; gaps included",
        "processes": "recipes, energy, costs and times of processes; gaps included",
        "commodities": "forms of each mineral with content, code and typical price",
        "ownership": "who owns which share of a site",
        "freight": "freight rates, surcharges, capacities of ports and corridors",
        "restrictions": "export restrictions and their dates",
        "tariffs": "changes of import duties",
        "legs": "stretches between stops by mode, with their length (ODbL)",
        "leg_lines": "the course of each leg on the map (ODbL)",
        "stops": "the stops of corridors with coordinates",
        "facilities": "sites with coordinates to a town",
        "prices_annual": "prices since 1960, nominal and real",
        "price_reversion": "how fast real prices returned to their mean",
        "demand": "projections of demand and supply to 2050 (IEA)",
        "eu_shares": "shares of world and EU supply by country and stage",
        "eu_uses": "end uses in the EU and the value added of the sector",
        "eu_risk": "supply risk and economic importance by EU list",
        "eu_2017": "recycling, substitution and concentration of the 2017 study",
        "recycling": "recycling input rates and codes by raw material",
        "recoveries": "quartiles of mill recovery and ore grade",
        "critical_lists": "which minerals stand on whose list of critical ones",
    }
)
"""Every table except the sources, and what it holds."""

PREFIXES = MappingProxyType(
    {
        "observed": "observations",
        "usgs-2025": "observations",
        "usgs-2026": "observations",
        "baci": "trade",
        "baci-total": "world_trade",
        "wgi": "governance",
        "fact": "facts",
        "policy": "facts",
        "process": "processes",
        "commodity": "commodities",
        "owner": "ownership",
        "freight": "freight",
        "restriction": "restrictions",
        "tariff": "tariffs",
        "leg": "legs",
        "line": "leg_lines",
        "stop": "stops",
        "facility": "facilities",
        "price": "prices_annual",
        "reversion": "price_reversion",
        "iea": "demand",
        "eu-share": "eu_shares",
        "eu-use": "eu_uses",
        "eu-risk": "eu_risk",
        "eu-2017": "eu_2017",
        "recycling": "recycling",
        "recovery": "recoveries",
        "ore-grade": "recoveries",
        "list": "critical_lists",
    }
)
"""The table in which an identifier stands, by its first part."""

# Long tables store no identifiers: they follow from the columns and would be the bulk.
MADE = MappingProxyType(
    {
        "trade": ("baci/{}/{}-{}/{}", ("hs", "exporter", "importer", "year")),
        "governance": ("wgi/{}/{}/{}", ("indicator", "place", "year")),
    }
)
"""The form of identifiers that are made on reading, and the columns they hold."""
