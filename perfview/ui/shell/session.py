"""What the window can be told to do, and the overlays that go with it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from perfview.ui.shell.checking import Checking
from perfview.ui.shell.commands import Command
from perfview.ui.shell.comparing import Comparing

if TYPE_CHECKING:
    from perfview.ui.shell.palette import Palette
    from perfview.ui.shell.shortcut_sheet import ShortcutSheet
    from perfview.ui.shell.window import Window
    from perfview.ui.workspace.document import Document
    from perfview.ui.workspace.selection import Selection


class Session(QObject):
    """Carries out the window's commands."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._palette: Palette | None = None
        self._sheet: ShortcutSheet | None = None
        self._comparing = Comparing(window)
        self._checking = Checking(window)
        window.install(self.commands())
        window.top_bar.palette_asked.connect(self.show_palette)
        window.top_bar.export_asked.connect(self.export)
        window.status.keys_asked.connect(self.show_keys)
        window.status.cancel_asked.connect(self.cancel)
        window.start_page.keys_asked.connect(self.show_keys)

    def commands(self) -> list[Command]:
        """All of them, in the order of the shortcut sheet."""
        return [*self._of_files(), *self._of_moving(), *self._of_window()]

    def _of_files(self) -> list[Command]:
        opening = self._window.opening
        return [
            Command("Open files…", "Files", opening.ask_files, ("Ctrl+O",), "folder-open"),
            Command("Open a folder…", "Files", opening.ask_folder, (), "folder-simple-dashed"),
            Command("Open the path in the clipboard", "Files", opening.paste, (), "clipboard-text"),
            Command("Read this file again", "Files", self.reload, ("F5",), "arrow-clockwise"),
            Command("Close this document", "Files", self.close, ("Ctrl+W",), "x"),
            Command(
                "Compare with another recording…",
                "Files",
                self._comparing.choose,
                ("Ctrl+Shift+C",),
                "git-diff",
            ),
            Command("Add files that tell more…", "Files", opening.ask_given, (), "file-plus"),
            Command(
                "Check the advice against a database…",
                "Files",
                self._checking.choose,
                (),
                "database",
            ),
            Command("Export this view…", "Files", self.export, ("Ctrl+E",), "export"),
            Command("Show the import report", "Files", self.show_import_report, (), "file-text"),
            Command("Show in folder", "Files", self.reveal, (), "folder-open"),
        ]

    def _of_moving(self) -> list[Command]:
        documents = self._window.documents
        tabs = [
            Command(
                f"Show tab {n}",
                "",
                partial(self.show_tab, n - 1),
                (f"Ctrl+{n}",),
                listed=False,
            )
            for n in range(1, 10)
        ]
        return [
            Command("Go to anything", "Moving", self.show_palette, ("Ctrl+K", "Ctrl+Shift+P")),
            Command("Find in this view", "Moving", self.find, ("Ctrl+F",), "magnifying-glass"),
            Command("Fit the selection", "Moving", self.fit, ("F",), "corners-out"),
            Command("Back", "Moving", self.back, ("Alt+Left",), "arrow-left"),
            Command("Forward", "Moving", self.forward, ("Alt+Right",), "arrow-right"),
            Command("Next document", "Moving", documents.step, ("Ctrl+Tab",), "arrow-right"),
            Command(
                "Previous document",
                "Moving",
                lambda: documents.step(-1),
                ("Ctrl+Shift+Tab",),
                "arrow-left",
            ),
            Command("Start page", "Moving", self.show_start, (), "file-plus"),
            Command("Step back, cancel", "Moving", self.step_back, ("Escape",), listed=False),
            *tabs,
        ]

    def _of_window(self) -> list[Command]:
        panels = self._window.panels
        return [
            Command(
                "Show or hide open documents",
                "Window",
                lambda: panels.toggle("explorer"),
                ("Ctrl+B",),
                "sidebar-simple",
            ),
            Command(
                "Show or hide recommendations",
                "Window",
                lambda: panels.toggle("advice"),
                ("Ctrl+J",),
                "lightbulb",
            ),
            Command(
                "Show or hide details",
                "Window",
                lambda: panels.toggle("details"),
                ("Ctrl+D",),
                "square-half-bottom",
            ),
            Command("Put the panels back in place", "Window", panels.reset, (), "sidebar"),
            Command(
                "Change between dark and light",
                "Window",
                self._window.switch_theme,
                ("Ctrl+Shift+L",),
                "sun",
            ),
            Command("All keys", "Window", self.show_keys, ("?",), "keyboard"),
            Command("Quit", "Window", self._window.close, ("Ctrl+Q",), "x"),
        ]

    # --- files -----------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the current file again."""
        if (document := self._window.documents.current) is not None:
            self._window.documents.reload(document)

    def close(self) -> None:
        """Close the current document."""
        if (document := self._window.documents.current) is not None:
            self._window.documents.close(document)

    def reveal(self) -> None:
        """Show the current file in its folder."""
        if (document := self._window.documents.current) is not None:
            self._window.reveal_path(document.path)

    def show_import_report(self) -> None:
        """What was odd about the current file."""
        if self._window.page is not None:
            self._window.page.show_import_report()

    def export(self) -> None:
        """Ask where to write the view in front, or what is chosen, then write it."""
        from perfview.ui.shell.export import ask_where

        view = self._window.views.view if self._window.views is not None else None
        if view is not None:
            ask_where(view, self.export_to)

    def export_to(self, path: Path, form: str = "") -> None:
        """Write the view in front to a file, or with a form the selection, and say so."""
        from perfview.ui.shell.export import export, export_rows

        view = self._window.views.view if self._window.views is not None else None
        if view is None:
            return
        if form:
            export_rows(view, form, path)
            return
        try:
            said = export(view, path)
        except OSError as error:
            said = f"Not exported: {error.strerror or error}"
        if said:
            self._window.status.tell(said)

    # --- moving ----------------------------------------------------------------------------

    def find(self) -> None:
        """Put the cursor into the search field."""
        if self._window.views is not None:
            self._window.views.focus_search()

    def fit(self) -> None:
        """Fit the selection in the view in front."""
        if self._window.views is not None:
            self._window.views.fit()

    def back(self) -> None:
        """What was looked at before."""
        if (selection := self._selection()) is not None:
            selection.back()

    def forward(self) -> None:
        """What was looked at before stepping back."""
        if (selection := self._selection()) is not None:
            selection.forward()

    def show_tab(self, index: int) -> None:
        """Bring a tab to the front."""
        if self._window.views is not None:
            self._window.views.show_index(index)

    def show_start(self) -> None:
        """The start page; documents stay open."""
        self._window.documents.show(None)

    def step_back(self) -> None:
        """Leave, in this order: an overlay, the look through a folder, the search, the job, the
        selection, the zoom."""
        if self._leave_overlay() or self._window.opening.cancel():
            return
        if self._window.views is not None and self._window.views.leave_search():
            return
        document = self._window.documents.current
        if document is not None and document.is_busy:
            document.cancel()
        elif document is not None and document.opened is not None and not self._view_steps_back():
            _step_out(document.selection)

    def _view_steps_back(self) -> bool:
        """Pass Esc on to the picture the keyboard is with; whether it took it."""
        view = self._window.views.view if self._window.views is not None else None
        focused = QApplication.focusWidget()
        if view is None or focused is None or not view.isAncestorOf(focused):
            return False
        press = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
        press.ignore()
        # Not through sendEvent, which would find the shortcut that called this.
        focused.keyPressEvent(press)
        return press.isAccepted()

    def cancel(self) -> None:
        """Stop the job the status bar tells of."""
        busy = next((d for d in self._window.documents if d.is_busy), None)
        if busy is not None:
            busy.cancel()

    # --- overlays --------------------------------------------------------------------------

    @property
    def palette(self) -> Palette:
        """The command palette, made when first asked for."""
        if self._palette is None:
            from perfview.ui.shell.palette import Palette

            self._palette = Palette(self._window, self._entries, self._named)
        return self._palette

    def show_palette(self) -> None:
        """Go to anything."""
        self._leave_overlay()
        self.palette.appear()

    def show_keys(self) -> None:
        """All keys; again to put them away."""
        if self._sheet is not None and self._sheet.isVisible():
            self._sheet.dismiss()
            return
        from perfview.ui.shell.shortcut_sheet import ShortcutSheet

        if self._sheet is not None:
            self._sheet.deleteLater()
        self._sheet = ShortcutSheet(self._window, self._window.commands, self._own_keys())
        self._leave_overlay()
        self._sheet.appear()

    def _own_keys(self) -> tuple[str, tuple[tuple[str, str], ...]]:
        """The keys that only documents of the current one's kind know, and their title."""
        from perfview.engine.pillars import pillar
        from perfview.ui.shell.guides import guide_of

        document = self._window.documents.current
        if document is None or document.opened is None:
            return "", ()
        kind = document.opened.identity.kind
        return pillar(kind).title, guide_of(kind).keys

    def _leave_overlay(self) -> bool:
        from perfview.ui.shell.overlay import Overlay

        shown = [o for o in self._window.findChildren(Overlay) if o.isVisible()]
        for overlay in shown:
            overlay.dismiss()
        return bool(shown)

    def _entries(self) -> list[Any]:
        from perfview.ui.shell.palette_entries import Entry, of_commands, of_documents, of_recording

        window = self._window
        entries = of_recording(window.documents.current) if window.documents.current else []
        entries += of_documents(window.documents, window.documents.show)
        if window.views is not None:
            entries += [
                Entry(
                    f"Show {title}",
                    "View",
                    "stack",
                    "Commands",
                    partial(self.show_tab, n),
                    f"Ctrl {n + 1}",
                )
                for n, title in enumerate(window.views.titles)
            ]
        return entries + of_commands(window.commands)

    def _named(self, text: str) -> list[Any]:
        from perfview.ui.shell.palette_entries import of_identifier

        document = self._window.documents.current
        return of_identifier(document, text) if document is not None else []

    def _selection(self) -> Selection | None:
        document: Document | None = self._window.documents.current
        return document.selection if document is not None else None


def _step_out(selection: Selection) -> None:
    focus = selection.focus
    chosen = focus.row >= 0 or len(focus.rows) or len(focus.groups) or focus.range_ns
    if chosen or focus.operation >= 0 or focus.node >= 0 or focus.recommendation:
        selection.clear()
    elif focus.start_ns is not None:
        selection.reveal(None, start_ns=None, end_ns=None)
