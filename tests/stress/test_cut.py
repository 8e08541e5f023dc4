"""What disruptions leave, as arrays of years."""

import numpy as np

from orepath.plan.branch import Branch
from orepath.stress.cut import Cuts, left_of


def test_branches_become_years_in_their_order() -> None:
    sites, pairs, projects = np.array([0.5, 1.0]), np.array([0.2]), np.ones(3)
    calm = Branch("calm", 0.1, np.ones(2), np.ones(1), np.ones(3))
    hard = Branch("hard", 0.1, sites, pairs, projects)
    left = left_of([calm, hard])
    assert len(left) == 2
    assert left.site.tolist() == [[1.0, 1.0], [0.5, 1.0]]
    assert left.pair.tolist() == [[1.0], [0.2]]
    assert left.project.shape == (2, 3)


def test_years_can_be_chosen_and_put_together() -> None:
    each = np.arange(6.0).reshape(3, 2)
    cuts = Cuts(each, each + 1.0, each + 2.0, each[:, :1], *(each for _ in range(3)))
    some = cuts.of(np.array([2, 0]))
    assert len(some) == 2
    assert some.hit.tolist() == [[4.0, 5.0], [0.0, 1.0]]
    both = some.plus(cuts)
    assert len(both) == 5
    assert both.height[:2].tolist() == [[5.0, 6.0], [1.0, 2.0]]
    assert both.owed[:, 0].tolist() == [4.0, 0.0, 0.0, 2.0, 4.0]
