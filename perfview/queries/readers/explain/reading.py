"""Plans of a file become columns: each one's statement, and the call that was measured."""

from __future__ import annotations

import re

import numpy as np

from perfview.queries.gathering.building import filled
from perfview.queries.gathering.calls import gather_texts
from perfview.queries.model import DIALECTS, NO_TIME, Calls, QueryModel
from perfview.queries.plans.node import ReadPlan
from perfview.queries.plans.reading import PlanGatherer
from perfview.queries.readers.explain.found import FoundPlan, plans_in
from perfview.queries.readers.holding.content import hold
from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

_MOST = 1 << 20
_NAMELESS = (
    "Plans come without their statement: they are named by the tables they read, and nothing is"
    " advised on. Keep the statement above the plan, or as a member beside it."
)
_CUT = "The file breaks off within a plan; what was complete before is shown."
_OTHER_FORM = re.compile(r"^\s*- Plan:\s*$|<explain\b", re.MULTILINE)
_MADE_BY = {"postgres": "PostgreSQL EXPLAIN", "mysql": "MySQL EXPLAIN", "sqlite": "SQLite EXPLAIN"}


def read_plans(source: Source, progress: Progress) -> tuple[QueryModel, ImportReport]:
    """The plans. Raises `UnreadableInput` when there is none and `Cancelled`."""
    report = ImportReport()
    held = hold(source, progress, report)
    text = held.text(0, held.length)
    progress.report("Reading the plans")
    found = []
    for plan in plans_in(text):
        found.append(plan)
        progress.check()
        if len(found) == _MOST:
            break
    if not found:
        if _OTHER_FORM.search(text):
            raise UnreadableInput(
                "This plan is YAML or XML, which is not read",
                remedy="Ask for EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON), or leave the format out.",
            )
        raise UnreadableInput(
            "There is no plan that can be read in this file",
            remedy="Save what EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) gives, as it is.",
        )
    ends = text.strip()
    if ends[0] in "[{" and ends[-1] not in "]}":
        report.complete = False
        report.note("truncated", 1, _CUT)
    nameless = sum(not plan.statement for plan in found)
    report.note("plan-without-statement", nameless, _NAMELESS)
    model = _model(found, progress)
    report.rows = len(model)
    return model, report


def _model(found: list[FoundPlan], progress: Progress) -> QueryModel:
    texts = [each.statement or named_by_tables(each.plan) for each in found]
    dialects = np.array([DIALECTS.index(each.dialect) for each in found], np.uint8)
    spent = np.array([_spent(each.plan) for each in found], np.int64)
    gathered = gather_texts(texts, dialects, spent, progress)
    ran = np.flatnonzero([each.plan.is_actual for each in found])
    call_of = np.full(len(found), -1, np.int32)
    call_of[ran] = np.arange(len(ran))
    plans = PlanGatherer()
    for row, each in enumerate(found):
        plans.add(each.plan, statement=int(gathered.statement[row]), call=int(call_of[row]))
    more: dict[str, int] = {}
    offset = len(gathered.strings)
    tables = plans.columns(lambda text: offset + more.setdefault(text, len(more)))
    samples = gathered.samples
    dialect = max(_MADE_BY, key=[each.dialect for each in found].count)
    return QueryModel(
        strings=gathered.strings.followed_by(more),
        statements=gathered.statements,
        samples=type(samples)(
            samples.statement, samples.text, samples.parameters, call_of[samples.call]
        ),
        calls=filled(
            Calls,
            len(ran),
            statement=gathered.statement[ran],
            key=gathered.key[ran],
            start_ns=np.full(len(ran), NO_TIME),
            duration_ns=spent[ran],
            rows=np.array([_rows(found[row].plan) for row in ran.tolist()], np.int64),
        ),
        plans=tables[0],
        plan_nodes=tables[1],
        made_by=_MADE_BY[dialect],
        dialect=dialect,
    )


def named_by_tables(plan: ReadPlan) -> str:
    """What a plan is called whose statement is not told."""
    tables = list(dict.fromkeys(node.relation for node in plan.nodes if node.relation))
    return f"statement not told; its plan reads {', '.join(tables[:8]) or 'no table'}"


def _spent(plan: ReadPlan) -> int:
    """ns, -1 unknown."""
    if plan.execution_ns >= 0:
        return plan.execution_ns
    root = plan.nodes[0]
    spent = root.actual_ns * max(root.loops, 1)
    return int(min(spent, float(1 << 62))) if spent == spent else -1


def _rows(plan: ReadPlan) -> int:
    root = plan.nodes[0]
    rows = root.actual_rows * max(root.loops, 1)
    return int(min(rows, float(1 << 62))) if rows == rows else -1
