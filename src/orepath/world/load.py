"""Reading a case: a folder of tables in, a checked and frozen case or all problems out."""

import tomllib
from collections.abc import Callable
from pathlib import Path

import polars as pl
from pydantic import ValidationError

from orepath.core.table import check_references, read_table
from orepath.errors import InputError, Problem, suggest
from orepath.evidence.observation import WIDTHS
from orepath.world.case import Case, Settings, digest
from orepath.world.catalogue import BY_NAME, TABLES
from orepath.world.chain import check_mass
from orepath.world.unit import to_gross, to_inner_units

Tables = dict[str, pl.DataFrame]

_HERE = Path(__file__).resolve()
_STUDY_FOLDERS = (_HERE.parents[1] / "studies", _HERE.parents[3] / "studies")


def studies() -> dict[str, Path]:
    """Return the built-in studies, name to folder."""
    return {
        folder.name: folder
        for home in _STUDY_FOLDERS
        if home.is_dir()
        for folder in sorted(home.iterdir())
        if (folder / "case.toml").is_file()
    }


def find_case(name: str | Path) -> Path:
    """Return the folder of a case, given as a path or as a built-in study's name.

    Raises
    ------
    InputError
        Neither a folder with a ``case.toml`` nor a built-in study.
    """
    path = Path(name)
    if (path / "case.toml").is_file():
        return path
    built_in = studies()
    if str(name) in built_in:
        return built_in[str(name)]
    what = "has no case.toml" if path.is_dir() else "is neither a folder nor a study"
    raise InputError(
        Problem(
            str(name),
            what,
            f"give a folder with a case.toml, or a built-in study "
            f"({suggest(str(name), built_in)})",
        )
    )


def load_case(name: str | Path) -> Case:
    """Read, convert and check a case.

    Parameters
    ----------
    name : str or Path
        A folder, or the name of a built-in study.

    Returns
    -------
    Case
        Gross tonnes, USD of the price year, ranges filled.

    Raises
    ------
    InputError
        With every problem found in all files, told at once.

    Notes
    -----
    O(cells of all tables).
    """
    folder = find_case(name)
    problems: list[Problem] = []
    settings = _settings(folder / "case.toml", problems)
    tables = {
        spec.name: read_table(folder / f"{spec.name}.csv", spec, problems)
        for spec in TABLES
    }
    check_references(tables, TABLES, problems)
    for spec in TABLES:
        if any(column.unit_from for column in spec.columns):
            tables[spec.name] = to_inner_units(tables[spec.name], spec, problems)
    for table, commodity in _commodities_of(tables).items():
        tables[table] = to_gross(
            tables[table], BY_NAME[table], commodity, tables["commodities"], problems
        )
    tables = {
        name: fill_ranges(name, frame, problems) for name, frame in tables.items()
    }
    if problems:
        raise InputError(problems)
    for check in CHECKS:
        check(tables, settings, problems)
    if problems or settings is None:
        raise InputError(problems)
    hashes = {p.name: digest(p) for p in sorted(folder.glob("*.*")) if p.is_file()}
    return Case(settings, tables, folder, hashes)


def _settings(path: Path, problems: list[Problem]) -> Settings | None:
    """Read ``case.toml``."""
    try:
        words = tomllib.loads(path.read_text(encoding="utf8"))
        settings = Settings.model_validate(words)
    except tomllib.TOMLDecodeError as fault:
        problems.append(Problem(path.name, f"not valid TOML: {fault}", "correct it"))
        return None
    except ValidationError as fault:
        known = list(Settings.model_fields)
        for error in fault.errors():
            key = ".".join(str(part) for part in error["loc"])
            fix = (
                suggest(key, known)
                if error["type"] == "extra_forbidden"
                else ("give it as the reference page on cases says")
            )
            problems.append(Problem(f"{path.name}:{key}", error["msg"], fix))
        return None
    years = (*settings.periods, settings.end + 1)
    if list(years) != sorted(set(years)) or settings.base_year >= years[0]:
        problems.append(
            Problem(
                f"{path.name}:periods",
                f"years do not rise: base {settings.base_year}, {years}",
                "list first years of periods in order, after the base year, before end",
            )
        )
    if not settings.periods[0] <= settings.shock_year <= settings.end:
        problems.append(
            Problem(
                f"{path.name}:shock_year",
                f"{settings.shock_year} lies outside the horizon",
                f"choose a year from {settings.periods[0]} to {settings.end}",
            )
        )
    return settings


