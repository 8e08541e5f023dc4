"""CEPII's reconciled trade, a year a file, streams into the table of trade.

A row of BACI has the year ``t``, the exporter ``i``, the importer ``j`` (codes of the
country file), the product ``k``, the value ``v`` in thousand US dollars and the
quantity ``q`` in tonnes, which may be missing.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orepath.errors import InputError, Problem, suggest
from orepath.evidence.importer.block import LINE
from orepath.evidence.importer.intake import Fault, Imported, Intake, Rule
from orepath.evidence.importer.reading import Sheet, opened, required
from orepath.evidence.source import Source

OTHER_ASIA = "S19"
"""BACI's code for Asia not elsewhere specified, which is in practice Taiwan."""

ENCODINGS = ("utf-8-sig", "cp1252")
TYPES: Mapping[str, pl.DataType] = {
    "t": pl.Int16(),
    "i": pl.Int16(),
    "j": pl.Int16(),
    "k": pl.Int32(),
    "v": pl.String(),
    "q": pl.String(),
}
NAMED = re.compile(r"BACI_(?P<edition>HS\d+)_Y\d{4}_V(?P<version>\w+)", re.IGNORECASE)
"""How CEPII names a file: edition of the Harmonized System, year, version."""

_COMMA = "write a decimal point, and leave what is unknown empty"
_SWAPPED = "look for a swapped column"
MOST_VALUE = 1e9
"""Thousand US dollars; no flow of one product between two countries is as large."""

MOST_TONNES = 1e11
"""Tonnes; more than all trade there is."""


@dataclass(frozen=True, slots=True)
class Release:
    """Hold what a release of BACI says beside its rows.

    Parameters
    ----------
    edition, version : str
        Such as ``"HS92"`` and ``"202501"``.
    countries : mapping of int to str
        Codes of three letters by code of BACI.
    products : mapping of int to str
        Codes of six digits; empty when there is no file to check against.
    """

    edition: str
    version: str
    countries: Mapping[int, str]
    products: Mapping[int, str]

    def source(self) -> Source:
        """Return the release as a source."""
        year = re.match(r"\d{4}", self.version)
        return Source(
            id=f"baci-{self.edition.lower()}-{self.version.lower()}",
            title=f"BACI {self.edition}, version {self.version}",
            publisher="CEPII from UN Comtrade",
            year=int(year.group()) if year else None,
            licence="Etalab Open Licence 2.0",
            url="https://www.cepii.fr/DATA_DOWNLOAD/baci/doc/baci_webpage.html",
            note="imported by the user",
        )


def take_baci(
    path: Path,
    folder: Path,
    *,
    countries: Path | str = "",
    products: Path | str = "",
    release: str = "",
) -> Imported:
    """Import a yearly file of BACI, in memory that hardly grows with the file.

    Parameters
    ----------
    path : pathlib.Path
        Such as ``BACI_HS92_Y2024_V202601.csv``.
    folder : pathlib.Path
        The user's evidence folder.
    countries, products : pathlib.Path or str, optional
        The release's files of codes; without them ``country_codes*.csv`` and
        ``product_codes*.csv`` beside the file. Without any file of products, products
        are only checked for having six digits.
    release : str
        Edition and version such as ``"HS92 202601"``, if the file was renamed.

    Returns
    -------
    Imported
        Values are in USD and quantities in tonnes; an unknown quantity is empty.

    Raises
    ------
    InputError
        When a file is missing or another than it should be.

    Notes
    -----
    Eight bytes a row are held to find a flow that stands twice; a file in which one
    does is read a second time.
    """
    sheet = opened(path)
    required(sheet, TYPES)
    known = _release(path, release, countries, products)
    doubled: frozenset[int] = frozenset()
    while True:
        with Intake(path, folder, "trade", path.stem.lower()) as intake:
            intake.headings = sheet.headings
            keys = _stream(sheet, known, intake, doubled)
            found = frozenset() if doubled else _doubled(keys)
            if not found:
                return intake.close([known.source()], sheet.cells)
        doubled = found


def _stream(
    sheet: Sheet, known: Release, intake: Intake, doubled: Collection[int]
) -> list[NDArray[np.int64]]:
    """Write all sound rows and return the keys of their flows, batch by batch."""
    rules = _rules(known)
    keys: list[NDArray[np.int64]] = []
    seen: set[int] = set()
    for batch in sheet.batches(TYPES, intake.spoilt):
        frame = intake.take(_read(batch, known), rules)
        if doubled:
            frame = _once(frame, doubled, seen, intake)
        keys.append(frame["key"].to_numpy())
        intake.write(
            frame.select(
                "year", "exporter", "importer", "hs",
                edition=pl.lit(known.edition),
                value_usd=(pl.col("value") * 1000).round().cast(pl.Int64),
                tonnes="tonnes",
                source=pl.lit(known.source().id),
            )
        )  # fmt: skip
    return keys


