"""A file that cannot be read: the place, what was looked for, what to do; others stay open."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from perfview.findings.quantities import size
from perfview.recording.errors import UnreadableInput
from perfview.ui.shell.extent_bar import ExtentBar
from perfview.ui.shell.hexdump import Bytes, HexDump, as_text, read_around
from perfview.ui.widgets.arrange import column, on_surface, row
from perfview.ui.widgets.button import button
from perfview.ui.widgets.label import Icon, label
from perfview.ui.workspace.document import Document

_WIDTH_PX = 720
_WRAPPINGS = (b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"PK\x03\x04")
"""gzip, zstd, zip: offsets count in what is inside, so the bytes on disk are not at that place."""


class ProblemPage(QScrollArea):
    """One page for one failed document."""

    close_asked = Signal()
    reload_asked = Signal()

    def __init__(self, document: Document, error: UnreadableInput) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setAccessibleName(f"{document.path.name} could not be read")
        self._document, self._error = document, error
        self._size = _size_of(document.path)
        self._shown = _bytes_of(document.path, error.offset)
        page = on_surface(QWidget(), "canvas")
        outer = QHBoxLayout(page)
        outer.addStretch(1)
        outer.addWidget(self._middle(), 100)
        outer.addStretch(1)
        self.setWidget(page)

    def report(self) -> str:
        """Everything on the page as text, to paste into an issue."""
        lines = [
            f"PerfView could not read {self._document.path.name} ({size(self._size)}).",
            str(self._error),
            self._error.remedy,
            as_text(self._shown) if self._shown else "",
        ]
        return "\n".join(line for line in lines if line)

    def _middle(self) -> QWidget:
        middle = QWidget()
        middle.setMaximumWidth(_WIDTH_PX)
        layout = QVBoxLayout(middle)
        layout.setContentsMargins(16, 24, 16, 24)
        layout.setSpacing(18)
        layout.addStretch(1)
        for part in (
            self._head(),
            self._extent(),
            self._place(),
            self._recognised(),
            self._remedy(),
            self._buttons(),
            label("Your other documents stay open; nothing was changed.", "3"),
        ):
            if part is not None:
                layout.addWidget(part)
        layout.addStretch(2)
        return middle

    def _head(self) -> QWidget:
        title = label("This file could not be read", "verdict")
        reason = label(f"{self._document.path.name}: {self._error.reason}", "2", wrap=True)
        reason.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return row(Icon("file-x", "bad", 30), (column(title, reason, gap=3), 1), gap=14)

    def _extent(self) -> QWidget | None:
        if self._error.offset is None or self._shown is None or not self._size:
            return None
        return ExtentBar(self._error.offset, self._size)

    def _place(self) -> QWidget | None:
        if self._shown is None:
            return None
        bad = self._shown.bad
        words = "Where it breaks" if self._error.offset is not None else "How the file begins"
        place = label(f"Byte {bad:,}: {self._error.reason}", "bad", wrap=True)
        place.setVisible(self._error.offset is not None)
        place.setContentsMargins(12, 0, 12, 6)
        well = column(HexDump(self._shown), place, margin=(2, 2, 2, 2), gap=2)
        well.setProperty("surface", "well")
        return column(label(words, "section"), well, gap=6)

    def _recognised(self) -> QWidget | None:
        identity = self._document.identity
        if identity is None:
            return None
        line = row(
            Icon("check", "save", 14), label(identity.title, "strong"), label(identity.why, "2"), 1
        )
        return column(label("How it was recognised", "section"), line, gap=6)

    def _remedy(self) -> QWidget | None:
        if not self._error.remedy:
            return None
        return row(
            Icon("info-fill", "text2", 16),
            (label(self._error.remedy, "2", wrap=True), 1),
            gap=10,
            margin=(12, 10, 12, 10),
            role="plain",
        )

    def _buttons(self) -> QWidget:
        again = button("Try again", "arrow-clockwise", "primary")
        copy = button("Copy report", "copy")
        close = button("Close", "", "flat")
        again.clicked.connect(self.reload_asked)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.report()))
        close.clicked.connect(self.close_asked)
        return row(again, copy, 1, close, gap=8)


def _size_of(path: Path) -> int:
    try:
        return path.stat().st_size if path.is_file() else 0
    except OSError:
        return 0


def _bytes_of(path: Path, offset: int | None) -> Bytes | None:
    """The bytes to show; none where the place on disk is not known (compressed files)."""
    if not path.is_file():
        return None
    start = read_around(path, 0)
    if offset is None:
        return None if start is None else Bytes(0, start.data, len(start.data))
    if start is None or start.data.startswith(_WRAPPINGS):
        return None
    return read_around(path, offset)
