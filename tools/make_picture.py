"""Draw the picture of the README from the built-in study.

Run: ``python tools/make_picture.py`` from the project's folder.
"""

from pathlib import Path

from orepath.report.figures.flowmap import flow_map
from orepath.report.figures.picture import to_png
from orepath.study.analysis import analyse
from orepath.study.drawing.map import trade_arcs
from orepath.world.load import load_case

PICTURE = Path(__file__).parents[1] / "docs" / "pictures" / "titanium-for-india.png"


def main() -> None:
    """Analyse the study and write the picture."""
    study = analyse(load_case("india-titanium"))
    focus = study.case.name_of("places", study.case.settings.focus)
    picture = flow_map(
        trade_arcs(study),
        f"Trade in the titanium chain, {study.case.settings.base_year}",
        focus=focus,
    )
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    PICTURE.write_bytes(to_png(picture, 1.6))


if __name__ == "__main__":
    main()
