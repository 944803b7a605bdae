"""Everything the page of a statement says, worked out off the window's thread."""

from __future__ import annotations

from dataclasses import dataclass

from perfview.findings.quantities import duration
from perfview.queries.study import Study
from perfview.ui.queries.choosing import execution_of, plan_of
from perfview.ui.queries.page.asked import Asker, askers_of
from perfview.ui.queries.page.numbers import numbers_of
from perfview.ui.queries.page.over_time import OverTime, over_time
from perfview.ui.queries.page.spread import Spread, spread_of
from perfview.ui.queries.page.sql_text import lines_of
from perfview.ui.queries.page.touched import TouchedTable, tables_of
from perfview.ui.queries.plan.outline import Outline, heats_known, outline_of


@dataclass(frozen=True)
class StatementFacts:
    """sql without literals, line by line; language for colouring; outline None without a plan;
    heats: what its boxes can be coloured by; numbers: names and values;
    samples: how many were kept with their literals."""

    statement: int
    sql: tuple[str, ...]
    language: str
    outline: Outline | None
    plan_words: str
    heats: tuple[int, ...]
    over_time: OverTime | None
    spread: Spread | None
    askers: tuple[Asker, ...]
    tables: tuple[TouchedTable, ...]
    numbers: tuple[tuple[str, str], ...]
    samples: int


def facts_of(study: Study, statement: int) -> StatementFacts:
    """The facts of a statement."""
    plan = plan_of(study, statement)
    outline = outline_of(study, plan) if plan >= 0 else None
    return StatementFacts(
        statement,
        tuple(lines_of(study, statement)),
        "javascript" if study.dialect_of(statement) == "mongodb" else "sql",
        outline,
        plan_words(study, plan),
        tuple(heats_known(study, outline)) if outline is not None else (),
        over_time(study, statement),
        spread_of(study, statement),
        tuple(askers_of(study, statement)),
        tuple(tables_of(study, statement, plan)),
        tuple(numbers_of(study, statement)),
        len(study.samples_of(statement)),
    )


def plan_words(study: Study, plan: int) -> str:
    """``actual, 46.2 ms, from auto_explain``; "" without a plan."""
    if plan < 0:
        return ""
    plans = study.model.plans
    words = ["actual" if plans.is_actual[plan] else "as planned, not run"]
    took = execution_of(study, plan)
    if took >= 0:
        words.append(duration(took))
    if plans.planning_ns[plan] > 0:
        words.append(f"planned in {duration(int(plans.planning_ns[plan]))}")
    if plans.origin[plan] >= 0:
        words.append(f"from {study.model.strings[int(plans.origin[plan])]}")
    return ", ".join(words)
