"""The document of the check behind a card, folded away until asked for."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from perfview.ui.widgets.arrange import column
from perfview.ui.widgets.fold import Fold
from perfview.ui.widgets.label import label


def about_check(kind: str, detector: str) -> Fold:
    """`About this check`: unfolds what the detector looks for and where that comes from."""
    return Fold("About this check", lambda: _written_out(kind, detector))


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
