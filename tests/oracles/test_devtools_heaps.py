"""Heaps as Chrome DevTools measures them, node by node.

Shipped are made-up snapshots with what chrome-devtools-frontend 1.0.1705227, run without a window,
said of them; recorded ones are compared where the corpus is at hand.
"""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from perfview.heaps.readers.heap_snapshot import HeapSnapshot
from perfview.heaps.study import Study
from perfview.recording.progress import Progress
from perfview.recording.source import Source
from tests.heaps import corpus

SHIPPED: dict[str, dict[str, Any]] = json.loads(
    gzip.decompress(Path(__file__).with_name("devtools_heaps.json.gz").read_bytes())
)
WRAPS = 1 << 32
WRONG = {
    # The header says too much or too little, and DevTools believes it: it makes up an edge from the
    # last node to the root, or drops all nodes after the tenth.
    "edge_count_too_high": {"distance"},
    "node_count_too_low": {"self", "retained", "distance", "dominator", "detachedness"},
    # Sizes wrap at 4 GiB there.
    "self_size_over_4GiB": {"self", "retained"},
}


def measured(study: Study) -> dict[str, NDArray[np.integer]]:
    """What is measured, by DevTools' words; its root dominates itself."""
    dominator = study.dominators.parent.copy()
    dominator[study.graph.root] = study.graph.root
    return {
        "self": study.self_bytes,
        "retained": study.retained_bytes,
        "distance": study.distance,
        "dominator": dominator,
        "detachedness": study.detachedness,
        "page_owned": study.page_owned,
    }


def opened(text: str) -> Study:
    with Source.from_bytes(text.encode("utf-8", "surrogatepass")) as source:
        model, report = HeapSnapshot().read(source, Progress())
    return Study(model, report)


def assert_as_said(study: Study, said: dict[str, Any], without: set[str]) -> None:
    compared = 0
    for name, found in measured(study).items():
        if name in said and name not in without:
            np.testing.assert_array_equal(found, np.asarray(said[name]).astype(np.int64), name)
            compared += 1
    assert compared >= 4 or without


@pytest.mark.parametrize("name", SHIPPED)
def test_made_up_snapshots_are_measured_as_devtools_measures_them(name: str) -> None:
    case = SHIPPED[name]
    assert_as_said(opened(case["file"]), case["said"], WRONG.get(name, set()))


def test_sizes_that_devtools_wraps_are_right_here() -> None:
    case = SHIPPED["self_size_over_4GiB"]
    found = opened(case["file"]).self_bytes
    assert (found % WRAPS == np.array(case["said"]["self"])).all()
    assert found.max() == 5 << 30


@pytest.mark.parametrize("name", corpus.TRUTHS)
def test_recorded_snapshots_are_measured_as_devtools_measures_them(name: str) -> None:
    assert_as_said(corpus.recorded(name), corpus.truth(name)[1], set())
