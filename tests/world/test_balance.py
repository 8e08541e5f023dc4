"""The base-year system: every entry by hand, on the small invented case."""

import numpy as np
import pytest

from orepath.world.balance import balance_of, uses_of
from orepath.world.route import route_of

P90 = 1.2815515655446004


@pytest.fixture(scope="module")
def balance(small):
    return balance_of(small)


def column(balance, label):
    """Return the entries of a column by the reader's name of the row."""
    values = balance.matrix[:, [balance.labels.index(label)]].toarray().ravel()
    return {balance.row_label(r): values[r] for r in np.flatnonzero(values)}


def test_columns_are_sites_then_pairs_then_uses(balance):
    assert balance.sizes == (4, 5, 6)
    assert balance.labels[balance.sites][0] == "mine · IND"
    assert balance.labels[balance.pairs][0] == "ore · IND to CHN"
    assert balance.labels[balance.uses][0] == "use of slag · IND"
    assert len(balance.labels) == 15 == balance.matrix.shape[1]


@pytest.mark.parametrize(
    ("label", "entries"),
    [
        ("mine · IND", {"ore at IND": 1.0}),
        ("smelt · CHN", {"ore at CHN": -1.8, "slag at CHN": 1.0, "iron at CHN": 0.6}),
        ("ore · IND to CHN", {"ore at IND": -1.0, "ore at CHN": 1.0}),
        ("slag · KAZ to IND", {"slag at KAZ": -1.0, "slag at IND": 0.99}),
        ("use of slag · CHN", {"slag at CHN": -1.0}),
        ("use of iron · KAZ", {"iron at KAZ": -1.0}),
    ],
)
def test_a_column_brings_and_takes_what_it_does_by_hand(balance, label, entries):
    assert column(balance, label) == pytest.approx(entries)


def test_what_is_sent_and_not_lost_arrives(balance):
    lost = -balance.matrix[:, balance.pairs].sum(axis=0)
    assert lost == pytest.approx(balance.pair_loss)
    assert balance.pair_loss.tolist() == [0, 0, 0, 0.01, 0.01]


def test_a_row_stands_wherever_something_happens_or_could(balance):
    rows = {balance.row_label(r) for r in range(balance.matrix.shape[0])}
    # India smelts nothing in the base year, but a project there would.
    assert {"iron at IND", "ore at IND", "slag at IND"} <= rows
    assert len(rows) == 9
    assert balance.row("iron", "IND") >= 0


def test_a_row_where_nothing_happens_is_minus_one(folder):
    (folder.path / "projects.csv").unlink()
    folder.swap("case.toml", 'venture = "smelter"\n', "")
    balance = balance_of(folder.load())
    assert balance.row("iron", "IND") == -1
    assert balance.row_label(balance.row("iron", "CHN")) == "iron at CHN"
    iron, india = balance.chain.commodities.at("iron"), balance.places.at("IND")
    assert balance.row_index(np.array([iron]), np.array([india])).tolist() == [-1]


def test_a_range_is_read_as_the_tenth_and_ninetieth_percentile(balance):
    at = balance.labels.index("mine · IND")
    assert balance.observed[at] == 200e3
    assert balance.sigma[at] == pytest.approx(40e3 / (2 * P90))
    assert balance.upper[at] == 260e3


def test_no_figure_is_known_better_than_to_a_thousandth_or_a_tonne(folder):
    folder.swap("sites.csv", "200,180,220,kt/a,gross", "200,200,200,kt/a,gross")
    balance = balance_of(folder.load())
    assert balance.sigma[0] == pytest.approx(200.0)
    nothing = balance.labels.index("use of iron · IND")
    assert balance.sigma[nothing] == 1.0


def test_a_site_of_unknown_capacity_and_every_shipment_have_no_upper_limit(balance):
    free = [balance.labels[i] for i in np.flatnonzero(np.isinf(balance.upper))]
    assert free == ["mine · CHN", *balance.labels[4:]]


def test_goods_sold_outside_are_used_wherever_a_site_or_project_gives_them_off(
    small, balance
):
    uses = uses_of(small).filter("outside")
    assert uses.select("commodity", "place", "quantity").rows() == [
        ("iron", "CHN", 0.0),
        ("iron", "IND", 0.0),
        ("iron", "KAZ", 0.0),
    ]
    assert balance.outside.tolist() == [False] * 3 + [True] * 3
    told = [balance.row_label(r) for r in balance.outside_rows]
    assert told == ["iron at CHN", "iron at IND", "iron at KAZ"]


def test_without_goods_sold_outside_the_uses_are_the_demand(folder):
    folder.swap("commodities.csv", "7201,no,yes", "7201,no,no")
    case = folder.load()
    assert uses_of(case).drop("outside").equals(case.table("demand"))


def test_a_pair_takes_its_own_route_before_the_one_for_all(folder):
    folder.add("routes.csv", "slag,CHN,IND,rail,900,77,70,80,USD/t,0.05,Nathu La,me,B,")
    case = folder.load()
    routes = route_of(case, case.table("trade"))
    assert routes["commodity"].equals(case.table("trade")["commodity"])
    own = routes.row(2, named=True)
    assert (own["cost"], own["cost_high"], own["loss"]) == (77.0, 80.0, 0.05)
    assert (own["mode"], own["via"], own["km"], own["grade"]) == (
        "rail",
        "Nathu La",
        900.0,
        "B",
    )
    assert routes["cost"].to_list() == [30.0, 120.0, 77.0, 450.0, 450.0]
    assert balance_of(case).pair_loss[2] == 0.05


@pytest.mark.parametrize("file", ["sites.csv", "trade.csv", "demand.csv"])
def test_the_order_of_rows_changes_nothing_but_the_order_of_columns(folder, file):
    one = balance_of(folder.load())
    folder.turn(file)
    other = balance_of(folder.load())
    order = [other.labels.index(label) for label in one.labels]
    assert (one.matrix != other.matrix[:, order]).nnz == 0
    assert one.observed.tolist() == other.observed[order].tolist()
    assert one.sigma.tolist() == other.sigma[order].tolist()
