"""The empty window: drop, open, what was open lately, a sample."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from perfview.engine.settings import RecentFile, Settings
from perfview.ui.shell.drop_area import DropArea
from perfview.ui.shell.moments import ago
from perfview.ui.shell.names import full_name
from perfview.ui.shell.samples import KIND_ICONS, sample_icon, sample_recordings, sample_title
from perfview.ui.theme import icons
from perfview.ui.widgets.arrange import column, empty_out, line, on_surface, row
from perfview.ui.widgets.button import button
from perfview.ui.widgets.label import Elided, Icon, key_cap, label, set_tip

_WIDTH_PX = 940
_SHOWN = 6
_ACROSS = 4
"""Samples side by side: their names are never cut."""


class StartPage(QScrollArea):
    """Signals say what was asked for: a path to open, a sample, all keys."""

    path_asked = Signal(object)
    sample_asked = Signal(object)
    keys_asked = Signal()

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setAccessibleName("Start")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._settings = settings
        self.drop_area = DropArea()
        self._recent_box = QVBoxLayout()
        self._recent_box.setSpacing(10)
        self._arrange()
        self.refresh()

    def refresh(self) -> None:
        """Show the recent files as they are now."""
        empty_out(self._recent_box)
        files = self._settings.recent[:_SHOWN]
        if not files:
            return
        paths = [Path(file.path) for file in files]
        clear = button("Clear", "", "flat", name="Clear the list of recent files")
        clear.clicked.connect(self._clear)
        self._recent_box.addWidget(row(label("Recent", "head"), 1, clear, margin=(2, 0, 0, 0)))
        lines: list[QWidget] = []
        for file in files:
            lines += [line()] if lines else []
            lines.append(_RecentRow(file, paths, self.path_asked.emit))
        self._recent_box.addWidget(column(*lines, margin=(4, 4, 4, 4), gap=2, role="plain"))

    def _clear(self) -> None:
        for file in self._settings.recent:
            self._settings.forget(file.path)
        self.refresh()

    def _arrange(self) -> None:
        middle = QWidget()
        middle.setMaximumWidth(_WIDTH_PX)
        layout = QVBoxLayout(middle)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(14)
        layout.addStretch(2)
        layout.addWidget(self.drop_area)
        layout.addLayout(self._recent_box)
        if (samples := self._samples()) is not None:
            layout.addWidget(samples)
        layout.addWidget(self._promise())
        layout.addStretch(3)
        page = QWidget()
        on_surface(page, "canvas")
        outer = QHBoxLayout(page)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addStretch(1)
        outer.addWidget(middle, 100)
        outer.addStretch(1)
        self.setWidget(page)

    def _samples(self) -> QWidget | None:
        paths = sample_recordings()
        if not paths:
            return None
        buttons = []
        for path in paths:
            made = button(sample_title(path), sample_icon(path), tip=f"Open the sample {path.name}")
            made.clicked.connect(lambda _=False, p=path: self.sample_asked.emit(p))
            buttons.append(made)
        lines = [buttons[at : at + _ACROSS] for at in range(0, len(buttons), _ACROSS)]
        choice = column(*(row(*each, 1, gap=8) for each in lines), gap=6)
        words = label("No file at hand? Try one:", "2")
        words.setFixedHeight(buttons[0].sizeHint().height())
        return row(column(words, 1), choice, 1, gap=8)

    def _promise(self) -> QWidget:
        words = "Files stay on this machine. Nothing is executed, fetched or uploaded."
        keys = button("all keys", "", "flat", name="Show all keys")
        keys.clicked.connect(self.keys_asked)
        return row(
            Icon("hard-drives", "text3", 14),
            label(words, "3"),
            1,
            key_cap("?"),
            keys,
            gap=6,
        )


class _RecentRow(QFrame):
    """A recent file: name, size, verdict, saving, when."""

    def __init__(
        self, file: RecentFile, paths: Sequence[Path], run: Callable[[Path], None]
    ) -> None:
        super().__init__()
        self.setProperty("role", "row")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        set_tip(self, file.path)
        self._run, self._path = run, Path(file.path)
        name = full_name(self._path, paths)
        self.setAccessibleName(f"Open {name}. {file.verdict} {file.saving}")
        names = column(Elided(name, "strong"), Elided(file.extent, "3"), gap=0)
        names.setFixedWidth(252)
        saving = label(file.saving or "no saving", "save" if file.saving else "3")
        when = label(ago(file.when), "3")
        for right in (saving, when):
            right.setFixedWidth(78)
            right.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        sign, role = icons.SEVERITY.get(file.severity, ("check-circle-fill", "save"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 6, 12, 6)
        layout.setSpacing(12)
        layout.addWidget(Icon(KIND_ICONS.get(file.kind, "file"), "text2", 20))
        layout.addWidget(names)
        layout.addWidget(Icon(sign, role, 16))
        layout.addWidget(Elided(file.verdict), 1)
        layout.addWidget(saving)
        layout.addWidget(when)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open it."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._run(self._path)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._run(self._path)
        else:
            super().keyPressEvent(event)
