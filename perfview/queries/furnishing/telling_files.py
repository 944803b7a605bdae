"""Files that tell of a database: DDL and exports of statistics."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from perfview.queries.schema.definitions import read_definitions
from perfview.queries.schema.exports import looks_like_export, read_export
from perfview.queries.schema.model import DDL, Schema
from perfview.recording.errors import UnreadableInput
from perfview.recording.source import Source

MOST_BYTES = 256 << 20
"""Of one file, unpacked; no schema is larger, a dump with its data may be."""
_DDL_ENDINGS = (".sql", ".ddl", ".psql", ".txt", ".schema")
_HEAD = 1 << 12


def schema_in(content: bytes, name: str, dialect: str) -> Schema:
    """What a file tells. Raises UnreadableInput for an export that is not whole, and for a file
    that defines no table and no index."""
    if looks_like_export(content[:_HEAD]):
        return read_export(content, name)
    if content[:_HEAD].lstrip().startswith((b"{", b"[")):
        raise UnreadableInput("it is neither DDL nor an export of the statistics script")
    read = read_definitions([content.decode("utf-8-sig", "replace")], dialect, name)
    if not read.tables and not read.indexes:
        raise UnreadableInput("it defines no table and no index")
    return read


def content_of(path: Path) -> bytes:
    """A file's content, unpacked if it is gzipped. Raises UnreadableInput."""
    try:
        with Source(path) as source:
            return content_in(source)
    except OSError as error:
        raise UnreadableInput(error.strerror or "it cannot be read") from error


def content_in(source: Source) -> bytes:
    """The content of an open source in UTF-8. Raises UnreadableInput for one too large."""
    if source.members:
        raise UnreadableInput("it is an archive of several files")
    if source.content_size > MOST_BYTES:
        raise UnreadableInput("it is too large to be a schema or statistics")
    whole = source.unpacked(MOST_BYTES)
    return b"".join(buffer[:length].tobytes() for buffer, length, _ in whole.blocks())


def may_tell(path: Path) -> bool:
    """Whether a file's name and beginning look like DDL or an export."""
    try:
        with Source(path) as source:
            head = bytes(source.head)
    except (OSError, UnreadableInput):
        return False
    plain = path.name.lower().removesuffix(".gz")
    return looks_like_export(head[:_HEAD]) or plain.endswith(_DDL_ENDINGS)


def in_order(told: Iterable[Schema]) -> list[Schema]:
    """DDL before statistics, which are of a database as it is."""
    return sorted(told, key=lambda schema: schema.level != DDL)
