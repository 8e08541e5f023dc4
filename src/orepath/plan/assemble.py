"""Assembly makes a program of a network: every rule, policy and cost line applied."""

import numpy as np

from orepath.plan.branch import Branch
from orepath.plan.costs import COST_LINES, total
from orepath.plan.extension import apply_own
from orepath.plan.network import Network
from orepath.plan.policy.register import POLICIES
from orepath.plan.program import Draft, Lines, Program
from orepath.plan.rules import RULES
from orepath.plan.unfold import unfold
from orepath.world.calibrate import Calibration
from orepath.world.case import Case


def program_of(
    case: Case, calibration: Calibration, branches: tuple[Branch, ...] = ()
) -> Program:
    """Assemble the program of a case.

    Parameters
    ----------
    case, calibration : Case, Calibration
        Inputs.
    branches : tuple of Branch
        Disruptions that may strike.

    Returns
    -------
    Program
        O(columns + non-zeros); no loop over columns.

    Raises
    ------
    InputError
        A contract without a trade pair, a stock without a balance, a cap that bars all.
    """
    return assembled(unfold(case, calibration, branches))


def assembled(network: Network) -> Program:
    """Apply all rules, policies and cost lines to a network.

    Parameters
    ----------
    network : Network
        Blocks of columns, already laid out.

    Returns
    -------
    Program
        Rules first, then policies, in the order of their tuples, then the user's own.

    Raises
    ------
    InputError
        A contract without a trade pair, a stock without a balance.
    """
    draft = Draft(network)
    for rule in (*RULES, *POLICIES, apply_own):
        rule(draft)
    blocks = network.blocks.values()
    return Program(
        network,
        draft.matrix(),
        total(network),
        Lines(network, COST_LINES),
        np.zeros(network.columns),
        np.concatenate([block.upper for block in blocks]),
        tuple(draft.groups),
    )
