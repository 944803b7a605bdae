"""Bytes by realm."""

from __future__ import annotations

import pytest

from perfview.heaps.measures.realms import realms
from tests.heaps.building import HeapBuilder
from tests.heaps.corpus import TRUTHS, recorded, truth

CONTEXT = "system / NativeContext"


def test_objects_are_of_the_realm_their_hidden_class_leads_to_or_of_who_reaches_them() -> None:
    build = HeapBuilder()
    rooms = [
        build.held(build.globals, name, "hidden", name, size)
        for name, size in ((CONTEXT, 0), (f"{CONTEXT} / https://example.com", 0))
    ]
    told, reached, shared = [], [], build.node("string", "both", 7)
    for k, room in enumerate(rooms):
        of_shapes, shape = build.node("object shape", "m", 0), build.node("object shape", "m", 0)
        build.edge(of_shapes, "internal", "native_context", room)
        build.edge(shape, "internal", "map", of_shapes)
        told.append(build.held(build.globals, f"o{k}", "object", "Thing", 100 + k))
        build.edge(told[k], "internal", "map", shape)
        reached.append(build.held(told[k], "text", "string", "own", 10 + k))
        build.edge(told[k], "property", "shared", shared)
    # What one realm has of another stays the other's.
    build.edge(told[0], "property", "other", told[1])
    lonely = build.held(build.globals, "lonely", "object", "Thing", 1000)
    build.edge(reached[0], "weak", "cache", lonely)
    build.held(build.globals, "alike", "hidden", f"{CONTEXT}s", 0)
    found = realms(build.study())
    assert found.node.tolist() == rooms
    assert found.bytes.tolist() == [100 + 10, 101 + 11]
    assert found.shared_bytes == 7
    assert found.unattributed_bytes == 64 + 1000
    assert found.of_node[told + reached + [shared, lonely]].tolist() == [0, 1, 0, 1, -2, -1]


def test_heap_without_realms() -> None:
    found = realms(HeapBuilder().study())
    assert len(found) == 0
    assert found.unattributed_bytes == 64


@pytest.mark.parametrize("name", TRUTHS)
def test_recorded_snapshot(name: str) -> None:
    told, study = truth(name)[0]["nativeContextSizes"], recorded(name)
    found = realms(study)
    ids = study.graph.nodes.id[found.node].tolist()
    sizes = dict(zip(ids, found.bytes.tolist(), strict=True))
    assert sizes == {each["nodeId"]: each["attributedSize"] for each in told["nativeContexts"]}
    assert found.shared_bytes == told["sharedSize"]
    assert found.unattributed_bytes == told["noAttributionSize"]