def _read(batch: pl.DataFrame, known: Release) -> pl.DataFrame:
    """Add our columns to the publisher's; what cannot be read is empty."""
    code, said = pl.col("k"), pl.col("q").str.strip_chars()
    hs = code.replace_strict(known.products, default=None, return_dtype=pl.String)
    flow = (pl.col("t").cast(pl.Int64) * 1000 + pl.col("i")) * 1000 + pl.col("j")
    return batch.with_columns(
        year="t",
        exporter=_country("i", known),
        importer=_country("j", known),
        hs=hs if known.products else code.cast(pl.String).str.zfill(6),
        # CEPII pads numbers with blanks.
        value=pl.col("v").str.strip_chars().cast(pl.Float64, strict=False),
        tonnes=said.cast(pl.Float64, strict=False),
        unsaid=said.is_null() | said.is_in(["NA", ""]),
        key=flow * 1_000_000 + code,
    )


def _country(column: str, known: Release) -> pl.Expr:
    """Return the letters of a country's code."""
    codes = dict(known.countries)
    return pl.col(column).replace_strict(codes, default=None, return_dtype=pl.String)


def _rules(known: Release) -> tuple[Rule, ...]:
    """Return what a row of BACI must satisfy, the first fault first."""
    value, tonnes = pl.col("value"), pl.col("tonnes")
    countries = [str(code) for code in known.countries]

    def near(said: str) -> str:
        """Suggest a code of the country file."""
        return suggest(said, countries)

    year = pl.col("t").is_null() | ~pl.col("t").is_between(1988, 2100)
    code = pl.col("hs").is_null() | ~pl.col("k").is_between(10_000, 999_999)
    wrong = tonnes.is_null() & ~pl.col("unsaid")
    alike = pl.col("i") == pl.col("j")
    return (
        Rule("t", "no calendar year", "write four digits", year),
        Rule("i", "unknown country code", near, pl.col("exporter").is_null()),
        Rule("j", "unknown country code", near, pl.col("importer").is_null()),
        Rule("j", "exporter and importer are one", "name two countries", alike),
        Rule("k", "no code of the product file", "write six digits", code),
        Rule("v", "no number", _COMMA, value.is_null() | ~value.is_finite()),
        Rule("v", "a negative value", "give 0 or more", value < 0),
        Rule("v", "no flow is worth that much", _SWAPPED, value > MOST_VALUE),
        Rule("q", "no number", _COMMA, wrong | ~tonnes.is_finite()),
        Rule("q", "negative tonnes", "give 0 or more", tonnes < 0),
        Rule("q", "no flow is that large", _SWAPPED, tonnes > MOST_TONNES),
    )


def _doubled(keys: list[NDArray[np.int64]]) -> frozenset[int]:
    """Return the keys that stand more than once."""
    every = np.concatenate(keys) if keys else np.empty(0, np.int64)
    # CEPII's files are in order; only another one has to be sorted.
    if bool(np.all(every[1:] > every[:-1])):
        return frozenset()
    every.sort()
    again = every[1:][every[1:] == every[:-1]]
    return frozenset(int(key) for key in np.unique(again))


def _once(
    frame: pl.DataFrame, doubled: Collection[int], seen: set[int], intake: Intake
) -> pl.DataFrame:
    """Keep the first row of a flow that stands twice; the others are kept aside."""
    again = []
    suspects = frame.filter(pl.col("key").is_in(list(doubled)))
    for line, key in suspects.select(LINE, "key").iter_rows():
        if key in seen:
            again.append(line)
            fix = "keep one of the two rows"
            intake.aside(Fault(line, "k", "the flow stands on an earlier line", fix))
        seen.add(key)
    return frame.filter(~pl.col(LINE).is_in(again))


def _release(
    path: Path, said: str, countries: Path | str, products: Path | str
) -> Release:
    """Read what a release says beside its rows."""
    words = said.split()
    named = NAMED.search(path.stem)
    if len(words) == 2:
        edition, version = words[0].upper(), words[1].removeprefix("V")
    elif named:
        edition, version = named["edition"].upper(), named["version"]
    else:
        what, fix = "the name tells no release", "give release = 'HS92 202601'"
        raise InputError(Problem(path.name, what, fix))
    listed = Path(countries) if countries else _beside(path, "country_codes*.csv")
    if listed is None:
        what = "no country_codes file lies beside it"
        raise InputError(Problem(path.name, what, "give countries = its path"))
    pattern = f"product_codes*{edition}*.csv"
    goods = Path(products) if products else _beside(path, pattern)
    return Release(edition, version, _countries(listed), _products(goods))


def _beside(path: Path, pattern: str) -> Path | None:
    """Return the last file of a pattern that lies beside another."""
    return max(path.parent.glob(pattern), default=None)


def _countries(file: Path) -> dict[int, str]:
    """Read the country file of any release."""
    sheet = opened(file, ENCODINGS)
    letters = next((h for h in sheet.headings if h in _LETTERS), _LETTERS[0])
    required(sheet, ("country_code", letters))
    rows = sheet.table().select(
        "country_code", pl.col(letters).replace(OTHER_ASIA, "TWN")
    )
    return {
        int(code): place
        for code, place in rows.drop_nulls().iter_rows()
        if code.isdecimal() and re.fullmatch("[A-Z0-9]{3}", place)
    }


_LETTERS = ("country_iso3", "iso_3digit_alpha")


def _products(file: Path | None) -> dict[int, str]:
    """Read the codes of the product file, none if there is no file."""
    if file is None:
        return {}
    sheet = opened(file, ENCODINGS)
    required(sheet, ("code",))
    codes = sheet.table()["code"].drop_nulls().to_list()
    return {int(code): code.zfill(6) for code in codes if code.isdecimal()}
