"""From a study to the plain tables that figures draw, one function a table."""

import numpy as np
import polars as pl

from orepath.evidence.library import library
from orepath.plan.network import KT
from orepath.plan.result import Plan
from orepath.study.analysis import Study
from orepath.study.sheet.form import named
from orepath.world.case import Case
from orepath.world.chain import element_of
from orepath.world.corridor import Corridors

# Flows away from the focus place that the map still shows, the largest ones.
_OTHERS = 25
_LEAST = 50.0  # t/a


def trade_arcs(study: Study) -> pl.DataFrame:
    """Return the calibrated trade of the base year as arcs, the focus place's marked."""
    case, balance = study.case, study.calibration.balance
    focus = case.settings.focus
    arcs = (
        case.table("trade")
        .select("commodity", "origin", "destination")
        .with_columns(
            pl.Series("tonnes", study.calibration.year.quantity[balance.pairs]),
        )
        .with_columns(
            ((pl.col("origin") == focus) | (pl.col("destination") == focus)).alias(
                "highlight"
            )
        )
        .filter(pl.col("tonnes") > _LEAST)
        .sort("highlight", "tonnes", descending=True)
    )
    kept = pl.concat(
        [arcs.filter("highlight"), arcs.filter(~pl.col("highlight")).head(_OTHERS)]
    )
    return placed(case, kept)


def placed(case: Case, arcs: pl.DataFrame) -> pl.DataFrame:
    """Add names and coordinates of origin and destination, and the commodity's name."""
    places = case.table("places").select("place", "name", "lon", "lat")
    for end in ("origin", "destination"):
        arcs = arcs.join(
            places.rename(
                {
                    "place": end,
                    "name": f"{end}_name",
                    "lon": f"{end}_lon",
                    "lat": f"{end}_lat",
                }
            ),
            on=end,
            how="left",
            maintain_order="left",
        )
    return arcs.with_columns(named(case, "commodities", "commodity", "commodity"))


def chain_links(plan: Plan) -> tuple[pl.DataFrame, list[str]]:
    """Return the focus place's chain in its last period as links, in contained element.

    Returns
    -------
    tuple
        Links (source_label, target_label, value in t/a of the mineral's element, group,
        source_stage, target_stage) and the headings of the stages.
    """
    case = plan.case
    focus = case.settings.focus
    moments = plan.program.network.moments
    last = moments.label[int(moments.stem[-1])]
    chain = plan.calibration.balance.chain
    depth = _depths(chain.taken, chain.output)
    part = _element_parts(case)
    title = dict(case.table("commodities").select("commodity", "name").iter_rows())
    verb = dict(case.table("processes").select("process", "name").iter_rows())
    links: list[tuple[str, str, float, str, int, int]] = []
    made = plan.output.filter((pl.col("place") == focus) & (pl.col("moment") == last))
    for process, tonnes in (
        made.group_by("process", maintain_order=True)
        .agg(pl.col("tonnes").sum())
        .iter_rows()
    ):
        k = chain.processes.at(process)
        at = 2 * int(depth[chain.output[k]])
        for g in np.flatnonzero(chain.given[:, k]):
            name = chain.commodities.labels[g]
            if part[name] > 0:
                links.append(
                    (
                        verb[process],
                        title[name],
                        tonnes * chain.given[g, k] * part[name],
                        title[name],
                        at,
                        at + 1,
                    )
                )
        for g in np.flatnonzero(chain.taken[:, k]):
            name = chain.commodities.labels[g]
            links.append(
                (
                    title[name],
                    verb[process],
                    tonnes * chain.taken[g, k] * part[name],
                    title[name],
                    2 * int(depth[g]) + 1,
                    at,
                )
            )
    links += _borders(plan, last, depth, part)
    frame = pl.DataFrame(
        links,
        schema=[
            "source_label",
            "target_label",
            "value",
            "group",
            "source_stage",
            "target_stage",
        ],
        orient="row",
    ).filter(pl.col("value") > 0)
    return _squeezed(frame), []


def _squeezed(links: pl.DataFrame) -> pl.DataFrame:
    """Number the stages without gaps."""
    used = sorted({*links["source_stage"].to_list(), *links["target_stage"].to_list()})
    number = {stage: i for i, stage in enumerate(used)}
    return links.with_columns(
        pl.col("source_stage", "target_stage").replace_strict(
            number, return_dtype=pl.Int64
        )
    )


