"""What is told of the rights to decide later."""

from dataclasses import replace

from tests.appraise.ventures import smelter

from orepath.appraise.chance import chance_of
from orepath.appraise.choice import options, told
from orepath.appraise.file import venture_from
from orepath.appraise.option import Option
from orepath.appraise.outlook import Estimate
from orepath.appraise.process import steady, walking

WAIT = Option(
    "wait", "MAKER", Estimate(50.0, 1.0), Estimate(1.2e6, 1e4), (2027, 2028, 2029),
    (0.25, 0.25, 0.0), Estimate(120.0, 1.0),
)  # fmt: skip


def test_all_rights_are_valued_on_the_same_paths():
    venture = venture_from(smelter())
    own = {"slag": walking("slag", 0.3), "ilmenite": steady("none")}
    found = options(venture, chance_of(venture, own), 2, draws=1_000)
    assert [each.name for each in found] == ["wait", "stop", "expand"]
    assert len({each.without for each in found}) == 1


def test_a_plant_of_one_year_cannot_expand():
    venture = venture_from(smelter(operation__life=1))
    found = options(venture, chance_of(venture), 1, actor="MAKER", draws=1_000)
    assert [(each.name, each.actor) for each in found] == [
        ("wait", "MAKER"),
        ("stop", "project"),
    ]


def test_a_right_is_told_with_its_error_its_use_and_the_price_that_decides():
    venture = venture_from(smelter(partner__1__title="The maker"))
    words = told(WAIT, venture)
    assert words.startswith("To be able to wait until 2029 is worth USD 1.2 m to The")
    assert "used on 50% of the paths" in words
    assert "from a price of slag today of USD 120/t" in words
    assert words.endswith("at USD 100/t it is better to wait.")


def test_beyond_the_threshold_one_begins():
    venture = venture_from(smelter())
    words = told(replace(WAIT, threshold=Estimate(90.0, 1.0)), venture)
    assert words.endswith("it is better to begin now.")


def test_what_chance_could_do_is_told_as_nothing():
    right = replace(WAIT, name="stop", actor="project", value=Estimate(1.0, 0.6))
    words = told(replace(right, threshold=None), venture_from(smelter()))
    assert words == (
        "To be able to close in any year from 2027 to 2029 is worth nothing that can "
        "be told from chance to the project."
    )
