"""Ventures are read from TOML, a schedule beside it, or a workbook; faults all told."""

import polars as pl
import pytest
from tests.appraise.ventures import full, smelter

from orepath.appraise.cash import cash
from orepath.appraise.file import SECTIONS, read_venture, venture_from
from orepath.appraise.term import figures_of
from orepath.errors import InputError

A = {"source": "assumption", "grade": "C"}
TERMS = "fiscal.terms"
ENDS = ("value", "low", "high")

TOML = """
[venture]
name = "smelter"
place = "IND"
price_year = 2024
first_year = 2027

[rates.INR]
per_usd = 80.0
inflation = 0.04
source = "fact/F0638"
grade = "B"

[discount]
project = 0.1
host = 0.08
MINE = 0.1
source = "assumption"
grade = "C"

[capital]
total = { value = 80, low = 60, high = 100, unit = "INR crore", note = "tender" }
source = "assumption"
grade = "C"

[operation]
capacity = { value = 10, unit = "kt/a", source = "fact/F0004", grade = "B" }
life = 20
source = "assumption"
grade = "C"

[[product]]
name = "slag"
price = { value = 80000, unit = "INR/t" }
payable = { value = 96, unit = "%" }
source = "assumption"
grade = "C"

[fiscal]
regime = "india"

[[partner]]
name = "MINE"
place = "IND"
share = 1
source = "definition"
grade = "A"
"""


def problems(raw, schedule=None):
    with pytest.raises(InputError) as fault:
        venture_from(raw, "v.toml", schedule)
    return {problem.where: str(problem) for problem in fault.value.problems}


def test_a_file_is_read_with_its_units_rates_and_sources(tmp_path):
    (tmp_path / "venture.toml").write_text(TOML, encoding="utf-8")
    venture = read_venture(tmp_path)
    total = venture.capital.total
    # 80 crore of rupees at 80 to the dollar.
    assert (total.low, total.value, total.high) == pytest.approx((7.5e6, 1e7, 1.25e7))
    assert (total.unit, total.source, total.note) == ("USD", "assumption", "tender")
    assert venture.operation.capacity.value == pytest.approx(10_000)
    assert venture.operation.capacity.source == "fact/F0004"
    assert venture.product[0].price.value == pytest.approx(1000.0)
    assert venture.product[0].payable.value == pytest.approx(0.96)
    assert venture.fiscal.terms.title == "India"
    assert venture.title == "smelter"


def test_what_a_file_leaves_out_follows_from_the_rest():
    venture = venture_from(smelter())
    slag, ilmenite = venture.product[0], venture.input[0]
    assert (slag.title, slag.commodity, slag.follows) == ("slag",) * 3
    assert (slag.destination, ilmenite.origin) == ("IND", "IND")
    assert slag.freight.source == "definition"
    assert venture.partner[0].title == "MINE"


def test_every_figure_has_its_dotted_name_once():
    figures = figures_of(venture_from(full()))
    for name in (
        "capital.total",
        "product.slag.price",
        "input.ilmenite.duty",
        "loan.bank.rate",
        "offtake.maker.floor",
        "partner.MAKER.fee",
        "discount.MAKER",
        "fiscal.terms.royalty.titanium",
        "rates.INR.inflation",
    ):
        assert figures[name].name == name


def test_a_changed_venture_has_its_own_figures():
    venture = venture_from(full())
    assert "loan.bank.rate" in figures_of(venture)
    bare = venture.model_copy(update={"loan": ()})
    assert "loan.bank.rate" not in figures_of(bare)
    assert venture == venture_from(full())


def test_an_exchange_rate_is_not_drawn():
    figures = figures_of(venture_from(full()))
    assert "rates.INR.per_usd" not in figures
    assert "partner.MAKER.share" in figures


def test_all_problems_of_a_file_are_told_at_once():
    raw = smelter(
        product__0__prize=3.0,
        partner__0__share=0.5,
        capital__total={"value": 10.0, "low": 20.0, "high": 5.0},
        operation__capacity="much",
        input__0__price=-5.0,
        loan=[dict(A, name="bank", share=0.5, rate=0.1, tenor=30, currency="INR")],
    )
    told = problems(raw)
    assert "did you mean 'price'?" in told["v.toml:product.slag.prize"]
    assert "shares add up to 0.9, not 1" in told["v.toml:partner"]
    assert "20 – 10 – 5 is out of order" in told["v.toml:capital.total"]
    assert "'much' is no number" in told["v.toml:operation.capacity"]
    assert "is not possible" in told["v.toml:input.ilmenite.price"]


