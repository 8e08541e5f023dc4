"""What a printed cell says, and what it leaves open."""

import pytest

from orepath.evidence.importer.printed import plain_note, printed


@pytest.mark.parametrize(
    ("said", "note", "cell"),
    [
        ("19,000", "", (19_000.0, None, None, "reported")),
        ("0.25", "", (0.25, None, None, "reported")),
        ("—", "", (0.0, None, None, "zero")),
        ("W", "", (None, None, None, "withheld")),
        ("NA", "", (None, None, None, "unknown")),
        ("E", "", (None, None, None, "net exporter")),
        ("s", "Less than ½ unit.", (None, 0.0, 0.5, "under half a unit")),
        ("s", "Included with ilmenite.", (None, None, None, "elsewhere")),
        ("50–300", "", (175.0, 50.0, 300.0, "range")),
        (">95", "", (95.0, 95.0, None, "at least")),
        ("<1,000", "", (None, 0.0, 1_000.0, "at most")),
        ("Large", "", (None, None, None, "in words")),
        ("1.2.3", "", (None, None, None, "in words")),
    ],
)
def test_a_printed_cell_is_read_for_what_it_says(said, note, cell):
    found = printed(said, note, estimated=False)
    assert (found.value, found.low, found.high, found.flag) == cell


def test_what_the_flag_says_is_not_said_again_in_the_note():
    assert plain_note("Estimated. -- Excludes U.S. production.") == (
        "Excludes U.S. production."
    )
