"""Every distinct text of a recording, once: columns hold its index."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

NONE = -1
"""The index that stands for no text."""


class StringTable:
    """An immutable table of texts kept as one UTF-8 arena.

    `arena` is uint8 (total bytes), `offsets` int64 (count + 1); text i is
    `arena[offsets[i]:offsets[i + 1]]`. Index -1 reads as the empty text.
    """

    def __init__(self, arena: NDArray[np.uint8], offsets: NDArray[np.int64]) -> None:
        self.arena = arena
        self.offsets = offsets
        self._seen: dict[int, str] = {}

    @classmethod
    def of(cls, texts: Iterable[str | bytes]) -> StringTable:
        """A table of these texts in this order; duplicates are kept apart."""
        encoded = [t if isinstance(t, bytes) else t.encode("utf-8", "replace") for t in texts]
        offsets = np.zeros(len(encoded) + 1, np.int64)
        np.cumsum([len(t) for t in encoded], out=offsets[1:])
        # A bytearray, because kernels take writable arrays only.
        return cls(np.frombuffer(bytearray(b"".join(encoded)), np.uint8), offsets)

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, index: int) -> str:
        index = int(index)
        if index < 0:
            return ""
        text = self._seen.get(index)
        if text is None:
            text = self.raw(index).decode("utf-8", "replace")
            self._seen[index] = text
        return text

    def __iter__(self) -> Iterator[str]:
        return (self[i] for i in range(len(self)))

    def raw(self, index: int) -> bytes:
        """The bytes of text `index` as the recording had them, unescaped."""
        return self.arena[self.offsets[index] : self.offsets[index + 1]].tobytes()

    def followed_by(self, texts: Iterable[str]) -> StringTable:
        """A table of these texts behind all that are here, which keep their indices."""
        more = StringTable.of(texts)
        offsets = np.concatenate([self.offsets, more.offsets[1:] + self.offsets[-1]])
        return StringTable(np.concatenate([self.arena[: self.offsets[-1]], more.arena]), offsets)

    def find(self, text: str) -> int:
        """The index of exactly this text, or -1."""
        wanted = np.frombuffer(text.encode(), np.uint8)
        at = np.flatnonzero(np.diff(self.offsets) == len(wanted))
        # Byte by byte from the end, where texts of one length differ soonest.
        for place in range(len(wanted) - 1, -1, -1):
            if not len(at):
                break
            at = at[self.arena[self.offsets[at] + place] == wanted[place]]
        return int(at[0]) if len(at) else NONE

    def take(self, indices: Iterable[int]) -> list[str]:
        """The texts at these indices."""
        return [self[i] for i in indices]
