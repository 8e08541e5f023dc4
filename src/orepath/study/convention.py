"""GeoPolRisk as its authors publish it, for whoever compares with published scores.

The convention sets gross tonnes of trade, of whatever stage, over production in its own
basis. Nothing here is meant for decisions: :mod:`orepath.study.survey` is.
"""

from dataclasses import replace

import polars as pl

from orepath.assess.indicator import INDICATORS
from orepath.evidence.scope import covered
from orepath.evidence.shipment import as_traded
from orepath.study.merger import covered_as_one, shipped_as_one
from orepath.study.question import Question
from orepath.study.survey import Evidence, exposed

NAMES = ("hhi", "import_risk", "geopolrisk_published", "geopolrisk_cf_published")
"""The columns that stand in the convention."""

OUTSIDE = "not known: the published convention has no such form"


def published(asked: Question, found: Evidence) -> pl.DataFrame:
    """Return the scores and factors of the published convention.

    Parameters
    ----------
    asked : Question
        Which place.
    found : Evidence
        From :func:`orepath.study.survey.gathered`; its trade is not used.

    Returns
    -------
    polars.DataFrame
        As :func:`orepath.study.survey.exposed` gives it, with :data:`NAMES` and
        ``geopolrisk``, the convention's name of the form. A form outside the convention
        keeps its row and says so.

    Notes
    -----
    score = HHI · Σ g f / (p + F) with f gross tonnes. Flows of value without tonnes
    count in the price and not in the tonnes, as the authors have it.
    """
    minerals = found.forms["mineral"].unique().to_list()
    years = list(found.years)
    flows = as_traded(minerals, years, shelf=asked.shelf).with_columns(
        usd=pl.col("usd") + pl.col("without")
    )
    known = covered(minerals, years, gross=True, shelf=asked.shelf)
    if asked.members != (asked.place,):
        flows, known = shipped_as_one(flows, asked), covered_as_one(known, asked)
    inside = found.forms.filter(pl.col("geopolrisk_hs").list.len() > 0)
    names = inside["commodity"].to_list()
    gross = flows.filter(pl.col("commodity").is_in(names)).with_columns(gross="value")
    indicators = [one for one in INDICATORS if one.name in NAMES]
    told = replace(found, forms=inside, trade=gross, covered=known)
    alone = replace(asked, group=(), against=())
    table = exposed(alone, told, indicators)
    other = found.forms.filter(~pl.col("commodity").is_in(names)).select(
        "mineral", "commodity", "stage", note=pl.lit(OUTSIDE)
    )
    called = found.forms.select("commodity", "geopolrisk")
    return pl.concat([table, other], how="diagonal").join(
        called, on="commodity", how="left", maintain_order="left"
    )
