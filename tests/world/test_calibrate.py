"""Calibration: in the base year nobody wants to change, whatever things are called."""

import numpy as np
import polars as pl
import pytest

from orepath.errors import SolverError
from orepath.world import baseprice as room
from orepath.world.balance import balance_of
from orepath.world.calibrate import calibrate
from orepath.world.figure import coefficient, power_prices

TABLES = (
    "commodities",
    "places",
    "processes",
    "recipes",
    "sites",
    "trade",
    "prices",
    "demand",
    "routes",
)


@pytest.fixture(scope="module")
def base(small):
    return calibrate(small)


def gains(base):
    """Return what a further tonne leaves at each site and on each pair, USD/t."""
    matrix = base.balance.matrix
    sites = matrix[:, base.balance.sites].T @ base.price
    pairs = matrix[:, base.balance.pairs].T @ base.price
    return (
        sites - base.site_cost - base.site_wedge,
        pairs - base.pair_cost - base.pair_wedge,
    )


def by_name(base):
    """Return quantities, prices and wedges by the reader's names."""
    balance = base.balance
    rows = [balance.row_label(r) for r in range(balance.matrix.shape[0])]
    wedges = np.concatenate([base.site_wedge, base.pair_wedge])
    return (
        dict(zip(balance.labels, base.year.quantity, strict=True)),
        dict(zip(rows, base.price, strict=True)),
        dict(zip(balance.labels, wedges, strict=False)),
    )


def same(one, other, rename=str):
    """Compare two calibrations by name."""
    for first, second in zip(by_name(one), by_name(other), strict=True):
        renamed = {rename(key): value for key, value in first.items()}
        assert set(renamed) == set(second)
        for key, value in renamed.items():
            assert second[key] == pytest.approx(value, rel=1e-6, abs=1e-3), key


def test_nobody_active_wants_to_change_at_base_prices(base):
    for gain, columns in zip(
        gains(base), (base.balance.sites, base.balance.pairs), strict=True
    ):
        active = base.year.quantity[columns] > 1.0
        assert active.any()
        assert gain[active] == pytest.approx(np.zeros(active.sum()), abs=1e-9)


def test_nobody_idle_would_gain_by_starting(base):
    for gain, wedge, columns in zip(
        gains(base),
        (base.site_wedge, base.pair_wedge),
        (base.balance.sites, base.balance.pairs),
        strict=True,
    ):
        idle = base.year.quantity[columns] <= 1.0
        assert (gain[idle] <= 1e-9).all()
        assert (wedge[idle] >= 0).all()


def test_an_idle_pair_that_would_pay_is_held_back_by_its_wedge(folder):
    # Slag at a third of the freight: the idle pair from India to Kazakhstan would pay.
    folder.swap(
        "routes.csv", "*,IND,KAZ,mixed,6000,450,350,600", "*,IND,KAZ,sea,1,1,1,2"
    )
    folder.add("prices.csv", "slag,IND,800,790,810,USD/t,me,A,")
    folder.swap("trade.csv", "slag,IND,KAZ,0,0,1", "slag,IND,KAZ,0,0,0")
    base = calibrate(folder.load())
    at = base.balance.labels.index("slag · IND to KAZ") - base.balance.sizes[0]
    assert base.year.quantity[base.balance.pairs][at] <= 1.0
    assert base.pair_wedge[at] > 50.0
    assert gains(base)[1][at] == pytest.approx(0.0, abs=1e-9)


def test_every_price_stays_in_its_box(base):
    table = base.prices
    assert (table["price"] >= np.minimum(table["low"], 0.7 * table["anchor"])).all()
    assert (table["price"] <= np.maximum(table["high"], 1.3 * table["anchor"])).all()
    assert table["price"].to_list() == base.price.tolist()
    assert table["inside"].all()
    assert set(table["why"]) == {""}


