"""Which recording a document is held against: begun, swapped, ended."""

from __future__ import annotations

from perfview.ui.workspace.document import State


def both(qtbot, window, recording):
    documents = window.documents
    first, second = (documents.open(recording(name=name)) for name in ("a.json", "b.json"))
    qtbot.waitUntil(lambda: all(each.state is State.READY for each in documents))
    return first, second


def test_swapping_moves_the_comparison_to_the_other_document(qtbot, window, recording):
    first, second = both(qtbot, window, recording)
    held = window.documents.compare(second, first.path)
    swapped = window.documents.swap(held)
    assert [(d.path.name, d.baseline and d.baseline.name) for d in window.documents] == [
        ("a.json", "b.json"),
        ("b.json", None),
    ]
    assert window.documents.current is swapped
    qtbot.waitUntil(lambda: all(not each.state.is_busy for each in window.documents))


def test_swapping_with_a_file_that_is_not_open_opens_it_in_place(qtbot, window, recording):
    path = recording(name="old.json")
    only = window.documents.open(recording(name="new.json"))
    qtbot.waitUntil(lambda: only.state is State.READY)
    held = window.documents.compare(only, path)
    swapped = window.documents.swap(held)
    assert len(window.documents) == 1
    assert (swapped.path.name, swapped.baseline.name) == ("old.json", "new.json")
    qtbot.waitUntil(lambda: not swapped.state.is_busy)
