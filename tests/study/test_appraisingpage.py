"""The page of a venture: all of it inside, every source listed, chance or none."""

import re
from dataclasses import replace

import polars as pl
import pytest
from tests.appraise.ventures import smelter

from orepath.appraise.chance import chance_of
from orepath.appraise.file import venture_from
from orepath.appraise.process import steady
from orepath.report.pages import Page, Section, rendered
from orepath.study.appraising import Asked, appraise
from orepath.study.appraisingpage import (
    appraisal_page,
    joined,
    sources_with,
    write_appraisal,
)
from orepath.study.ventures import find_venture


@pytest.fixture(scope="module")
def odisha():
    found = find_venture(["odisha-slag"])
    return appraise(found.venture, Asked(1000, 7, "", 1000), case=found.case)


def test_the_worked_example_is_a_page_that_loads_nothing(odisha, tmp_path):
    target = tmp_path / "page.html"
    write_appraisal(odisha, target)
    text = target.read_text(encoding="utf-8")
    for words in (
        "IREUK Titanium: slag plant in Odisha: term sheet",
        "Who puts in and who gets what, year by year",
        "How far the cash of a year may spread",
        "How prices may move",
        "What it hangs on: net worth to the project",
        "On which terms, and how sure are they?",
        "1,000 draws from seed 7",
    ):
        assert words in text
    assert "[[" not in text
    assert not re.findall(r'(?:src|href)="(?!#|data:|https?://)', text)
    assert "<script src" not in text


def test_every_term_cites_its_source(odisha):
    page = appraisal_page(odisha)
    known = set(page.sources["id"])
    assert {"fact/F0020", "fact/F0571", "usgs-2026/titanium-slag/price/USA/2024"} <= (
        known
    )
    # What was looked for and not found is cited where a note speaks of it.
    assert "fact/F0733" in known
    assert 'href="#source-fact-f0733"' in rendered(page)
    assert not page.sources.filter(id="fact/F0020")["citation"][0].startswith("fact/")


def test_a_plain_smelter_without_loan_and_chance_has_its_page_too():
    found = appraise(venture_from(smelter()), Asked(draws=0, paths=0))
    page = appraisal_page(found)
    names = [section.id for section in page.sections]
    assert names == ["worth", "cash", "hangs", "prices", "terms"]
    assert "Chance was left out." in page.footer
    assert "<svg" in rendered(page)


def test_where_all_is_sure_neither_tornado_nor_fan_is_drawn():
    raw = smelter(product__0__price=100.0, capital__total=1000.0)
    venture = venture_from(raw)
    steady_chance = chance_of(
        venture, {name: steady(name) for name in ("slag", "ilmenite")}
    )
    found = replace(appraise(venture, Asked(draws=1000, paths=0)), chance=steady_chance)
    titles = [
        d.picture.title for p in appraisal_page(found).sections for d in p.figures
    ]
    assert "How prices may move" not in titles
    assert not any(title.startswith("What it hangs on") for title in titles)


def test_a_case_shows_its_ventures_as_one_section_each(odisha):
    first, last = Section("plan", "Plan"), Section("gainers", "Who gains?")
    page = joined([first, last], [odisha])
    assert [part.id for part in page] == ["plan", "odisha-slag-term-sheet", "gainers"]
    assert [part.id for part in joined([first], [odisha])][-1].endswith("term-sheet")
    assert joined([first], []) == (first,)
    sources = pl.DataFrame(
        [("assumption", "mine", "", "", "C")],
        schema=["id", "citation", "licence", "url", "grade"],
        orient="row",
    )
    both = sources_with(sources, [odisha])
    assert both["citation"][0] == "mine"
    assert both["id"].is_unique().all()
    assert sources_with(sources, []).equals(sources)
    assert "<svg" in rendered(Page("Case", "", page, both))
