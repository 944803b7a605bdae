"""What was odd about a file, as a sheet over the window."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from perfview.engine.opened import Opened
from perfview.findings.quantities import number, percent, plural, size
from perfview.recording.report import ImportReport
from perfview.ui.shell.extent_bar import ExtentBar
from perfview.ui.shell.overlay import Overlay
from perfview.ui.widgets.arrange import column, row
from perfview.ui.widgets.button import button
from perfview.ui.widgets.label import Icon, key_cap, label

_WIDTH_PX = 640
_NEAR_THE_END = 0.99
"""From here on a share of the file would read like all of it."""


class ImportReportSheet(Overlay):
    """Rows kept, oddities met, how the file was recognised."""

    def __init__(self, window: QWidget, opened: Opened) -> None:
        super().__init__(window)
        self.setAccessibleName("Import report")
        self._opened = opened
        self.dismissed.connect(self.deleteLater)
        self._build()

    def _build(self) -> None:
        report, identity = self._opened.report, self._opened.identity
        close = button("", "x", "flat", tip="Close")
        copy = button("Copy report", "copy")
        close.clicked.connect(self.dismiss)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(report_text(self._opened)))
        cut = not report.complete and report.read_bytes < report.total_bytes
        frame = column(
            row(label("Import report", "head"), 1, key_cap("Esc"), close),
            label(f"{identity.title}: {identity.why}", "2", wrap=True),
            label(kept(report), "strong"),
            ExtentBar(report.read_bytes, report.total_bytes) if cut else None,
            *self._oddities(),
            row(copy, 1),
            margin=(20, 12, 16, 18),
            gap=12,
        )
        frame.setProperty("surface", "overlay")
        frame.setFixedWidth(_WIDTH_PX)
        self.set_frame(frame)

    def _oddities(self) -> list[QWidget]:
        if not self._opened.report.oddities:
            return [row(Icon("check-circle", "save", 16), label("Nothing odd.", "2"), 1)]
        lines: list[QWidget] = []
        for oddity in self._opened.report.oddities:
            name = label(oddity.kind.replace("-", " ").capitalize(), "strong")
            detail = label(oddity.detail, "2", wrap=True)
            words = column(name, detail, gap=1)
            count = label(number(oddity.count), "2")
            lines.append(row(Icon("warning", "warn", 16), (words, 1), count, gap=10))
        return lines


def kept(report: ImportReport) -> str:
    """`660,412 rows kept; this file breaks off after 5.00 MB, in the middle of a record`."""
    words = f"{plural(report.rows, 'row')} kept"
    return words if report.complete else f"{words}; {where_it_ends(report)}"


def where_it_ends(report: ImportReport) -> str:
    """Where a file that is not complete stops being readable; it may end there or go on."""
    read, lost = report.read_bytes, report.total_bytes - report.read_bytes
    if lost <= 0:
        return f"this file breaks off after {size(read)}, in the middle of a record"
    share = read / report.total_bytes
    if share > _NEAR_THE_END:
        return f"the last {size(lost)} of this file could not be read"
    return f"only the first {percent(share)} of this file could be read"


def report_text(opened: Opened) -> str:
    """The report as plain text."""
    lines = [f"{opened.path.name}: {opened.identity.title}", kept(opened.report)]
    lines += [f"- {o.kind} ({number(o.count)}): {o.detail}" for o in opened.report.oddities]
    return "\n".join(lines)
