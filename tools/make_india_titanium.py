"""Write the tables of the study of titanium for India from evidence and judgement.

Run with ``--from`` pointing at the folder of evidence tables. Every row carries its
source and grade; what is judged stands in readable tables in ``india_titanium_*.py``.
Legs, stops and rates are copies of the package's, see ``make_corridors.py``.
"""

import argparse
from pathlib import Path

from india_titanium_chain import commodity_rows, process_rows, recipe_rows
from india_titanium_choice import (
    owner_rows,
    policy_rows,
    project_rows,
    relation_rows,
    shock_rows,
)
from india_titanium_concentrate import concentrates
from india_titanium_evidence import flows, governance
from india_titanium_feed import World, close
from india_titanium_figure import coefficient_rows, power_rows
from india_titanium_market import demand_rows, price_rows
from india_titanium_place import place_rows
from india_titanium_route import route_rows, tariff_rows
from india_titanium_row import write_table
from india_titanium_site import (
    capacities,
    mine_sites,
    pigment_sites,
    plant_sites,
    site_rows,
    sponge_sites,
)
from india_titanium_trade import (
    SLAG_LINKS,
    candidates,
    pigment_flows,
    scrap_flows,
    scrap_sites,
    sponge_flows,
    trade_rows,
)

STUDY = Path(__file__).parents[1] / "studies" / "india-titanium"


def world_of(folder: Path) -> World:
    """Return sites and trade of 2024, gaps closed."""
    ores = flows(folder, "baci_full_2022_2024.csv", "hs92", "261400")
    metal = flows(folder, "baci_more_codes.csv", "hs", "810820")
    sites = mine_sites(folder) | plant_sites() | sponge_sites(folder)
    world = World(
        sites | pigment_sites(folder) | scrap_sites(),
        concentrates(ores) | sponge_flows(metal) | scrap_flows(),
    )
    close(world, SLAG_LINKS)
    world.trade |= pigment_flows(world)
    world.trade |= candidates(world.trade)
    return world


def write_study(folder: Path, out: Path) -> dict[str, int]:
    """Write every table; return rows by table.

    Parameters
    ----------
    folder : Path
        Evidence tables.
    out : Path
        Folder of the study, made if missing.
    """
    out.mkdir(parents=True, exist_ok=True)
    world = world_of(folder)
    caps = capacities(folder)
    ordered = {
        "commodities": commodity_rows(),
        "places": place_rows(governance(folder)),
        "processes": process_rows(),
        "recipes": recipe_rows(),
        "projects": project_rows(),
        "policies": policy_rows(),
        "shocks": shock_rows(),
    }
    by_key = {
        "coefficients": coefficient_rows(),
        "power": power_rows(),
        "sites": site_rows(world.sites, caps),
        "owners": owner_rows(),
        "trade": trade_rows(world.trade),
        "prices": price_rows(world),
        "demand": demand_rows(world),
        "relations": relation_rows(),
        "routes": route_rows(world.trade),
        "tariffs": tariff_rows(),
    }
    counts = {n: write_table(n, rows, out, ordered=True) for n, rows in ordered.items()}
    counts |= {n: write_table(n, rows, out) for n, rows in by_key.items()}
    return counts


def main() -> None:
    """Read the command line and write the study."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--from", dest="folder", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=STUDY)
    words = parser.parse_args()
    for name, count in write_study(words.folder, words.out).items():
        print(f"{name}: {count}")


if __name__ == "__main__":
    main()
