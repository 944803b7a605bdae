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
        whole = _kind_of(self._folder)
        found = [self._folder] if whole else []
        looked_at = 0
        for path in files_in(self._folder):
            if self.isInterruptionRequested() or len(found) >= MOST_OPENED:
                break
            looked_at += 1
            kind = _kind_of(path)
            # What a folder holds as a whole has the files of its kind in it.
            if kind and kind != whole:
                found.append(path)
        self.ended.emit(found, looked_at)


def _kind_of(path: Path) -> str:
    """The pillar that reads a file or a folder, "" for none."""
    from perfview.engine.identify import identify
    from perfview.recording.errors import UnreadableInput
    from perfview.recording.source import Source

    try:
        with Source(path) as source:
            return identify(source).identity.kind
    except (UnreadableInput, OSError):
        return ""


def files_in(folder: Path) -> list[Path]:
    """The visible plain files of a folder, by name."""
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        return []
    visible = [path for path in entries if not path.name.startswith(".") and path.is_file()]
    return visible[:MOST_FILES]
