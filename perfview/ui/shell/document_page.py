"""The centre of the window for one document: loading, then its views, or what went wrong."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QStackedWidget
from shiboken6 import isValid

from perfview.findings.quantities import plural
from perfview.recording.errors import UnreadableInput
from perfview.ui.shell.banner import Banner
from perfview.ui.shell.guides import guide_of
from perfview.ui.shell.import_report import ImportReportSheet, where_it_ends
from perfview.ui.shell.loading_page import LoadingPage
from perfview.ui.shell.problem_page import ProblemPage
from perfview.ui.shell.views_page import ViewsPage
from perfview.ui.widgets.empty import Empty
from perfview.ui.workspace.document import Document, State
from perfview.ui.workspace.view import View

CLOCKS_CORRECTED = "clocks-corrected"
"""The oddity of recordings whose spans were moved."""


class DocumentPage(QStackedWidget):
    """Follows its document; `views` is None until it was read."""

    close_asked = Signal()
    reload_asked = Signal()
    clocks_asked = Signal()
    view_changed = Signal(object)

    def __init__(self, document: Document) -> None:
        super().__init__()
        self.document = document
        self.views: ViewsPage | None = None
        self._of_disk: Banner | None = None
        self._loading = LoadingPage(document)
        self.addWidget(self._loading)
        document.read.connect(self._on_read)
        document.failed.connect(self._on_failed)
        document.cancelled.connect(self._on_cancelled)
        document.advised.connect(self._on_advised)

    def show_import_report(self) -> None:
        """What was odd about the file."""
        if self.document.opened is not None:
            ImportReportSheet(self.window(), self.document.opened).appear()

    def tell_changed(self) -> None:
        """The file is another one on disk by now. One that could not be read is read again: it may
        have been half written."""
        if self.document.state is State.FAILED and self.views is None:
            self.reload_asked.emit()
            return
        words = f"{self.document.path.name} has changed on disk."
        self._tell_of_disk(words, {"Reload": self.reload_asked})

    def tell_deleted(self) -> None:
        """The file is gone; what was read stays."""
        self._tell_of_disk(
            f"{self.document.path.name} is no longer on disk. What was read stays here; "
            "what is looked up in it may be missing.",
            {},
        )

    def _tell_of_disk(self, text: str, actions: dict[str, object]) -> None:
        """Say how it stands with the file now, instead of how it stood before."""
        if self._of_disk is not None and isValid(self._of_disk):
            self._of_disk.deleteLater()
        self._of_disk = self._warn(text, actions)

    def _on_read(self, _opened: object) -> None:
        self._loading.stop()
        self.views = views = ViewsPage(self.document)
        views.view_changed.connect(self._on_view)
        self.addWidget(views)
        self.setCurrentWidget(views)
        self.removeWidget(self._loading)
        self._loading.deleteLater()
        # A turn of the event loop for each part: none of them alone is felt.
        QTimer.singleShot(0, views, self._show_first)

    def _show_first(self) -> None:
        views, wanted = self.views, self.document.first_view
        if views is not None:
            if self.document.notice:
                views.add_banner(self.document.notice, {})
            views.show_index(views.names.index(wanted) if wanted in views.names else 0)
            self._choose_first()

    def _choose_first(self) -> None:
        """Choose what was chosen before the file was read again, where it is still there."""
        document = self.document
        wanted = document.first_choice
        if document.opened is None or not wanted:
            return
        parts = guide_of(document.opened.identity.kind).find(document, wanted)
        if parts is not None:
            document.selection.reveal(None, **parts)

    def _on_view(self, view: View | None) -> None:
        self.document.in_front = view.name if view is not None else ""
        self.view_changed.emit(view)

    def _tell_clocks(self) -> None:
        """Say that times are not as recorded, or that they are because somebody wished it."""
        report = self.document.opened.report
        moved = sum(odd.count for odd in report.oddities if odd.kind == CLOCKS_CORRECTED)
        if moved:
            self._warn(
                f"{plural(moved, 'span')} moved in time: the clocks of their services disagree "
                "with their callers’.",
                {"Times as recorded": self.clocks_asked},
            )
        elif not self.document.correct_clocks:
            words = "Times are as recorded: clocks of services may disagree."
            self._warn(words, {"Correct the clocks": self.clocks_asked})

    def _on_advised(self, _advice: object) -> None:
        report = self.document.opened.report
        self._tell_clocks()
        if not report.complete and self.views is not None:
            words = where_it_ends(report)
            self.views.add_banner(
                f"{words[0].upper()}{words[1:]}. What came before is fine.",
                {"Details": self.show_import_report},
            )

    def _on_failed(self, error: UnreadableInput) -> None:
        if self.views is not None:
            # It was read; what failed is what came after.
            self._warn(f"The analysis stopped. {error.reason}", {"Start again": self.reload_asked})
            return
        self._loading.stop()
        page = ProblemPage(self.document, error)
        page.close_asked.connect(self.close_asked)
        page.reload_asked.connect(self.reload_asked)
        self.addWidget(page)
        self.setCurrentWidget(page)

    def _on_cancelled(self) -> None:
        if self.views is not None:
            self._warn("The analysis was cancelled.", {"Start again": self.reload_asked})
            return
        self._loading.stop()
        page = Empty(
            f"Reading {self.document.path.name} was cancelled",
            "Nothing was kept.",
            "Read it again",
            self.reload_asked.emit,
            icon="file",
        )
        self.addWidget(page)
        self.setCurrentWidget(page)

    def _warn(self, text: str, actions: dict[str, object]) -> Banner | None:
        if self.views is None:
            return None
        return self.views.add_banner(
            text,
            {words: signal.emit for words, signal in actions.items()},  # type: ignore[attr-defined]
        )
