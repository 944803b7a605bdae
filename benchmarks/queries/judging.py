"""Suggestions for a workload held against what PostgreSQL makes of them.

precision: of the indexes suggested, those that make a statement they are meant for 5 % cheaper,
alone or by being there rather than not beside the others. recall: of statements that some index
could make a fifth cheaper, those that the whole set does. false alarms: statements that need
nothing and are named by a suggestion all the same.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from benchmarks.queries.truth import is_helpable, needs_nothing
from perfview.queries.furnished import Furnished
from perfview.queries.gathering.building import filled
from perfview.queries.gathering.calls import gather_texts
from perfview.queries.model import Calls, QueryModel
from perfview.queries.plans.reading import PlanGatherer
from perfview.queries.schema.definitions import read_definitions
from perfview.queries.schema.exports import read_export
from perfview.queries.schema.model import Schema
from perfview.queries.study import Study
from perfview.recording.progress import Progress
from perfview.recording.strings import StringTable

LEVELS = ("text", "schema", "statistics", "plan")
"""What is known: statements and times; with DDL; with statistics; with plans that were run too."""


class Oracle(Protocol):
    """Tells what statements cost."""

    def cost(self, row: int, definitions: Sequence[str]) -> float | None:
        """Cost of a workload's statement with these indexes; None where that was not recorded."""


class RecordedOracle:
    """What PostgreSQL answered when the costs were recorded."""

    def __init__(self, costs: dict[str, float]) -> None:
        self.costs = costs

    def cost(self, row: int, definitions: Sequence[str]) -> float | None:
        """As it was then, None for what was not asked."""
        return self.costs.get(key_of(row, definitions))


def key_of(row: int, definitions: Sequence[str]) -> str:
    """What a cost is filed under."""
    return f"{row}|{';'.join(sorted(definitions))}"


@dataclass(frozen=True)
class Case:
    """A database: rows of truth as `benchmarks.queries.truth` writes them, its statistics as the
    shipped script exports them, its DDL."""

    name: str
    rows: list[dict[str, Any]]
    statistics: bytes
    definitions: str

    def schema(self, level: str) -> Schema:
        """What is known of it at a level."""
        if level == "text":
            return Schema()
        if level == "schema":
            return read_definitions([self.definitions], "postgres")
        return read_export(self.statistics)


@dataclass(frozen=True)
class Judged:
    """How good suggestions are; unjudged: indexes whose cost was not recorded."""

    indexes: int
    right: int
    helpable: int
    helped: int
    quiet: int
    alarms: int
    unjudged: int
    by_confidence: tuple[tuple[float, int, bool], ...]

    @property
    def precision(self) -> float:
        """Share of indexes that help; 1 without any."""
        asked = self.indexes - self.unjudged
        return self.right / asked if asked else 1.0

    @property
    def recall(self) -> float:
        """Share of statements that could be helped and are."""
        return self.helped / self.helpable if self.helpable else 1.0


def study_of(case: Case, level: str) -> Study:
    """The workload as a list of statements with their times, as a user would open it."""
    texts = [str(row["sql"]) for row in case.rows]
    spent = np.array([int((row["ms"] or 60_000) * 1e6) for row in case.rows], np.int64)
    gathered = gather_texts(texts, "postgres", spent, Progress())
    plans = PlanGatherer()
    for row, truth in enumerate(case.rows if level == "plan" else ()):
        if truth.get("plan"):
            plans.add_postgres(truth["plan"], statement=int(gathered.statement[row]), call=row)
    own = list(gathered.strings)
    more: dict[str, int] = {}
    tables = plans.columns(lambda text: len(own) + more.setdefault(text, len(more)))
    model = QueryModel(
        strings=StringTable.of([*own, *more]),
        statements=gathered.statements,
        samples=gathered.samples,
        calls=filled(
            Calls, len(texts), statement=gathered.statement, key=gathered.key, duration_ns=spent
        ),
        plans=tables[0],
        plan_nodes=tables[1],
        dialect="postgres",
    )
    return Study(model, furnished=Furnished(case.schema(level)))


def judge(case: Case, level: str, oracle: Oracle) -> Judged:
    """What PostgreSQL makes of the suggestions for a workload."""
    study = study_of(case, level)
    suggestions = study.suggestions
    definitions = [each.ddl("postgres", False) for each in suggestions]
    statement = study.model.calls.statement
    meant = [
        np.flatnonzero(np.isin(statement, [helped.statement for helped in each.helped])).tolist()
        for each in suggestions
    ]
    right = unjudged = 0
    confidences = []
    for at, rows in enumerate(meant):
        verdict = _helps(case, oracle, definitions, at, rows)
        right += verdict is True
        unjudged += verdict is None
        if verdict is not None:
            tables = min(len(_tables(study, int(statement[row]))) for row in rows)
            confidences.append((suggestions[at].confidence, tables, verdict))
    helpable = [row for row, truth in enumerate(case.rows) if is_helpable(truth)]
    quiet = [row for row, truth in enumerate(case.rows) if needs_nothing(truth)]
    named = {row for rows in meant for row in rows}
    return Judged(
        indexes=len(suggestions),
        right=right,
        helpable=len(helpable),
        helped=sum(_cheaper(case, oracle, row, definitions) for row in helpable),
        quiet=len(quiet),
        alarms=sum(row in named for row in quiet),
        unjudged=unjudged,
        by_confidence=tuple(confidences),
    )


def _tables(study: Study, statement: int) -> tuple[str, ...]:
    shape = study.shape_of(statement)
    return shape.tables if shape is not None else ()


def _on_its_tables(case: Case, row: int, definitions: Sequence[str]) -> list[str]:
    """Of a set those that the statement could use at all: fewer different questions."""
    text = str(case.rows[row]["sql"]).lower()
    return [each for each in definitions if each.split(" ON ")[1].split(" ")[0].strip('"') in text]


def _cheaper(case: Case, oracle: Oracle, row: int, definitions: Sequence[str]) -> bool:
    cost = oracle.cost(row, _on_its_tables(case, row, definitions))
    return cost is not None and cost <= 0.8 * float(case.rows[row]["before"])


def _helps(
    case: Case, oracle: Oracle, definitions: list[str], at: int, rows: list[int]
) -> bool | None:
    others = definitions[:at] + definitions[at + 1 :]
    answers: list[bool | None] = []
    for row in rows:
        alone = oracle.cost(row, [definitions[at]])
        whole = oracle.cost(row, _on_its_tables(case, row, definitions))
        without = oracle.cost(row, _on_its_tables(case, row, others))
        if alone is None or whole is None or without is None:
            answers.append(None)
            continue
        before = float(case.rows[row]["before"])
        answers.append(alone <= 0.95 * before or without >= 1.05 * whole)
    if any(answers):
        return True
    return None if None in answers else False


def recorded(folder: Path) -> list[tuple[Case, RecordedOracle]]:
    """Cases that were recorded, each in a ``.json.gz``."""
    found = []
    for path in sorted(folder.glob("*.json.gz")):
        document = json.loads(gzip.decompress(path.read_bytes()))
        statistics = json.dumps(document["statistics"]).encode()
        case = Case(path.name.split(".")[0], document["rows"], statistics, document["definitions"])
        found.append((case, RecordedOracle(document["costs"])))
    return found
