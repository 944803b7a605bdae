"""A profile of bundled or compiled JavaScript under its original names, files and lines.

Every function keeps its index, every stack its numbers: only what they are called changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from perfview.profiles.model import Frames, Functions, LineTicks, ProfileModel
from perfview.profiles.originals import Originals
from perfview.profiles.sources.lookup import sources_of
from perfview.profiles.sources.maps.finding import FoundMap, find_map
from perfview.profiles.sources.maps.naming import Code, Naming
from perfview.profiles.sources.maps.original_paths import original_path
from perfview.profiles.sources.places import Places
from perfview.profiles.study import Study
from perfview.recording.errors import UnreadableInput
from perfview.recording.source_maps.reading import read_map
from perfview.recording.source_maps.source_map import SourceMap
from perfview.recording.strings import StringTable

MOST_SCRIPTS = 2_000
"""Scripts whose maps are looked for."""

MOST_READ = 192 << 20
"""Bytes of maps and scripts read for one profile."""

_KEPT = ("shape", "tree", "function")
"""Measures that know functions by their index only."""


@dataclass
class _Mapped:
    """What maps change, the model's columns copied: written to script by script."""

    name: dict[int, str] = field(default_factory=dict)
    file: dict[int, str] = field(default_factory=dict)
    line: dict[int, int] = field(default_factory=dict)
    column: dict[int, int] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    maps: list[str] = field(default_factory=list)


def mapped(study: Study, folders: Sequence[Path] = ()) -> Study:
    """The study with what source maps say of its functions; itself where there are none.

    Maps are looked for where scripts are (`finding`), beside the profile, and in `folders`; ones
    that cannot be read are told in the report. Its source is looked for in `folders`, too.
    """
    found, frame_line = _Mapped(), study.model.frames.line.copy()
    tick_line = study.model.ticks.line.copy()
    for file, script, source_map, map_name, code in _maps(study, Places(study.source, folders)):
        functions = np.flatnonzero(study.model.functions.file == file)
        naming = Naming(source_map, Code(code) if code is not None else None)
        if _map_functions(study, functions, script, source_map, naming, found):
            found.maps.append(map_name)
            _map_lines(study.model, functions, source_map, found, frame_line, tick_line)
    made = _applied(study, found, frame_line, tick_line) if found.maps else study
    sources_of(made).look_in(folders)
    return made


def _maps(study: Study, places: Places) -> Iterator[tuple[int, str, SourceMap, str, str | None]]:
    """Each script's file id and name, its map and the map's name, and its code if at hand."""
    model, read = study.model, 0
    files = np.unique(model.functions.file[model.functions.line > 0])
    known: dict[str, SourceMap | None] = {}
    for file in files[files >= 0][:MOST_SCRIPTS].tolist():
        script = model.strings[file]
        found = find_map(script, places) if read < MOST_READ else None
        if found is None:
            continue
        read += len(found.data) + len(found.code or b"")
        source_map = _read(study, found, script) if found.name not in known else known[found.name]
        known[found.name] = source_map
        if source_map is not None and len(source_map):
            code = found.code.decode("utf-8", "replace") if found.code is not None else None
            yield file, script, source_map, found.name, code


def _read(study: Study, found: FoundMap, script: str) -> SourceMap | None:
    try:
        return read_map(found.data)
    except UnreadableInput as error:
        name, of = Path(found.name).name, script.rpartition("/")[2]
        detail = f"The source map of {of} ({name}) is left aside. {error}"
        study.report.note("source-map-unreadable", 1, detail)
        return None


def _map_functions(
    study: Study,
    functions: NDArray[np.intp],
    script: str,
    source_map: SourceMap,
    naming: Naming,
    found: _Mapped,
) -> int:
    """Where the functions of a script come from, written to `found`; how many are known."""
    columns = study.model.functions
    line, column = columns.line[functions] - 1, columns.column[functions] - 1
    at = _segments(source_map, line, column)
    # Line 1, column 1 is the script itself, whatever its first function may be.
    rooted = (at >= 0) & (source_map.source[at] >= 0) & ~((line == 0) & (column == 0))
    count = 0
    for f, row, c, segment in zip(
        functions[rooted].tolist(),
        line[rooted].tolist(),
        column[rooted].tolist(),
        at[rooted].tolist(),
        strict=True,
    ):
        source = int(source_map.source[segment])
        file = original_path(source_map.sources[source], script)
        if not file:
            continue
        text = source_map.contents[source]
        if text is not None:
            found.texts.setdefault(file, text)
        found.file[f], found.line[f] = file, int(source_map.source_line[segment]) + 1
        found.column[f] = int(source_map.source_column[segment]) + 1
        found.name[f] = _named(study.name_of(f), file, found.line[f], naming, row, c)
        count += 1
    return count


