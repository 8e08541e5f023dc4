"""Names that do not cover each other."""

from hypothesis import given
from hypothesis import strategies as st

from orepath.report.figures.label import Spot, placed
from orepath.report.figures.style import wide

COORDINATE = st.floats(0.0, 300.0)


@given(st.lists(st.tuples(COORDINATE, COORDINATE), min_size=1, max_size=25))
def test_names_never_overlap_nor_leave_the_drawing(points):
    spots = [Spot(f"Place {i}", x, y, float(i)) for i, (x, y) in enumerate(points)]
    named = placed(spots, (300.0, 300.0), 30)
    boxes = [(left, y - 7, left + wide(s.name), y + 7) for s, left, y in named]
    for at, one in enumerate(boxes):
        assert one[0] >= 0
        assert one[2] <= 300
        for other in boxes[at + 1 :]:
            apart = one[2] <= other[0] or other[2] <= one[0]
            assert apart or one[3] <= other[1] or other[3] <= one[1]


def test_the_weightiest_are_named_first():
    spots = [Spot("small", 50.0, 50.0, 1.0), Spot("large", 150.0, 150.0, 2.0)]
    assert [s.name for s, *_ in placed(spots, (300.0, 300.0), 1)] == ["large"]
