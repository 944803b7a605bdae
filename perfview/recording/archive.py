"""What stands in a zip archive, and where: each file's bytes as a storage of its own."""

from __future__ import annotations

import struct
import zipfile
from dataclasses import dataclass

from perfview.recording.errors import UnreadableInput
from perfview.recording.storage import Storage, StorageFile

MOST_MEMBERS = 2000
"""Files of an archive that are looked at."""

_LOCAL_HEADER = struct.Struct("<4s22xHH")
_ENCRYPTED = 1
_IGNORED = ("__MACOSX/",)
_DAMAGED = "The zip archive is incomplete or damaged: its directory cannot be read"


@dataclass(frozen=True)
class Packed:
    """A file in an archive: its name, where its bytes stand, what they inflate to.

    `why_not` says why it cannot be unpacked, "" when it can.
    """

    name: str
    offset: int
    length: int
    size: int
    checksum: int
    is_stored: bool
    why_not: str = ""


class Range:
    """A stretch of a storage as a storage. Closing it closes nothing."""

    def __init__(self, storage: Storage, offset: int, length: int) -> None:
        self._storage, self._offset = storage, offset
        self.size = max(0, min(length, storage.size - offset))
        self.modified_ns = storage.modified_ns

    def read_into(self, view: memoryview, offset: int) -> int:
        """Fill `view` from `offset` on."""
        return self._storage.read_into(view[: max(0, self.size - offset)], self._offset + offset)

    def verify(self) -> None:
        """As the storage itself."""
        self._storage.verify()

    def close(self) -> None:
        """Nothing: the storage is somebody else's."""


def files_in(storage: Storage) -> list[Packed]:
    """The files of a zip archive, in the order of its directory; folders are left out.

    Raises `UnreadableInput` for a damaged directory, and for files that overlap: a bomb.
    """
    try:
        archive = zipfile.ZipFile(StorageFile(storage))  # type: ignore[arg-type]
        found = [
            _described(storage, info)
            for info in archive.infolist()
            if not info.is_dir() and not info.filename.startswith(_IGNORED)
        ]
    except (zipfile.BadZipFile, struct.error, NotImplementedError, ValueError, OSError) as error:
        raise UnreadableInput(_DAMAGED, remedy="Copy it again.") from error
    if sum(each.length for each in found) > storage.size:
        raise UnreadableInput(
            "The files in the zip archive overlap, as those of decompression bombs do",
            remedy="Unpack it yourself if you trust it, and open what is in it.",
        )
    return found


def _described(storage: Storage, info: zipfile.ZipInfo) -> Packed:
    header = bytearray(_LOCAL_HEADER.size)
    storage.read_into(memoryview(header), info.header_offset)
    mark, name, extra = _LOCAL_HEADER.unpack(header)
    why_not = ""
    if info.flag_bits & _ENCRYPTED:
        why_not = "protected by a password"
    elif info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        # The other methods cannot be inflated piece by piece, hence not within bounds.
        why_not = "packed with a rare compression method"
    elif mark != b"PK\x03\x04":
        why_not = "damaged"
    return Packed(
        name=info.filename,
        offset=info.header_offset + _LOCAL_HEADER.size + name + extra,
        length=info.compress_size,
        size=info.file_size,
        checksum=info.CRC,
        is_stored=info.compress_type == zipfile.ZIP_STORED,
        why_not=why_not,
    )


def only_file(files: list[Packed]) -> Packed:
    """The file of an archive that has one. Raises `UnreadableInput` when it cannot be unpacked."""
    if not files:
        raise UnreadableInput("The zip archive holds no file")
    if files[0].why_not:
        raise UnreadableInput(
            f"The file in the zip archive is {files[0].why_not}", remedy="Unpack it first."
        )
    return files[0]