def _commodities_of(tables: Tables) -> dict[str, list[str | None]]:
    """Return the commodity of every row of the tables that state a basis."""
    outputs = dict(tables["processes"].select("process", "output").iter_rows())
    return {
        "sites": [outputs.get(p) for p in tables["sites"]["process"]],
        "trade": tables["trade"]["commodity"].to_list(),
        "demand": tables["demand"]["commodity"].to_list(),
    }


def fill_ranges(
    table: str, frame: pl.DataFrame, problems: list[Problem]
) -> pl.DataFrame:
    """Fill missing ends of ranges by the default width of the row's grade.

    A low end above the value, or a high end below it, is a problem.
    """
    spec = BY_NAME[table]
    width = pl.col("grade").replace_strict(
        dict(WIDTHS), default=None, return_dtype=pl.Float64
    )
    for column in spec.columns:
        name = column.name
        if f"{name}_low" not in frame.columns:
            continue
        most = float("inf") if column.most is None else column.most
        least = float("-inf") if column.least is None else column.least
        spread = pl.col(name).abs() * width
        frame = frame.with_columns(
            pl.coalesce(
                f"{name}_low", pl.max_horizontal(pl.col(name) - spread, pl.lit(least))
            ).alias(f"{name}_low"),
            pl.coalesce(
                f"{name}_high", pl.min_horizontal(pl.col(name) + spread, pl.lit(most))
            ).alias(f"{name}_high"),
        )
        rows = frame.with_row_index("_row", offset=2).filter(
            (pl.col(f"{name}_low") > pl.col(name) * (1 + 1e-9) + 1e-12)
            | (pl.col(f"{name}_high") < pl.col(name) * (1 - 1e-9) - 1e-12)
        )
        problems.extend(
            Problem(
                f"{table}.csv:{row['_row']}:{name}",
                f"value {row[name]:g} lies outside its range "
                f"{row[f'{name}_low']:g} to {row[f'{name}_high']:g}",
                "order them low, value, high",
            )
            for row in rows.iter_rows(named=True)
        )
    return frame


def _check_focus(
    tables: Tables, settings: Settings | None, problems: list[Problem]
) -> None:
    """Tell an unknown focus place."""
    places = tables["places"]["place"].to_list()
    if settings is not None and settings.focus not in places:
        problems.append(
            Problem(
                "case.toml:focus",
                f"unknown place {settings.focus!r}",
                suggest(settings.focus, places),
            )
        )
    names = tables["projects"]["project"].to_list()
    if settings is not None and settings.venture and settings.venture not in names:
        problems.append(
            Problem(
                "case.toml:venture",
                f"unknown project {settings.venture!r}",
                suggest(settings.venture, names),
            )
        )


def _check_recipes(
    tables: Tables, settings: Settings | None, problems: list[Problem]
) -> None:
    """Tell recipes that make matter from nothing."""
    check_mass(tables["commodities"], tables["recipes"], tables["processes"], problems)


def _check_routes(
    tables: Tables, settings: Settings | None, problems: list[Problem]
) -> None:
    """Tell trade pairs that no route serves, and pairs from a place to itself."""
    routes = set(tables["routes"].select("commodity", "origin", "destination").rows())
    pairs = tables["trade"].select("commodity", "origin", "destination").rows()
    for row, (commodity, origin, destination) in enumerate(pairs, start=2):
        where = f"trade.csv:{row}:destination"
        if origin == destination:
            problems.append(
                Problem(where, f"{origin} trades with itself", "delete the row")
            )
        elif (
            not {(commodity, origin, destination), ("*", origin, destination)} & routes
        ):
            problems.append(
                Problem(
                    where,
                    f"a route to nowhere: {commodity} from {origin} to {destination}",
                    f"add {origin},{destination} to routes.csv or delete the row",
                )
            )