@pytest.mark.parametrize(
    ("changes", "where", "what"),
    [
        ({"loan": [{"tenor": 30}]}, "loan.x.tenor", "runs until year 6"),
        ({"loan": [{"grace": 5}]}, "loan.x.grace", "5 years of a tenor of 5"),
        ({"loan": [{"grace": 0}]}, "loan.x.grace", "capital is drawn until year 1"),
        ({"loan": [{"currency": "INR"}]}, "loan.x.currency", "no rate for INR"),
        ({"loan": [{"amount": 10.0}]}, "loan.x", "a share or an amount, not both"),
        ({"loan": [{"share": 0.0}]}, "loan.x", "a share or an amount, not both"),
        ({"loan": [{}, {"name": "y", "share": 0.8}]}, "loan", "1.3 of the capital"),
        ({"loan": [{}, {}]}, "loan.x", "stands 2 times"),
        ({"loan": [{"repayment": "levl"}]}, "loan.x.repayment", "did you mean 'level'"),
        ({"loan": [{"tenor": 5.5}]}, "loan.x.tenor", "is no whole number"),
        ({"loan": {"x": 1}}, "loan", "is no list of sections"),
        ({"loan": [7]}, "loan.1", "is no section"),
        ({"fiscal__regime": "indja"}, "fiscal.regime", "did you mean 'india'"),
        ({"fiscal": {"regime": "kazakhstan"} | A}, "fiscal.regime", "stands in IND"),
        ({"fiscal__regime": 7}, "fiscal.regime", "is missing"),
        ({"fiscal__terms": 7}, "fiscal.terms", "is no section"),
        ({"fiscal__terms__depreciated_in": 0}, f"{TERMS}.depreciated_in", "straight"),
        (
            {"fiscal__terms__depreciation": "declining"},
            f"{TERMS}.depreciated_by",
            "by 0",
        ),
        ({"fiscal__terms__losses_kept": -1}, f"{TERMS}.losses_kept", "-1 years"),
        ({"product__0__mineral": "tin"}, "fiscal.terms.royalty", "no rate on tin"),
        ({"product": []}, "product", "nothing is sold"),
        ({"product": [{"price": 1.0} | A]}, "product.1.name", "is missing"),
        ({"offtake": [7]}, "offtake.1", "is no section"),
        ({"fiscal__premium": -1.0}, "fiscal.premium", "is not possible"),
        ({"fiscal__terms": {"place": "*"} | A}, "fiscal.terms.title", "is missing"),
        ({"product__0__name": "a.b"}, "product.a.b", "is no short name"),
        ({"product__0__name": 7}, "product.7.name", "is no text"),
        ({"capital__profile": [0.4, 0.4]}, "capital.profile", "adds up to 0.8"),
        ({"capital__profile": []}, "capital.profile", "is empty"),
        ({"capital__profile": "all"}, "capital.profile", "no list of numbers"),
        ({"operation__life": 0}, "operation.life", "0 years"),
        ({"operation__ramp": [0.5] * 6}, "operation.ramp", "6 years for a life of 5"),
        ({"operation__ramp": [2.0]}, "operation.ramp", "not between 0 and 1"),
        ({"operation__capacity": 0.0}, "operation.capacity", "may be 0"),
        ({"partner__0__name": "host"}, "partner.host", "no name for a partner"),
        ({"partner__0__carried": 0.5}, "partner.MINE.carried_by", "is missing"),
        (
            {"partner__0__carried": 0.5, "partner__0__carried_by": "MAKR"},
            "partner.MINE.carried_by",
            "did you mean 'MAKER'",
        ),
        ({"partner__0__state": "yes"}, "partner.MINE.state", "no flag"),
        ({"discount__OTHER": 0.1}, "discount.OTHER", "is nobody's"),
        ({"discount": {"host": 0.1} | A}, "discount.project", "is missing"),
        ({"discount": 0.1}, "discount", "is no table of figures"),
        ({"rates": 7}, "rates", "is no table"),
        (
            {"rates": {"INR": {"per_usd": 87.0} | A}},
            "rates.INR.inflation",
            "is missing",
        ),
        ({"venture__plce": "IND"}, "venture.plce", "did you mean 'place'"),
        ({"venture__price_year": "now"}, "venture.price_year", "no whole number"),
        ({"venture": 7}, "venture", "is missing"),
        ({"input__0__origin": "AUZ"}, "input.ilmenite.origin", "did you mean 'UZB'"),
        ({"capital__origin": "Japan"}, "capital.origin", "did you mean 'JPN'"),
        ({"financing": {}}, "financing", "unknown section"),
        ({"capital": {"total": 5.0}}, "capital.total", "no source and no grade"),
        ({"capital__grade": "D"}, "capital.total", "grade 'D' is none"),
        (
            {"capital__total": {"value": 5.0, "vlue": 3.0}},
            "capital.total.vlue",
            "value",
        ),
        ({"capital__total": {"value": 1.0, "unit": "t"}}, "capital.total", "unit 't'"),
        ({"capital__total": {"value": 1.0, "unit": "XYZ"}}, "capital.total", "'XYZ'"),
    ],
)
def test_a_fault_is_told_where_it_stands(changes, where, what):
    loan = {"name": "x", "share": 0.5, "rate": 0.1, "tenor": 5, "grace": 1} | A
    if isinstance(changes.get("loan"), list):
        changes = {
            "loan": [loan | x if isinstance(x, dict) else x for x in changes["loan"]]
        }
    told = problems(smelter(**changes))
    assert f"v.toml:{where}" in told
    assert what in told[f"v.toml:{where}"]


