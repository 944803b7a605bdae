"""Looking through a folder for files somebody can read."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QThread, Signal

MOST_FILES = 500
"""Files looked at; a folder with more is not meant to be opened at once."""
MOST_OPENED = 24


class FolderScan(QThread):
    """Recognises files by their content, on a thread of its own, and what belongs together in a
    folder, as the files of a build.

    ended carries (list of recognised paths, how many files were looked at).
    """

    ended = Signal(object, int)

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    def run(self) -> None:
        """Look at the folder as a whole, then at every file of it, not below it."""
        whole, is_sure = _kind_of(self._folder)
        found: list[Path] = []
        # Without files that were built, every recording in it stands for itself.
        together = whole if is_sure else ""
        looked_at = 0
        for path in files_in(self._folder):
            if self.isInterruptionRequested() or len(found) >= MOST_OPENED - 1:
                break
            looked_at += 1
            kind, _ = _kind_of(path)
            # What a folder holds as a whole has the files of its kind in it.
            if kind and kind != together:
                found.append(path)
        if whole and (is_sure or not found):
            found.insert(0, self._folder)
        if not self.isInterruptionRequested():
            self.ended.emit(found, looked_at)


def _kind_of(path: Path) -> tuple[str, bool]:
    """The pillar that reads a file or a folder, "" for none, and whether that is sure."""
    from perfview.engine.identify import SURE, identify
    from perfview.recording.errors import UnreadableInput
    from perfview.recording.source import Source

    try:
        with Source(path) as source:
            recognised = identify(source)
            return recognised.identity.kind, recognised.certainty >= SURE
    except (UnreadableInput, OSError):
        return "", False


def files_in(folder: Path) -> list[Path]:
    """The visible plain files of a folder, by name."""
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        return []
    visible = [path for path in entries if not path.name.startswith(".") and path.is_file()]
    return visible[:MOST_FILES]