def _check_demand(
    tables: Tables, settings: Settings | None, problems: list[Problem]
) -> None:
    """Tell demands that no site at home and no trade pair can serve."""
    processes = tables["processes"].select("process", "output")
    recipes = tables["recipes"].filter(pl.col("direction") == "out")
    gives = pl.concat(
        [
            processes.rename({"output": "commodity"}),
            recipes.select("process", "commodity"),
        ]
    )
    made = set(
        tables["sites"].join(gives, on="process").select("commodity", "place").rows()
    )
    sent = set(tables["trade"].select("commodity", "destination").rows())
    uses = tables["demand"].select("commodity", "place").rows()
    for row, use in enumerate(uses, start=2):
        if use not in made and use not in sent:
            problems.append(
                Problem(
                    f"demand.csv:{row}:place",
                    f"nobody can serve {use[0]} at {use[1]}: no site there makes it "
                    "and no trade row brings it",
                    "add a site or a trade row, or delete the demand",
                )
            )


def _check_outside(
    tables: Tables, settings: Settings | None, problems: list[Problem]
) -> None:
    """Tell demand rows and trade in goods that sell outside the chain."""
    outside = set(tables["commodities"].filter("outside")["commodity"])
    for table in ("demand", "trade"):
        for row, name in enumerate(tables[table]["commodity"], start=2):
            if name in outside:
                problems.append(
                    Problem(
                        f"{table}.csv:{row}:commodity",
                        f"{name} sells outside the chain in any amount",
                        "delete the row, or unmark it as outside in commodities.csv",
                    )
                )


def _check_anchors(
    tables: Tables, settings: Settings | None, problems: list[Problem]
) -> None:
    """Tell commodities without a price and traded ones without a relation."""
    priced = set(tables["prices"]["commodity"])
    related = set(tables["relations"]["commodity"])
    sent = set(tables["trade"]["commodity"])
    for row, name in enumerate(tables["commodities"]["commodity"], start=2):
        if name not in priced:
            problems.append(
                Problem(
                    f"commodities.csv:{row}:commodity",
                    f"{name} has no price",
                    "add a row to prices.csv with place *",
                )
            )
        if name in sent and name not in related:
            problems.append(
                Problem(
                    f"commodities.csv:{row}:commodity",
                    f"{name} is traded but relations.csv says nothing of it",
                    "add a row to relations.csv",
                )
            )


# A project of this kind needs these cells.
_NEEDS = {
    "plant": ("process",),
    "mine": ("process",),
    "recycling": ("process",),
    "contract": ("commodity", "destination"),
    "stock": ("commodity",),
}


def _check_projects(
    tables: Tables, settings: Settings | None, problems: list[Problem]
) -> None:
    """Tell projects that lack what their kind needs."""
    for row, project in enumerate(tables["projects"].iter_rows(named=True), start=2):
        for cell in _NEEDS[project["kind"]]:
            if not project[cell]:
                problems.append(
                    Problem(
                        f"projects.csv:{row}:{cell}",
                        f"a {project['kind']} needs a {cell}",
                        f"fill {cell}",
                    )
                )
        if project["latest"] < project["earliest"]:
            problems.append(
                Problem(
                    f"projects.csv:{row}:latest",
                    f"{project['latest']} lies before {project['earliest']}",
                    "put earliest and latest in order",
                )
            )


Check = Callable[[Tables, Settings | None, list[Problem]], None]

CHECKS: tuple[Check, ...] = (
    _check_focus,
    _check_recipes,
    _check_routes,
    _check_demand,
    _check_outside,
    _check_anchors,
    _check_projects,
)
