"""The glossary says all a venture's file may hold, and nothing else."""

from tests.appraise.ventures import full

from orepath.appraise.glossary import HEADS, glossary, scheduled

BY_NAME = {(entry.section, entry.name): entry for entry in glossary()}


def test_every_name_of_a_full_venture_is_in_the_glossary():
    raw = full()
    terms = raw["fiscal"].pop("terms")
    terms.pop("royalty")
    sections = {
        f"[{name}]": part for name, part in raw.items() if isinstance(part, dict)
    }
    sections |= {"[fiscal.terms]": terms, "[rates.CODE]": raw["rates"]["INR"]}
    for name in ("[rates]", "[discount]"):
        sections.pop(name)
    for name, part in raw.items():
        if isinstance(part, list):
            sections[f"[[{name}]]"] = {key: 1 for each in part for key in each}
    for section, part in sections.items():
        for key in set(part) - {"source", "grade", "note"}:
            assert (section, key) in BY_NAME


def test_entries_tell_unit_default_and_ends():
    entry = BY_NAME["[[offtake]]", "discount"]
    assert (entry.holds, entry.absent, entry.allowed) == ("fraction", "0", "-1 to 1")
    assert BY_NAME["[capital]", "total"].absent == "a fault"
    assert BY_NAME["[[offtake]]", "cap"].absent == "none"
    assert BY_NAME["[[loan]]", "repayment"].holds == "level or equal"
    assert BY_NAME["[[loan]]", "concessional"].absent == "false"
    assert BY_NAME["[fiscal.terms]", "losses_kept"].holds == "whole number"
    assert BY_NAME["[capital]", "profile"].absent == "1"


def test_tables_of_figures_are_sections_of_their_own():
    assert BY_NAME["[discount]", "NAME"].holds == "fraction/a"
    assert BY_NAME["[fiscal.terms.royalty]", "NAME"].allowed == "0 to 1"


def test_every_section_and_meaning_is_told():
    assert {entry.section for entry in glossary()} >= set(HEADS)
    assert all(entry.meaning.endswith(".") for entry in glossary())
    assert dict(scheduled())["output"]
