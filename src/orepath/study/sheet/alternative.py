"""Sheets of near-optimal alternatives: how firmly each project belongs to the plan."""

import polars as pl

from orepath.plan.alternative import Alternatives
from orepath.plan.around import GRAIN
from orepath.report.number import human
from orepath.study.sheet.form import Sheet
from orepath.world.case import Case

VERDICTS = {"always": "must", "sometimes": "choice", "never": "avoid"}
"""What a verdict means to whoever decides."""


def alternatives_sheet(case: Case, found: Alternatives) -> Sheet:
    """Return how firmly each project belongs to the plan."""
    names = dict(case.table("projects").select("project", "name").iter_rows())
    order = {"always": 0, "sometimes": 1, "never": 2}
    frame = found.projects.sort(
        pl.col("verdict").replace_strict(order, return_dtype=pl.Int64),
        pl.max_horizontal("loss_with", "loss_without"),
        maintain_order=True,
    ).select(
        pl.col("project").replace(names).alias("Project"),
        pl.col("verdict").replace(VERDICTS).alias("It is a"),
        pl.when("built").then(pl.lit("yes")).otherwise(pl.lit("no")).alias("In plan"),
        (pl.col("loss_without") * 1e6).alias("Lost without it"),
        (pl.col("loss_with") * 1e6).alias("Lost with it"),
        pl.col("instead")
        .map_elements(lambda words: _instead(words, names), return_dtype=pl.String)
        .alias("What then changes"),
        pl.when("exact")
        .then(pl.lit("proven"))
        .otherwise(pl.lit("found"))
        .alias("How sure"),
    )
    return Sheet(
        "alternatives",
        f"How firm each project is, among plans within {_money(found.within)} of the "
        "best",
        frame,
        {"Lost without it": "USD", "Lost with it": "USD"},
        "A must is in every such plan, a choice in some, what is to be avoided in "
        "none. Lost: what the focus place gives up, discounted, if the plan must do "
        "without the project or must have it, the rest of its chain mended around it. "
        "Proven where all plans of the chain were tried; otherwise the least loss "
        "found, and at most that.",
        ("Project", "It is a", "In plan", "Lost without it", "Lost with it"),
    )


def _instead(words: str, names: dict[str, str]) -> str:
    """Write ``+a -b`` for readers."""
    told = [
        f"{'with' if word[0] == '+' else 'without'} {names.get(word[1:], word[1:])}"
        for word in words.split()
    ]
    return ", ".join(told) or "–"


def groups_sheet(case: Case, found: Alternatives) -> Sheet:
    """Return the least and the most of each group of projects."""
    places = dict(case.table("places").select("place", "name").iter_rows())
    # A kind that holds all projects says nothing more than all of them.
    whole = (pl.col("by") != "all") & (pl.col("projects") == pl.col("projects").max())
    several = found.groups.filter(~whole & (pl.col("projects") > 1))
    frame = several.select(
        pl.when(pl.col("by") == "all")
        .then(pl.lit("all projects"))
        .otherwise(pl.col("group").replace(places))
        .alias("Group"),
        pl.col("projects").alias("Projects"),
        pl.format("{} – {}", "fewest", "greatest").alias("Built"),
        pl.col("number").alias("In plan"),
        (pl.col("least") * 1e6).alias("Least capital"),
        (pl.col("plan") * 1e6).alias("In the plan"),
        (pl.col("most") * 1e6).alias("Most capital"),
        pl.when("exact")
        .then(pl.lit("proven"))
        .otherwise(pl.lit("found"))
        .alias("How sure"),
    )
    return Sheet(
        "groups",
        f"How much of each kind, among plans within {_money(found.within)} of the best",
        frame,
        dict.fromkeys(("Least capital", "In the plan", "Most capital"), "USD"),
        "Fewest and most projects of a group, least and most capital, that such a plan "
        "can have.",
        ("Group", "Projects", "Built", "Least capital", "In the plan", "Most capital"),
    )


_TOLD = 8
"""Projects told of a kind; the table and the figure hold all."""


def alternative_words(case: Case, found: Alternatives) -> list[str]:
    """Tell in plain words what all near-optimal plans share."""
    names = dict(case.table("projects").select("project", "name").iter_rows())
    told = []
    for verdict, head in (
        ("always", "Must have"),
        ("sometimes", "A true choice"),
        ("never", "Better avoided"),
    ):
        mine = (
            found.projects.filter(verdict=verdict)
            .sort(
                pl.max_horizontal("loss_with", "loss_without"),
                descending=True,
                maintain_order=True,
            )["project"]
            .to_list()
        )
        if mine:
            left = f"; and {len(mine) - _TOLD} more of less weight" * (
                len(mine) > _TOLD
            )
            kept = "; ".join(names[one] for one in mine[:_TOLD])
            told.append(f"{head}: {kept}{left}.")
    better = found.projects.select(
        pl.min_horizontal("loss_with", "loss_without").min()
    ).item()
    if better is not None and better < -GRAIN:
        told.append(
            f"Looking around has found a plan that is {_money(-better)} better than "
            "the plan; search again."
        )
    return told


def _money(millions: float) -> str:
    """Return USD million for people."""
    return human(millions * 1e6, "USD")
