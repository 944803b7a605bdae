from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from perfview.engine.job import Job, Options
from perfview.filtering.grammar import parse
from perfview.traces.filtering.masks import spans_matching
from perfview.traces.measures.latency_map import all_requests
from perfview.traces.measures.telling_apart import tell_apart
from perfview.traces.study import Study
from tests.traces.plain_spans import document, span


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """Requests of version 2 with large bodies are slow and ask the archive; users do not matter."""
    spans = []
    for k in range(300):
        slow = k % 10 == 0
        said = {
            "version": "2" if slow else "1",
            "user": f"u{k % 7}",
            "body size": 5_000 + k if slow else k,
            "build": "same",
        }
        root = span(2 * k + 1, "GET /", 100 if slow else 10, trace=k + 1, attributes=said)
        child = span(2 * k + 2, "archive" if slow else "index", 5, trace=k + 1)
        spans += [root, child | {"parentSpanId": root["spanId"]}]
    path = tmp_path / "spans.json"
    path.write_text(json.dumps(document(spans, service_name="web")))
    opened: Study = Job(path, Options(use_cache=False, analyse=False)).run().study
    return opened


def test_what_the_slow_ones_have_in_common_comes_first(study: Study) -> None:
    population = all_requests(study)
    found = tell_apart(study, population.row, population.duration_ns > 50_000_000)
    told = {(each.what, each.value): each for each in found}
    assert {what for what, _ in told} == {"version", "calls", "body size"}
    version = told["version", "2"]
    assert (version.inside, version.outside) == (1.0, 0.0)
    assert 0 < version.sure < 1


def test_each_can_be_asked_for_in_the_filter_language(study: Study) -> None:
    population = all_requests(study)
    slow = population.duration_ns > 50_000_000
    for each in tell_apart(study, population.row, slow):
        if each.what == "calls":
            assert spans_matching(study, parse(each.filter)).sum() == 30
        elif each.what == "version":
            kept = spans_matching(study, parse(each.filter))[population.row]
            assert np.array_equal(kept, slow)


def test_chance_alone_tells_nothing_apart(study: Study) -> None:
    population = all_requests(study)
    random = np.random.default_rng(1).random(len(population)) < 0.1
    assert not [d for d in tell_apart(study, population.row, random) if d.what == "user"]
    assert tell_apart(study, population.row, np.zeros(len(population), np.bool_)) == []
