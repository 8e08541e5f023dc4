"""A footing: one moment solved, and every other begins from it."""

import numpy as np
import pytest

from orepath.plan.engine import BASIC, LOWER, Engine, Standing
from orepath.plan.footing import footing_of
from orepath.plan.program import Program
from orepath.plan.solve import arrays_of
from orepath.plan.strand import Strands


def test_the_answer_is_the_same_and_takes_fewer_steps(program: Program) -> None:
    cold, warm = (Engine(arrays_of(program)) for _ in range(2))
    warm.stand(footing_of(program))
    assert warm.run().objective == pytest.approx(cold.run().objective, rel=1e-10)
    assert warm.iterations < 0.6 * cold.iterations


def test_the_moment_it_was_read_from_has_nothing_left_to_do(program: Program) -> None:
    n, footing = program.network, footing_of(program)
    moment = n.moments.trunk[-1]
    balance = program.group("balance")
    goods = balance.size // len(n.moments)
    rows = balance.start + moment * goods + np.arange(goods)
    columns = np.concatenate(
        [
            block.start + np.flatnonzero(block.moment == moment)
            for name, block in n.blocks.items()
            if name in ("make", "ship", "open", "use")
        ]
    )
    whole = arrays_of(program)
    part = type(whole)(
        whole.cost[columns],
        whole.matrix[:, columns].tocsr()[rows].tocsc(),
        whole.row_lower[rows],
        whole.row_upper[rows],
        whole.lower[columns],
        whole.upper[columns],
    )
    engine = Engine(part)
    own = Standing(footing.columns[columns], footing.rows[rows])
    assert (own.columns == BASIC).sum() + (own.rows == BASIC).sum() == rows.size
    engine.stand(own)
    engine.run()
    assert engine.iterations == 0


def test_nothing_is_started_and_no_rule_but_the_balances_binds(
    program: Program,
) -> None:
    footing = footing_of(program)
    start = program.network.blocks["start"]
    assert (footing.columns[start.columns] == LOWER).all()
    others = np.ones(footing.rows.size, dtype=bool)
    others[program.group("balance").rows] = False
    assert (footing.rows[others] == BASIC).all()


def test_every_strand_stands_on_its_part(program: Program) -> None:
    footing = footing_of(program)
    for strand in Strands(program).each:
        assert (strand.footing.columns == footing.columns[strand.columns]).all()
        assert (strand.footing.rows == footing.rows[strand.rows]).all()
