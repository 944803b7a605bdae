"""What a view asks to be compared with is asked under its own button."""

from __future__ import annotations

from PySide6.QtWidgets import QMenu

from perfview.ui.shell import comparing
from perfview.ui.workspace.document import State


def test_what_a_view_asks_to_be_compared_with_is_asked_under_its_own_button(
    qtbot, window, recording, monkeypatch
):
    document = window.documents.open(recording(name="a.json"))
    qtbot.waitUntil(lambda: document.state is State.READY)
    monkeypatch.setattr(comparing, "can_be_compared", lambda document: True)
    below = window.top_bar
    document.compare_wanted.emit(below)
    (menu,) = [each for each in window.findChildren(QMenu) if each.isVisible()]
    assert any("from before" in action.text() for action in menu.actions())
    assert menu.pos() == below.mapToGlobal(below.rect().bottomLeft())
    menu.close()
