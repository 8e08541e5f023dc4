"""Lost suppliers of each good as cells, without and with the plan."""

import polars as pl

from orepath.report.figures.lossmap import supplier_loss_map

LOSSES = pl.DataFrame(
    {
        "supplier": ["China", "China", "Japan"],
        "good": ["Pigment", "Sponge", "Sponge"],
        "without": [1.404e9, 2.93e6, 3e5],
        "with": [1.139e9, 3.49e6, -2.5e6],
    }
)


def test_every_loss_stands_in_its_cell_and_small_ones_are_nothing():
    picture = supplier_loss_map(LOSSES, "Lost suppliers")
    for word in ("China", "Japan", "Pigment", "1.4 bn", "2.93 m", "−2.5 m", ">0<"):
        assert word in picture.svg
    assert "Costliest: Pigment from China: USD 1.4 bn, with the plan" in picture.alt


def test_where_nothing_is_lost_cells_are_pale_and_zero():
    none = LOSSES.with_columns(pl.lit(-1.0).alias("without"), pl.lit(0.0).alias("with"))
    assert "NaN" not in supplier_loss_map(none, "Lost suppliers").svg
