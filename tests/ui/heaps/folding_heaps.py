"""Small heaps whose folds are known."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from perfview.heaps.model import HeapModel
from perfview.heaps.study import Study
from perfview.ui.workspace.document import Document
from tests.heaps.building import HeapBuilder

KB = 1000


def sessions(count: int = 30, builder: HeapBuilder | None = None) -> HeapBuilder:
    """A bus whose list holds `count` handlers, each with a session of 2 kB that has a buffer and a
    user; beside it a store."""
    heap = builder or HeapBuilder()
    bus = heap.held(heap.globals, "bus", "object", "EventBus", 100)
    listeners = heap.held(bus, "listeners", "object", "Array", 50)
    store = heap.held(heap.globals, "store", "object", "Store", 4 * KB)
    heap.held(store, "title", "string", "the store", 40)
    for number in range(count):
        close = heap.held(listeners, number, "closure", "onClose", 64)
        session = heap.node("object", "Session", 2 * KB)
        heap.edge(close, "context", "this", session)
        heap.held(session, "buffer", "object", "ArrayBuffer", 3 * KB)
        heap.held(session, "user", "object", "User", 100 + number)
    return heap


def study(count: int = 30) -> Study:
    """The same, to be measured."""
    return sessions(count).study()


def grown(before: int = 10, after: int = 30) -> Study:
    """The same with more sessions than in its baseline, by whose ids the first ones are known."""
    found = study(after)
    found.baseline = study(before)
    return found


def document(made: Study, *, empty: bool = False) -> Any:
    """A document that was read."""
    opened = Document(Path("worker.heapsnapshot"))
    shown = Study(HeapModel()) if empty else made
    opened.opened = SimpleNamespace(
        study=shown,
        advice=None,
        report=shown.report,
        path=opened.path,
        identity=SimpleNamespace(kind="heaps"),
        baseline=SimpleNamespace(path=Path("before.heapsnapshot")) if made.baseline else None,
    )
    return opened
