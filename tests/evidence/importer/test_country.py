"""Countries by whatever name."""

import pytest

from orepath.evidence.importer.country import coded, codes, names, near


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("KAZ", "KAZ"),
        ("kz", "KAZ"),
        ("Kazakhstan", "KAZ"),
        ("Korea, Republic of", "KOR"),
        ("Burma", "MMR"),
        ("Congo (Brazzaville)", "COG"),
        ("Côte d’Ivoire", "CIV"),
        ("Other countries", "OTH"),
        ("XX", None),
        ("Ruritania", None),
    ],
)
def test_a_country_is_known_by_code_or_name(said, code):
    assert coded(said) == code


def test_every_name_has_a_code_that_is_known():
    assert set(names().values()) <= codes()


def test_far_words_are_not_met_with_a_list_of_two_hundred():
    assert near("???") == "write the ISO 3166 code"
