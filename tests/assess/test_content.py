"""What two stages have in common."""

import polars as pl
import pytest

from orepath.assess.content import factors, measured
from orepath.errors import InputError
from orepath.evidence.form import contents, forms
from orepath.evidence.library import library


def test_every_declared_content_is_of_a_gross_form_and_has_a_source():
    named = forms().filter(pl.col("basis") == "gross")["commodity"]
    assert set(contents()["commodity"]) <= set(named)
    rows = contents().filter(pl.col("source").str.starts_with("commodity/"))
    for content, source in rows.select("content", "source").rows():
        assert library().row(source)["content_fraction"] == content


def test_contents_convert_by_chemistry_and_never_across_metals():
    forms = pl.DataFrame(
        {"commodity": ["a", "b", "c"], "holds": ["Al2O3", "Cu", None], "content": 0.5}
    )
    assert factors(forms, "Al") == {"a": pytest.approx(0.26463, rel=1e-4)}


def test_a_word_that_is_no_formula_converts_to_itself_alone():
    forms = pl.DataFrame(
        {"commodity": ["ore", "metal"], "holds": ["REO", "Nd"], "content": 1.0}
    )
    assert factors(forms, "REO") == {"ore": 1.0}


def test_an_unknown_basis_and_an_impossible_content_are_refused_together():
    table = forms().head(1).with_columns(basis=pl.lit("wet"))
    declared = contents().head(1).with_columns(content=pl.lit(1.5))
    with pytest.raises(InputError) as caught:
        measured(table, declared)
    assert "unknown basis 'wet'" in str(caught.value)
    assert "1.5" in str(caught.value)
