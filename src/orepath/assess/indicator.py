'''The indicators of exposure: a visible tuple of one signature each.

To add one, write a function from :class:`~orepath.assess.flows.Flows` to ``(D, K, F)``,
or ``(D, K, 1)`` for a number of the world, and name it in a row. NaN inside the array
says "not known" and becomes null in the table::

    def spare(flows):
        """Part of the world's use that is not made: t/a."""
        return (flows.use.sum(axis=-1) - flows.world)[..., None]


    SPARE = Indicator("spare", "t/a", "Use beyond supply.", spare, ("tonnes", "use"))
    exposure(..., indicators=(*INDICATORS, SPARE))
'''

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from orepath.assess import measure
from orepath.assess.flows import Flows

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
Need = Literal["supply", "tonnes", "trade", "use"]
Extra = Literal["usd", "gross", "against", "relief"]


@dataclass(frozen=True)
class Indicator:
    """Name one column of the exposure table and the function that fills it.

    Parameters
    ----------
    name : str
        Column; ``name_low`` and ``name_high`` hold its 10th and 90th percentile.
    unit : str
        Unit of the number.
    meaning : str
        One plain sentence for readers.
    measure : callable
        ``Flows -> (D, K, F)`` or ``(D, K, 1)``.
    needs : tuple of str
        What it is unknown without: ``supply``; ``tonnes``, supply in tonnes and not in
        shares of the world; ``trade``; ``use``.
    extra : tuple of str
        What must be given for the column to stand in the table at all: columns ``usd``
        or ``gross`` of the trade, the bloc ``against``, the table ``relief``; nothing
        by default.
    """

    name: str
    unit: str
    meaning: str
    measure: Callable[[Flows], Array]
    needs: tuple[Need, ...] = ("supply",)
    extra: tuple[Extra, ...] = ()


def known(indicator: Indicator, flows: Flows) -> Mask:
    """Tell where what an indicator needs is known.

    Parameters
    ----------
    indicator : Indicator
        Its needs count.
    flows : Flows
        A block of keys.

    Returns
    -------
    ndarray of bool
        ``(K, F)``.
    """
    has: dict[Need, Mask] = {
        "supply": flows.made[:, None],
        "tonnes": (flows.made & ~flows.fraction)[:, None],
        "trade": flows.traded,
        "use": flows.used[:, None],
    }
    found = np.ones(flows.traded.shape, dtype=bool)
    for need in indicator.needs:
        found &= has[need]
    return found


_BOTH: tuple[Need, ...] = ("tonnes", "trade")
_COVER: tuple[Need, ...] = ("tonnes", "use")

INDICATORS: tuple[Indicator, ...] = (
    Indicator(
        "supply", "t/a", "World supply at the stage.", measure.supply, ("tonnes",)
    ),
    Indicator(
        "hhi",
        "-",
        "Concentration of world supply, 0 to 1; unnamed places as many small ones.",
        measure.hhi,
    ),
    Indicator(
        "hhi_as_one",
        "-",
        "The same with the unnamed places counted as one: the upper bound.",
        measure.hhi_as_one,
    ),
    Indicator("top_share", "fraction", "Share of the largest supplier.", measure.top1),
    Indicator(
        "top3_share", "fraction", "Share of the three largest suppliers.", measure.top3
    ),
    Indicator(
        "focus_share",
        "fraction",
        "The focus place's share of supply.",
        measure.focus_share,
    ),
    Indicator(
        "governance_hhi",
        "-",
        "Concentration weighted by governance and trade barriers, 0 to 10.",
        measure.governance,
    ),
    Indicator(
        "imports", "t/a", "Imports of the focus place.", measure.imports, ("trade",)
    ),
    Indicator(
        "reliance",
        "fraction",
        "Net import reliance of the focus place; negative for a net exporter.",
        measure.reliance,
        _BOTH,
    ),
    Indicator(
        "import_hhi",
        "-",
        "Concentration of the focus place's imports by origin, 0 to 1.",
        measure.import_hhi,
        ("trade",),
    ),
    Indicator(
        "import_top_share",
        "fraction",
        "Share of the largest origin in the focus place's imports.",
        measure.import_top,
        ("trade",),
    ),
    Indicator(
        "import_risk",
        "-",
        "Imports weighted by the instability of their origins, 0 to 1.",
        measure.import_risk,
        _BOTH,
    ),
    Indicator(
        "geopolrisk",
        "-",
        "GeoPolRisk score: concentration times import risk.",
        measure.score,
        _BOTH,
    ),
    Indicator(
        "n1",
        "fraction",
        "Cover of the others' demand when the largest supplier stops and its users are "
        "served first; negative where not even they can be.",
        measure.n1,
        _COVER,
    ),
    Indicator(
        "n1_embargo",
        "fraction",
        "Cover of the others' demand when the largest supplier and its users leave the "
        "market.",
        measure.n1_embargo,
        _COVER,
    ),
    Indicator(
        "n2", "fraction", "As n1 with the two largest suppliers.", measure.n2, _COVER
    ),
    Indicator(
        "against_share",
        "fraction",
        "The bloc's share of supply.",
        measure.against_share,
        extra=("against",),
    ),
    Indicator(
        "against_imports",
        "fraction",
        "The bloc's share of the focus place's imports.",
        measure.against_imports,
        ("trade",),
        extra=("against",),
    ),
    Indicator(
        "bloc_out",
        "fraction",
        "Cover of the others' demand when the bloc keeps its supply to itself.",
        measure.against_cover,
        _COVER,
        extra=("against",),
    ),
    Indicator(
        "price",
        "USD/t",
        "Value of the focus place's imports over their tonnes.",
        measure.price,
        ("trade",),
        extra=("usd",),
    ),
    Indicator(
        "geopolrisk_cf",
        "kg Cu-eq/kg",
        "GeoPolRisk characterisation factor: score times price, copper being 1.",
        measure.factor,
        _BOTH,
        extra=("usd",),
    ),
    Indicator(
        "geopolrisk_published",
        "-",
        "GeoPolRisk score with imports in gross tonnes, as its authors publish it.",
        measure.published_score,
        _BOTH,
        extra=("gross",),
    ),
    Indicator(
        "geopolrisk_cf_published",
        "kg Cu-eq/kg",
        "Characterisation factor of that score and the price of a gross tonne.",
        measure.published_factor,
        _BOTH,
        extra=("usd", "gross"),
    ),
    Indicator(
        "supply_risk",
        "-",
        "Supply risk by the European Union's method; 1 and more is called a risk.",
        measure.eu_risk,
        _BOTH,
        extra=("relief",),
    ),
)
"""Every indicator, in the order of the table's columns."""
