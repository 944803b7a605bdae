"""Critical paths and what-ifs against what CRISP (Zhang et al., USENIX ATC 2022) said of them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from perfview.traces.measures import critical_path
from perfview.traces.measures.request_time import request_times
from perfview.traces.measures.slack import margins
from perfview.traces.scenarios import what_if
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
    model, ids = jaeger.load(as_jaeger(case))
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
    model, ids = jaeger.load(as_jaeger(case))
    study = Study(model)
    rows = {span: row for row, span in ids.items()}
    for leaf, expected in case["saved_by_halving"].items():
        assert saved_by_halving(study, rows[leaf]) == expected, leaf


@pytest.mark.skipif(not recorded(), reason="needs the corpus")
def test_every_recorded_path_is_the_same() -> None:
    for path, said in recorded():
        model, ids = jaeger.load(json.loads(path.read_text(encoding="utf-8")))
        found = path_of(Study(model), ids, said["root_span"])
        assert list(found) == said["critical_path_span_ids"], path.name
        assert found == said["exclusive_us_by_span"], path.name


@dataclass(frozen=True)
class Recorded:
    """A trace of the corpus, measured, with the rows of its span ids and what CRISP said."""

    name: str
    study: Study
    rows: dict[str, int]
    said: dict[str, Any]

    def is_trimmed(self, row: int) -> bool:
        """Whether it or a span above it is on the path for less than it took."""
        study = self.study
        while study.structure.parent[row] >= 0:
            if study.critical.inclusive_ns[row] != study.model.duration_ns[row]:
                return True
            row = int(study.structure.parent[row])
        return False

    def has_company(self, row: int) -> bool:
        """Whether a sibling ran at the same time as it or as a span above it."""
        study, above = self.study, int(self.study.structure.parent[row])
        while above >= 0:
            for other in study.structure.children(above).tolist():
                if other != row and overlap_us(study, row, other) > 0:
                    return True
            row, above = above, int(study.structure.parent[above])
        return False


def overlap_us(study: Study, row: int, other: int) -> float:
    start, end = study.model.start_ns, study.model.end_ns
    return (min(int(end[row]), int(end[other])) - max(int(start[row]), int(start[other]))) / 1000


def measured() -> Iterator[Recorded]:
    for path, said in recorded():
        model, ids = jaeger.load(json.loads(path.read_text(encoding="utf-8")))
        yield Recorded(path.name, Study(model), {s: row for row, s in ids.items()}, said)


@pytest.mark.skipif(not recorded(), reason="needs the corpus")
def test_recorded_halvings_save_the_same_where_crisp_is_possible() -> None:
    """Where the two differ, CRISP (its `retimer.py`) is the one that cannot be right:

    - it moves only siblings that start strictly after the halved span's end, so what touches it
      stays where it is and nothing is saved, and it does not shorten a parent that its child
      outlives by a little;
    - it moves a sibling once for every span that moved before it, and saves more than was halved;
    - leaves that stick out of their parent, or lie under a span that does, it halves as trimmed;
    - where another sibling ends just before the leaf, that one holds the parent up next: CRISP
      saves the whole half all the same.
    """
    same, reasons = 0, Counter[str]()
    for case in measured():
        for leaf, halved in case.said.get("whatif_halve_leaf", {}).items():
            row, theirs = case.rows[leaf], halved["saving_us"]
            ours = saved_by_halving(case.study, row)
            half = int(case.study.model.duration_ns[row]) / 2000
            assert 0 <= ours <= half + 1
            if abs(ours - theirs) <= 1:
                same += 1
            elif case.is_trimmed(row):
                reasons["trimmed"] += 1
            elif theirs == 0:
                reasons["left where it is"] += 1
            elif theirs > half + 1:
                reasons["moved twice"] += 1
            else:
                assert case.has_company(row), (case.name, leaf)
                assert ours < theirs, (case.name, leaf)
                reasons["another is next"] += 1
    assert same >= 115
    assert reasons["another is next"] <= 2


@pytest.mark.skipif(not recorded(), reason="needs the corpus")
def test_recorded_drags_are_the_same_but_beside_others() -> None:
    """CRISP lets a span shrink to the end of the sibling that ended before it, wherever that one
    began and whatever else its parent's parents wait for: never less than what removing it saves.
    A span that outlives its parent it counts up to the parent's end, though no one waited so long.
    """
    same = differ = 0
    for case in measured():
        drag = margins(case.study).drag_ns
        for span, theirs in case.said["drag_inclusive_us"].items():
            row = case.rows[span]
            ours = int(drag[row]) / 1000
            same += abs(ours - theirs) < 0.01
            if abs(ours - theirs) >= 0.01 and not case.is_trimmed(row):
                assert ours < theirs, (case.name, span)
                assert case.has_company(row), (case.name, span)
                differ += 1
    assert same > 10 * differ


@pytest.mark.skipif(not recorded(), reason="needs the corpus")
def test_what_crisp_puts_on_the_path_has_no_slack() -> None:
    """Off the path CRISP's slack is how far a span could be moved between its siblings (early ones
    too, and negative for what outlives its parent); ours is how much longer it may take."""
    for case in measured():
        slack = margins(case.study).slack_ns
        for span in case.said["critical_path_span_ids"]:
            assert case.said["slack_us"][span] == slack[case.rows[span]] == 0, (case.name, span)
