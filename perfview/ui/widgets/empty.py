"""What stands where nothing is: one sentence, one button."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from perfview.ui.widgets.button import button
from perfview.ui.widgets.label import Icon, label

_WIDTH = 360


class Empty(QWidget):
    """One sentence, a line of reason, and at most one button, in the middle of the place."""

    def __init__(
        self,
        sentence: str,
        reason: str = "",
        action: str = "",
        do: Callable[[], object] | None = None,
        icon: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 24)
        layout.setSpacing(8)
        layout.addStretch(1)
        if icon:
            layout.addWidget(Icon(icon, "text3", 24), 0, Qt.AlignmentFlag.AlignHCenter)
        for text, role in ((sentence, "strong"), (reason, "3")):
            if text:
                said = label(text, role, wrap=True)
                said.setAlignment(Qt.AlignmentFlag.AlignCenter)
                said.setFixedWidth(_WIDTH)
                said.ensurePolished()
                # Between stretches a layout would give several lines the height of one.
                said.setMinimumHeight(said.heightForWidth(_WIDTH))
                layout.addWidget(said, 0, Qt.AlignmentFlag.AlignHCenter)
        if action and do is not None:
            press = button(action)
            press.clicked.connect(lambda: do())
            layout.addWidget(press, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(2)
