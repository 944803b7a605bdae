"""Real Perfetto recordings: what Perfetto's own trace processor counts in them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from perfview.recording.progress import Progress
from perfview.recording.source import Source
from perfview.traces.contents.many_attributes import attributes_of
from perfview.traces.readers.perfetto import Perfetto
from perfview.traces.study import Study
from perfview.traces.threads import TrackKind

CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus" / "traces"
TRUTH = CORPUS / "expected_perfetto.jsonl"
LINES = TRUTH.read_text().splitlines() if TRUTH.exists() else []
EXPECTED = [row for row in map(json.loads, LINES) if row["file"].endswith(".pftrace")]


def studied(name: str) -> Study:
    source = Source(CORPUS / name)
    assert Perfetto().sniff(source).certainty > 0.5
    model, report = Perfetto().read(source, Progress())
    return Study(model, report, source)


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda row: row["file"])
def test_counts_equal_perfettos(expected: dict[str, Any]) -> None:
    study = studied(expected["file"])
    model, threads = study.model, study.model.threads
    taken = model.duration_ns.copy()
    taken[threads.tracks.unfinished] = -1
    count, depth, total, unclosed, instant, first, last = expected["slices"]
    assert len(model) == count
    if count:
        assert int(study.structure.depth.max()) == depth
        assert int(taken[taken > 0].sum()) == total
        assert (int((taken < 0).sum()), int((taken == 0).sum())) == (unclosed, instant)
        assert int(model.start_ns.min()) == first
        assert int((model.start_ns + np.maximum(taken, 0)).max()) == last
    assert int((threads.tracks.kind == TrackKind.THREAD).sum()) == expected["threads"]
    assert len(threads.counters.time_ns) == expected["counters"]
    assert len(threads.flows) == expected["flows"]
    samples = study.report.find("samples")
    assert (samples.count if samples else 0) == expected["samples"]
    totals: dict[str, int] = {}
    for name, took in zip(model.name.tolist(), taken.tolist(), strict=True):
        totals[model.strings[name]] = totals.get(model.strings[name], 0) + max(0, took)
    for name, _, took in expected["top5"]:
        assert totals[name] == took


@pytest.mark.skipif(not EXPECTED, reason="the corpus is not here")
def test_arguments_have_the_shapes_that_chromes_json_gives() -> None:
    study = studied("chromium_generated/long_task_click.pftrace")
    names = study.model.strings
    types = set()
    for row, found in enumerate(attributes_of(study, np.arange(len(study.model)))):
        if names[study.model.name[row]] == "EventDispatch":
            data = found["data"]
            assert isinstance(data, dict)
            types.add(data["type"])
    assert "click" in types
