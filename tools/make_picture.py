"""Draw the picture of the README from the study that runs when nothing is named.

Run: ``python tools/make_picture.py`` from the project's folder.
"""

from pathlib import Path
from types import SimpleNamespace

from orepath.report.figures.flowmap import flow_map
from orepath.report.figures.picture import to_png
from orepath.study.drawing.map import filled, trade_arcs
from orepath.world.calibrate import calibrate
from orepath.world.load import load_case

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
PICTURE = FOLDER / "critical-minerals-for-india.png"


def main() -> None:
    """Balance the study's base year and write the picture."""
    case = load_case("india-central-asia")
    balanced = SimpleNamespace(case=case, calibration=calibrate(case))
    picture = flow_map(
        trade_arcs(balanced),
        f"Trade in 22 critical minerals, {case.settings.base_year}",
        focus=filled(case),
    )
    FOLDER.mkdir(parents=True, exist_ok=True)
    PICTURE.write_bytes(to_png(picture, 1.6))


if __name__ == "__main__":
    main()
