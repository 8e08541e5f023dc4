"""The command of a venture: verdicts, one partner's side, documents and refusals."""

import json

import pytest
from typer.testing import CliRunner

from orepath.cli.app import app

FEW = ("--monte-carlo", "1000")


def call(*words):
    return CliRunner().invoke(app, ["appraise", *(str(word) for word in words)])


def test_without_a_name_the_ventures_are_listed_and_what_to_do_next():
    done = call()
    assert done.exit_code == 0, done.output
    assert "odisha-slag" in done.stdout
    assert "orepath appraise odisha-slag" in done.stdout
    assert json.loads(call("--json").stdout)["ventures"][0]["venture"] == "odisha-slag"


def test_the_worked_example_tells_each_its_verdict_in_80_columns():
    done = call("odisha-slag", *FEW)
    assert done.exit_code == 0, done.output
    for words in (
        "IREUK Titanium: slag plant in Odisha, India: 50 kt/a of titanium slag",
        "• IREL: gains",
        "• UKTMP: gains",
        "• Indian banks: USD 33 m lent for 13 years",
        "Where nothing is left",
        "What the bank sees",
        "What it hangs on: net worth to the project",
        "What it is worth to be able to",
        "What the buyer abroad pays at its own gate",
        "an upper bound",
    ):
        assert words in done.stdout
    assert "[[" not in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert "Drawing the venture 1,000 times" in done.stderr


def test_chance_may_be_left_out_and_one_partner_looks_for_itself():
    done = call("odisha-slag", "--partner", "IREL", "--monte-carlo", "0")
    assert done.exit_code == 0, done.output
    assert "net worth to IREL" in done.stdout
    assert "of the draws" not in done.stdout
    assert "be able to wait" not in done.stdout


def test_a_figure_set_changes_the_verdict():
    done = call(
        "odisha-slag", "--monte-carlo", 0, "--set", "product.slag.price=700", "--json"
    )
    told = json.loads(done.stdout)
    assert told["verdicts"]["IREL"].startswith("loses")
    worth = {row["actor"]: row["npv"] for row in told["actors"]}
    assert worth["IREL"] + worth["UKTMP"] == pytest.approx(worth["equity"], rel=0.3)
    terms = {row["name"]: row for row in told["terms"]}
    assert terms["product.slag.price"]["note"] == "set by the user"


def test_the_document_holds_every_number():
    told = json.loads(call("odisha-slag", *FEW, "--json").stdout)
    assert told["ok"] is True
    assert told["draws"] == 1000
    for name in ("tornado", "break_even", "cover", "chance", "options", "gate", "cash"):
        assert told[name], name
    assert told["concession"][0]["instead"] == "bank"
    assert 800 < told["unit_cost_usd_t"] < 970
    assert {"line", "actor", "lender", "country"} == {x["of"] for x in told["cash"]}


def test_a_project_of_a_case_is_appraised():
    done = call("india-titanium", "ireuk_slag", "--monte-carlo", 0)
    assert done.exit_code == 0, done.output
    assert "What the bank sees" not in done.stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["odisha-slug"], "did you mean 'odisha-slag'"),
        (["india-titanium"], "name its venture: odisha-slag"),
        (["india-titanium", "irenk_slag"], "did you mean 'ireuk_slag'"),
        (["a", "b", "c"], "more than a case and a project"),
        (["odisha-slag", "--partner", "IRL"], "did you mean 'IREL'"),
        (["odisha-slag", "--set", "product.slug.price=1"], "product.slag.price"),
        (["odisha-slag", "--set", "product.slag.price"], "no number is set"),
        (["odisha-slag", "--set", "operation.use=2"], "out of range"),
        (["odisha-slag", "--set", "loan.bank.tenor=5"], "changed in the venture's"),
        (["odisha-slag", "--report", "page.txt"], "a page ends in .html"),
    ],
)
def test_what_cannot_be_is_refused_with_a_remedy(words, told):
    done = call(*words)
    assert done.exit_code == 2, done.output
    assert told in done.stderr


def test_page_and_workbook_are_written_and_the_workbook_is_appraised_again(tmp_path):
    page, book = tmp_path / "page.html", tmp_path / "book.xlsx"
    done = call(
        *("odisha-slag", "--monte-carlo", 0, "--set", "capital.total=8e7"),
        *("--report", page, "--workbook", book),
    )
    assert done.exit_code == 0, done.output
    assert f"Wrote {page}." in done.stdout
    assert f"Wrote {book}." in done.stdout
    assert "<svg" in page.read_text(encoding="utf-8")
    again = call(book, "--monte-carlo", 0)
    assert again.exit_code == 0, again.output
    assert "USD 80 m\nspent from 2027" in again.stdout
    refused = call("odisha-slag", "--workbook", tmp_path / "book.ods")
    assert refused.exit_code == 2
    assert "a workbook ends in .xlsx" in refused.stderr


def test_draws_may_be_written_short_and_a_word_is_no_count():
    done = call("odisha-slag", "--monte-carlo", "1e3", "--json")
    assert json.loads(done.stdout)["draws"] == 1000
    for text in ("many", "-5", "0.5"):
        refused = call("odisha-slag", f"--monte-carlo={text}")
        assert refused.exit_code == 2
        assert "is no count" in refused.output
    few = call("odisha-slag", "--monte-carlo", 10)
    assert few.exit_code == 2
    assert "too few" in few.stderr
