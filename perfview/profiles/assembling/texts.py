"""The strings of a JSON document as a profile's string table."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.interning import Interner
from perfview.kernels.unescaping import unescaped
from perfview.recording.strings import StringTable


class Texts:
    """Texts of a document with their escapes resolved; further ones may be added.

    `interner` holds them as they are written in JSON, and from here on as they are meant.
    """

    def __init__(self, interner: Interner) -> None:
        self._interner = interner
        self._ids = unescaped(interner)
        self._empty = interner.add(b"")

    def ids(self, written: NDArray[np.int32]) -> NDArray[np.int32]:
        """Ids of texts as written to ids of the texts meant, int32; -1 for none and for empty."""
        meant = written
        if self._ids is not None:
            meant = np.append(self._ids, np.int32(-1))[written]
        return np.where(meant == self._empty, -1, meant).astype(np.int32)

    def add(self, text: str) -> int:
        """The id of a text; -1 for the empty one."""
        return self._interner.add(text.encode("utf-8", "replace")) if text else -1

    def of(self, ids: NDArray[np.int32]) -> list[str]:
        """The texts of these ids, "" for -1."""
        texts = self._interner.texts()
        return [texts[i].decode("utf-8", "replace") if i >= 0 else "" for i in ids.tolist()]

    def finish(self) -> StringTable:
        """All texts by id."""
        return StringTable(*self._interner.packed())
