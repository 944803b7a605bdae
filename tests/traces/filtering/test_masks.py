from __future__ import annotations

import json
from pathlib import Path

import pytest

from perfview.engine.job import Job, Options
from perfview.filtering.grammar import FilterError, parse
from perfview.traces.filtering.masks import operations_matching, spans_matching, traces_matching
from perfview.traces.study import Study
from tests.traces.plain_spans import document, span


@pytest.fixture
def study(tmp_path: Path) -> Study:
    spans = [
        span(1, "GET /cart", 300, trace=0xA, attributes={"user.tier": "gold", "db.rows": 7}),
        span(2, "SELECT", 20, trace=0xA, failed=True, attributes={"db.rows": 70}),
        span(3, "GET /cart", 10, trace=0xB, attributes={"user.tier": "Silver", "cached": True}),
    ]
    path = tmp_path / "spans.json"
    path.write_text(json.dumps(document(spans, service_name="web", host_name="node-7")))
    opened: Study = Job(path, Options(use_cache=False, analyse=False)).run().study
    return opened


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("", [0, 1, 2]),
        ("cart", [0, 2]),
        ("duration>=300ms", [0]),
        ("name=get*", [0, 2]),
        ("~^SEL", [1]),
        ("!~^SEL", [0, 2]),
        ("status=error", [1]),
        ("-status=error", [0, 2]),
        ("user.tier=silver", [2]),
        ("user.tier!=silver", [0, 1]),
        ("db.rows>9", [1]),
        ("cached=true", [2]),
        ("host.name=node-7", [0, 1, 2]),
        ("host.name!=node-7", []),
        ("duration>15ms (db.rows>9 or user.tier=silver)", [1]),
        ("trace=0000000000000000000000000000000a", [0, 1]),
        ("span=0000000000000003", [2]),
        ("service=web start<1.5ms", [0, 1]),
    ],
)
def test_spans(study: Study, text: str, rows: list[int]) -> None:
    assert spans_matching(study, parse(text)).nonzero()[0].tolist() == rows


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("db.rows>9", [0]),
        ("errors=0", [1]),
        ("spans=2 duration>200ms", [0]),
        ("-db.rows>9", [1]),
        ("root=*cart services=1", [0, 1]),
        ("SELECT user.tier=gold", [0]),
    ],
)
def test_a_trace_matches_what_any_of_its_spans_matches(
    study: Study, text: str, rows: list[int]
) -> None:
    assert traces_matching(study, parse(text)).nonzero()[0].tolist() == rows


def test_operations(study: Study) -> None:
    names = list(study.operations.names)
    found = operations_matching(study, parse("count>1 p99>100ms"))
    assert [names[i] for i in found.nonzero()[0]] == ["GET /cart"]
    found = operations_matching(study, parse("db.rows>9 error_rate>50%"))
    assert [names[i] for i in found.nonzero()[0]] == ["SELECT"]


def test_what_no_span_has_is_told(study: Study) -> None:
    with pytest.raises(FilterError, match="No span has an attribute “nope”"):
        spans_matching(study, parse("nope=1"))
    with pytest.raises(FilterError, match="first digits"):
        spans_matching(study, parse("span>3"))
    with pytest.raises(FilterError, match="no hexadecimal"):
        spans_matching(study, parse("trace=xyz"))
