"""The texts of stats, their escapes resolved; those that a model keeps, renumbered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import number_small
from perfview.kernels.interning import Interner
from perfview.kernels.leading_numbers import leading_numbers
from perfview.kernels.picking import which_occur
from perfview.kernels.text_picking import pick_texts
from perfview.kernels.unescaping import unescaped
from perfview.kernels.uniting_texts import intern_table
from perfview.recording.strings import StringTable

_NO_TEXTS = np.zeros(0, np.uint8), np.zeros(1, np.int64)


class Texts:
    """Texts by number; further ones may be added. Numbers as written in JSON are turned into
    those of what is meant by `ids`."""

    def __init__(self, interner: Interner) -> None:
        self._interner = interner
        self._meant = unescaped(interner)
        self._empty = interner.add(b"")
        self._hold()

    def _hold(self) -> None:
        arena, offsets = self._interner.packed()
        self._arena, self._offsets = arena.tobytes(), offsets.tolist()

    def __len__(self) -> int:
        return len(self._interner)

    def __getitem__(self, index: int) -> str:
        """A text, "" for -1."""
        return self.raw(index).decode("utf-8", "replace") if index >= 0 else ""

    def raw(self, index: int) -> bytes:
        """The bytes of a text."""
        if index + 1 >= len(self._offsets):
            return self._interner.text(index)
        return self._arena[self._offsets[index] : self._offsets[index + 1]]

    def ids(self, written: NDArray[np.int32]) -> NDArray[np.int32]:
        """Numbers of texts as written to those of the texts meant, -1 for none and empty ones."""
        meant = written if self._meant is None else np.append(self._meant, np.int32(-1))[written]
        return np.where(meant == self._empty, -1, meant).astype(np.int32)

    def id(self, written: int) -> int:
        """The same of one."""
        return int(self.ids(np.array([written], np.int32))[0]) if written >= 0 else -1

    def add(self, text: str) -> int:
        """The number of a text, new or old; -1 for the empty one."""
        return self._interner.add(text.encode("utf-8", "replace")) if text else -1

    def add_all(self, texts: Sequence[str]) -> NDArray[np.int32]:
        """The numbers of many texts, int32; -1 for empty ones."""
        found = StringTable.of(texts)
        ids = intern_table(self._interner, found.arena, found.offsets)
        return np.where(ids == self._empty, -1, ids).astype(np.int32)

    def table(self, kept: NDArray[np.int32]) -> StringTable:
        """The table of these texts."""
        return StringTable(*pick_texts(self._interner.packed(), _NO_TEXTS, kept))

    def leading_numbers(self, written: NDArray[np.int32]) -> NDArray[np.int32]:
        """The numbers that texts begin with, 0 for none: int32."""
        return leading_numbers(self._interner, written)

    def find(self, text: bytes) -> int:
        """The number of a text, -1 when it is not there."""
        before = len(self._interner)
        found = self._interner.add(text) if text else -1
        return found if found < before else -1

    def take(self, ids: NDArray[np.int32]) -> list[str]:
        """The texts of these numbers, "" for -1; equal numbers share one text."""
        which, distinct = number_small(np.ascontiguousarray(ids, np.int32), len(self))
        known = [self[i] for i in distinct.tolist()]
        return [known[k] for k in which.tolist()]


class KeptTexts:
    """The table of a model's texts: only what its columns name."""

    def __init__(self, texts: Texts, columns: Iterable[NDArray[np.int32]]) -> None:
        used = np.zeros(len(texts), np.bool_)
        for column in columns:
            used |= which_occur(np.ascontiguousarray(column), len(texts))
        kept = np.flatnonzero(used).astype(np.int32)
        self._new = np.full(len(texts) + 1, -1, np.int32)
        self._new[kept] = np.arange(len(kept))
        self.strings = texts.table(kept)

    def ids(self, column: NDArray[np.int32]) -> NDArray[np.int32]:
        """A column renumbered."""
        return self._new[column]
