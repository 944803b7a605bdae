"""Critical paths and what-ifs against what CRISP (Zhang et al., USENIX ATC 2022) said of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from perfview.traces import critical_path, what_if
from perfview.traces.request_time import request_times
from perfview.traces.study import Study
from tests.oracles import jaeger

SHIPPED: list[dict[str, Any]] = json.loads(
    Path(__file__).with_name("crisp.json").read_text(encoding="utf-8")
)["cases"]
CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "traces"
HOMES = (CORPUS / "crisp_truth", CORPUS / "uber-research_CRISP" / "test_cases")


def as_jaeger(case: dict[str, Any]) -> dict[str, Any]:
    """A shipped case as the Jaeger document it was shortened from."""
    spans = [
        {
            "spanID": span,
            "references": [{"refType": "CHILD_OF", "spanID": above}] if above else [],
            "processID": service,
            "operationName": operation,
            "startTime": start,
            "duration": duration,
        }
        for span, above, service, operation, start, duration in case["spans"]
    ]
    services = {s["processID"]: {"serviceName": s["processID"]} for s in spans}
    return {"data": [{"spans": spans, "processes": services}]}


def recorded() -> list[tuple[Path, dict[str, Any]]]:
    """Every trace of the corpus that CRISP accepted, with what it said."""
    found = []
    for home in HOMES:
        expected = home / "expected.json"
        expected = expected if expected.exists() else home.parent / "expected.json"
        if not expected.exists():
            continue
        for name, said in json.loads(expected.read_text(encoding="utf-8"))["traces"].items():
            path = home / (name if name.endswith(".json") else f"{name}.json")
            if path.exists() and "critical_path_span_ids" in said:
                found.append((path, said))
    return found


def path_of(study: Study, ids: dict[int, str], root: str) -> dict[str, float]:
    """Exclusive microseconds by span id, in the order of the path of the trace with this root."""
    row = next(row for row, span in ids.items() if span == root)
    rows = critical_path.path(study, int(study.structure.trace[row])).tolist()
    return {ids[row]: int(study.critical_ns[row]) / 1000 for row in rows}


@pytest.mark.parametrize("case", SHIPPED, ids=lambda case: case["name"])
def test_paths_and_exclusive_times_are_those_of_crisp(case: dict[str, Any]) -> None:
    model, ids, _ = jaeger.load(as_jaeger(case))
    found = path_of(Study(model), ids, case["path"][0])
    assert list(found) == case["path"]
    assert found == case["exclusive"]


def saved_by_halving(study: Study, row: int) -> float:
    """Microseconds."""
    scale = np.ones(len(study.model))
    scale[row] = 0.5
    return (
        int((request_times(study.model, study.structure) - what_if.retime(study, scale)).sum())
        / 1000
    )


@pytest.mark.parametrize("case", SHIPPED, ids=lambda case: case["name"])
def test_a_leaf_halved_saves_the_same(case: dict[str, Any]) -> None:
    model, ids, _ = jaeger.load(as_jaeger(case))
    study = Study(model)
    rows = {span: row for row, span in ids.items()}
    for leaf, expected in case["saved_by_halving"].items():
        assert saved_by_halving(study, rows[leaf]) == expected, leaf


@pytest.mark.skipif(not recorded(), reason="needs the corpus")
def test_every_recorded_path_is_the_same() -> None:
    for path, said in recorded():
        model, ids, _ = jaeger.load(json.loads(path.read_text(encoding="utf-8")))
        found = path_of(Study(model), ids, said["root_span"])
        assert list(found) == said["critical_path_span_ids"], path.name
        assert found == said["exclusive_us_by_span"], path.name


@pytest.mark.skipif(not recorded(), reason="needs the corpus")
def test_recorded_halvings_save_the_same_where_crisp_is_possible() -> None:
    """CRISP leaves siblings that touch where they are and saves nothing then, or shifts some twice
    and saves more than was taken off; leaves that it trimmed it halves as trimmed. Where a sibling
    ends just before the leaf, that one holds the parent up next, which CRISP overlooks twice."""
    same = less = 0
    for path, said in recorded():
        model, ids, _ = jaeger.load(json.loads(path.read_text(encoding="utf-8")))
        study = Study(model)
        rows = {span: row for row, span in ids.items()}
        for leaf, halved in said.get("whatif_halve_leaf", {}).items():
            row, theirs = rows[leaf], halved["saving_us"]
            ours, long = saved_by_halving(study, row), int(model.duration_ns[row]) / 1000
            assert 0 <= ours <= long / 2 + 1
            trimmed = int(study.critical.inclusive_ns[row]) != int(model.duration_ns[row])
            if 0 < theirs <= long / 2 and not trimmed:
                assert ours <= theirs + 1, (path.name, leaf)
                same += abs(ours - theirs) <= 1
                less += ours < theirs - 1
    assert same > 60
    assert less <= 2
