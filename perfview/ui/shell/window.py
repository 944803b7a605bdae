"""The window: bars and panels around the pages of the open documents."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, QUrl, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDesktopServices,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QStatusBar, QWidget

from perfview.engine.settings import Settings
from perfview.ui.shell.commands import Command, bind
from perfview.ui.shell.explorer import Explorer
from perfview.ui.shell.opening import Opening
from perfview.ui.shell.panels import Panels
from perfview.ui.shell.start_page import StartPage
from perfview.ui.shell.status_bar import StatusBar
from perfview.ui.shell.telling import Telling
from perfview.ui.shell.top_bar import TopBar
from perfview.ui.theme import theme
from perfview.ui.workspace.documents import Documents
from perfview.ui.workspace.watching import FileWatch

if TYPE_CHECKING:
    from perfview.ui.shell.document_page import DocumentPage
    from perfview.ui.shell.views_page import ViewsPage
    from perfview.ui.workspace.document import Document

_FIRST_SIZE = (1440, 900)
_DETAILS_AFTER_MS = 60
_BREATH_MS = 5


class Window(QMainWindow):
    """`painted` is emitted once, after the first paint: heavy things are loaded from then on."""

    painted = Signal()

    def __init__(self, settings: Settings | None = None) -> None:
        super().__init__()
        self.setWindowTitle("PerfView")
        self.setAcceptDrops(True)
        self.setMinimumSize(720, 480)
        self.settings = settings = settings or Settings()
        self.documents = Documents(self)
        self.opening = Opening(self)
        self.top_bar = TopBar()
        self.status = StatusBar()
        self.start_page = StartPage(settings)
        self.centre = QStackedWidget()
        self.explorer = Explorer(self.documents)
        self.panels = Panels(self, self.explorer)
        self._watch = FileWatch(self)
        self._telling = Telling(self)
        self._pages: dict[Document, DocumentPage] = {}
        self._side: dict[Document, list[QWidget]] = {}
        self.commands: list[Command] = []
        self._waits_for_paint = True
        self._arrange()
        self._connect()
        self.resize(*_FIRST_SIZE)
        self._restore()

    @property
    def page(self) -> DocumentPage | None:
        """The page of the current document."""
        current = self.documents.current
        return self._pages.get(current) if current is not None else None

    def views_of(self, document: Document) -> ViewsPage | None:
        """The views of a document, None until it was read, or when it is closed."""
        page = self._pages.get(document)
        return page.views if page is not None else None

    @property
    def views(self) -> ViewsPage | None:
        """The views of the current document, None until it was read."""
        return self.page.views if self.page is not None else None

    def open_path(self, path: str | Path, *, use_cache: bool = True) -> Document:
        """Open one file and show it."""
        self.documents.use_cache = use_cache
        return self.documents.open(path)

    def close_document(self, document: Document) -> None:
        """Close one document and give its memory back."""
        self.documents.close(document)

    def install(self, commands: list[Command]) -> None:
        """Make commands work by key, and listed in the palette."""
        self.commands = commands
        bind(self, commands)

    def reveal_path(self, path: Path) -> None:
        """Show a file's folder in the system's file browser."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))

    def switch_theme(self) -> None:
        """Dark becomes light and light becomes dark; remembered."""
        wanted = "light" if theme.current().is_dark else "dark"
        theme.set_theme(wanted)
        self.settings.choose("theme", wanted)

    # --- documents -------------------------------------------------------------------------

    def _added(self, document: Document) -> None:
        from perfview.ui.shell.document_page import DocumentPage

        page = DocumentPage(document)
        page.close_asked.connect(lambda: self.documents.close(document))
        page.reload_asked.connect(lambda: self.documents.reload(document))
        page.clocks_asked.connect(lambda: self.documents.change_clocks(document))
        page.view_changed.connect(self._telling.state)
        self._pages[document] = page
        self._side[document] = []
        self.centre.addWidget(page)
        document.read.connect(lambda _opened: self._read(document))
        document.state_changed.connect(lambda _state: self._state_changed(document))
        document.progressed.connect(lambda _step: self._telling.job())
        document.selection.changed.connect(lambda *_: self._telling.stretch())
        self._add_advice(document)
        self._watch.add(document.path)

    def _add_advice(self, document: Document) -> None:
        from perfview.ui.advice.panel import RecommendationsPanel

        panel = RecommendationsPanel(document, self.settings)
        self._side[document].append(panel)
        self.panels.advice.addWidget(panel)

    def _read(self, document: Document) -> None:
        from perfview.ui.shell.guides import guide_of

        along = guide_of(document.opened.identity.kind).along(document)
        self._watch.add_along(document.path, [*document.given, *along])
        if document is self.documents.current:
            self._telling.state()
        # The picture first; what follows the selection has a moment.
        QTimer.singleShot(_DETAILS_AFTER_MS, document, lambda: self._add_details(document))

    def _add_details(self, document: Document) -> None:
        from perfview.ui.shell.guides import guide_of

        if document not in self._side or document.opened is None:
            return
        details = guide_of(document.opened.identity.kind).details(document)
        if details is not None:
            # Making it, giving it its look and making room for it: a turn each is not felt.
            QTimer.singleShot(_BREATH_MS, document, lambda: self._place_details(document, details))

    def _place_details(self, document: Document, details: QWidget) -> None:
        if document not in self._side:
            details.deleteLater()
            return
        self._side[document].append(details)
        self.panels.details.addWidget(details)
        if document is self.documents.current:
            QTimer.singleShot(_BREATH_MS, document, lambda: self._show_side_of_current(document))

    def _show_side_of_current(self, document: Document) -> None:
        if document is self.documents.current:
            self._show_side(document)

    def _removed(self, document: Document) -> None:
        for widget in (self._pages.pop(document), *self._side.pop(document)):
            # Out of its stack at once, so that nothing is painted from columns that are gone.
            widget.setParent(None)
            widget.deleteLater()
        if all(other.path != document.path for other in self.documents):
            self._watch.remove(document.path)

    def _replaced(self, old: Document, new: Document) -> None:
        self._removed(old)
        self._added(new)

    def _state_changed(self, document: Document) -> None:
        from perfview.ui.shell.guides import guide_of
        from perfview.ui.workspace.document import State
        from perfview.ui.workspace.recent import entry_of

        if document.state is State.READY:
            document.facts = guide_of(document.opened.identity.kind).facts(document)
            self.settings.remember(entry_of(document, document.facts[0] if document.facts else ""))
            if self.documents.current is None:
                self.start_page.refresh()
        if document is self.documents.current:
            self._show_side(document)
            self._telling.state()

    def _show_current(self, document: Document | None) -> None:
        from perfview.ui.shell.status_words import title_of

        if document is None:
            self.panels.show_only(set())
            self.start_page.refresh()
            self.centre.setCurrentWidget(self.start_page)
            self.setWindowTitle("PerfView")
        else:
            self.centre.setCurrentWidget(self._pages[document])
            self.setWindowTitle(f"{title_of(document, self.documents)} – PerfView")
            self._show_side(document)
            if self.views is not None:
                self.views.take_keyboard()
        self._telling.state()

    def _show_side(self, document: Document) -> None:
        stacks = (self.panels.advice, self.panels.details)
        for stack, widget in zip(stacks, self._side[document], strict=False):
            stack.setCurrentWidget(widget)
        self.panels.show_only(self._useful_panels(document))

    def _useful_panels(self, document: Document) -> set[str]:
        from perfview.ui.workspace.document import State

        if document.state is State.FAILED and document.opened is None:
            return {"explorer"}
        details = {"details"} if len(self._side[document]) > 1 else set()
        return {"explorer", "advice"} | details

    def _changed_on_disk(self, path: Path) -> None:
        for document, page in list(self._pages.items()):
            if document.path == path:
                page.tell_changed()

    def _deleted_on_disk(self, path: Path) -> None:
        for document, page in list(self._pages.items()):
            if document.path == path:
                page.tell_deleted()

    # --- the window itself -----------------------------------------------------------------

    def _arrange(self) -> None:
        self.setMenuWidget(self.top_bar)
        self.centre.addWidget(self.start_page)
        self.setCentralWidget(self.centre)
        holder = QStatusBar()
        holder.setSizeGripEnabled(False)
        holder.setStyleSheet("QStatusBar::item { border: 0 }")
        holder.addPermanentWidget(self.status, 1)
        holder.setContentsMargins(-2, 0, -2, 0)
        holder.setFixedHeight(self.status.height())
        self.setStatusBar(holder)
        self.top_bar.allow_export(False)
        self.top_bar.allow_comparing(False)

    def _connect(self) -> None:
        documents = self.documents
        documents.added.connect(self._added)
        documents.removed.connect(self._removed)
        documents.replaced.connect(self._replaced)
        documents.current_changed.connect(self._show_current)
        self.explorer.reveal_asked.connect(self.reveal_path)
        self.start_page.path_asked.connect(lambda path: self.opening.open_paths([path]))
        self.start_page.sample_asked.connect(self.opening.open_sample)
        self.start_page.drop_area.file_asked.connect(self.opening.ask_files)
        self.start_page.drop_area.folder_asked.connect(self.opening.ask_folder)
        self.start_page.drop_area.paste_asked.connect(self.opening.paste)
        self.top_bar.open_asked.connect(self.opening.ask_files)
        self.top_bar.theme_asked.connect(self.switch_theme)
        self._watch.changed.connect(self._changed_on_disk)
        self._watch.deleted.connect(self._deleted_on_disk)

    def _restore(self) -> None:
        if geometry := self.settings.blob("window"):
            self.restoreGeometry(geometry)
        hidden = self.settings.choice("hidden panels").split()
        self.panels.remember(self.settings.blob("panels"), set(hidden))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the layout and stop what runs."""
        self.settings.keep_blob("window", bytes(self.saveGeometry().data()))
        if state := self.panels.state():
            self.settings.keep_blob("panels", state)
        self.settings.choose("hidden panels", " ".join(sorted(self.panels.hidden)))
        for document in list(self.documents):
            document.cancel()
        super().closeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow window keeps its room for the picture."""
        super().resizeEvent(event)
        self.panels.fit(self.width())

    def showEvent(self, event: QShowEvent) -> None:
        """The keyboard starts where one begins."""
        super().showEvent(event)
        self.start_page.drop_area.open_button.setFocus()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell of the first paint, once it is on the screen."""
        super().paintEvent(event)
        if self._waits_for_paint:
            self._waits_for_paint = False
            QTimer.singleShot(0, self.painted.emit)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files are welcome anywhere."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()
            self._show_hover(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """They went away."""
        self._show_hover(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Open all of them."""
        self._show_hover(False)
        urls = event.mimeData().urls()
        event.acceptProposedAction()
        self.opening.open_paths([Path(url.toLocalFile()) for url in urls if url.isLocalFile()])
        self.activateWindow()

    def _show_hover(self, hovered: bool) -> None:
        self.start_page.drop_area.show_hover(hovered)
        self.explorer.show_hover(hovered)
