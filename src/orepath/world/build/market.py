"""Markets are how goods and their trade answer price, as the chains say of each."""

import polars as pl

from orepath.world.build.sheet import laid
from orepath.world.bundle import Bundle

ANYWHERE = "*"


def figures(bundle: Bundle, commodity: str) -> dict[str, dict[str, object]]:
    """Return the figures of a commodity's market that hold everywhere, by name.

    Parameters
    ----------
    bundle : Bundle
        Chains.
    commodity : str
        One of its commodities.
    """
    rows = bundle.markets.filter(commodity=commodity, place=ANYWHERE)
    return {row["figure"]: row for row in rows.iter_rows(named=True)}


def relations(bundle: Bundle, traded: pl.Series) -> pl.DataFrame:
    """Return the table of relations for the commodities that are traded.

    Parameters
    ----------
    bundle : Bundle
        Chains.
    traded : polars.Series
        Commodities with a flow.
    """
    rows = []
    for name in traded.unique().sort():
        market = figures(bundle, name)
        rows.append(
            {
                "commodity": name,
                **{
                    f"{heading}{end}": market[figure][part]
                    for heading, figure in (
                        ("elasticity", "switch"), ("ramp", "ramp"),
                        ("opening", "opening"),
                    )
                    for end, part in (("", "value"), ("_low", "low"), ("_high", "high"))
                },
                "source": market["switch"]["source"],
                "grade": "C",
                "note": "; ".join(
                    dict.fromkeys(
                        str(market[f]["note"])
                        for f in ("switch", "ramp", "opening") if market[f]["note"]
                    )
                ),
            }
        )  # fmt: skip
    return laid("relations", pl.DataFrame(rows, infer_schema_length=None))
