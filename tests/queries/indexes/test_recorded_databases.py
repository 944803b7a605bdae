"""Advice for whole databases against what PostgreSQL's planner answered when it was recorded."""

from __future__ import annotations

import pytest

from benchmarks.queries.advice import RECORDED
from benchmarks.queries.judging import Case, RecordedOracle, judge, recorded

CASES = {case.name: (case, oracle) for case, oracle in recorded(RECORDED)}


@pytest.mark.parametrize("name", sorted(CASES))
def test_advice_with_statistics_is_right(name: str) -> None:
    judged = judge(*_at(name, "statistics"))
    assert judged.unjudged <= 0.1 * judged.indexes
    assert judged.precision >= 0.9
    assert judged.recall >= 0.8
    assert judged.alarms == 0


def test_advice_with_less_known_says_that_it_is_less_sure() -> None:
    sure = {}
    for level in ("text", "schema", "statistics"):
        judged = judge(*_at("meters", level))
        sure[level] = [claimed for claimed, _, _ in judged.by_confidence]
        right = sum(verdict for _, _, verdict in judged.by_confidence)
        assert right / len(sure[level]) >= min(sure[level]) - 0.1
    assert max(sure["text"]) < max(sure["schema"]) < max(sure["statistics"])


def _at(name: str, level: str) -> tuple[Case, str, RecordedOracle]:
    case, oracle = CASES[name]
    return case, level, oracle
