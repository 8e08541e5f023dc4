"""The workbook of a venture reckons what Orepath reckons, and is read again."""

import sys
import zipfile

import pytest
from tests.appraise.ventures import full, smelter
from tests.study.cashbook.reckoner import Reckoner

from orepath.appraise.cash import cash
from orepath.appraise.file import read_venture, venture_from
from orepath.appraise.term import Venture
from orepath.appraise.worth import actors, worth
from orepath.errors import InputError
from orepath.study.cashbook.book import cashbook, write_cashbook
from orepath.study.cashbook.ledger import FIRST
from orepath.study.cashbook.term import terms_of
from orepath.study.target import book_target
from orepath.study.ventures import changed, find_venture

VALUE = 3


def declining():
    raw = full()
    raw["fiscal"]["terms"] |= {
        "depreciation": "declining",
        "depreciated_by": 0.25,
        "royalty_base": "netback",
    }
    del raw["fiscal"]["terms"]["losses_kept"]
    raw["partner"][1]["repaid"] = False
    raw["loan"][0] |= {"repayment": "equal", "currency": "USD", "rate": 0.0}
    raw["loan"][1] |= {"repayment": "level", "interest": "paid"}
    return raw


VENTURES = {
    "plain": lambda: venture_from(smelter()),
    "full": lambda: venture_from(full()),
    "declining": lambda: venture_from(declining()),
    "odisha": lambda: find_venture(["odisha-slag"]).venture,
    "case": lambda: find_venture(["india-titanium", "ireuk_slag"]).venture,
}


@pytest.fixture(autouse=True)
def deep():
    """Cells speak of cells: a row of years is a long chain of calls."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(20_000)
    yield
    sys.setrecursionlimit(before)


def reckoned(venture: Venture) -> tuple[Reckoner, dict[str, int]]:
    """Return the reckoner of a venture's workbook, and the row of each term."""
    rows = {each.key: row for row, each in enumerate(terms_of(venture), 1)}
    return Reckoner(cashbook(venture)), rows


def agrees(book: Reckoner, venture: Venture) -> None:
    """Hold the worth of every actor against the engine's."""
    flows = cash(venture)
    for row, actor in enumerate(actors(flows), 4):
        own = float(worth(flows, actor).npv[0])
        assert book.value("result", row, 0) == actor
        assert book.value("result", row, 2) == pytest.approx(own, rel=1e-9, abs=1e-6)


@pytest.mark.parametrize("name", VENTURES)
def test_every_actors_worth_and_rate_are_the_engines(name):
    venture = VENTURES[name]()
    book, _ = reckoned(venture)
    agrees(book, venture)
    flows = cash(venture)
    for row, actor in enumerate(actors(flows), 4):
        rate = worth(flows, actor).irr
        if rate.count[0] == 1:
            assert book.value("result", row, 3) == pytest.approx(rate.rate[0], abs=1e-9)
        assert book.value("result", row, 6) == "yes"


@pytest.mark.parametrize("name", VENTURES)
def test_every_row_is_the_engines_year_by_year(name):
    venture = VENTURES[name]()
    held = 0
    sheet = next(each for each in cashbook(venture) if each.name == "cash flow")
    book = Reckoner(cashbook(venture))
    for (row, column), cell in sheet.cells.items():
        if column >= FIRST and cell.value is not None:
            told = book.value("cash flow", row, column)
            assert told == pytest.approx(cell.value, rel=1e-9, abs=1e-6)
            held += 1
    assert held > 10 * len(venture.years)


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("odisha", {"product.slag.price": 800.0, "loan.bank.rate": 0.12}),
        ("odisha", {"capital.total": 9e7, "discount.IREL": 0.06}),
        ("odisha", {"offtake.slag-for-uktmp.floor": 1100.0, "operation.use": 0.6}),
        ("full", {"product.slag.price": 60.0, "input.ilmenite.price": 30.0}),
        ("full", {"offtake.maker.taken": 0.3, "partner.MAKER.fee": 0.1}),
        ("full", {"fiscal.terms.income_tax": 0.1, "loan.fund.amount": 300.0}),
        ("declining", {"product.slag.freight": 30.0, "rates.INR.inflation": 0.1}),
    ],
)
def test_a_term_changed_in_the_workbook_changes_all_as_the_engine_does(name, settings):
    venture = VENTURES[name]()
    book, rows = reckoned(venture)
    before = book.value("result", 4, 2)
    for key, value in settings.items():
        book.change("terms", rows[key], VALUE, value)
    agrees(book, changed(venture, [f"{k}={v}" for k, v in settings.items()]))
    assert "discount.IREL" in settings or book.value("result", 4, 2) != before
    told = {book.value("result", row, 6) for row in range(4, 8)}
    assert "terms changed" in told


def test_whole_years_of_a_loan_are_live_too():
    venture = VENTURES["odisha"]()
    book, rows = reckoned(venture)
    book.change("terms", rows["loan.bank.tenor"], VALUE, 20)
    book.change("terms", rows["loan.bank.grace"], VALUE, 6)
    loan = venture.loan[0].model_copy(update={"tenor": 20, "grace": 6})
    agrees(book, venture.model_copy(update={"loan": (loan,)}))


@pytest.mark.parametrize("name", ["plain", "odisha", "case"])
def test_the_venture_is_read_again_as_it_was(name, tmp_path):
    venture, target = VENTURES[name](), tmp_path / "venture.xlsx"
    write_cashbook(venture, target)
    assert read_venture(target) == venture


def test_all_but_royalties_of_ones_own_is_read_again(tmp_path):
    raw, target = full(), tmp_path / "venture.xlsx"
    raw["fiscal"]["terms"]["royalty"] = {}
    for each in raw["product"]:
        each.pop("mineral", None)
    venture = venture_from(raw)
    write_cashbook(venture, target)
    assert read_venture(target) == venture


def test_a_schedule_is_kept_and_reckoned(tmp_path):
    venture = venture_from(smelter())
    years = [float(year) for year in venture.years]
    closing = len(years)
    output = [0.0, 0.0, 3.0, 6.0, 10.0, 10.0, 8.0, 0.0][:closing]
    prices = [100.0 + 5.0 * t for t in range(closing)]
    given = {"year": years, "output": output, "price.slag": prices}
    scheduled = venture_from(smelter(), "venture.toml", given)
    book, rows = reckoned(scheduled)
    agrees(book, scheduled)
    book.change("terms", rows["product.slag.price"], VALUE, 130.0)
    agrees(book, changed(scheduled, ["product.slag.price=130"]))
    target = tmp_path / "venture.xlsx"
    write_cashbook(scheduled, target)
    again = read_venture(target)
    assert again.schedule["price.slag"] == pytest.approx(
        scheduled.schedule["price.slag"]
    )


def test_the_file_holds_formulas_and_the_same_bytes_each_time(tmp_path):
    venture = VENTURES["odisha"]()
    first, second = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    write_cashbook(venture, first)
    write_cashbook(venture, second)
    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as parts:
        text = parts.read("xl/worksheets/sheet1.xml").decode()
    assert "NPV(terms!" in text
    assert "IRR(" in text


def test_a_workbook_ends_in_xlsx_and_its_folder_exists(tmp_path):
    with pytest.raises(InputError, match=r"ends in \.xlsx"):
        book_target(tmp_path / "venture.xls")
    with pytest.raises(InputError, match="no such folder"):
        book_target(tmp_path / "far" / "venture.xlsx")
