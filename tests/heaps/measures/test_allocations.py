from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from perfview.heaps.measures.allocations import ALIVE, alive_by_moment, by_function, by_stack
from perfview.heaps.model import AllocationStacks, IdSamples
from perfview.heaps.study import Study
from perfview.heaps.tables import TABLES
from tests.heaps.building import HeapBuilder
from tests.heaps.corpus import FOLDER, recorded, truth


def tracked() -> Study:
    """Three objects of 10, 20 and 40 bytes, the last two made by the stacks 1 and 2 of one
    function; and a C++ object with an even id."""
    build = HeapBuilder()
    for size, number in ((10, 101), (20, 201), (40, 301), (1000, 150)):
        build.edge(
            build.globals, "property", f"p{size}", build.node("object", "A", size, number=number)
        )
    model = build.model()
    column = np.array([0, 1, 1], np.int32)
    zeros = np.zeros(2, np.int32)
    stacks = AllocationStacks(
        np.array([-1, 0, 1], np.int32),
        column,
        np.array([5, 6, 7], np.int64),
        np.array([50, 60, 70], np.int64),
        zeros,
        zeros,
        np.zeros(2, np.int64),
        zeros,
        zeros,
    )
    trace = np.array([-1, -1, -1, -1, 1, 2, -1], np.int32)
    samples = IdSamples(np.array([0, 5, 9], np.int64), np.array([101, 250, 400], np.int64))
    graph = replace(
        model.graph, nodes=replace(model.graph.nodes, trace=trace), stacks=stacks, samples=samples
    )
    return Study(replace(model, graph=graph))


def test_by_stack_and_by_function() -> None:
    study = tracked()
    assert by_stack(study).alive_bytes.tolist() == [0, 20, 40]
    found = by_function(study)
    assert found.alive_bytes.tolist() == [0, 60]
    assert found.alive_count.tolist() == [0, 2]
    assert found.made_bytes.tolist() == [50, 130]
    assert found.made_count.tolist() == [5, 13]


def test_what_was_alive_at_each_moment() -> None:
    moments = alive_by_moment(tracked())
    # The global object's 64 bytes are there from the start; native objects have no such number.
    assert moments.series(ALIVE).tolist() == [74, 94, 134]
    assert moments.time_ns.tolist() == [0, 5, 9]


def test_a_snapshot_without_tracking_has_none() -> None:
    study = HeapBuilder().study()
    assert len(by_stack(study)) == 0
    assert len(alive_by_moment(study)) == 0
    assert len(TABLES["allocations"](study)["made_count"]) == 0


@pytest.mark.skipif(not FOLDER.exists(), reason="the corpus is not here")
def test_functions_as_devtools_counts_them() -> None:
    study = recorded("chrome_alloc_stacks")
    tops = truth("chrome_alloc_stacks")[0]["allocationTops"]
    found, stacks = by_function(study), study.graph.stacks
    ours = {
        (int(found.made_count[i]), int(found.made_bytes[i]), int(found.alive_count[i]),
         int(found.alive_bytes[i])): study.model.strings[int(stacks.name[i])]
        for i in range(len(found))
    }  # fmt: skip
    for top in tops:
        numbers = (top["count"], top["size"], top["liveCount"], top["liveSize"])
        assert ours[numbers] == top["name"]
