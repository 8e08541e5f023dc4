"""Coherence: what tables owe each other is told once, at the row that owes it."""

import pytest

from orepath.world.coherence import CHECKS, check_coherence


def project(kind, cells, years="2025,2030"):
    """Write a project's line; cells are its process, commodity and destination."""
    size, capex = ("kt", "USD/t") if kind == "stock" else ("kt/a", "USD/(t/a)")
    figures = f"1,1,1,{size},1,1,1,{capex},1,1,1,1,9"
    return f"shop,Shop,{kind},IND,{cells},{figures},{years},1,1,1,1,1,1,me,C,"


def told(folder):
    return [(p.where, p.what) for p in folder.problems()]


def test_an_unknown_word_is_told_with_the_table_it_should_stand_in(folder):
    folder.swap("shocks.csv", "CHN,smelt,,,0.5", "CHN,smeltt,,,0.5")
    (problem,) = folder.problems()
    assert problem.where == "shocks.csv:3:process"
    assert problem.what == "unknown process 'smeltt'"
    assert problem.fix == "did you mean 'smelt'? (or add it to processes.csv)"


def test_the_star_is_a_place_only_where_it_may_stand_for_all(folder):
    folder.add("prices.csv", "ore,IND,300,,,USD/t,me,C,")
    folder.load()
    folder.swap("sites.csv", "ind_mine,IND", "ind_mine,*")
    assert ("sites.csv:2:place", "unknown place '*'") in told(folder)


def test_a_pair_from_a_place_to_itself_is_refused(folder):
    folder.add("trade.csv", "ore,IND,IND,1,1,1,kt/a,gross,me,C,")
    assert told(folder) == [("trade.csv:7:destination", "IND trades with itself")]


def test_a_pair_without_a_route_is_refused_until_one_serves_it(folder):
    folder.add("trade.csv", "ore,KAZ,CHN,1,1,1,kt/a,gross,me,C,")
    assert told(folder) == [
        ("trade.csv:7:destination", "a route to nowhere: ore from KAZ to CHN")
    ]
    folder.add("routes.csv", "slag,KAZ,CHN,rail,1,1,1,1,USD/t,0,,me,C,")
    assert len(told(folder)) == 1
    folder.add("routes.csv", "ore,KAZ,CHN,rail,1,1,1,1,USD/t,0,,me,C,")
    folder.load()


def test_a_use_that_nobody_serves_is_refused_until_somebody_does(folder):
    folder.swap("sites.csv", "kaz_smelt,KAZ,smelt", "kaz_smelt,CHN,smelt")
    folder.swap("trade.csv", "slag,IND,KAZ,0,0,1,kt/a,gross,invented,C,\n", "")
    (fault,) = told(folder)
    assert fault[0] == "demand.csv:4:place"
    assert fault[1].startswith("nobody can serve slag at KAZ")
    folder.add("trade.csv", "slag,IND,KAZ,0,0,1,kt/a,gross,invented,C,")
    folder.load()


def test_goods_that_sell_outside_the_chain_have_no_use_or_trade_of_their_own(folder):
    folder.add("demand.csv", "iron,IND,1,1,1,kt/a,gross,0.4,0.2,0.7,0,0,0,3,2,5,me,C,")
    folder.add("trade.csv", "iron,IND,CHN,1,1,1,kt/a,gross,me,C,")
    wheres = [where for where, what in told(folder) if "outside the chain" in what]
    assert wheres == ["demand.csv:5:commodity", "trade.csv:7:commodity"]


def test_a_commodity_needs_a_price_and_if_traded_a_relation(folder):
    folder.swap("prices.csv", "iron,*,400,350,450,USD/t,invented,C,\n", "")
    folder.swap(
        "relations.csv", "ore,4,2,8,0.15,0.05,0.3,0.02,0.005,0.05,invented,C,\n", ""
    )
    assert told(folder) == [
        ("commodities.csv:4:commodity", "iron has no price that holds everywhere"),
        (
            "commodities.csv:2:commodity",
            "ore is traded but relations.csv says nothing of it",
        ),
    ]


def test_a_price_at_one_place_does_not_price_a_commodity_elsewhere(folder):
    folder.swap("prices.csv", "ore,*,", "ore,IND,")
    assert told(folder) == [
        ("commodities.csv:2:commodity", "ore has no price that holds everywhere")
    ]


def test_whoever_takes_power_needs_its_price(folder):
    folder.swap("power.csv", "*,60", "CHN,60")
    what = "smelt takes power, but power.csv has no price at"
    assert told(folder) == [
        ("sites.csv:5:place", f"{what} KAZ"),
        ("projects.csv:2:place", f"{what} IND"),
    ]
    folder.add("power.csv", "KAZ,50,,,USD/MWh,me,C,", "IND,70,,,USD/MWh,me,C,")
    folder.load()


