"""Named arrays in one file that is mapped, not read, when it is opened again.

The file is: 8 bytes of magic, the header's length (uint64, little-endian), the header's BLAKE2
digest (16 bytes), the header (JSON: what the caller wants said, and name, dtype, shape, offset and
checksum of every array), then the arrays, each at a multiple of 64 bytes. Nothing in it is ever
executed or unpickled, and nothing is believed before it has been checked.
"""

from __future__ import annotations

import hashlib
import json
import mmap
import os
import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

MAGIC = b"PVCOLS01"
ALIGNMENT = 64
_FRONT = struct.Struct("<8sQ16s")
_HEADER_LIMIT = 16 << 20
_BLOCK = 8 << 20


class NotTrustedError(Exception):
    """A file that is not, or not any more, what was written."""


@dataclass(frozen=True)
class Columns:
    """What a column file holds: `about` as it was given, and the arrays by name."""

    about: dict[str, Any]
    arrays: dict[str, NDArray[Any]]


def write_columns(
    path: Path,
    about: Mapping[str, Any],
    arrays: Mapping[str, NDArray[Any]],
    check: Callable[[], None] = lambda: None,
) -> None:
    """Write a new file at `path`; `check` is called every 8 MB and may raise to stop it."""
    entries, position = [], 0
    for name, array in arrays.items():
        position = _aligned(position)
        entries.append(
            {
                "name": name,
                "dtype": array.dtype.str,
                "shape": list(array.shape),
                "offset": position,
                "checksum": _checksum(array),
            }
        )
        position += array.nbytes
        check()
    header = json.dumps({"about": dict(about), "arrays": entries, "size": position}).encode()
    with open(path, "xb") as file:
        file.write(_FRONT.pack(MAGIC, len(header), _digest(header)) + header)
        start = _aligned(file.tell())
        for entry, array in zip(entries, arrays.values(), strict=True):
            file.seek(start + int(str(entry["offset"])))
            for block in _blocks(array):
                check()
                file.write(block)
        file.truncate(start + position)


def read_about(path: Path) -> dict[str, Any]:
    """Only what the caller had said about the file. Raises NotTrustedError, OSError."""
    with open(path, "rb") as file:
        header, _ = _header(file.read(_FRONT.size), file.read)
    about: dict[str, Any] = header["about"]
    return about


def map_columns(path: Path) -> Columns:
    """The arrays, mapped: pages are read when touched, and writing to them never reaches the file.

    Raises NotTrustedError when a size, place or checksum is not as it was written, and OSError.
    """
    with open(path, "rb") as file:
        header, start = _header(file.read(_FRONT.size), file.read)
        if os.fstat(file.fileno()).st_size != start + header["size"]:
            raise NotTrustedError("not as long as its header says")
        # Private pages: kernels' signatures take writable arrays only.
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)
    arrays = {}
    for entry in header["arrays"]:
        array = _place(mapped, start, header["size"], entry)
        if _checksum(array) != entry["checksum"]:
            raise NotTrustedError(f"{entry['name']} has changed")
        arrays[entry["name"]] = array
    return Columns(header["about"], arrays)


def _header(front: bytes, read: Callable[[int], bytes]) -> tuple[dict[str, Any], int]:
    """The header and where the arrays begin."""
    if len(front) != _FRONT.size:
        raise NotTrustedError("too short")
    magic, length, digest = _FRONT.unpack(front)
    if magic != MAGIC or length > _HEADER_LIMIT:
        raise NotTrustedError("not a column file")
    text = read(length)
    if len(text) != length or _digest(text) != digest:
        raise NotTrustedError("its header has changed")
    header: dict[str, Any] = json.loads(text)
    return header, _aligned(_FRONT.size + length)


def _place(mapped: mmap.mmap, start: int, size: int, entry: Mapping[str, Any]) -> NDArray[Any]:
    """The array an entry describes, after making sure that it lies within the file."""
    dtype, shape, offset = np.dtype(entry["dtype"]), tuple(entry["shape"]), entry["offset"]
    count = int(np.prod(shape, dtype=np.int64))
    if dtype.hasobject or offset % ALIGNMENT or min((*shape, offset)) < 0:
        raise NotTrustedError(f"{entry['name']} is not an array of numbers")
    if offset + count * dtype.itemsize > size:
        raise NotTrustedError(f"{entry['name']} reaches outside the file")
    if count == 0:
        return np.zeros(shape, dtype)
    return np.frombuffer(mapped, dtype, count, start + offset).reshape(shape)


def _bytes_of(array: NDArray[Any]) -> NDArray[np.uint8]:
    return array.reshape(-1).view(np.uint8)


def _blocks(array: NDArray[Any]) -> Iterator[memoryview]:
    data = _bytes_of(array)
    for first in range(0, len(data), _BLOCK):
        yield data[first : first + _BLOCK].data


def _checksum(array: NDArray[Any]) -> int:
    from perfview.kernels.checksum import checksum

    return checksum(_bytes_of(array))


def _digest(header: bytes) -> bytes:
    return hashlib.blake2b(header, digest_size=16).digest()


def _aligned(position: int) -> int:
    return -(-position // ALIGNMENT) * ALIGNMENT
