"""The document of the check behind a card, folded away until asked for."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from perfview.ui.widgets.arrange import column
from perfview.ui.widgets.button import button, set_icon
from perfview.ui.widgets.label import label


class AboutCheck(QWidget):
    """`About this check`: unfolds what the detector looks for and where that comes from."""

    def __init__(self, kind: str, detector: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._what = (kind, detector)
        self._text: QWidget | None = None
        self._toggle = button("About this check", "caret-right", "link", role="accent")
        self._toggle.clicked.connect(self.toggle)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(4)
        self._layout.addWidget(self._toggle)

    def toggle(self) -> None:
        """Unfold it, or fold it again."""
        if self._text is None:
            self._text = _written_out(*self._what)
            self._layout.addWidget(self._text)
        else:
            self._text.setVisible(not self._text.isVisibleTo(self))
        is_open = self._text.isVisibleTo(self)
        set_icon(self._toggle, "caret-down" if is_open else "caret-right", "accent")


def _written_out(kind: str, name: str) -> QWidget:
    parts: list[QWidget] = []
    for title, text in _sections(kind, name):
        parts.append(label(title, "section"))
        parts.append(label(text, "2", wrap=True, selectable=True))
    return column(*parts, gap=4, margin=(20, 0, 0, 4))


def _sections(kind: str, name: str) -> list[tuple[str, str]]:
    # Detectors and their kernels are imported by the engine; nothing here needs them before.
    from perfview.engine.pillars import pillar
    from perfview.findings.detector import document

    found = next((d for d in pillar(kind).detectors() if d.name == name), None)
    if found is None:
        return [(name, "This check came with another version of PerfView.")]
    text = document(found)
    sections = [(title, _one_line(body)) for title, body in text.sections.items()]
    return [(found.title, _one_line(text.summary)), *sections]


def _one_line(text: str) -> str:
    """Paragraphs stay, the source's line breaks within them go."""
    return "\n".join(" ".join(paragraph.split()) for paragraph in text.split("\n\n"))
