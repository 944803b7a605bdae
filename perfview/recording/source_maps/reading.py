"""Reads a source map. What does not hold together is refused with a sentence, or left out."""

from __future__ import annotations

from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from perfview.kernels.vlq import PLACES, BadNumbersError, decode_vlq
from perfview.recording.errors import UnreadableInput
from perfview.recording.source_maps.source_map import SourceMap

MOST_BYTES = 256 << 20
"""Longer maps are not read."""

MOST_SECTIONS = 10_000

_GUARDS = (b")]}'", b")]}")
"""What servers put before JSON so that it is no script; a map may begin with it."""

_Columns = tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.uint8]]


def read_map(data: bytes) -> SourceMap:
    """The source map in these bytes. Raises UnreadableInput."""
    if data.startswith(_GUARDS):
        data = data.partition(b"\n")[2]
    try:
        found = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise UnreadableInput(
            "The source map is no JSON or breaks off.", offset=error.pos
        ) from None
    if not isinstance(found, dict):
        raise UnreadableInput("The file is no source map: a JSON object was expected.")
    if "sections" in found:
        return _united(found["sections"])
    return _one(found)


def _one(found: dict[str, Any]) -> SourceMap:
    version, mappings = found.get("version", 3), found.get("mappings")
    if version not in (3, "3"):
        raise UnreadableInput(f"Source maps of version {str(version)[:20]} are not known, only 3.")
    if not isinstance(mappings, str):
        raise UnreadableInput('The file is no source map: it has no "mappings".')
    root = found.get("sourceRoot")
    root = f"{root.rstrip('/')}/" if isinstance(root, str) and root else ""
    sources = [root + s if isinstance(s, str) else "" for s in _list(found, "sources")]
    given = [text if isinstance(text, str) else None for text in _list(found, "sourcesContent")]
    contents = (given + [None] * len(sources))[: len(sources)]
    names = [name if isinstance(name, str) else "" for name in _list(found, "names")]
    try:
        columns = decode_vlq(np.frombuffer(bytearray(mappings.encode()), np.uint8))
    except BadNumbersError as error:
        raise UnreadableInput(
            f"The source map cannot be decoded: its mappings are wrong at character {error.at:,}."
        ) from None
    return _in_order(_checked(columns, sources, names, contents))


def _list(found: dict[str, Any], key: str) -> list[Any]:
    value = found.get(key)
    return value if isinstance(value, list) else []


def _checked(
    columns: _Columns, sources: list[str], names: list[str], contents: list[str | None]
) -> SourceMap:
    """The segments, those that point outside the map's lists or before a file's beginning to
    nothing."""
    line, value, length = columns
    column, source, source_line, source_column, name = (
        np.ascontiguousarray(value[:, place]) for place in range(PLACES)
    )
    has_source = (length >= 4) & (source >= 0) & (source < len(sources))
    has_source &= (source_line >= 0) & (source_column >= 0)
    has_name = has_source & (length == PLACES) & (name >= 0) & (name < len(names))
    source, name = np.where(has_source, source, -1), np.where(has_name, name, -1)
    kept = column >= 0
    parts = (line, column, source, source_line, source_column, name)
    return _map_of([part[kept] for part in parts], sources, names, contents)


def _map_of(
    columns: list[NDArray[Any]], sources: list[str], names: list[str], contents: list[str | None]
) -> SourceMap:
    line, column, source, source_line, source_column, name = (c.astype(np.int32) for c in columns)
    return SourceMap(
        line, column, source, source_line, source_column, name, sources, names, contents
    )


def _in_order(found: SourceMap) -> SourceMap:
    """Segments by line and column: some tools write them as they come."""
    key = (found.line.astype(np.int64) << 32) | found.column
    if not len(key) or bool((np.diff(key) >= 0).all()):
        return found
    order = np.argsort(key, kind="stable")
    columns = (found.line, found.column, found.source, found.source_line)
    more = (found.source_column, found.name)
    rows = [column[order] for column in (*columns, *more)]
    return _map_of(rows, found.sources, found.names, found.contents)


def _united(sections: Any) -> SourceMap:
    """The maps of an index map as one, each moved to where its section begins."""
    if not isinstance(sections, list) or len(sections) > MOST_SECTIONS:
        raise UnreadableInput("The source map's sections are no list, or too many.")
    maps = [_section(section) for section in sections]
    sources = [source for each in maps for source in each.sources]
    names = [name for each in maps for name in each.names]
    contents = [text for each in maps for text in each.contents]
    columns: list[NDArray[Any]] = []
    for place in ("line", "column", "source", "source_line", "source_column", "name"):
        parts, before = [np.zeros(0, np.int32)], 0
        for each in maps:
            part = getattr(each, place)
            if place in ("source", "name"):
                part = np.where(part >= 0, part + before, -1)
                before += len(each.sources if place == "source" else each.names)
            parts.append(part.astype(np.int32))
        columns.append(np.concatenate(parts))
    return _in_order(_map_of(columns, sources, names, contents))


def _section(section: Any) -> SourceMap:
    offset = section.get("offset") if isinstance(section, dict) else None
    inner = section.get("map") if isinstance(section, dict) else None
    if not isinstance(offset, dict) or not isinstance(inner, dict) or "sections" in inner:
        raise UnreadableInput("A section of the source map has no map of its own in the file.")
    line, column = _place(offset.get("line")), _place(offset.get("column"))
    found = _one(inner)
    moved = found.line.astype(np.int64) + line
    kept = moved < 2**31
    shifted = found.column.astype(np.int64) + np.where(found.line == 0, column, 0)
    kept &= shifted < 2**31
    rows = (moved, shifted, found.source, found.source_line, found.source_column, found.name)
    return _map_of([row[kept] for row in rows], found.sources, found.names, found.contents)


def _place(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31:
        return value
    raise UnreadableInput("A section of the source map begins at no place.")
