"""The files a build wrote, found beside its stats."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Stretches:
    """Which bytes of a file come from which module: start, stop int64 (s), not overlapping, in
    order; module int32 (s), -1 for none; `text_names` of a stretch's first segment are read apart
    (`built.names`)."""

    start: NDArray[np.int64]
    stop: NDArray[np.int64]
    module: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.start)


@dataclass(frozen=True)
class BuiltFile:
    """One built file: where it stands and what it holds (None where only its size is known);
    `map_path` is that of its source map, None for none."""

    path: Path
    size: int
    map_path: Path | None = None

    def code(self) -> bytes:
        """Its content. Raises `UnreadableInput` when it changed or went."""
        raise NotImplementedError


@dataclass(frozen=True)
class BuiltFiles:
    """Built files by their row in `Assets`; `folder` is the one they were found in, None for
    none."""

    by_asset: Mapping[int, BuiltFile] = field(default_factory=dict)
    folder: Path | None = None

    def __len__(self) -> int:
        return len(self.by_asset)
