"""A splitter is divided as it was left."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from perfview.ui.widgets.splitter import Splitter


class Kept:
    def __init__(self) -> None:
        self.blobs: dict[str, bytes] = {}

    def blob(self, name: str) -> bytes:
        return self.blobs.get(name, b"")

    def keep_blob(self, name: str, data: bytes) -> None:
        self.blobs[name] = data


class Host(QWidget):
    def __init__(self, settings: Kept | None) -> None:
        super().__init__()
        if settings is not None:
            self.settings = settings
        self.splitter = Splitter("parts", ((QWidget(), 1), (QWidget(), 0)), (300, 100))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.splitter)
        self.resize(400, 200)


def test_sizes_are_remembered_for_the_next_window(qtbot):
    kept = Kept()
    first, second = Host(kept), Host(kept)
    for host in (first, second):
        qtbot.addWidget(host)
    first.show()
    first.splitter.setSizes([120, 276])
    first.splitter.keep()
    wanted = first.splitter.sizes()
    second.show()
    assert second.splitter.sizes() == wanted


def test_turned_it_has_sizes_of_its_own(qtbot):
    kept = Kept()
    first, second = Host(kept), Host(kept)
    for host in (first, second):
        qtbot.addWidget(host)
        host.show()
        host.splitter.turn((50, 150), down=True)
    first.splitter.setSizes([30, 166])
    first.splitter.keep()
    down = first.splitter.sizes()
    first.splitter.turn((300, 100), down=False)
    assert first.splitter.orientation() is Qt.Orientation.Horizontal
    first.splitter.turn((50, 150), down=True)
    assert first.splitter.sizes() == down != second.splitter.sizes()


def test_without_anybody_who_remembers_it_begins_as_designed(qtbot):
    host = Host(None)
    qtbot.addWidget(host)
    host.show()
    host.splitter.keep()
    wide, narrow = host.splitter.sizes()
    assert wide > 2 * narrow
