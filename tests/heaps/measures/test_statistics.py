"""What the bytes of a heap are."""

from __future__ import annotations

from dataclasses import replace

from perfview.heaps.measures.statistics import statistics
from perfview.heaps.study import Study
from tests.heaps.building import HeapBuilder


def test_parts_of_a_heap() -> None:
    build = HeapBuilder()
    for kind, size in (
        ("code", 1),
        ("string", 2),
        ("concatenated string", 4),
        ("sliced string", 8),
        ("object", 32),
        ("native", 64),
    ):
        build.held(build.globals, kind, kind, "x", size)
    build.held(build.globals, "b", "native", "system / JSArrayBufferData", 128)
    # Two hold it, so that its bytes stay with it.
    shared = build.held(build.globals, "h", "hidden", "system / Map", 16)
    build.edge(build.held(build.globals, "o", "object", "x"), "property", "h", shared)
    found = statistics(build.study())
    assert (found.code_bytes, found.string_bytes, found.system_bytes) == (1, 14, 16)
    assert (found.native_bytes, found.typed_array_bytes, found.other_native_bytes) == (192, 128, 64)
    assert found.total_bytes == 64 + 255
    assert found.other_managed_bytes == 64 + 32


def test_arrays_count_with_the_store_that_is_only_theirs() -> None:
    build = HeapBuilder()
    for name, holders in (("own", 1), ("shared", 2)):
        array = build.held(build.globals, name, "object", "Array", 10)
        # As an object, so that its bytes are not given to its owner.
        store = build.node("object", "store", 100)
        for k in range(holders):
            build.edge(array if k == 0 else build.globals, "internal", "elements", store)
    assert statistics(build.study()).array_bytes == 10 + 100 + 10


def test_memory_without_objects_is_native() -> None:
    model = HeapBuilder().model()
    study = Study(replace(model, graph=replace(model.graph, extra_native_bytes=5000)))
    found = statistics(study)
    assert (found.total_bytes, found.native_bytes) == (5064, 5000)


def test_detached_buffers_go_by_another_name() -> None:
    build = HeapBuilder()
    build.node("native", "system / JSArrayBufferData", 7, detachedness=2)
    build.node("native", "system / JSArrayBufferData", 5, detachedness=1)
    assert statistics(build.study()).typed_array_bytes == 5
