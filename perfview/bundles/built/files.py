"""The files a build wrote, found beside its stats."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from perfview.recording.errors import UnreadableInput

MOST_BYTES = 256 << 20
"""Longer files and maps are not read."""


@dataclass(frozen=True)
class Stretches:
    """Which bytes of a file come from which module: start, stop int64 (s), not overlapping, in
    order; module int32 (s). Bytes in no stretch belong to no module."""

    start: NDArray[np.int64]
    stop: NDArray[np.int64]
    module: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.start)


@dataclass(frozen=True)
class BuiltFile:
    """One built file: where it stands (in an archive: the archive's path and its name in it) and
    its size. `read` reads it, `beside` what stands beside it by its name (its map),
    both None for a file on the disk at `path`. Both may raise `UnreadableInput`."""

    path: Path
    size: int
    read: Callable[[], bytes] | None = None
    beside: Callable[[str], bytes | None] | None = None

    def code(self) -> bytes:
        """Its content. Raises `UnreadableInput` when it changed or went."""
        data = self.read() if self.read is not None else _contents(self.path)
        if len(data) != self.size:
            raise UnreadableInput(f"{self.path.name} has changed since it was opened.")
        return data

    def neighbour(self, name: str) -> bytes | None:
        """A file beside it (`name` relative to its folder, never above that), None for none."""
        parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".")]
        if not parts or ".." in parts or "\0" in name:
            return None
        if self.read is not None:
            return self.beside("/".join(parts)) if self.beside is not None else None
        place = self.path.parent.joinpath(*parts)
        return _contents(place) if place.is_file() else None


@dataclass(frozen=True)
class BuiltFiles:
    """Built files by their row in `Assets`; `folder` is the one they were found in (or the
    archive), None for none."""

    by_asset: Mapping[int, BuiltFile] = field(default_factory=dict)
    folder: Path | None = None

    def __len__(self) -> int:
        return len(self.by_asset)


def _contents(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UnreadableInput(f"{path.name} is larger than {MOST_BYTES >> 20} MiB.")
        return path.read_bytes()
    except OSError as error:
        why = error.strerror or "it cannot be read"
        raise UnreadableInput(f"{path.name} cannot be read: {why}.") from None
