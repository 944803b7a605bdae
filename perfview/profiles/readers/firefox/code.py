"""The tables that say where in the code samples fell: of a thread, or shared by all.

Processed: https://github.com/firefox-devtools/profiler/blob/main/src/types/profile.ts; as Gecko
writes them: https://github.com/firefox-devtools/profiler/blob/main/docs-developer/gecko-profile-format.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.recording.json_views import JsonView

Ids = NDArray[np.int32]


@dataclass
class CodeTables:
    """Stacks, frames and functions, all by index, -1 for none; texts as ids of the document's.

    prefix, frame int32 (stacks); function, line, category, address, inlined (frames); name, file,
    begins, column, module (functions). `is_raw`: functions are still locations, all in `name`.
    """

    prefix: Ids
    frame: Ids
    function: Ids
    line: Ids
    category: Ids
    address: NDArray[np.int64]
    inlined: NDArray[np.bool_]
    name: Ids
    file: Ids
    begins: Ids
    column: Ids
    module: Ids
    is_raw: bool = False


def strings_of(*holders: JsonView) -> Ids:
    """The ids of the first list of strings among what these objects hold."""
    for holder in holders:
        for name in ("stringArray", "stringTable"):
            if holder.get(name).is_list:
                return holder.get(name).texts()
    return np.zeros(0, np.int32)


def picked(index: Ids, values: NDArray[np.int32]) -> Ids:
    """The values at these indices, -1 where there is none."""
    known = (index >= 0) & (index < len(values))
    return np.where(known, np.append(values, np.int32(-1))[np.where(known, index, -1)], -1).astype(
        np.int32
    )


def _column(table: JsonView, name: str, length: int, default: int = -1) -> Ids:
    """A column of a table of columns, as long as the others."""
    found = table.get(name).whole_numbers()[:length]
    if default != -1:
        found[found < 0] = default
    return np.concatenate([found, np.full(length - len(found), default, np.int32)])


def _parents(stacks: JsonView, length: int) -> Ids:
    """The prefix of each stack; newer versions write how far before it that is, 0 for none."""
    if not stacks.get("prefixOffset").is_list:
        return _column(stacks, "prefix", length)
    back = _column(stacks, "prefixOffset", length, 0)
    return np.where(back > 0, np.arange(length, dtype=np.int32) - back, -1).astype(np.int32)


def processed_tables(thread: JsonView, shared: JsonView) -> CodeTables:
    """The tables of a processed thread, each its own or the profile's."""

    def table(name: str) -> JsonView:
        return thread.get(name) or shared.get(name)

    strings = strings_of(thread, shared)
    stacks, frames, functions = table("stackTable"), table("frameTable"), table("funcTable")
    s = len(stacks.get("frame").whole_numbers())
    r = len(frames.get("func").whole_numbers())
    f = len(functions.get("name").whole_numbers())
    source = picked(
        _column(functions, "source", f), _text_column(shared.get("sources"), "filename", strings)
    )
    file = picked(_column(functions, "fileName", f), strings)
    resource = _column(functions, "resource", f)
    address = frames.get("address").numbers()[:r]
    address = np.concatenate([address, np.zeros(r - len(address))])
    is_address = (address > 0) & (address < 2**62)
    return CodeTables(
        prefix=_parents(stacks, s),
        frame=_column(stacks, "frame", s),
        function=_column(frames, "func", r),
        line=_column(frames, "line", r, 0),
        category=_column(frames, "category", r),
        address=np.where(is_address, address, 0).astype(np.int64),
        inlined=_column(frames, "inlineDepth", r, 0) > 0,
        name=picked(_column(functions, "name", f), strings),
        file=np.where(file >= 0, file, source).astype(np.int32),
        begins=_column(functions, "lineNumber", f, 0),
        column=_column(functions, "columnNumber", f, 0),
        module=picked(resource, _text_column(table("resourceTable"), "name", strings)),
    )


def _text_column(table: JsonView, name: str, strings: Ids) -> Ids:
    """A column of indices of strings, or of strings."""
    column = table.get(name)
    first = column.elements()[:1] if column.is_list else []
    if first and first[0].kind == '"':
        return column.texts()
    return picked(column.whole_numbers(), strings)


def raw_rows(table: JsonView, *names: str) -> NDArray[np.float64]:
    """Columns of a table Gecko writes as rows with a schema, float64 (rows, names)."""
    schema = {name: view.whole(-1) for name, view in table.get("schema").members().items()}
    places = [schema.get(name, -1) for name in names]
    width = min(max(places, default=-1) + 1, 64)
    rows = table.get("data").number_rows(max(width, 1))
    wide = np.column_stack([rows, np.full(len(rows), np.nan)])
    return wide[:, [place if 0 <= place < width else -1 for place in places]]


def whole(values: NDArray[np.float64], default: int = -1) -> Ids:
    """Whole numbers from 0 on, `default` for all others."""
    fits = (values >= 0) & (values <= np.iinfo(np.int32).max)
    return np.where(fits, values, default).astype(np.int32)


def raw_tables(thread: JsonView, shared: JsonView) -> CodeTables:
    """The tables of a thread as Gecko writes them: a frame's location is one text."""
    strings = strings_of(thread, shared)
    stacks = raw_rows(thread.get("stackTable"), "prefix", "frame")
    frames = raw_rows(thread.get("frameTable"), "location", "line", "category")
    r = len(frames)
    none, zero = np.full(r, -1, np.int32), np.zeros(r, np.int32)
    return CodeTables(
        prefix=whole(stacks[:, 0]),
        frame=whole(stacks[:, 1]),
        function=np.arange(r, dtype=np.int32),
        line=whole(frames[:, 1], 0),
        category=whole(frames[:, 2]),
        address=np.zeros(r, np.int64),
        inlined=np.zeros(r, np.bool_),
        name=picked(whole(frames[:, 0]), strings),
        file=none,
        begins=zero,
        column=zero.copy(),
        module=none.copy(),
        is_raw=True,
    )
