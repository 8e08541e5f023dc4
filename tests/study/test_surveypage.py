"""A survey as a page: its sections, its ways to the inputs, its sources."""

import re
from dataclasses import replace

import pytest

from orepath.errors import InputError
from orepath.study.question import question
from orepath.study.survey import exposed, gathered
from orepath.study.surveyinput import BOUGHT, MADE, OWNED, citations, inputs
from orepath.study.surveypage import write_survey


def written(path, place, preset="", **said):
    asked = question(place, **said)
    found = gathered(asked)
    whole = replace(asked, years=(2023, 2024))
    years = exposed(whole, gathered(whole))
    target = path / "page.html"
    write_survey(target, asked, found, exposed(asked, found), years, preset)
    return target.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    words = {"minerals": "titanium,cobalt,copper,cobold", "against": "CHN"}
    return written(tmp_path_factory.mktemp("page"), "IND", "eu-crma-2030", **words)


def test_every_side_of_the_question_has_a_section(page):
    found = set(re.findall(r'<section id="([a-z0-9-]+)"', page))
    assert {
        "exposure", "weakest", "n1", "ranks", "limits", "owners", "years", "unknown",
        "inputs",
    } <= found  # fmt: skip


def test_every_way_on_the_page_leads_somewhere(page):
    spots = set(re.findall(r'\bid="([^"]+)"', page))
    ways = set(re.findall(r'\bhref="#([^"]+)"', page))
    assert ways <= spots
    assert f"{MADE}-titanium-sponge" in ways
    assert f"{BOUGHT}-titanium-sponge" in ways
    assert OWNED in ways


def test_the_page_says_what_is_not_known_and_asks_no_other_host(page):
    assert "did you mean &#39;cobalt&#39;?" in page
    assert "No open trade data" in page or "no open trade data" in page
    assert not re.search(r'(?:src|href)="//', page)


def test_the_column_of_notes_does_not_repeat_what_other_tables_lack(page):
    assert "no demand data" not in page.partition('id="n1"')[0]


def test_a_place_that_makes_nothing_has_a_page_without_strengths(tmp_path):
    page = written(tmp_path, "MDV", minerals="copper")
    assert 'id="ranks"' not in page
    assert 'id="exposure"' in page


def test_a_group_has_a_page_without_a_spot_on_the_map(tmp_path):
    page = written(tmp_path, "Central Asia", minerals="copper")
    assert 'id="gap"' in page
    assert "Whom Central Asia" not in page


def test_an_unknown_preset_is_refused_before_anything_is_written(tmp_path):
    with pytest.raises(InputError):
        written(tmp_path, "IND", "eu-crma", minerals="copper")
    assert not list(tmp_path.iterdir())


def test_every_row_of_inputs_has_a_source_that_is_cited():
    asked = question("IND", minerals="titanium,cobalt")
    ground = inputs(asked, gathered(asked))
    assert [one.anchor for one in ground] == [MADE, BOUGHT, OWNED]
    cited = set(citations(asked, ground)["id"])
    for one in ground:
        cells = one.frame["source"].drop_nulls()
        assert {part for cell in cells for part in cell.split("; ")} <= cited