def _depths(taken: np.ndarray, output: np.ndarray) -> np.ndarray:  # type: ignore[type-arg]
    """Return how many processes lie behind each commodity."""
    depth = np.zeros(taken.shape[0], dtype=int)
    for _ in range(taken.shape[1]):
        for k, out in enumerate(output):
            inputs = np.flatnonzero(taken[:, k])
            inputs = inputs[inputs != out]
            if inputs.size:
                depth[out] = max(depth[out], depth[inputs].max() + 1)
    return depth


def _element_parts(case: Case) -> dict[str, float]:
    """Return tonnes of the mineral's element per gross tonne; 0 where it has another."""
    rows = case.table("commodities")
    elements = {
        r["commodity"]: element_of(r["content_of"]) for r in rows.iter_rows(named=True)
    }
    main = max(
        {e for e, _ in elements.values()},
        key=lambda e: sum(x == e for x, _ in elements.values()),
    )
    return {
        r["commodity"]: r["content"] * elements[r["commodity"]][1]
        if elements[r["commodity"]][0] == main
        else 0.0
        for r in rows.iter_rows(named=True)
    }


def _borders(
    plan: Plan,
    last: str,
    depth: np.ndarray,
    part: dict[str, float],  # type: ignore[type-arg]
) -> list[tuple[str, str, float, str, int, int]]:
    """Return links for imports, exports and final use of the focus place."""
    case = plan.case
    focus = case.settings.focus
    title = dict(case.table("commodities").select("commodity", "name").iter_rows())
    at = {
        name: 2 * int(depth[plan.calibration.balance.chain.commodities.at(name)]) + 1
        for name in title
    }
    now = plan.flows.filter(pl.col("moment") == last)
    links = []
    for side, column in (("Imports", "destination"), ("Exports", "origin")):
        sums = (
            now.filter(pl.col(column) == focus)
            .group_by("commodity", maintain_order=True)
            .agg(pl.col("tonnes").sum())
        )
        for name, tonnes in sums.iter_rows():
            value = tonnes * part[name]
            words = f"{side} of {title[name].lower()}"
            if side == "Imports":
                links.append(
                    (words, title[name], value, title[name], at[name] - 1, at[name])
                )
            else:
                links.append(
                    (title[name], words, value, title[name], at[name], at[name] + 1)
                )
    used = plan.use.filter((pl.col("place") == focus) & (pl.col("moment") == last))
    for name, tonnes in used.select("commodity", "served").iter_rows():
        if part[name] > 0 and tonnes > 0:
            links.append(
                (
                    title[name],
                    f"Use of {title[name].lower()}",
                    tonnes * part[name],
                    title[name],
                    at[name],
                    at[name] + 1,
                )
            )
    return links


def capacities(plan: Plan) -> pl.DataFrame:
    """Return what each built project can make in every year, t/a; stocks left out."""
    settings = plan.case.settings
    rows = []
    for row in plan.projects.filter("built").iter_rows(named=True):
        head = plan.case.table("projects").filter(pl.col("project") == row["project"])
        if row["kind"] == "stock":
            continue
        begun = row["start"] + head["lead"][0]
        for year in range(settings.periods[0], settings.end + 1):
            alive = begun <= year < begun + head["life"][0]
            rows.append((row["name"], year, row["size"] if alive else 0.0))
    return pl.DataFrame(
        rows,
        schema={"project": pl.String, "year": pl.Int64, "capacity": pl.Float64},
        orient="row",
    )


def bills(plan: Plan) -> pl.DataFrame:
    """Return what the focus place pays a year, with the plan: cost_line, year, cost (USD).

    Imports at the price at its own border, less exports at the price at its gate; the
    projects' own running cost and yearly capital.
    """
    n = plan.program.network
    case = plan.case
    b = plan.calibration.balance
    price = plan.search.best.price
    flows = plan.flows.join(
        pl.DataFrame({"moment": n.moments.label}).with_row_index("at"), on="moment"
    )
    focus = case.settings.focus
    stem = n.moments.stem
    sums = {
        name: np.zeros(stem.size)
        for name in ("Imports", "Exports", "Projects: running")
    }
    for commodity, origin, destination, _, tonnes, at in flows.select(
        "commodity", "origin", "destination", "moment", "tonnes", "at"
    ).iter_rows():
        if at >= stem.size:
            continue
        worth = (
            tonnes * price[b.row(commodity, focus), at]
            if focus in (origin, destination)
            else 0
        )
        if destination == focus:
            sums["Imports"][at] += worth
        elif origin == focus:
            sums["Exports"][at] -= worth
    run = n.blocks["run"]
    value = plan.search.best.answer.value[run.columns] / KT
    inside = run.moment < stem.size
    cost = run.cost / KT * value
    np.add.at(sums["Projects: running"], run.moment[inside], cost[inside])
    sums["Projects: capital"] = _yearly_capital(plan)
    return pl.DataFrame(
        [
            (name, int(n.moments.first[t]), float(total[t]))
            for name, total in sums.items()
            for t in stem
        ],
        schema={"cost_line": pl.String, "year": pl.Int64, "cost": pl.Float64},
        orient="row",
    )


