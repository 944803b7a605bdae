"""Columns kept on disk, so that opening a file again takes no reading and no measuring.

An entry is one column file named by a digest of the file's content key, the reader's name and
version, the layout of the columns and the code that measured them: whatever would give other
columns gives another name.
Entries appear by an atomic rename, so that a half-written one is never seen; the least recently
used ones go when the folder outgrows its bound.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import platformdirs

from perfview.engine.column_file import NotTrustedError, map_columns, read_about, write_columns
from perfview.engine.fingerprint import code_fingerprint
from perfview.engine.layout import Parts, WrongLayoutError, digest, put_together, take_apart
from perfview.engine.pillars import Pillar
from perfview.recording.reader import Reader
from perfview.recording.report import ImportReport, Oddity
from perfview.recording.source import Source

SIZE_LIMIT = 8_000_000_000
"""Bytes the folder may hold, or a tenth of the free disk if that is less."""

_SUFFIX = ".columns"
_ABANDONED_AFTER_S = 3600.0


@dataclass(frozen=True)
class Entry:
    """One cached file. `last_used` is seconds since the epoch, `size` bytes in the cache."""

    place: Path
    file: str
    format: str
    size: int
    last_used: float


def cache_folder() -> Path:
    """Where entries are kept (`PERFVIEW_CACHE_DIR` moves it)."""
    root = os.environ.get("PERFVIEW_CACHE_DIR") or platformdirs.user_cache_dir("perfview")
    return Path(root) / "columns"


class ColumnCache:
    """The entries of one folder."""

    def __init__(self, folder: Path | None = None, limit: int | None = None) -> None:
        self.folder = folder or cache_folder()
        self._limit = limit

    def place(self, source: Source, reader: Reader, pillar: Pillar, variant: str = "") -> Path:
        """Where the columns of this file are kept; to be asked for before the file is read, so
        that what it becomes meanwhile is never taken for what it was. `variant` tells apart
        columns that were made of the same file in another way."""
        maker = (reader.name, reader.version, digest(pillar.kept()), code_fingerprint())
        what = (source.content_key(), *maker, *filter(None, [variant]))
        name = hashlib.blake2b(repr(what).encode(), digest_size=16).hexdigest()
        return self.folder / f"{name}{_SUFFIX}"

    def load(self, place: Path, pillar: Pillar) -> tuple[Any, ImportReport] | None:
        """What was kept of a study, and its report, or None. A damaged entry is removed."""
        try:
            columns = map_columns(place)
            parts = Parts(columns.arrays, columns.about["scalars"])
            kept = put_together(pillar.kept(), parts)
            if not pillar.is_sound(kept):
                raise NotTrustedError("an index points outside its table")
            report = _report(columns.about["report"])
        except FileNotFoundError:
            return None
        except (NotTrustedError, WrongLayoutError, OSError, KeyError, TypeError, ValueError):
            with contextlib.suppress(OSError):
                place.unlink()
            return None
        with contextlib.suppress(OSError):
            os.utime(place)
        return kept, report

    def store(
        self,
        place: Path,
        said: Mapping[str, str],
        kept: Any,
        report: ImportReport,
        check: Callable[[], None] = lambda: None,
    ) -> bool:
        """Keep a dataclass of columns; False when it could not be kept (no space, no permission).

        `said` names the ``file`` and its ``format`` for `entries`. `check` is called every few
        megabytes; whatever it raises leaves nothing behind.
        """
        parts = take_apart(kept)
        about = {
            **said,
            "scalars": parts.scalars,
            "report": asdict(report),
        }
        temporary = place.with_name(f"{place.stem}.{os.getpid()}-{threading.get_ident()}.part")
        size = sum(array.nbytes for array in parts.arrays.values())
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._make_room(size)
            if size > self.limit():
                return False
            write_columns(temporary, about, parts.arrays, check)
            os.replace(temporary, place)
        except OSError:
            return False
        finally:
            with contextlib.suppress(OSError):
                temporary.unlink()
        return True

    def entries(self) -> list[Entry]:
        """What is kept, most recently used first; files that are not entries are left out."""
        found = []
        for place in self.folder.glob(f"*{_SUFFIX}"):
            with contextlib.suppress(NotTrustedError, OSError, KeyError, ValueError):
                about, status = read_about(place), place.stat()
                found.append(
                    Entry(place, about["file"], about["format"], status.st_size, status.st_mtime)
                )
        return sorted(found, key=lambda entry: -entry.last_used)

    def clear(self) -> int:
        """Remove every entry, damaged and abandoned ones too; returns the bytes that were freed."""
        freed = 0
        for place in [*self.folder.glob(f"*{_SUFFIX}"), *self.folder.glob("*.part")]:
            with contextlib.suppress(OSError):
                size = place.stat().st_size
                place.unlink()
                freed += size
        return freed

    def limit(self) -> int:
        """Bytes the folder may hold at this moment."""
        if self._limit is not None:
            return self._limit
        there = next(place for place in (self.folder, *self.folder.parents) if place.exists())
        try:
            return min(SIZE_LIMIT, (shutil.disk_usage(there).free + self._held()) // 10)
        except OSError:
            return 0

    def _held(self) -> int:
        return sum(place.stat().st_size for place in self.folder.glob(f"*{_SUFFIX}"))

    def _make_room(self, size: int) -> None:
        """Remove what crashes left, and the least recently used entries until `size` more fit."""
        for abandoned in self.folder.glob("*.part"):
            if time.time() - abandoned.stat().st_mtime > _ABANDONED_AFTER_S:
                abandoned.unlink(missing_ok=True)
        places = sorted(self.folder.glob(f"*{_SUFFIX}"), key=lambda place: place.stat().st_mtime)
        excess = self._held() + size - self.limit()
        for place in places:
            if excess <= 0:
                return
            excess -= place.stat().st_size
            with contextlib.suppress(OSError):
                place.unlink()


def _report(saved: dict[str, Any]) -> ImportReport:
    oddities = [Oddity(**oddity) for oddity in saved["oddities"]]
    return ImportReport(**(saved | {"oddities": oddities}))
