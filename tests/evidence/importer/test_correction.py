"""Known errors of the publisher are mended by name."""

from orepath.evidence.importer.correction import CORRECTIONS, corrected


def test_every_correction_bears_a_name_of_its_own_and_a_reason():
    names = [correction.name for correction in CORRECTIONS]
    assert len(set(names)) == len(names)
    assert all(correction.why for correction in CORRECTIONS)


def test_a_row_that_no_correction_strikes_stays_as_it_is():
    row = {"source": "USGS MCS 2026", "commodity": "Copper", "measure": "production: x"}
    assert corrected(row) == (row, "")
