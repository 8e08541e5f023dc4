"""An ore is worth no more to its chain than what is made of it fetches.

Customs count all that a concentrate holds. Copper, lead and zinc ores hold gold and
silver, for which the chains have no place: at the customs' price a smelter would pay
for what it never sells. So an ore's price is capped at what its metal leaves.
"""

from collections.abc import Mapping

import polars as pl

from orepath.evidence.form import forms
from orepath.world.build.power import power_prices
from orepath.world.bundle import Bundle

ANYWHERE = "*"


def caps(bundle: Bundle, world: Mapping[str, float]) -> dict[str, float]:
    """Return the most that each ore is worth to those who take it in.

    Parameters
    ----------
    bundle : Bundle
        Recipes and costs of the chains.
    world : mapping of str to float
        Price of every commodity, USD/t.

    Returns
    -------
    dict of str to float
        USD/t of ores counted by the metal they hold; the best-paying process counts.
        Ores that no process pays for have none.

    Notes
    -----
    (price of the output + by-products − other inputs − operating cost − power) over
    the ore taken in; power at the price that holds where no place has its own.
    """
    ores = set(forms().filter(stage="mine", basis="contained")["commodity"])
    cost = {
        (process, figure): value
        for process, figure, value in bundle.coefficients.filter(
            pl.col("place") == ANYWHERE
        ).select("process", "figure", "value").rows()
    }  # fmt: skip
    lines = bundle.recipes.select("process", "commodity", "direction", "quantity")
    power = power_prices().filter(place=ANYWHERE)["price"].item()
    output = dict(bundle.processes.select("process", "output").rows())
    found: dict[str, float] = {}
    for process, ore, _, taken in lines.filter(direction="in").rows():
        if ore not in ores:
            continue
        left = world[output[process]] - cost[process, "opex"]
        left -= cost[process, "power"] * power
        for name, direction, quantity in (
            lines.filter(
                (pl.col("process") == process) & (pl.col("commodity") != ore)
            ).select("commodity", "direction", "quantity").rows()
        ):  # fmt: skip
            left += world[name] * (quantity if direction == "out" else -quantity)
        if left > 0:
            found[ore] = max(found.get(ore, 0.0), left / taken)
    return found
