"""A case is all inputs of one study, checked and frozen."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

import polars as pl
from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.fields import FieldInfo

from orepath.core.table import empty
from orepath.errors import InputError, Problem, suggest
from orepath.world.catalogue import BY_NAME, TABLES
from orepath.world.own import OwnRule

SAMPLES = 50
"""States drawn where risk counts and nobody says how many."""


class Risk(BaseModel):
    """Hold the section ``[risk]`` of ``case.toml``: how disruptions weigh on the plan.

    The plan is chosen by (1 - aversion) · mean + aversion · mean of the worst years.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    aversion: float = Field(
        default=0.0,
        ge=0.0,
        le=1.0,
        description="Weight of the worst years in the plan, 0 to 1; 0 plans for the "
        "mean.",
    )
    tail: float = Field(
        default=0.9,
        ge=0.0,
        lt=1.0,
        description="Which years are the worst: 0.9 is the worst tenth.",
    )
    samples: int = Field(
        default=0,
        ge=0,
        le=1000,
        description="States of a disrupted year drawn from the table of disruptions, "
        "several at once and each as hard and long as its range allows; 0 plans for "
        "one recorded disruption at a time. Left out, it is 50 where aversion is above "
        "0.",
    )

    @model_validator(mode="before")
    @classmethod
    def _enough(cls, given: Any) -> Any:
        """Draw states where risk counts: a few recorded events make a mere switch."""
        if isinstance(given, dict) and "samples" not in given and given.get("aversion"):
            return {**given, "samples": SAMPLES}
        return given


class Aim(BaseModel):
    """Hold the section ``[plan]`` of ``case.toml``: whose plan is sought."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    whose: Literal["focus", "world"] = Field(
        default="focus",
        description="Whose surplus the plan serves: the focus place's, or the world's.",
    )


class Settings(BaseModel):
    """Hold what ``case.toml`` says.

    ``periods`` are the first years of the planning steps; the last step runs to
    ``end``, both included. ``shock_year`` is the year in which each disruption is tried
    against the plan; it must lie in the horizon. A key with a dot stands in a section:
    ``risk.tail`` is ``tail`` under ``[risk]``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1, description="Short name, as of the folder.")
    title: str = Field(min_length=1, description="Title for readers.")
    focus: str = Field(
        min_length=1, description="Place for which is planned, one of the places."
    )
    base_year: int = Field(description="Year the tables describe.")
    price_year: int = Field(description="Year whose constant money all costs are in.")
    currency: str = Field(description="Currency results are told in, as INR.")
    discount_rate: float = Field(
        ge=0.0, lt=0.5, description="Real rate per year; 0.08 is 8 %."
    )
    periods: tuple[int, ...] = Field(
        min_length=1, description="First years of the planning steps, rising."
    )
    end: int = Field(description="Last year of the last step.")
    shock_year: int = Field(
        description="Year in which each disruption is tried against the plan."
    )
    seed: int = Field(ge=0, description="Seed of every random draw.")
    venture: str = Field("", description="Project shown as a joint venture, if any.")
    notes: str = Field("", description="What a reader must know of the case.")
    risk: Risk = Field(default=Risk(), description="How disruptions weigh on the plan.")
    plan: Aim = Field(default=Aim(), description="Whose plan is sought.")

    @model_validator(mode="after")
    def _fear_of_one(self) -> "Settings":
        """Refuse what would be left aside: the world's plan goes by the mean."""
        if self.plan.whose == "world" and self.risk.aversion > 0:
            raise ValueError(
                'with [plan] whose = "world" a plan goes by the mean of all years; '
                "leave out [risk] aversion, or plan for the focus place"
            )
        return self


SECTIONS: Mapping[str, type[BaseModel]] = {"risk": Risk, "plan": Aim}
"""Sections of ``case.toml``."""


def declared() -> dict[str, FieldInfo]:
    """Return every setting of ``case.toml`` by its key, sections parted by a dot.

    Examples
    --------
    >>> "seed" in declared(), "risk.tail" in declared(), "risk" in declared()
    (True, True, False)
    """
    found: dict[str, FieldInfo] = {}
    for name, field_ in Settings.model_fields.items():
        section = SECTIONS.get(name)
        if section is None:
            found[name] = field_
            continue
        found |= {f"{name}.{key}": one for key, one in section.model_fields.items()}
    return found


def setting(settings: Settings, key: str) -> Any:
    """Return one setting by its key.

    Parameters
    ----------
    settings : Settings
        As read.
    key : str
        One of :func:`declared`.
    """
    value: Any = settings
    for part in key.split("."):
        value = getattr(value, part)
    return value


@dataclass(frozen=True, eq=False)
class Case:
    """Hold the settings and every table of the catalogue, in inner units.

    A case equals only itself, so that what was read of it can be remembered.

    Parameters
    ----------
    settings : Settings
        What ``case.toml`` says.
    tables : mapping of str to polars.DataFrame
        All tables of ``catalogue.TABLES``; those a case does without are empty.
        Quantities are gross t/a, prices USD/t, ends of ranges filled.
    folder : Path or None
        Where it was read from.
    hashes : mapping of str to str
        SHA-256 of every file read, by name.
    scenario, scenario_title : str
        Name and title of the scenario that made it; empty for the case as written.
    own : tuple of OwnRule
        Rules of the user's own, which every program of the case keeps.
    """

    settings: Settings
    tables: Mapping[str, pl.DataFrame]
    folder: Path | None = None
    hashes: Mapping[str, str] = field(default_factory=dict)
    scenario: str = ""
    scenario_title: str = ""
    own: tuple[OwnRule, ...] = ()

    def __post_init__(self) -> None:
        """Complete the tables and freeze the mapping."""
        held = self.tables
        full = {s.name: held[s.name] if s.name in held else empty(s) for s in TABLES}
        object.__setattr__(self, "tables", MappingProxyType(full))

    def __reduce__(self) -> tuple[type, tuple[object, ...]]:
        """Let a case go to another process; a frozen mapping does not by itself."""
        return type(self), (
            self.settings,
            dict(self.tables),
            self.folder,
            dict(self.hashes),
            self.scenario,
            self.scenario_title,
            self.own,
        )

    def table(self, name: str) -> pl.DataFrame:
        """Return one table.

        Parameters
        ----------
        name : str
            One of ``catalogue.TABLES``.

        Raises
        ------
        InputError
            No table of this name in the catalogue.
        """
        if name not in self.tables:
            raise InputError(
                Problem(name, "no such table", suggest(name, list(self.tables)))
            )
        return self.tables[name]

    def replace(self, **tables: pl.DataFrame) -> "Case":
        """Return a new case with some tables replaced; nothing is changed in place.

        Raises
        ------
        InputError
            A name or the columns are not those of the catalogue.
        """
        for name, frame in tables.items():
            want = list(BY_NAME[name].schema()) if name in BY_NAME else []
            if frame.columns != want:
                raise InputError(
                    Problem(
                        name,
                        f"columns {frame.columns} do not fit the catalogue",
                        f"give {want}" if want else suggest(name, list(BY_NAME)),
                    )
                )
        return replace(self, tables={**self.tables, **tables})

    def name_of(self, table: str, key: str) -> str:
        """Return the reader's name of a commodity, place, site, project or policy.

        Parameters
        ----------
        table, key : str
            A table with ``name`` or ``title``, and a word of its first column.

        Returns
        -------
        str
            The key itself where no row has it.
        """
        frame = self.table(table)
        hit = frame.filter(pl.col(frame.columns[0]) == key)
        title = "name" if "name" in frame.columns else "title"
        return str(hit[title][0]) if hit.height else key


def digest(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
