"""How firm a plan is: the section, its strips, what its points lead to."""

from orepath.study.drawing.alternative import verdict_rows, worth_rows
from orepath.study.firm import firm_section
from orepath.study.information import information
from orepath.study.informationpage import information_page
from orepath.study.sheets import sheets_of


def test_the_section_draws_every_project_and_shows_four_tables(study):
    section = firm_section(study, sheets_of(study))
    assert section is not None
    (drawn,) = section.figures
    for name in study.case.table("projects")["name"]:
        assert name in drawn.picture.svg
    assert [table.anchor for table in section.tables] == [
        "t-alternatives",
        "t-groups",
        "t-reasons",
        "t-limits",
    ]
    heads = [point.head for point in section.points]
    assert "Must have" in heads
    assert all(point.rests for point in section.points)


def test_a_case_without_projects_has_no_such_section(bare):
    assert firm_section(bare, sheets_of(bare)) is None


def test_strips_begin_with_what_is_lost_most_dearly(study):
    rows = verdict_rows(study.case, study.near)
    musts = rows.filter(verdict="always")
    assert rows["verdict"].to_list()[: musts.height] == ["always"] * musts.height
    assert musts["loss"].to_list() == sorted(musts["loss"], reverse=True)


def test_the_page_of_information_tells_words_table_and_grades(plan):
    found = information(plan, 2)
    page = information_page(plan, found)
    assert [section.id for section in page.sections] == ["information", "grades"]
    table = page.sections[0].tables[0]
    assert table.frame.height == 2
    assert page.sources.height > 0
    assert worth_rows(plan.case, found).height <= 2
