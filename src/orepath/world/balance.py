"""The base-year balance holds a column a site, trade pair or use, and a row a good.

A row is one commodity at one place. Calibration and plan read the same rows, so that
what is reconciled here is exactly what the plan starts from.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse

from orepath.core.axes import Axis
from orepath.core.memory import remembered
from orepath.core.sampling import Z90
from orepath.world.case import Case
from orepath.world.chain import Chain, chain_of
from orepath.world.route import route_of

Floats = NDArray[np.float64]
Index = NDArray[np.int64]


@dataclass(frozen=True)
class Balance:
    """Hold the base-year system of a case.

    Columns stand in the order sites (K), pairs (F), uses (D); N = K + F + D.

    Parameters
    ----------
    chain : Chain
        Recipes.
    places : Axis
        Places in file order.
    row_commodity, row_place : ndarray (R,)
        What each row balances.
    site_process, site_place : ndarray (K,)
        Process and place of each site.
    pair_commodity, pair_origin, pair_destination : ndarray (F,)
        Trade pairs.
    use_commodity, use_place : ndarray (D,)
        Uses.
    outside : ndarray of bool (D,)
        Sales outside the chain: they take whatever the balance leaves.
    pair_loss : ndarray (F,)
        Part lost on the way.
    matrix : scipy.sparse.csr_array (R, N)
        Tonnes that a unit of the column brings to (+) or takes from (-) the row.
    observed, sigma, upper : ndarray (N,)
        Observation (t/a), its standard deviation, and the most that is possible.
    labels : tuple of str
        Name of each column for readers.
    """

    chain: Chain
    places: Axis
    row_commodity: Index
    row_place: Index
    site_process: Index
    site_place: Index
    pair_commodity: Index
    pair_origin: Index
    pair_destination: Index
    use_commodity: Index
    use_place: Index
    outside: NDArray[np.bool_]
    pair_loss: Floats
    matrix: sparse.csr_array
    observed: Floats
    sigma: Floats
    upper: Floats
    labels: tuple[str, ...]

    @property
    def outside_rows(self) -> Index:
        """Return the rows that a sale outside the chain clears."""
        return self.row_index(
            self.use_commodity[self.outside], self.use_place[self.outside]
        )

    @cached_property
    def sizes(self) -> tuple[int, int, int]:
        """Return K, F, D."""
        return len(self.site_process), len(self.pair_origin), len(self.use_place)

    @property
    def sites(self) -> slice:
        """Return the columns of sites."""
        return slice(0, self.sizes[0])

    @property
    def pairs(self) -> slice:
        """Return the columns of trade pairs."""
        k, f, _ = self.sizes
        return slice(k, k + f)

    @property
    def uses(self) -> slice:
        """Return the columns of uses."""
        k, f, d = self.sizes
        return slice(k + f, k + f + d)

    def row(self, commodity: str, place: str) -> int:
        """Return the row of a commodity at a place, or -1 where nothing happens.

        Parameters
        ----------
        commodity, place : str
            Labels.

        Raises
        ------
        AxisError
            The case has no such commodity or place.
        """
        g = self.chain.commodities.at(commodity)
        p = self.places.at(place)
        return int(self._lookup[g, p])

    def row_label(self, row: int) -> str:
        """Return ``commodity at PLACE``."""
        return (
            f"{self.chain.commodities.labels[self.row_commodity[row]]} at "
            f"{self.places.labels[self.row_place[row]]}"
        )

    def row_index(self, commodity: Index, place: Index) -> Index:
        """Return rows of given commodities and places; -1 where nothing happens.

        Parameters
        ----------
        commodity, place : ndarray of int (n,)
            Positions on the axes of the chain and of the places.

        Returns
        -------
        ndarray of int (n,)
            O(n).
        """
        return np.asarray(self._lookup[commodity, place], dtype=np.int64)

    @cached_property
    def site_words(self) -> tuple[list[str], list[str]]:
        """Return process and place of every site in words, K each."""
        process, place = self.chain.processes.labels, self.places.labels
        return (
            [process[k] for k in self.site_process.tolist()],
            [place[p] for p in self.site_place.tolist()],
        )

    @cached_property
    def least(self) -> Floats:
        """Return how little of each column counts as nothing, t/a (N,).

        A tonne; of goods of which the world handles little, such as rhenium, a
        thousandth of that, but a kilogram at least.
        """
        own = np.concatenate(
            [
                self.chain.output[self.site_process],
                self.pair_commodity,
                self.use_commodity,
            ]
        )
        size = len(self.chain.commodities)
        handled = np.max(
            [
                np.bincount(own[part], self.observed[part], minlength=size)
                for part in (self.sites, self.pairs, self.uses)
            ],
            axis=0,
        )
        little = np.where(handled > 0, np.clip(handled * 1e-3, 1e-3, 1.0), 1.0)
        return np.asarray(little[own], dtype=np.float64)

    @cached_property
    def _lookup(self) -> Index:
        """Return the row of every commodity at every place; -1 where there is none."""
        lookup = np.full((len(self.chain.commodities), len(self.places)), -1)
        lookup[self.row_commodity, self.row_place] = np.arange(self.row_place.size)
        return lookup


def balance_of(case: Case) -> Balance:
    """Build the base-year system of a case.

    Parameters
    ----------
    case : Case
        Checked tables.

    Returns
    -------
    Balance
        Every place where a commodity is made, traded, used, or could be made by a
        project, has a row. O(non-zeros).
    """
    chain = chain_of(case)
    places = Axis("place", tuple(case.table("places")["place"]))
    sites, trade, uses = case.table("sites"), case.table("trade"), uses_of(case)
    made = (chain.processes.index(sites["process"]), places.index(sites["place"]))
    sent = (
        chain.commodities.index(trade["commodity"]),
        places.index(trade["origin"]),
        places.index(trade["destination"]),
    )
    used = (chain.commodities.index(uses["commodity"]), places.index(uses["place"]))
    loss = route_of(case)["loss"].to_numpy()

    present = np.zeros((len(chain.commodities), len(places)), dtype=bool)
    touched = (chain.taken + chain.given) > 0
    for process, place in (*zip(*made, strict=True), *_projects(case, chain, places)):
        present[touched[:, process], place] = True
    present[sent[0], sent[1]] = present[sent[0], sent[2]] = True
    present[used] = True
    row_commodity, row_place = (a.astype(np.int64) for a in np.nonzero(present))
    lookup = np.full(present.shape, -1)
    lookup[row_commodity, row_place] = np.arange(row_place.size)
    return Balance(
        chain,
        places,
        row_commodity,
        row_place,
        *made,
        *sent,
        *used,
        uses["outside"].to_numpy(),
        loss,
        _matrix(chain, lookup, made, (*sent, loss), used),
        *_observations(sites, trade, uses),
        _labels(sites, trade, uses),
    )


@remembered
def uses_of(case: Case) -> pl.DataFrame:
    """Return all uses: the demand table, and sales to markets outside the chain.

    A commodity marked ``outside`` sells in any amount at its published price, wherever
    a site or project gives it off. Such a sale has no observation of its own: it takes
    what the balance leaves.

    Parameters
    ----------
    case : Case
        Demand, commodities, processes, recipes, sites and projects.

    Returns
    -------
    polars.DataFrame
        Columns of ``demand``, and ``outside``.
    """
    demand = case.table("demand").with_columns(pl.lit(value=False).alias("outside"))
    heads = case.table("commodities").filter("outside")
    if heads.is_empty():
        return demand
    gives = pl.concat(
        [
            case.table("processes").select(
                "process", pl.col("output").alias("commodity")
            ),
            case.table("recipes")
            .filter(pl.col("direction") == "out")
            .select("process", "commodity"),
        ]
    ).join(heads.select("commodity", "grade"), on="commodity")
    makers = pl.concat(
        [
            case.table("sites").select("process", "place"),
            case.table("projects").select("process", "place").drop_nulls(),
        ]
    )
    rows = (
        makers.join(gives, on="process")
        .select("commodity", "place", "grade")
        .unique(maintain_order=True)
        .sort("commodity", "place")
        .with_columns(
            pl.lit(0.0).alias("quantity"),
            pl.lit(0.0).alias("quantity_low"),
            pl.lit(0.0).alias("quantity_high"),
            pl.lit(0.0).alias("growth"),
            pl.lit("t/a").alias("unit"),
            pl.lit("gross").alias("basis"),
            pl.lit("outside the chain").alias("source"),
            pl.lit("takes what is given off").alias("note"),
            pl.lit(value=True).alias("outside"),
        )
    )
    return pl.concat([demand, rows], how="diagonal")


def _projects(case: Case, chain: Chain, places: Axis) -> list[tuple[int, int]]:
    """Return process and place of every project that makes something."""
    rows = case.table("projects").filter(pl.col("process").is_not_null())
    return [
        (chain.processes.at(process), places.at(place))
        for process, place in rows.select("process", "place").iter_rows()
    ]


def _matrix(
    chain: Chain,
    lookup: NDArray[np.int64],
    sites: tuple[Index, Index],
    pairs: tuple[Index, Index, Index, Floats],
    uses: tuple[Index, Index],
) -> sparse.csr_array:
    """Assemble the balance matrix from index arrays."""
    process, place = sites
    net = chain.net[:, process]
    g, k = np.nonzero(net)
    n_sites, n_pairs, n_uses = len(process), len(pairs[0]), len(uses[0])
    pair = n_sites + np.arange(n_pairs)
    use = n_sites + n_pairs + np.arange(n_uses)
    rows = np.concatenate(
        [
            lookup[g, place[k]],
            lookup[pairs[0], pairs[1]],
            lookup[pairs[0], pairs[2]],
            lookup[uses[0], uses[1]],
        ]
    )
    columns = np.concatenate([k, pair, pair, use])
    values = np.concatenate(
        [net[g, k], -np.ones(n_pairs), 1.0 - pairs[3], -np.ones(n_uses)]
    )
    shape = (int(lookup.max()) + 1, n_sites + n_pairs + n_uses)
    return sparse.csr_array(sparse.coo_array((values, (rows, columns)), shape=shape))


def _observations(
    sites: pl.DataFrame, trade: pl.DataFrame, uses: pl.DataFrame
) -> tuple[Floats, Floats, Floats]:
    """Return observation, standard deviation and upper limit of every column."""
    parts = ((sites, "output"), (trade, "quantity"), (uses, "quantity"))
    value = np.concatenate([t[c].to_numpy() for t, c in parts])
    low = np.concatenate([t[f"{c}_low"].to_numpy() for t, c in parts])
    high = np.concatenate([t[f"{c}_high"].to_numpy() for t, c in parts])
    sigma = (high - low) / (2 * Z90)
    # A figure stated without doubt still is not known to the gram.
    sigma = np.maximum(sigma, np.maximum(1e-3 * value, 1.0))
    capacity = sites["capacity"].fill_null(np.inf).to_numpy()
    free = np.full(trade.height + uses.height, np.inf)
    return value, sigma, np.concatenate([capacity, free])


def _labels(
    sites: pl.DataFrame, trade: pl.DataFrame, uses: pl.DataFrame
) -> tuple[str, ...]:
    """Name every column for readers."""
    made = sites.select(pl.format("{} · {}", "process", "place")).to_series()
    sent = trade.select(
        pl.format("{} · {} to {}", "commodity", "origin", "destination")
    ).to_series()
    used = uses.select(pl.format("use of {} · {}", "commodity", "place")).to_series()
    return (*made, *sent, *used)
