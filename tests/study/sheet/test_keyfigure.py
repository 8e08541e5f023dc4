"""The numbers a reader takes home are those of the tables."""

import polars as pl

from orepath.study.sheet.keyfigure import key_figures
from orepath.study.sheets import sheets_of


def test_key_figures_are_those_of_the_tables(study):
    told = {figure.label: figure for figure in key_figures(study, sheets_of(study))}
    search = study.plan.search
    gain = (search.best.mean - search.without.mean) * 1e6
    built = study.plan.projects.filter("built")
    assert told["Worth of the plan"].value == gain
    assert told["Capital of the plan"].value == built["capital"].sum() * 1e6
    assert told["Import reliance: slag"].value == 1.0
    worst = study.strikes.filter(pl.col("side") == "without")["country"].max()
    assert told["Worst disruption, without the plan"].value == worst * 1e6


def test_without_disruptions_no_figure_speaks_of_them(bare):
    assert not any(
        "disruption" in figure.label for figure in key_figures(bare, sheets_of(bare))
    )
