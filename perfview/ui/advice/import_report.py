"""The import report in the panel: one folded line that opens a list of what was odd."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from perfview.findings.quantities import number, percent, plural
from perfview.recording.report import ImportReport, Oddity
from perfview.ui.widgets.arrange import column, row
from perfview.ui.widgets.fold import Fold
from perfview.ui.widgets.label import label


def import_report_line(report: ImportReport) -> Fold:
    """`3 oddities in the file`: unfolds the list of them."""

    def entries() -> QWidget:
        return column(*(_entry(oddity) for oddity in report.oddities), gap=6, margin=(20, 0, 0, 4))

    return Fold(headline(report), entries)


def headline(report: ImportReport) -> str:
    """`3 oddities in the file`, and how far it was read when it broke off."""
    count = len(report.oddities)
    odd = f"{plural(count, 'oddity', 'oddities')} in the file" if count else ""
    if report.complete:
        return odd
    cut = "The file ends early"
    if report.read_bytes < report.total_bytes:
        cut = f"Read to {percent(report.read_bytes / report.total_bytes)} of the file"
    return f"{cut}, {odd}" if odd else cut


def _entry(oddity: Oddity) -> QWidget:
    name = oddity.kind.replace("-", " ").capitalize()
    title = row(label(name, "strong"), 1, label(number(oddity.count), "2"))
    return column(title, label(oddity.detail, "3", wrap=True, selectable=True), gap=1)