def _yearly_capital(plan: Plan) -> np.ndarray:  # type: ignore[type-arg]
    """Return the annuities of built projects in every period, USD a year."""
    n = plan.program.network
    line = plan.program.lines["capital"]
    block = n.blocks["start"]
    paid = (line * plan.search.best.answer.value)[block.columns]
    total = np.zeros(n.moments.stem.size)
    discounted = n.moments.years[n.moments.stem] * (
        (1 + plan.case.settings.discount_rate) ** -n.moments.offset[n.moments.stem]
    )
    projects = n.projects
    for j, s, amount in zip(block.item, block.moment, paid, strict=True):
        if amount <= 0:
            continue
        begun = n.moments.first[s] + projects["lead"][int(j)]
        first = n.moments.first[n.moments.stem]
        years = n.moments.years[n.moments.stem]
        ready = np.clip((first + years - np.maximum(begun, first)) / years, 0, 1)
        yearly = amount / float((ready * discounted).sum())
        total += yearly * ready * 1e6
    return total


def served(plan: Plan, commodities: list[str]) -> pl.DataFrame:
    """Return use met and not met at the focus place: commodity, year, met, shortfall."""
    n = plan.program.network
    labels = [n.moments.label[t] for t in n.moments.stem]
    year = {
        label: int(n.moments.first[t])
        for t, label in zip(n.moments.stem, labels, strict=True)
    }
    return plan.use.filter(
        (pl.col("place") == plan.case.settings.focus)
        & pl.col("commodity").is_in(commodities)
        & pl.col("moment").is_in(labels)
    ).select(
        named(plan.case, "commodities", "commodity", "commodity"),
        pl.col("moment").replace_strict(year, return_dtype=pl.Int64).alias("year"),
        pl.col("served").alias("met"),
        pl.when(pl.col("short") > 0.5).then("short").otherwise(0.0).alias("shortfall"),
    )


def focus_prices(plan: Plan) -> pl.DataFrame:
    """Return prices at the focus place as multiples of the base year: commodity, year."""
    n = plan.program.network
    b = plan.calibration.balance
    traded = plan.case.table("commodities").filter("traded")
    rows = []
    for commodity, name in traded.select("commodity", "name").iter_rows():
        at = b.row(commodity, plan.case.settings.focus)
        if at < 0:
            continue
        rows.extend(
            (
                name,
                int(n.moments.first[t]),
                float(plan.search.best.price[at, t] / plan.calibration.price[at]),
            )
            for t in n.moments.stem
        )
    return pl.DataFrame(
        rows,
        schema={"commodity": pl.String, "year": pl.Int64, "price": pl.Float64},
        orient="row",
    )


def supplier_shares(plan: Plan) -> pl.DataFrame:
    """Return shares of supply by origin in the last year: label, part, share, state."""
    n = plan.program.network
    last = n.moments.label[int(n.moments.stem[-1])]
    case = plan.case
    keep = case.table("commodities").filter("traded")["commodity"].to_list()
    long = (
        plan.supply.filter((pl.col("moment") == last) & pl.col("commodity").is_in(keep))
        .unpivot(
            ["without", "with"],
            index=["commodity", "origin"],
            variable_name="state",
            value_name="tonnes",
        )
        .filter(pl.col("tonnes") > 0.5)
        .with_columns(
            (
                pl.col("tonnes") / pl.col("tonnes").sum().over("commodity", "state")
            ).alias("share")
        )
    )
    large = (
        long.group_by("origin")
        .agg(pl.col("share").max())
        .sort("share", descending=True)
        .head(7)
    )["origin"].to_list()
    names = dict(case.table("places").select("place", "name").iter_rows())
    return (
        long.with_columns(
            pl.when(pl.col("origin").is_in(large))
            .then(pl.col("origin").replace(names))
            .otherwise(pl.lit("Others"))
            .alias("part"),
            pl.col("state").replace({"without": "before", "with": "after"}),
            named(case, "commodities", "commodity", "label"),
        )
        .group_by("label", "part", "state", maintain_order=True)
        .agg(pl.col("share").sum())
    )


