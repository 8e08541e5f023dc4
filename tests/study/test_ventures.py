"""Ventures are found by file, name or case, taken over by name, and changed."""

import pytest

from orepath.appraise.term import figures_of
from orepath.errors import InputError
from orepath.study.ventures import (
    changed,
    find_venture,
    listed,
    ventures,
    ventures_in,
)
from orepath.world.load import studies


def test_the_worked_example_is_built_in_and_belongs_to_its_case():
    found = find_venture(["odisha-slag"])
    assert found.venture.name == "odisha-slag"
    assert found.case is not None
    assert found.case.name == "india-titanium"
    assert listed()["partners"].to_list() == ["IREL, UKTMP"]


def test_a_file_its_folder_and_its_name_are_the_same_venture(tmp_path):
    folder = ventures()["odisha-slag"]
    by_name = find_venture(["odisha-slag"])
    assert find_venture([str(folder)]).venture == by_name.venture
    assert find_venture([str(folder / "venture.toml")]).case == by_name.case
    alone = tmp_path / "own"
    alone.mkdir()
    (alone / "venture.toml").write_bytes((folder / "venture.toml").read_bytes())
    assert find_venture([str(alone)]).case is None


def test_the_whole_mission_takes_the_venture_over():
    assert ventures_in(studies()["india-central-asia"]) == [ventures()["odisha-slag"]]
    assert ventures_in(studies()["european-buyer"]) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [('ventures = ["odisha"]', "no venture 'odisha'"), ("ventures = [", "is no TOML")],
)
def test_a_venture_taken_over_must_exist(tmp_path, text, told):
    (tmp_path / "ventures").mkdir()
    (tmp_path / "ventures" / "also.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=told):
        ventures_in(tmp_path)


def test_a_set_figure_is_sure_and_nothing_else_changes():
    before = find_venture(["odisha-slag"]).venture
    after = changed(before, ["input.power.price = 60", "discount.IREL=0.05"])
    old, new = figures_of(before), figures_of(after)
    assert new["input.power.price"].sure
    assert new["input.power.price"].value == 60.0
    assert old["input.power.price"].value == 85.0
    moved = {name for name in old if old[name] != new[name]}
    assert moved == {"input.power.price", "discount.IREL"}
    assert changed(before, []) is before


def test_a_share_set_leaves_the_others_the_rest():
    venture = find_venture(["odisha-slag"]).venture
    after = changed(venture, ["partner.UKTMP.share=0.26"])
    assert [each.share.value for each in after.partner] == pytest.approx([0.74, 0.26])
    both = changed(venture, ["partner.UKTMP.share=0.3", "partner.IREL.share=0.7"])
    assert [each.share.value for each in both.partner] == [0.7, 0.3]
    with pytest.raises(InputError, match=r"shares add up to 0\.9"):
        changed(venture, ["partner.UKTMP.share=0.2", "partner.IREL.share=0.7"])
    with pytest.raises(InputError, match=r"shares add up to 1\.2"):
        changed(venture, ["partner.UKTMP.share=0.5", "partner.IREL.share=0.7"])


def test_all_faulty_settings_are_told_at_once():
    venture = find_venture(["odisha-slag"]).venture
    with pytest.raises(InputError) as caught:
        changed(
            venture, ["a=1", "capital.total", "operation.use=3", "operation.life=9"]
        )
    assert len(caught.value.problems) == 4


def test_a_folder_without_a_venture_says_what_is_missing(tmp_path):
    with pytest.raises(InputError, match=r"has no venture\.toml"):
        find_venture([str(tmp_path)])
    with pytest.raises(InputError, match="add one of its projects"):
        find_venture(["european-buyer"])
