"""The commands of a plan: search it, explain it, ask what else would be as good."""

import sys
from collections.abc import Callable
from typing import Any

import typer

from orepath.cli.answer import AsJson, document, faults_told, progress, show
from orepath.cli.study import (
    DEFAULT_STUDY,
    CaseName,
    ScenarioName,
    Workers,
    loaded_case,
    processes_of,
)


class CaseFirst(typer.core.TyperGroup):
    """Take a first word that is no command as the name of a case to plan."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put ``case`` before whatever does not begin with a command."""
        if not args or args[0] not in self.commands:
            args = ["case", *args]
        return super().parse_args(ctx, args)


def searched(case: str, scenario: str, workers: int, *, as_json: bool) -> Any:
    """Load a case and search its plan, showing what is being done."""
    from orepath.study.answering import plan_case
    from orepath.world.calibrate import calibrate

    loaded = loaded_case(case, scenario)
    with progress(as_json=as_json) as tell:
        return plan_case(loaded, calibrate(loaded), tell, processes_of(workers))


def case(
    case: CaseName = DEFAULT_STUDY,
    scenario: ScenarioName = "",
    *,
    workers: Workers = 0,
    as_json: AsJson = False,
) -> None:
    """Search what to build, buy and agree, confirmed in the world market.

    Example: orepath plan india-titanium --scenario dear_power
    """
    with faults_told(as_json=as_json):
        found = searched(case, scenario, workers, as_json=as_json)
        from orepath.study.sheets import plan_sheets
        from orepath.study.words import plan_headlines

        sheets = plan_sheets(found)
        if as_json:
            document(
                starts=found.starts,
                proven=found.search.proven,
                headlines=plan_headlines(found),
                tables={s.name: s.frame.to_dicts() for s in sheets},
            )
            return
        show(*sheets)
        for line in plan_headlines(found):
            sys.stdout.write(f"• {line}\n")


COMMANDS: tuple[Callable[..., None], ...] = (case,)
"""The commands, in the order in which the help lists them."""
