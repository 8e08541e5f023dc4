"""A survey as one page that opens offline: figures, tables, and what they rest on."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import polars as pl

from orepath.core.gazetteer import name_of
from orepath.errors import InputError
from orepath.report.markup import slug
from orepath.report.pages import Drawn, Page, Point, Section, write_page
from orepath.report.tables import Link, Table
from orepath.study.aspect import limited, limits, owned, processed
from orepath.study.drawing.survey import (
    leaning_map,
    maker_map,
    origin_trend,
    reliance_map,
)
from orepath.study.question import Question
from orepath.study.sheet.aspect import (
    gap_lines,
    gap_sheet,
    limit_lines,
    limit_sheet,
    owner_lines,
    owner_sheet,
)
from orepath.study.sheet.form import Sheet
from orepath.study.sheet.survey import (
    answered,
    contingency_sheet,
    exposure_sheet,
    rank_sheet,
    unknown_lines,
    weakest_sheet,
)
from orepath.study.standing import ranked
from orepath.study.survey import Evidence, weakest
from orepath.study.surveyinput import BOUGHT, MADE, OWNED, citations, inputs

_WORDS = MappingProxyType({MADE: "made", BOUGHT: "bought", OWNED: "owners"})
"""What a way to a table of inputs is called."""

_FIRST = 20


def write_survey(  # what was asked, what was found, and what beside
    target: Path,
    asked: Question,
    found: Evidence,
    table: pl.DataFrame,
    years: pl.DataFrame,
    preset: str = "",
) -> None:
    """Write a survey of one year as a page.

    Parameters
    ----------
    target : pathlib.Path
        The file, written whole or not at all.
    asked : Question
        What was asked.
    found : Evidence
        What was read.
    table : polars.DataFrame
        From :func:`orepath.study.survey.exposed`, one year.
    years : polars.DataFrame
        The same over several years, for the trend.
    preset : str
        Limits to set beside, see :func:`orepath.study.aspect.limits`; empty for none.

    Raises
    ------
    InputError
        There is no such preset.
    OSError
        The file cannot be written.
    """
    known = table.drop_nulls("year")
    year = found.years[0]
    ground = inputs(asked, found)
    told = _Page(asked, found, ground)
    home, (hands, _) = processed(asked), owned(asked)
    sections = (
        told.exposure(known, year),
        told.weakest(known),
        told.losses(known),
        told.strengths(),
        told.limits(preset) if preset else None,
        told.gap(home),
        told.owners(hands),
        _trend(asked, years),
        _lacking(table, home, hands),
        Section(
            "inputs",
            "What goes in?",
            "Every row that the tables above are computed from, with its range, its "
            "grade and its source.",
            tables=ground,
        ),
    )
    write_page(
        target,
        Page(
            f"How exposed is {asked.title}? {known['mineral'].n_unique()} minerals in "
            f"{year}",
            _lead(asked, known, year),
            tuple(section for section in sections if section is not None),
            citations(asked, ground),
        ),
    )


def _lead(asked: Question, table: pl.DataFrame, year: int) -> str:
    """Say in three sentences what was found and how much of it is known."""
    reliant = table.drop_nulls("reliance")
    bought = reliant.filter(pl.col("reliance") >= 0.5).height
    makers = table.drop_nulls("top_supplier").filter(pl.col("top_share") > 0.5)
    first = makers["top_supplier"].value_counts(sort=True).head(1)
    words = (
        f"Of {table.height} forms in {year}, production is known of "
        f"{table.drop_nulls('top_supplier').height} and reliance of "
        f"{reliant.height}; {asked.title} buys at least half of its needs abroad "
        f"in {bought} of these."
    )
    if first.height:
        code, times = first.row(0)
        words += f" Of {times} forms {name_of(code)} alone makes more than half of "
        words += "the world's output."
    worst = table.drop_nulls("geopolrisk").sort("geopolrisk", descending=True).head(3)
    if worst.height:
        names = ", ".join(worst["commodity"])
        words += f" The riskiest imports, by GeoPolRisk: {names}."
    return words


@dataclass(frozen=True)
class _Page:
    """Hold what the sections are made of."""

    asked: Question
    found: Evidence
    ground: tuple[Table, ...]

    def exposure(self, table: pl.DataFrame, year: int) -> Section:
        """Return the maps and the main table."""
        title = f"{self.asked.title} {year}"
        drawn = (
            maker_map(str(year), table),
            reliance_map(title, table),
            leaning_map(self.asked.place, self.asked.title, table),
        )
        known = answered(table)
        sheet = exposure_sheet(self.asked, known)
        here = (Link("exposure-table", "table"),)
        return Section(
            "exposure",
            "Who makes it, who sells it",
            figures=tuple(Drawn(one, here) for one in drawn if one is not None),
            tables=(self._table(sheet, _single(known["commodity"])),),
            note=sheet.note,
        )

    def weakest(self, table: pl.DataFrame) -> Section | None:
        """Return the bottleneck of each mineral."""
        found = weakest(self.found, table)
        sheet = weakest_sheet(self.asked, found)
        return self._section("Where is the chain weakest?", sheet, found["commodity"])

    def losses(self, table: pl.DataFrame) -> Section | None:
        """Return what is left without the largest makers."""
        known = table.drop_nulls("n1")
        sheet = contingency_sheet(self.asked, known)
        title = "What if the largest maker stops?"
        return self._section(title, sheet, known["commodity"])

    def strengths(self) -> Section | None:
        """Return where the place stands among makers; None where it is none."""
        try:
            found = ranked(self.asked, _FIRST)
        except InputError:
            # A place that makes nothing has no ranks, and its page stands without.
            return None
        sheet = rank_sheet(self.asked, found.table)
        # The sheet is sorted by rank, so its own names lead to the inputs.
        title = f"Where is {self.asked.title} strong itself?"
        return self._section(title, sheet, sheet.frame["Form"])

    def limits(self, preset: str) -> Section | None:
        """Return which limits the place holds."""
        wanted = limits(preset)
        table = limited(self.asked, self.found, wanted)
        known = table.filter(pl.col("verdict") != "not known")
        sheet = limit_sheet(self.asked, table, preset)
        points = limit_lines(table, wanted)
        title = "Which limits are held?"
        return self._section(title, sheet, known["commodity"], points)

    def gap(self, table: pl.DataFrame) -> Section | None:
        """Return what is mined and not processed at home."""
        sheet = gap_sheet(self.asked, table)
        known = table.filter(pl.col("gap_high").is_not_null())
        forms = [
            (*first.split(", "), *later.split(", "))
            for first, later in known.select("from_forms", "forms").rows()
        ]
        title = "What leaves unprocessed?"
        return self._section(title, sheet, forms)

    def owners(self, table: pl.DataFrame) -> Section | None:
        """Return whose the output is."""
        sheet = owner_sheet(self.asked, table)
        known = table.filter(pl.col("known") > 0)
        return self._section("Whose is it?", sheet, known["commodity"])

    def _section(
        self,
        title: str,
        sheet: Sheet,
        forms: Iterable[str | Sequence[str]],
        points: Sequence[str] = (),
    ) -> Section | None:
        """Return a section of one sheet; None where neither it nor a point says any."""
        if sheet.frame.is_empty():
            return None
        return Section(
            sheet.name,
            title,
            tables=(self._table(sheet, _single(forms)),),
            points=tuple(Point("", line) for line in points),
            note=sheet.note,
        )

    def _table(self, sheet: Sheet, forms: Sequence[Sequence[str]]) -> Table:
        """Return a sheet whose rows lead to the inputs of their forms."""
        return Table(
            sheet.frame,
            sheet.title,
            sheet.units,
            sheet.formats,
            anchor=f"{sheet.name}-table",
            rests=tuple(self._ways(sheet.name, row) for row in forms),
        )

    def _ways(self, name: str, forms: Collection[str]) -> tuple[Link, ...]:
        """Return the ways from a row to the inputs of its forms."""
        found = [
            Link(f"{one.anchor}-{slug(form)}", _WORDS[one.anchor])
            for one in self.ground
            if one.group == "form"
            for form in forms
            if form in set(one.frame["form"])
        ]
        if name == "owners":
            found.append(Link(OWNED, _WORDS[OWNED]))
        return tuple(found)


def _single(forms: Iterable[str | Sequence[str]]) -> list[Sequence[str]]:
    """Return the forms of each row as several."""
    return [(one,) if isinstance(one, str) else one for one in forms]


def _trend(asked: Question, years: pl.DataFrame) -> Section | None:
    """Return the section over the years; None where no two are known."""
    picture = origin_trend(asked.title, years.drop_nulls("year"))
    if picture is None:
        return None
    return Section("years", "Over the years", figures=(Drawn(picture),))


def _lacking(
    table: pl.DataFrame, home: pl.DataFrame, hands: pl.DataFrame
) -> Section | None:
    """Return the section on what could not be answered."""
    parts = {
        "": unknown_lines(table),
        "Processing at home": gap_lines(home),
        "Owners": owner_lines(hands),
    }
    points = tuple(Point(head, one) for head, lines in parts.items() for one in lines)
    return Section("unknown", "What is not known?", points=points) if points else None