@pytest.mark.parametrize(
    ("terms", "where", "what"),
    [
        ({"product": "slg"}, "offtake.x.product", "did you mean 'slag'"),
        ({"buyer": "MAKR", "place": ""}, "offtake.x.place", "did you mean 'MAKER'"),
        ({"floor": 90.0, "cap": 80.0}, "offtake.x.cap", "below the floor"),
        ({"share": 0.7}, "product.slag", "1.4 of it may be promised"),
    ],
)
def test_a_fault_of_a_contract_is_told_where_it_stands(terms, where, what):
    deal = {"name": "x", "buyer": "MAKER", "product": "slag", "share": 0.5} | A | terms
    both = [deal, deal | {"name": "y"}] if "share" in terms else [deal]
    told = problems(smelter(offtake=both))
    assert what in told[f"v.toml:{where}"]


def test_nobody_is_carried_by_one_who_is_carried():
    raw = smelter(
        partner__0__carried=0.5,
        partner__0__carried_by="MAKER",
        partner__1__carried=0.5,
        partner__1__carried_by="MINE",
    )
    assert "is itself carried" in problems(raw)["v.toml:partner.MINE.carried_by"]


def test_a_regime_of_the_package_may_be_changed_in_the_file():
    raw = smelter(fiscal={"regime": "india", "terms": {"income_tax": 0.2} | A} | A)
    terms = venture_from(raw).fiscal.terms
    assert terms.income_tax.value == 0.2
    assert terms.depreciation == "declining"


