"""What PerfView remembers of its user between runs: one small JSON file, shared by all faces."""

from __future__ import annotations

import base64
import binascii
import contextlib
import json
import math
import os
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from perfview.recording.user_files import user_file

RECENT_LIMIT = 20
"""How many recent files are remembered."""

SOURCE_FOLDERS_LIMIT = 8
"""How many folders with source code are remembered."""


@dataclass(frozen=True)
class RecentFile:
    """A file opened before; `saving` is what its first fix saves, in words, `when` epoch seconds.

    `severity` is that of its first recommendation, "" when nothing stood out; `extent` says how
    much it is ("794 MB, 1.00 M spans").
    """

    path: str
    kind: str = ""
    verdict: str = ""
    saving: str = ""
    when: float = 0.0
    severity: str = ""
    extent: str = ""


@dataclass(frozen=True)
class Dismissal:
    """A recommendation the user does not want to see again, by its stable id."""

    id: str
    title: str = ""
    when: float = 0.0


def settings_path() -> Path:
    """The settings file (`PERFVIEW_CONFIG_DIR` moves it)."""
    return user_file("settings.json")


class Settings:
    """The settings file. Every change reads it anew and replaces it whole, so that two windows
    neither tear it nor forget each other's changes; a broken one is set aside, never fatal."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or settings_path()

    @property
    def thresholds(self) -> dict[str, float]:
        """Moved limits: ``detector.threshold`` to a value in the threshold's unit."""
        found = _part(self._read(), "thresholds", dict)
        return {str(name): float(value) for name, value in found.items() if _is_number(value)}

    def set_threshold(self, name: str, value: float | None) -> None:
        """Move a limit, or with None put it back to its default."""

        def change(saved: dict[str, Any]) -> None:
            thresholds = _part(saved, "thresholds", dict)
            thresholds.pop(name, None)
            if value is not None:
                thresholds[name] = value
            saved["thresholds"] = thresholds

        self._change(change)

    @property
    def dismissed(self) -> dict[str, Dismissal]:
        """Dismissed recommendations by id, oldest first."""
        rows = _rows(self._read(), "dismissed", Dismissal, key="id")
        return {row.id: row for row in rows}

    def dismiss(self, recommendation_id: str, title: str = "") -> None:
        """Do not show this recommendation any more."""
        rows = [r for r in self.dismissed.values() if r.id != recommendation_id]
        rows.append(Dismissal(recommendation_id, title, time.time()))
        self._put("dismissed", [asdict(row) for row in rows])

    def restore(self, recommendation_id: str) -> None:
        """Undo a dismissal."""
        rows = [r for r in self.dismissed.values() if r.id != recommendation_id]
        self._put("dismissed", [asdict(row) for row in rows])

    @property
    def recent(self) -> list[RecentFile]:
        """Files opened before, newest first."""
        return _rows(self._read(), "recent", RecentFile, key="path")

    def remember(self, file: RecentFile) -> None:
        """Put a file at the head of the recent ones."""
        others = [r for r in self.recent if r.path != file.path]
        newest = file if file.when else RecentFile(**(asdict(file) | {"when": time.time()}))
        self._put("recent", [asdict(r) for r in [newest, *others][:RECENT_LIMIT]])

    def forget(self, path: str) -> None:
        """Take a file off the recent ones."""
        self._put("recent", [asdict(r) for r in self.recent if r.path != path])

    @property
    def source_folders(self) -> list[Path]:
        """Where source code and source maps are looked for besides beside a recording, the latest
        choice first."""
        return [Path(f) for f in _part(self._read(), "source_folders", list) if isinstance(f, str)]

    def add_source_folder(self, folder: Path) -> None:
        """Look for source code there, too."""
        others = [each for each in self.source_folders if each != folder]
        found = [str(each) for each in [folder, *others][:SOURCE_FOLDERS_LIMIT]]
        self._put("source_folders", found)

    def blob(self, name: str) -> bytes:
        """Bytes a face keeps for itself, such as the window's layout; b"" when there are none."""
        text = _part(self._read(), "blobs", dict).get(name, "")
        with contextlib.suppress(binascii.Error, TypeError, ValueError):
            return base64.b64decode(text, validate=True)
        return b""

    def keep_blob(self, name: str, data: bytes) -> None:
        """Keep bytes under a name."""
        blobs = _part(self._read(), "blobs", dict)
        self._put("blobs", blobs | {name: base64.b64encode(data).decode()})

    def choice(self, name: str, default: str = "") -> str:
        """A choice made in a face, such as the theme."""
        found = _part(self._read(), "choices", dict).get(name, default)
        return found if isinstance(found, str) else default

    def choose(self, name: str, value: str) -> None:
        """Remember a choice."""
        self._put("choices", _part(self._read(), "choices", dict) | {name: value})

    def _read(self) -> dict[str, Any]:
        try:
            saved = json.loads(self.path.read_bytes())
            if isinstance(saved, dict):
                return saved
        except OSError:
            return {}
        except (ValueError, RecursionError):
            pass
        with contextlib.suppress(OSError):
            self.path.replace(self.path.with_suffix(".broken.json"))
        return {}

    def _put(self, name: str, value: Any) -> None:
        self._change(lambda saved: saved.__setitem__(name, value))

    def _change(self, change: Callable[[dict[str, Any]], None]) -> None:
        saved = self._read()
        change(saved)
        temporary = self.path.with_name(f".settings-{os.getpid()}-{time.monotonic_ns()}")
        # A full disk or a read-only home must not stop anybody from reading a recording.
        with contextlib.suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            try:
                temporary.write_text(json.dumps(saved, indent=1, ensure_ascii=False), "utf-8")
                os.replace(temporary, self.path)
            finally:
                temporary.unlink(missing_ok=True)


def _part(saved: dict[str, Any], name: str, kind: type[Any]) -> Any:
    found = saved.get(name)
    return found if isinstance(found, kind) else kind()


def _rows(saved: dict[str, Any], name: str, kind: type[Any], *, key: str) -> list[Any]:
    """The rows of a list that are what they should be; others, edited by hand, are left out."""
    rows = []
    for row in _part(saved, name, list):
        with contextlib.suppress(TypeError):
            if isinstance(row[key], str) and row[key]:
                rows.append(kind(**row))
    return rows


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