def corridor_legs(study: Study) -> pl.DataFrame:
    """Return the legs of every named corridor with coordinates; cheapest one marked."""
    case = study.case
    network = Corridors(case.table("legs"), case.table("rates"))
    stops = {
        r["stop"]: (r["lon"], r["lat"])
        for r in case.table("stops").iter_rows(named=True)
    }
    best = study.corridors.sort("cost")["corridor"][0]
    lines = _lines()
    rows = []
    for row in case.table("corridors").iter_rows(named=True):
        via = [s.strip() for s in (row["via"] or "").split(";") if s.strip()]
        path = network.through(row["from"], row["to"], via)
        for leg in path.legs.iter_rows(named=True):
            rows.append(
                (
                    row["title"],
                    leg["mode"],
                    leg["from"],
                    *stops[leg["from"]],
                    leg["to"],
                    *stops[leg["to"]],
                    row["corridor"] == best,
                    lines.get((leg["from"], leg["to"], leg["mode"])),
                )
            )
    ends = [
        f"{e}_{x}" for e in ("origin", "destination") for x in ("name", "lon", "lat")
    ]
    return pl.DataFrame(
        rows, schema=["corridor", "mode", *ends, "highlight", "path"], orient="row"
    )


def _lines() -> dict[tuple[str, str, str], list[list[float]]]:
    """Return the drawn course of every leg in the library, both ways round."""
    found: dict[tuple[str, str, str], list[list[float]]] = {}
    for row in library().table("leg_lines").iter_rows(named=True):
        course = [
            list(point)
            for point in zip(row["longitudes"], row["latitudes"], strict=True)
        ]
        mode = "ferry" if row["mode"].endswith("ferry") else row["mode"]
        found[row["from"], row["to"], mode] = course
        found[row["to"], row["from"], mode] = course[::-1]
    return found


def exposure_cells(study: Study) -> pl.DataFrame:
    """Return the heat map of exposure: stage, indicator, state, value (0 to 1), shown."""
    year = str(study.case.settings.base_year)
    shown = {
        "hhi": ("World concentration (HHI)", lambda v: v, "{:.2f}"),
        "reliance": ("Import reliance", lambda v: min(max(v, 0.0), 1.0), "{:.0%}"),
        "import_hhi": ("Concentration of imports", lambda v: v, "{:.2f}"),
        "n1_embargo": (
            "Not covered without the largest",
            lambda v: min(max(1 - v, 0), 1),
            "{:.0%}",
        ),
        "geopolrisk": ("GeoPolRisk", lambda v: min(v / 0.4, 1.0), "{:.2f}"),
    }
    rows = []
    for row in study.exposure.iter_rows(named=True):
        for key, (name, scaled, form) in shown.items():
            value = row[key]
            if value is None:
                rows.append((row["name"], name, year, None, "not known"))
                continue
            raw = 1 - value if key == "n1_embargo" else value
            rows.append(
                (
                    row["name"],
                    name,
                    year,
                    float(scaled(value)),
                    form.format(max(raw, 0.0) if key == "n1_embargo" else raw),
                )
            )
    return pl.DataFrame(
        rows,
        schema={
            "stage": pl.String,
            "indicator": pl.String,
            "state": pl.String,
            "value": pl.Float64,
            "shown": pl.String,
        },
        orient="row",
    )


def strike_bars(study: Study) -> pl.DataFrame:
    """Return disruptions for bars: event, state, shortfall (t), cost (USD)."""
    return (
        study.strikes.group_by("name", "side", maintain_order=True)
        .agg(
            pl.col("short").sum().alias("shortfall"),
            (pl.col("loss").first() * 1e6).alias("cost"),
        )
        .select(
            pl.col("name").alias("event"),
            pl.col("side")
            .replace({"without": "before", "with": "after"})
            .alias("state"),
            "shortfall",
            "cost",
        )
    )