def test_a_price_outside_its_band_says_so_and_why(folder):
    # Ore sure to cost 330 everywhere, and freight of 200 on an active pair.
    folder.swap("prices.csv", "ore,*,330,250,400", "ore,*,330,329,331")
    folder.swap(
        "routes.csv", "*,IND,CHN,sea,7000,30,20,40", "*,IND,CHN,sea,9,200,90,300"
    )
    table = calibrate(folder.load()).prices
    outside = table.filter(~pl.col("inside"))
    assert set(outside["commodity"]) == {"ore"}
    assert outside["why"].str.contains("do not fit the published price").all()
    assert (outside["price"] >= 0.7 * 330).all()
    assert (outside["price"] <= 1.3 * 330).all()


def test_prices_that_agree_with_costs_are_kept_and_leave_no_wedge(folder):
    # Slag at 970 is ore at 1.8 x 330, power and work, less iron; no freight, no duty.
    folder.swap("prices.csv", "slag,*,970,800,1100", "slag,*,648,500,800")
    folder.swap("coefficients.csv", "mine,*,opex,120", "mine,*,opex,330")
    text = (folder.path / "routes.csv").read_text()
    for cost in ("30,20,40", "120,90,150", "450,350,600"):
        text = text.replace(cost, "0,0,0")
    (folder.path / "routes.csv").write_text(
        text.replace("0,0,0,USD/t,0.01", "0,0,0,USD/t,0")
    )
    (folder.path / "tariffs.csv").unlink()
    base = calibrate(folder.load())
    assert base.price == pytest.approx(base.anchor)
    assert base.site_wedge == pytest.approx(np.zeros(4), abs=1e-6)
    assert base.pair_wedge == pytest.approx(np.zeros(5), abs=1e-6)


def test_costs_of_a_site_are_work_and_power_by_hand(base):
    assert base.site_cost.tolist() == [120, 120, 150 + 2.4 * 60, 150 + 2.4 * 60]


def test_costs_of_a_pair_are_freight_and_duty_on_the_price_at_the_origin(base):
    price = by_name(base)[1]
    duty = [0, 0, 0.05 * price["slag at CHN"], 0, 0.05 * price["slag at KAZ"]]
    assert base.pair_duty == pytest.approx(duty)
    assert base.pair_cost - base.pair_duty == pytest.approx([30, 120, 30, 450, 450])


@pytest.mark.parametrize(
    ("rows", "rate"),
    [
        (["*,*,IND,0.4"], 0.4),
        (["*,*,IND,0.4", "*,CHN,IND,0.3"], 0.3),
        (["slag,*,IND,0.2", "*,CHN,IND,0.3"], 0.2),
        (["*,CHN,IND,0.3", "slag,*,IND,0.2", "slag,CHN,IND,0.1"], 0.1),
        (["slag,KAZ,IND,0.1", "ore,CHN,IND,0.2", "slag,*,CHN,0.3"], 0.0),
    ],
)
def test_the_tariff_that_says_most_about_a_pair_holds(folder, rows, rate):
    head = "commodity,origin,destination,rate,rate_low,rate_high,source,grade,note"
    folder.write("tariffs.csv", head, *[f"{row},,,me,C," for row in rows])
    base = calibrate(folder.load())
    assert base.pair_duty[2] == pytest.approx(rate * by_name(base)[1]["slag at CHN"])


def test_a_figure_of_the_place_goes_before_the_one_for_everywhere(folder):
    folder.add("coefficients.csv", "smelt,CHN,opex,90,,,USD/t,me,C,")
    folder.add("power.csv", "KAZ,20,,,USD/MWh,me,C,")
    case = folder.load()
    both = ["smelt", "smelt"], ["CHN", "KAZ"]
    assert coefficient(case, "opex", *both).tolist() == [90.0, 150.0]
    assert coefficient(case, "life", *both, 25.0).tolist() == [25.0, 25.0]
    assert power_prices(case, ["CHN", "KAZ"]).tolist() == [60.0, 20.0]
    assert calibrate(case).site_cost[2:].tolist() == [90 + 2.4 * 60, 150 + 2.4 * 20]


