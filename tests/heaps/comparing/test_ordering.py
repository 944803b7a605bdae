"""Which snapshots are of one process, and in which order they were taken."""

from __future__ import annotations

from perfview.heaps.comparing.ordering import latest_id, runs
from perfview.heaps.model import HeapModel
from perfview.heaps.study import Study
from tests.heaps.building import HeapBuilder


def snapshot(program: str, objects: int, *, outside: int = 0) -> Study:
    """A process that has made so many objects, none of which went."""
    heap = HeapBuilder()
    for at in range(objects):
        heap.edge(heap.globals, "property", f"p{at}", heap.node(name=f"{program} {at}"))
    if outside:
        node = heap.node("native", "outside", number=outside)
        heap.edge(heap.globals, "internal", "outside", node)
    return heap.study()


def test_numbers_of_objects_tell_the_order():
    assert runs([snapshot("a", 300), snapshot("a", 100), snapshot("a", 200)]) == [[1, 2, 0]]


def test_numbers_given_out_apart_do_not_count():
    early = snapshot("a", 100, outside=90_000)
    assert latest_id(early) < 1000
    assert runs([snapshot("a", 200), early]) == [[1, 0]]


def test_processes_are_kept_apart():
    found = runs([snapshot("a", 300), snapshot("b", 250), snapshot("a", 200), snapshot("b", 100)])
    assert sorted(found) == [[2, 0], [3, 1]]


def test_what_holds_no_objects_is_in_no_run():
    assert runs([Study(HeapModel()), snapshot("a", 10)]) == [[1]]
    assert runs([]) == []
