"""The command line: arguments in, the study or the library called, answers shown."""

import typer

from orepath.cli import (
    appraise,
    assess,
    auction,
    case,
    corridor,
    evidence,
    exchange,
    history,
    plan,
    stress,
    study,
)

app = typer.Typer(
    name="orepath",
    help="Plan critical-mineral value chains, from the ore to the user.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
)
asked = typer.Typer(help=evidence.__doc__, no_args_is_help=True, rich_markup_mode=None)
app.add_typer(asked, name="evidence")
judged = typer.Typer(
    cls=assess.CaseOrCommand,
    callback=assess.exposure,
    invoke_without_command=True,
    rich_markup_mode=None,
)
app.add_typer(judged, name="assess")
planned = typer.Typer(cls=plan.CaseFirst, help=plan.__doc__, rich_markup_mode=None)
app.add_typer(planned, name="plan")
taken = typer.Typer(help=case.__doc__, no_args_is_help=True, rich_markup_mode=None)
app.add_typer(taken, name="case")
ways = typer.Typer(help=corridor.__doc__, no_args_is_help=True, rich_markup_mode=None)
app.add_typer(ways, name="corridor")
for group, commands in (
    (app, study.COMMANDS),
    (app, stress.COMMANDS),
    (app, history.COMMANDS),
    (app, appraise.COMMANDS),
    (app, auction.COMMANDS),
    (asked, evidence.COMMANDS),
    (asked, exchange.COMMANDS),
    (judged, assess.COMMANDS),
    (planned, plan.COMMANDS),
    (taken, case.COMMANDS),
    (ways, corridor.COMMANDS),
):
    for command in commands:
        # A command named as a word of Python bears a stroke after it.
        name = command.__name__.rstrip("_").replace("_", "-")
        group.command(name)(command)


def main() -> None:
    """Run the command line."""
    app()
