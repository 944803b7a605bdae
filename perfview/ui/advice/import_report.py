"""The import report in the panel: one folded line that opens a list of what was odd."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from perfview.findings.quantities import number, percent, plural
from perfview.recording.report import ImportReport, Oddity
from perfview.ui.widgets.arrange import column, row
from perfview.ui.widgets.button import button, set_icon
from perfview.ui.widgets.label import label


class ImportReportLine(QWidget):
    """`3 oddities in the file`; not for a file that was as it should be."""

    def __init__(self, report: ImportReport, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(2, 0, 2, 0)
        self._layout.setSpacing(4)
        self._report = report
        self._list: QWidget | None = None
        self._toggle = button(headline(report), "caret-right", "link", role="accent")
        self._toggle.clicked.connect(self.toggle)
        self._layout.addWidget(self._toggle)

    def toggle(self) -> None:
        """Unfold the list, or fold it again."""
        if self._list is None:
            oddities = [_entry(oddity) for oddity in self._report.oddities]
            self._list = column(*oddities, gap=6, margin=(20, 0, 0, 4))
            self._layout.addWidget(self._list)
        else:
            self._list.setVisible(not self._list.isVisibleTo(self))
        is_open = self._list.isVisibleTo(self)
        set_icon(self._toggle, "caret-down" if is_open else "caret-right", "accent")


def headline(report: ImportReport) -> str:
    """`3 oddities in the file`, and how far it was read when it broke off."""
    count = len(report.oddities)
    odd = f"{plural(count, 'oddity', 'oddities')} in the file" if count else ""
    if report.complete:
        return odd
    cut = "The file ends early"
    if report.total_bytes:
        cut = f"Read to {percent(report.read_bytes / report.total_bytes)} of the file"
    return f"{cut}, {odd}" if odd else cut


def _entry(oddity: Oddity) -> QWidget:
    name = oddity.kind.replace("-", " ").capitalize()
    title = row(label(name, "strong"), 1, label(number(oddity.count), "2"))
    return column(title, label(oddity.detail, "3", wrap=True, selectable=True), gap=1)
