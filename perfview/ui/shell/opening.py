"""The ways to a file: dialogs, a folder, a pasted path."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from perfview.findings.quantities import plural
from perfview.ui.shell.adding import Adding, takes_given
from perfview.ui.shell.samples import earlier_of
from perfview.ui.workspace.folder import MOST_OPENED, FolderScan

if TYPE_CHECKING:
    from perfview.ui.shell.window import Window

_TAKES_NOTHING = (
    "Builds take coverage and budgets, queries a schema and statistics; neither is shown here."
)


class Opening(QObject):
    """Opens files in its window; nothing here is modal."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._scans: set[FolderScan] = set()
        self._adding = Adding(window)

    def open_paths(self, paths: list[Path]) -> None:
        """Open files beside those that are open; folders are looked through."""
        for path in paths:
            if path.is_dir():
                self.open_folder(path)
            else:
                self._window.documents.open(path)

    def open_sample(self, path: Path) -> None:
        """Open a recording that ships with PerfView, held against those of its run from before."""
        self._window.documents.open(path, earlier=earlier_of(path))

    def open_folder(self, folder: Path) -> None:
        """Open every file in it that somebody can read."""
        scan = FolderScan(folder)
        scan.ended.connect(lambda found, seen: self._scanned(folder, found, seen))
        scan.finished.connect(lambda: self._scans.discard(scan))
        self._scans.add(scan)
        self._window.status.tell(f"Looking through {folder.name}… Esc stops it.")
        scan.start()

    def ask_files(self) -> None:
        """The system's dialog for files."""
        self._ask("Open recordings", QFileDialog.FileMode.ExistingFiles, self.open_paths)

    def ask_folder(self) -> None:
        """The system's dialog for a folder."""
        self._ask("Open a folder of recordings", QFileDialog.FileMode.Directory, self.open_paths)

    def ask_given(self) -> None:
        """The system's dialog for files that tell more of the current document."""
        document = self._window.documents.current
        if document is None or not takes_given(document):
            self._window.status.tell(_TAKES_NOTHING)
            return
        words = "Add files that tell more"
        furnish = self._window.documents.furnish
        self._ask(words, QFileDialog.FileMode.ExistingFiles, lambda paths: furnish(document, paths))

    def paste(self) -> None:
        """Open the paths the clipboard holds."""
        paths = pasted_paths(QGuiApplication.clipboard().text())
        if paths:
            self.open_paths(paths)
        else:
            self._window.status.tell("The clipboard holds no path of a file on this machine.")

    def cancel(self) -> bool:
        """Give up looking through folders; whether any was looked through."""
        going_on = [scan for scan in self._scans if not scan.isInterruptionRequested()]
        for scan in going_on:
            scan.requestInterruption()
        if going_on:
            self._window.status.tell("Stopped looking through the folder.")
        return bool(going_on)

    def stop(self) -> None:
        """Stop looking through folders."""
        for scan in list(self._scans):
            scan.requestInterruption()
            scan.wait(1000)

    def _scanned(self, folder: Path, found: list[Path], seen: int) -> None:
        for path in found:
            self._window.documents.open(path)
        self._window.status.tell(told_of_scan(folder, found, seen))

    def _ask(
        self, title: str, mode: QFileDialog.FileMode, then: Callable[[list[Path]], object]
    ) -> None:
        dialog = QFileDialog(self._window, title)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(mode)
        recent = self._window.settings.recent
        if recent:
            dialog.setDirectory(str(Path(recent[0].path).parent))
        dialog.filesSelected.connect(lambda names: then([Path(name) for name in names]))
        dialog.show()


def told_of_scan(folder: Path, found: list[Path], seen: int) -> str:
    """What came of looking through a folder, in a sentence."""
    if not folder.is_dir():
        return f"{folder.name} is no longer there."
    if not found and not os.access(folder, os.R_OK | os.X_OK):
        return f"{folder.name} may not be looked into: change its rights."
    if not found:
        none = (
            f"none of {plural(seen, 'file')} in it is a recording" if seen else "no file is in it"
        )
        return f"{folder.name}: {none}, and nothing was built into it."
    others = [path for path in found if path != folder]
    whole = f"opened {folder.name} as one build" if len(others) < len(found) else ""
    files = f"opened {plural(len(others), 'recording')} of {plural(seen, 'file')} in {folder.name}"
    words = ", and ".join(part for part in (whole, files if others else "") if part)
    full = "; more than that are not opened at once" if len(found) >= MOST_OPENED else ""
    return f"{words[0].upper()}{words[1:]}{full}."


def pasted_paths(text: str) -> list[Path]:
    """The existing paths in a text: one a line, quoted or as file:// addresses."""
    paths = []
    for line in text.splitlines():
        piece = line.strip().strip("'\"")
        path = Path(QUrl(piece).toLocalFile() if piece.startswith("file:") else piece).expanduser()
        try:
            if piece and path.exists():
                paths.append(path)
        except OSError:
            continue
    return paths