@pytest.mark.parametrize(
    ("kind", "cells", "needs"),
    [
        ("plant", ",slag,", ["process"]),
        ("mine", ",,", ["process"]),
        ("recycling", ",,", ["process"]),
        ("contract", ",slag,", ["destination"]),
        ("contract", ",,", ["commodity", "destination"]),
        ("stock", ",,", ["commodity"]),
    ],
)
def test_a_project_needs_what_its_kind_needs(folder, kind, cells, needs):
    folder.add("projects.csv", project(kind, cells))
    assert told(folder) == [
        (f"projects.csv:5:{need}", f"a {kind} needs a {need}") for need in needs
    ]


def test_a_project_that_must_start_before_it_may_is_refused(folder):
    folder.add("projects.csv", project("stock", ",slag,", "2030,2025"))
    assert told(folder) == [("projects.csv:5:latest", "2025 lies before 2030")]


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("Odisha,plant,IND,smelt", "Odisha,plant,IND,smellt", "projects.csv:2:process"),
        ("Odisha,plant", "Odisha,plnt", "projects.csv:2:kind"),
        ("2,20,2025,2030", "2,20,soon,2030", "projects.csv:2:earliest"),
        ("kaz_smelt,KAZ", "kaz_smelt,KZA", "sites.csv:5:place"),
        ("kaz_smelt,KAZ,smelt", "kaz_smelt,KAZ,", "sites.csv:5:process"),
        ("slag,CHN,IND", "slag,CHN,INDD", "trade.csv:4:destination"),
        ("slag,CHN,IND", "slagg,CHN,IND", "trade.csv:4:commodity"),
        ("slag,KAZ,20", "slag,KZA,20", "demand.csv:4:place"),
        ("smelt,ore,in,1.8", "smelt,ore,in,1.8x", "recipes.csv:2:quantity"),
        ("smelt,ore,in", "smelt,ore,into", "recipes.csv:2:direction"),
        ("smelt,iron,out", "smelt,irn,out", "recipes.csv:3:commodity"),
        ("TiO2,0.85", "TiO2,1.85", "commodities.csv:3:content"),
        (",7201,no,yes", ",7201,no,maybe", "commodities.csv:4:outside"),
        ("Fe,0.95", "Qq,0.95", "commodities.csv:4:content_of"),
        ("180,220,kt/a,gross", "180,220,,gross", "sites.csv:2:unit"),
        ("180,220,kt/a,gross", "180,220,kt/a,", "sites.csv:2:basis"),
        ("mine,*,opex", "mine,*,opx", "coefficients.csv:2:figure"),
        ("budget,Budget,budget", "budget,Budget,buget", "policies.csv:2:kind"),
        (
            "200,180,220,kt/a,gross,260,invented,C",
            "200,180,220,kt/a,gross,260,invented,D",
            "sites.csv:2:grade",
        ),
        ("Smelting,smelt,slag", "Smelting,smelt,slg", "processes.csv:3:output"),
    ],
)
def test_one_faulty_cell_is_told_once_and_blamed_on_no_other_row(
    folder, old, new, where
):
    folder.swap(where.partition(":")[0], old, new)
    assert [fault[0] for fault in told(folder)] == [where]


@pytest.mark.parametrize(
    "table",
    ["commodities", "places", "processes", "recipes", "sites", "routes", "relations"],
)
def test_a_missing_file_is_told_once_and_drags_no_other_fault_along(folder, table):
    (folder.path / f"{table}.csv").unlink()
    assert [fault[0] for fault in told(folder)] == [f"{table}.csv"]


def test_a_missing_key_column_is_told_once(folder):
    folder.swap("places.csv", "place,name", "pl,name")
    assert [fault[0] for fault in told(folder)] == [
        "places.csv:1:place",
        "places.csv:1:pl",
    ]


def test_every_check_names_the_tables_it_reads(small):
    for check in CHECKS:
        problems = []
        check.tell({n: small.table(n) for n in check.tables}, small.settings, problems)
        assert problems == []


def test_lifetimes_and_capacities_that_hang_in_the_air_are_told(rich, edited):
    case = edited(rich, "lifetimes", {"place": "CHN"}, shape=None, place="KAZ")
    case = edited(case, "lifetimes", {"place": "*"}, commodity="ore")
    case = edited(case, "capacities", {}, stop="Malaka")
    problems = []
    check_coherence(dict(case.tables), case.settings, problems)
    assert [(p.where, p.what) for p in problems] == [
        ("capacities.csv:2:stop", "no route passes 'Malaka'"),
        (
            "lifetimes.csv:2:commodity",
            "nobody uses up ore at *, so nothing comes back",
        ),
        ("lifetimes.csv:3:shape", "a lognormal needs a shape"),
    ]


def test_tiers_of_more_than_all_and_of_nobody_are_told(rich, edited, added):
    case = edited(rich, "tiers", {"tier": "paper"}, share=0.8)
    at = {"commodity": "ore", "place": "IND"}
    case = added(case, "tiers", {"tier": "x", "share": 0.1, "multiple": 2.0} | at)
    problems = []
    check_coherence(dict(case.tables), case.settings, problems)
    assert [(p.where, p.what) for p in problems] == [
        ("tiers.csv:3:share", "the tiers of slag at * hold 105% of the use"),
        ("tiers.csv:5:commodity", "nobody uses up ore at IND"),
    ]