@pytest.mark.parametrize("table", TABLES)
def test_the_order_of_rows_changes_nothing(folder, base, table):
    folder.turn(f"{table}.csv")
    same(base, calibrate(folder.load()))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (("IND", "CHN", "KAZ"), ("ZZZ", "AAA", "MMM")),
        (("ore", "slag"), ("zircon sand", "aggregate")),
        (("mine", "smelt"), ("dig", "burn")),
    ],
)
def test_other_names_change_nothing(small, base, old, new):
    names = dict(zip(old, new, strict=True))
    words = pl.String
    tables = {
        name: frame.with_columns(
            pl.col(c).replace(names)
            for c in frame.columns
            if frame.schema[c] == words and c not in {"stage", "kind", "name"}
        )
        for name, frame in small.tables.items()
    }

    def rename(label):
        parts = label.replace(" · ", "|·|").replace(" to ", "|to|")
        parts = parts.replace(" at ", "|at|").replace("use of ", "use of|")
        return " ".join(names.get(part, part) for part in parts.split("|"))

    same(base, calibrate(small.replace(**tables)), rename)


def test_another_currency_changes_prices_by_its_rate_and_no_quantity(small, base):
    rate = 83.7
    money = pl.col("figure") == "opex"
    ends = ("", "_low", "_high")
    other = calibrate(
        small.replace(
            prices=small.table("prices").with_columns(
                pl.col(f"price{e}") * rate for e in ends
            ),
            power=small.table("power").with_columns(
                pl.col(f"price{e}") * rate for e in ends
            ),
            routes=small.table("routes").with_columns(
                pl.col(f"cost{e}") * rate for e in ends
            ),
            coefficients=small.table("coefficients").with_columns(
                pl.when(money).then(pl.col("value") * rate).otherwise("value")
            ),
        )
    )
    assert other.price == pytest.approx(rate * base.price, rel=1e-6)
    assert other.site_wedge == pytest.approx(rate * base.site_wedge, rel=1e-5)
    assert other.pair_wedge == pytest.approx(rate * base.pair_wedge, rel=1e-5, abs=1e-2)
    assert (other.year.quantity == base.year.quantity).all()


def test_every_figure_moved_is_told_with_its_evidence_worst_first(small, base):
    table = base.adjustments
    assert table.columns == [
        *("column", "observed", "settled", "deviations", "grade", "source", "note")
    ]
    sizes = table["deviations"].abs()
    assert sizes.is_sorted(descending=True)
    assert table["column"][0] == "mine · CHN"
    assert not table["column"].str.contains("iron").any()
    assert set(table["source"]) == {"invented"}
    assert base.year.chi2 >= (sizes**2).sum() * (1 - 1e-9)
    assert set(base.culprits["column"]) <= set(base.balance.labels)
    assert small.table("trade")["quantity"][0] == 150e3


def test_overlap_is_the_share_of_trade_that_the_year_reproduces(base):
    pairs = base.balance.pairs
    x, o = base.year.quantity[pairs], base.balance.observed[pairs]
    by_hand = sum(map(min, x, o)) / sum(map(max, x, o))
    assert base.overlap == pytest.approx(by_hand)
    assert 0 < base.overlap < 1


def test_prices_that_cannot_be_fitted_are_told(small, monkeypatch):
    def failed(*_):
        raise SolverError("no")

    monkeypatch.setattr(room, "boxed_least_squares", failed)
    with pytest.raises(SolverError, match="prices of the base year could not be"):
        calibrate(small)


def test_of_a_good_the_world_has_little_of_little_counts(small):
    balance = balance_of(small)
    assert (balance.least == 1.0).all(), "the small case is in kilotonnes"
    rare = small.replace(
        **{
            name: small.table(name).with_columns(
                pl.col("^(output|quantity|capacity).*$") * 1e-6
            )
            for name in ("sites", "trade", "demand")
        }
    )
    found = balance_of(rare)
    assert (found.least[: found.sizes[0] + found.sizes[1]] < 1.0).all()
    used = found.observed[found.uses]
    assert (used[used > 0] > found.least[found.uses][used > 0]).all()
