"""The bytes of a file, decompressed on the way, in blocks through one padded buffer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


class Source:
    """A file on disk, its gzip, zstd or zip wrapping taken off on the way, with a bound.

    `head` and `tail` are the first and last 64 KiB of content (tail b"" when compressed);
    `compression` is "", "gzip", "zstd" or "zip"; `size` the bytes on disk; `content_size` the
    decompressed size or 0 when unknown. Raises `UnreadableInput` for a directory, a missing file,
    no permission, an empty file or a decompression bomb.
    """

    path: Path
    size: int
    content_size: int
    compression: str
    head: bytes
    tail: bytes

    def __init__(self, path: str | Path) -> None:
        raise NotImplementedError

    def blocks(self, size: int = 4 << 20) -> Iterator[tuple[NDArray[np.uint8], int, int]]:
        """The content as (buffer, length, offset): `length` bytes at the start of a padded buffer."""
        raise NotImplementedError

    def read_at(self, offset: int, length: int) -> bytes:
        """Bytes of the decompressed content; raises `UnreadableInput` when the file has changed."""
        raise NotImplementedError