def _named(recorded: str, file: str, line: int, naming: Naming, row: int, column: int) -> str:
    if recorded.startswith("(anonymous"):
        return f"(anonymous {file.rpartition('/')[2]}:{line})"
    return naming.name(recorded, row, column) if column >= 0 else recorded


def _segments(
    source_map: SourceMap, line: NDArray[np.int32], column: NDArray[np.int32]
) -> NDArray[np.int64]:
    """The segment of each function, int64, -1 for none. Where the column is unknown a line tells
    only if all of it comes from one."""
    at = source_map.at(line, column)
    for place in np.flatnonzero(column < 0).tolist():
        begin, end = np.searchsorted(source_map.line, [line[place], line[place] + 1])
        rows = np.arange(begin, end)
        rows = rows[source_map.source[rows] >= 0]
        origins = set(
            zip(
                source_map.source[rows].tolist(), source_map.source_line[rows].tolist(), strict=True
            )
        )
        at[place] = rows[0] if len(origins) == 1 else -1
    return at


def _map_lines(
    model: ProfileModel,
    functions: NDArray[np.intp],
    source_map: SourceMap,
    found: _Mapped,
    frame_line: NDArray[np.int32],
    tick_line: NDArray[np.int32],
) -> None:
    """The original lines that ran, written over the recorded ones. A function's first line stands
    for what is on it: of minified code nothing finer is recorded."""
    size = len(model.functions)
    begin, origin = np.zeros(size, np.int32), np.full(size, -1, np.int32)
    known = [f for f in functions.tolist() if f in found.line]
    begin[known] = [found.line[f] for f in known]
    at = _segments(source_map, *(_places(model.functions, known)))
    origin[known] = source_map.source[at]
    of_tick = model.function_of_stack()[model.ticks.stack]
    for function, line, to in (
        (model.frames.function, model.frames.line, frame_line),
        (of_tick, model.ticks.line, tick_line),
    ):
        rows = np.flatnonzero((origin[function] >= 0) & (line > 0))
        f = function[rows]
        segment = source_map.first_of(line[rows] - 1)
        same = (segment >= 0) & (source_map.source[segment] == origin[f])
        same &= line[rows] != model.functions.line[f]
        to[rows] = np.where(same, source_map.source_line[segment] + 1, begin[f])


def _places(functions: Functions, known: list[int]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    return functions.line[known] - 1, functions.column[known] - 1


def _applied(
    study: Study, found: _Mapped, frame_line: NDArray[np.int32], tick_line: NDArray[np.int32]
) -> Study:
    model, functions = study.model, study.model.functions
    strings, number = _with(model.strings, [*found.name.values(), *found.file.values()])
    rows = np.fromiter(found.file, np.int64, len(found.file))
    columns = {
        "name": [number[found.name[f]] for f in rows.tolist()],
        "file": [number[found.file[f]] for f in rows.tolist()],
        "line": [found.line[f] for f in rows.tolist()],
        "column": [found.column[f] for f in rows.tolist()],
    }
    changed = {key: getattr(functions, key).copy() for key in columns}
    for key, values in columns.items():
        changed[key][rows] = values
    frames: Frames = replace(model.frames, line=frame_line)
    ticks: LineTicks = replace(model.ticks, line=tick_line)
    renamed = replace(functions, **changed)
    made = Study(
        replace(model, strings=strings, functions=renamed, frames=frames, ticks=ticks),
        study.report,
        study.source,
    )
    is_mapped = np.zeros(len(functions), np.bool_)
    is_mapped[rows] = True
    before = study.originals
    if before:
        is_mapped |= before.mapped
    maps = tuple(dict.fromkeys([*before.maps, *found.maps]))
    made.originals = Originals({**before.texts, **found.texts}, maps, is_mapped)
    made.baseline = study.baseline
    made.adopt({name: vars(study)[name] for name in _KEPT if name in vars(study)})
    return made


def _with(strings: StringTable, texts: list[str]) -> tuple[StringTable, dict[str, int]]:
    """The table with these texts in it, and where each is; "" is -1."""
    number = {"": -1}
    new: list[bytes] = []
    wanted = [text for text in dict.fromkeys(texts) if text]
    have = {strings.raw(i): i for i in range(len(strings))}
    for text in wanted:
        raw = text.encode("utf-8", "replace")
        at = have.get(raw)
        if at is None:
            at = have[raw] = len(strings) + len(new)
            new.append(raw)
        number[text] = at
    more = StringTable.of(new)
    arena = np.concatenate([strings.arena, more.arena])
    offsets = np.concatenate([strings.offsets, more.offsets[1:] + strings.offsets[-1]])
    return StringTable(arena, offsets), number