def test_a_missing_file_and_a_broken_one_are_told(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        read_venture(tmp_path)
    (tmp_path / "venture.toml").write_text("[venture\n", encoding="utf-8")
    with pytest.raises(InputError, match="is no TOML"):
        read_venture(tmp_path)


def test_a_schedule_beside_the_file_stands_instead_of_the_level_middle(tmp_path):
    file = tmp_path / "v.toml"
    short = TOML.replace("life = 20", "life = 3\nfixed = 1000000")
    file.write_text(short, encoding="utf-8")
    (tmp_path / "schedule.csv").write_text(
        "year,output,fixed,price.slag\n2027,0,0,900\n2028,4000,500000,900\n"
        "2029,10000,1000000,1000\n2030,8000,1000000,1100\n2031,0,0,1100\n",
        encoding="utf-8",
    )
    found = cash(read_venture(file))
    assert found.tonnes["slag"][0] == pytest.approx([0, 4000, 10000, 8000, 0])
    assert found.lines["fixed"][0] == pytest.approx([0, -5e5, -1e6, -1e6, 0])
    assert found.lines["revenue.slag"][0, 1:4] == pytest.approx(
        [0.96 * 4000 * 900, 0.96 * 1e7, 0.96 * 8000 * 1100]
    )


def test_sustaining_capital_may_be_scheduled():
    schedule = {"year": [2027.0 + i for i in range(8)], "sustaining": [0.0] * 8}
    schedule["sustaining"][4] = 60.0
    raw = smelter(capital__sustaining=0.02)
    found = cash(venture_from(raw, "v.toml", schedule))
    assert found.lines["sustaining"][0] == pytest.approx([0, 0, 0, 0, -60, 0, 0, 0])


@pytest.mark.parametrize(
    ("columns", "where", "what"),
    [
        ({"year": [2027.0]}, "year", "does not count the years"),
        ({"outpt": [1.0] * 8}, "outpt", "did you mean 'output'"),
        ({"sustaining": [1.0] * 8}, "sustaining", "its figure is 0"),
        ({"output": [-1.0] * 8}, "output", "is below 0"),
    ],
)
def test_a_fault_of_a_schedule_is_told(columns, where, what):
    years = {"year": [2027.0 + i for i in range(8)]}
    told = problems(smelter(), years | columns)
    assert what in told[f"v.toml:schedule.{where}"]


def test_a_cell_of_a_schedule_that_is_no_number_is_told(tmp_path):
    (tmp_path / "venture.toml").write_text(TOML, encoding="utf-8")
    (tmp_path / "schedule.csv").write_text("year,output\n2027,a\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"schedule.csv:2:output"):
        read_venture(tmp_path)


def write_book(path, rows, schedule=None):
    """Write a workbook of terms, by the library that reads none."""
    import xlsxwriter

    names = ("section", "name", "field", "value", "low", "high", "unit")
    names += ("grade", "source", "note")
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("terms")
        sheet.write_row(0, 0, names)
        for i, row in enumerate(rows, start=1):
            sheet.write_row(i, 0, row)
        if schedule is not None:
            yearly = book.add_worksheet("schedule")
            for i, row in enumerate([schedule.columns, *schedule.rows()]):
                yearly.write_row(i, 0, row)


def laid(section, name, table):
    """Lay one section out as rows of a workbook."""
    for field, value in table.items():
        if isinstance(value, dict):
            yield [section, name, field, *(value.get(end, "") for end in ENDS)]
        elif isinstance(value, list):
            yield [section, name, field, " ".join(map(str, value))]
        elif field != "name" or section == "venture":
            shown = str(value).lower() if isinstance(value, bool) else value
            yield [section, name, field, shown]


def rows_of(raw):
    """Lay a venture's tables out as rows of a workbook."""
    for section, part in raw.items():
        if isinstance(part, list):
            for each in part:
                yield from laid(section, each["name"], each)
        elif section == "rates":
            for code, each in part.items():
                yield from laid(section, code, each)
        else:
            yield from laid(section, "", part)


def test_a_workbook_says_the_same_as_the_file(tmp_path):
    raw = full()
    raw["fiscal"] = {"regime": "india", "premium": 0.01, **A}
    path = tmp_path / "venture.xlsx"
    write_book(path, [["", "", "", ""], *rows_of(raw)])
    assert read_venture(path) == venture_from(raw)


def test_a_workbook_may_hold_a_schedule(tmp_path):
    path = tmp_path / "venture.xlsx"
    yearly = pl.DataFrame(
        {"year": range(2027, 2035), "output": [0, 0, 1, 2, 3, 4, 5, 0]}
    )
    raw = smelter(fiscal={"regime": "india", **A})
    write_book(path, rows_of(raw), yearly)
    found = cash(read_venture(path))
    assert found.tonnes["slag"][0] == pytest.approx([0, 0, 1, 2, 3, 4, 5, 0])


def test_a_workbook_without_its_sheet_or_columns_is_told(tmp_path):
    import xlsxwriter

    path = tmp_path / "venture.xlsx"
    path.write_bytes(b"no workbook")
    with pytest.raises(InputError, match="is no Excel workbook"):
        read_venture(path)
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("other")
    with pytest.raises(InputError, match="no sheet 'terms'"):
        read_venture(path)
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("terms").write_row(0, 0, ["section", "name"])
    with pytest.raises(InputError, match="no column field, value"):
        read_venture(path)


def test_sections_are_those_of_the_venture():
    assert set(full()) <= set(SECTIONS)
