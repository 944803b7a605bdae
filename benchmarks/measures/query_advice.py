"""Index advice: how often it is right, and how long it takes."""

from __future__ import annotations

import time

from benchmarks.queries.advice import RECORDED
from benchmarks.queries.judging import Case, judge, recorded, study_of
from benchmarks.result import Result

_LIMITS = {"statistics": (0.9, 0.8, 0.0)}


def measure(spans: int) -> list[Result]:
    """Precision, recall and false alarms by database and level, against what PostgreSQL with HypoPG
    answered when it was recorded; and the time for a workload's advice."""
    del spans
    found = []
    for case, oracle in recorded(RECORDED):
        for level in ("text", "schema", "statistics"):
            judged = judge(case, level, oracle)
            precision, recall, alarms = _LIMITS.get(level, (None, None, None))
            name = f"index advice: {case.name}, {level}"
            note = f"{judged.indexes} indexes, {judged.unjudged} not recorded"
            found += [
                Result(f"{name}, precision", judged.precision, "", precision, True, note),
                Result(f"{name}, recall", judged.recall, "", recall, True),
                Result(f"{name}, false alarms", judged.alarms, "", alarms),
            ]
        spent = min(_seconds(case) for _ in range(5))
        note = f"{len(case.rows)} statements, read, parsed and advised"
        found.append(Result(f"index advice: {case.name}, time", spent * 1e3, "ms", note=note))
    return found


def _seconds(case: Case) -> float:
    study = study_of(case, "statistics")
    began = time.perf_counter()
    assert study.suggestions
    return time.perf_counter() - began
