"""What the survey's tables call a commodity becomes one of our names.

Two tables beside this room hold the words: ``usgs_names.csv`` for the world tables and
``usgs_forms.csv`` for the statistics of the United States.
"""

import csv
import re
from functools import cache
from importlib.resources import files

from orepath.errors import InputError, Problem

Row = dict[str, object]
Name = dict[str, str]

MEASURED = re.compile(
    r"(?i)^(imports|exports|production|consumption|stocks|price|shipments|sales)"
    r"( for consumption)?|apparent|reported|year-?end|,? *(average|annual)[^,]*"
)
"""What a title says of the measure, not of the form."""

UNITS_SAID = re.compile(
    r"(?i),? *(range of )?value,? million dollars|,? *(cents|dollars) per.*"
    r"|,? *million liters|\(cost, insurance, and freight\)|,? *insurance, and freight\)"
)
"""What a title says of the unit and the terms of delivery."""

SYMBOLS = {
    "antimony": "Sb", "arsenic": "As", "beryllium": "Be", "bromine": "Br",
    "chromium": "Cr", "cobalt": "Co", "copper": "Cu", "gallium": "Ga",
    "germanium": "Ge", "gold": "Au", "lead": "Pb", "lithium": "Li",
    "manganese": "Mn", "molybdenum": "Mo", "nickel": "Ni", "niobium": "Nb",
    "rare earths": "REO", "rhenium": "Re", "selenium": "Se", "silicon": "Si",
    "silver": "Ag", "strontium": "Sr", "sulfur": "S", "tantalum": "Ta",
    "tellurium": "Te", "tin": "Sn", "titanium": "TiO2", "tungsten": "W",
    "vanadium": "V", "zinc": "Zn", "potash": "K2O", "mercury": "Hg",
}  # fmt: skip

_STATISTICS = {
    "Import": "imports",
    "Export": "exports",
    "Production": "production",
    "Stock": "stocks",
    "Price": "price",
    "Net import reliance": "import reliance",
}


def named(said: str, detail: str) -> Name:
    """Find the first declared name whose words both stand in what was said.

    Parameters
    ----------
    said, detail : str
        The commodity and the kind of statistic, as a world table prints them.

    Returns
    -------
    dict of str to str
        ``mineral``, ``commodity``, ``stage``, ``basis`` and ``content_of``.

    Raises
    ------
    InputError
        When no name is declared.

    Examples
    --------
    >>> named("Titanium Sponge Metal", "Sponge")["commodity"]
    'titanium sponge'
    """
    for name in _declared("usgs_names.csv"):
        if said.strip().lower().startswith(name["said"]) and (
            name["detail"] in f": {detail.lower()}"
        ):
            return dict(name)
    raise InputError(
        Problem("usgs_names.csv", f"no name for '{said}' | '{detail}'", "add a row")
    )


def form(row: Row, measure: str) -> Name:
    """Name the form of a commodity in the United States statistics.

    Parameters
    ----------
    row : dict of str to object
        ``commodity``, ``measure`` (the printed title) and ``head`` (the chapter's note
        on what its data are in).
    measure : str
        Our word for what is measured.

    Returns
    -------
    dict of str to str
        As of :func:`named`, and ``place``.
    """
    said, detail = str(row["commodity"]).lower(), str(row["measure"]).lower()
    for one in _declared("usgs_forms.csv"):
        if said == one["said"] and re.search(one["detail"], detail):
            return dict(one) | {"stage": _stage(one["commodity"])}
    names = _declared("usgs_names.csv")
    plain = said.replace("aluminum", "aluminium")
    mineral = next((n["mineral"] for n in names if said.startswith(n["said"])), plain)
    tail = _tail(str(row["measure"]))
    basis, content_of = _head_basis(str(row["head"] or ""), mineral, detail)
    return {
        "mineral": mineral,
        "commodity": plain if tail.lower() in {"", plain} else f"{plain}: {tail}",
        "stage": "recycle" if re.search(r"scrap|secondary", detail) else "",
        "basis": "" if measure in {"price", "import reliance"} else basis,
        "content_of": "" if measure in {"price", "import reliance"} else content_of,
        "place": "USA",
    }


def statistic(statistics: str, detail: str) -> str:
    """Return our word for what a statistic measures."""
    if statistics == "Consumption":
        reported = "reported" in detail.lower()
        return "reported consumption" if reported else "consumption"
    return _STATISTICS.get(statistics, "shipments")


def _stage(commodity: str) -> str:
    """Return the stage at which the world table knows a commodity, if it does."""
    names = _declared("usgs_names.csv")
    return next((n["stage"] for n in names if n["commodity"] == commodity), "")


def _tail(detail: str) -> str:
    """Keep of a statistic's title what names a form of the commodity."""
    title = re.sub(
        r"^Net import reliance as a percentage of \w+ consumption", "", detail
    )
    head, colon, kind = title.partition(": ")
    plain = kind if colon else MEASURED.sub("", head)
    plain = UNITS_SAID.sub("", plain)
    return re.sub(r"\s+", " ", plain).strip(" ,")


def _head_basis(head: str, mineral: str, detail: str) -> tuple[str, str]:
    """Read from a chapter's head note what a tonne means in it."""
    if "gross weight" in detail:
        return "gross", ""
    found = re.search(r"Data in [^,)]+, ([^)]*?),? unless", head)
    if not found or mineral not in SYMBOLS:
        return "", ""
    symbol = SYMBOLS[mineral]
    return ("oxide" if symbol in {"REO", "TiO2", "K2O"} else "contained"), symbol


@cache
def _declared(name: str) -> tuple[Name, ...]:
    """Read a table of words that lies beside this room."""
    text = files("orepath.evidence.importer").joinpath(name)
    with text.open(encoding="utf-8") as file:
        return tuple(csv.DictReader(file))
