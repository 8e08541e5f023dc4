"""Places are chosen until they hold most of every form's supply and trade.

The focus place and its partners always stand; then come the largest makers, sellers and
buyers of what is not covered yet. All others are one place, the rest of the world.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orepath.core.gazetteer import gazetteer
from orepath.evidence.group import groups
from orepath.evidence.importer.country import OTHERS
from orepath.evidence.rating import governance
from orepath.world.build.order import Order
from orepath.world.build.sheet import laid
from orepath.world.build.survey import Survey

REST = "ROW"
"""The place that holds everyone who is not chosen."""

_REST_AT = (5.0, -30.0)
_BLOCS = ("Central Asia", "EU27", "G7", "GCC", "EAEU", "ASEAN")


@dataclass(frozen=True)
class Places:
    """Hold the places of a case.

    Parameters
    ----------
    codes : tuple of str
        Chosen places, the focus first, then partners, then by weight; last the rest.
    unknown : tuple of str
        Partners of which the library knows nothing here: kept out.
    covered : dict of str to float
        Part of each form's supply and trade that the chosen places hold.
    stand_in : str
        The largest trader among the rest: where the rest stands on a sea lane.
    ports : dict of str to str
        By code of the case: the country where a ship for it lands; of a group as focus
        its largest trader.
    members : tuple of str
        Countries of a group as focus.
    table : polars.DataFrame
        The table ``places`` of the case.
    """

    codes: tuple[str, ...]
    unknown: tuple[str, ...]
    covered: dict[str, float]
    stand_in: str
    ports: dict[str, str]
    members: tuple[str, ...]
    table: pl.DataFrame

    def at(self, column: str) -> pl.Expr:
        """Return the place of the case in which a code of a column lies."""
        return (
            pl.when(pl.col(column).is_in(self.members))
            .then(pl.lit(self.codes[0]))
            .when(pl.col(column).is_in(self.codes))
            .then(pl.col(column))
            .otherwise(pl.lit(REST))
            .alias(column)
        )


def chosen(order: Order, survey: Survey) -> Places:
    """Choose the places of a case.

    Parameters
    ----------
    order : Order
        Focus, partners, the most places and the part that is to be covered.
    survey : Survey
        Output, capacity and trade of every place.

    Returns
    -------
    Places
        O(places² · forms) at worst, on a few hundred places.
    """
    apart = _weights(survey)
    inside_focus = pl.col("place").is_in(order.members)
    head = apart.filter(inside_focus).group_by("place").agg(pl.col("weight").sum())
    port = head.sort("weight", "place")["place"].to_list()[-1:] or [order.focus]
    weights = (
        apart.with_columns(
            pl.when(inside_focus).then(pl.lit(order.focus)).otherwise("place")
            .alias("place")
        )
        .group_by("commodity", "place").agg(pl.col("weight").sum())
        .sort("commodity", "place")
    )  # fmt: skip
    names = weights["place"].unique().sort().to_list()
    forms = weights["commodity"].unique().sort().to_list()
    held = np.zeros((len(forms), len(names)))
    f = {form: i for i, form in enumerate(forms)}
    p = {name: i for i, name in enumerate(names)}
    for form, place, weight in weights.iter_rows():
        held[f[form], p[place]] = weight
    known = [q for q in order.partners if q in p]
    picked = _picked([order.focus, *known], names, held, order)
    rest = [i for i, name in enumerate(names) if name not in picked]
    stand_in = names[max(rest, key=lambda i: held[:, i].sum())] if rest else "PAN"
    inside = held[:, [p[c] for c in picked if c in p]].sum(axis=1)
    codes = (*picked, REST)
    return Places(
        codes,
        tuple(q for q in order.partners if q not in p),
        dict(zip(forms, inside.tolist(), strict=True)),
        stand_in,
        {**{code: code for code in picked}, order.focus: port[0], REST: stand_in},
        order.members,
        _table(codes, order, port[0]),
    )


def _weights(survey: Survey) -> pl.DataFrame:
    """Return each drawn place's mean share of a form's output, sales and purchases.

    Places without a point on the map count with the rest, but weigh in the whole.
    """
    able = survey.able.join(
        survey.made.filter("whole").select("commodity").unique(),
        on="commodity", how="anti",
    )  # fmt: skip
    sides = [
        survey.made.select("commodity", "place", "value"),
        able.select("commodity", "place", "value"),
        survey.parts.select("commodity", "place", "value"),
        survey.sent.select("commodity", place="origin", value="value"),
        survey.sent.select("commodity", place="destination", value="value"),
    ]
    stacked = pl.concat(
        frame.with_columns(side=pl.lit(i)) for i, frame in enumerate(sides)
    )
    return (
        stacked.group_by("commodity", "side", "place").agg(pl.col("value").sum())
        .with_columns(
            part=pl.col("value") / pl.col("value").sum().over("commodity", "side"),
            sides=pl.col("side").n_unique().over("commodity"),
        )
        .filter(pl.col("part").is_finite())
        .group_by("commodity", "place")
        .agg(weight=(pl.col("part") / pl.col("sides")).sum())
        .filter(pl.col("place").is_in(list(gazetteer())), pl.col("place") != OTHERS)
        .sort("commodity", "place")
    )  # fmt: skip


def _picked(
    first: list[str], names: list[str], held: NDArray[np.float64], order: Order
) -> list[str]:
    """Return places, largest in what is not covered first, until enough is."""
    picked = list(dict.fromkeys(first))
    # Many partners must not crowd out the makers and traders that matter.
    most = max(order.most, len(picked) + order.most // 2)
    at = {name: i for i, name in enumerate(names)}
    inside = held[:, [at[c] for c in picked if c in at]].sum(axis=1)
    free = np.array([name not in picked for name in names], dtype=bool)
    while len(picked) < most and free.any():
        lacking = inside < order.cover * held.sum(axis=1)
        score = np.where(free, held[lacking].sum(axis=0), 0.0)
        best = int(np.argmax(score))
        if score[best] <= 0:
            break
        picked.append(names[best])
        free[best] = False
        inside = inside + held[:, best]
    return picked


def _table(codes: tuple[str, ...], order: Order, port: str) -> pl.DataFrame:
    """Return the table of places; a group stands where its largest trader does."""
    drawn = gazetteer()
    ruled = governance(order.base_year)
    index = dict(ruled.select("place", "value").iter_rows())
    year = dict(ruled.select("place", "of_year").iter_rows())
    bloc = {
        member: name for name in reversed(_BLOCS) for member in groups()[name].members
    }
    rows = [
        {
            "place": code,
            "name": drawn[code].name,
            "lat": drawn[code].lat,
            "lon": drawn[code].lon,
            "bloc": bloc.get(code, ""),
            "governance": index.get(code),
            "source": f"wgi/GE/{code}/{year[code]}" if code in index else "definition",
            "grade": "A",
            "note": "index: mean of the six indicators, of which GE is cited"
            if code in index
            else "no governance index is published",
        }
        for code in [port, *codes[1:]]
        if code != REST
    ]
    if order.members:
        rows[0] |= _united(order, index, year, port)
    rest = {
        "place": REST, "name": "Rest of the world",
        "lat": _REST_AT[0], "lon": _REST_AT[1],
        "source": "definition", "grade": "A",
        "note": "everyone not named elsewhere; no governance index is given to a crowd",
    }  # fmt: skip
    return laid("places", pl.DataFrame([*rows, rest], infer_schema_length=None))


def _united(
    order: Order, index: dict[str, float], year: dict[str, int], port: str
) -> dict[str, object]:
    """Return what the row of a group as focus says otherwise than that of its port."""
    ruled = [index[code] for code in order.members if code in index]
    return {
        "place": order.focus,
        "name": order.title,
        "members": " ".join(order.members),
        "bloc": order.title if order.title in _BLOCS else "",
        "governance": float(np.mean(ruled)) if ruled else None,
        "source": f"wgi/GE/{port}/{year[port]}" if port in year else "definition",
        "grade": "B",
        "note": f"one place of {len(order.members)} countries; index: mean over them "
        "of the six indicators, of which GE of one is cited; its ships land where "
        "the largest trader of them does",
    }
