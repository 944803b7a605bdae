"""The tables of all threads in one: functions, frames and stacks, each once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.ancestors import nearest_marked
from perfview.kernels.rooting import parents_first
from perfview.kernels.stacks import fold_stacks
from perfview.profiles.assembling.distinct import distinct, distinct_functions
from perfview.profiles.assembling.texts import Texts
from perfview.profiles.model import Frames, Functions, Stacks
from perfview.profiles.readers.firefox.code import CodeTables, Ids, picked
from perfview.recording.report import ImportReport


@dataclass(frozen=True)
class Code:
    """The model's tables, and for each of the tables read: its stacks as the model's, int32."""

    functions: Functions
    frames: Frames
    stacks: Stacks
    of_stack: list[Ids]


def unite_code(
    tables: Sequence[CodeTables],
    categories: Sequence[object],
    texts: Texts,
    report: ImportReport,
) -> Code:
    """All tables in one. `categories`: for each of them meta.categories, as Python has it."""
    function, functions = _unite_functions(tables, categories, texts)
    of_frame, frames = _unite_frames(tables, function)
    stacks, of_stack = _unite_stacks(tables, of_frame, report)
    return Code(functions, frames, stacks, of_stack)


def _joined(columns: Iterable[NDArray[np.int32]]) -> Ids:
    return np.concatenate([np.zeros(0, np.int32), *columns]).astype(np.int32)


def _unite_functions(
    tables: Sequence[CodeTables], categories: Sequence[object], texts: Texts
) -> tuple[Ids, Functions]:
    """The function of each frame of all tables, int32, -1 for none; functions some frame is in."""
    name, file = _joined(c.name for c in tables), _joined(c.file for c in tables)
    begins, column = _joined(c.begins for c in tables), _joined(c.column for c in tables)
    module = _joined(c.module for c in tables)
    pairs = zip(tables, categories, strict=True)
    category = _joined(_categories(code, names, texts) for code, names in pairs)
    _name_nameless(name, file, begins, texts)
    of_row, functions = distinct_functions(name, file, begins, column, module, category)
    first = np.cumsum([0, *(len(c.name) for c in tables)]).tolist()
    row = _joined(
        np.where((c.function >= 0) & (c.function < len(c.name)), c.function + at, -1)
        for c, at in zip(tables, first, strict=False)
    )
    used = np.zeros(len(functions), np.bool_)
    used[of_row[row[row >= 0]]] = True
    place = np.where(used, np.cumsum(used) - 1, -1).astype(np.int32)
    columns = ("name", "file", "line", "column", "module", "category")
    kept = Functions(*(getattr(functions, column)[used] for column in columns))
    return picked(picked(row, of_row), place), kept


def _categories(code: CodeTables, names: object, texts: Texts) -> Ids:
    """The category of each function: that of its first frame that has one."""
    listed = names if isinstance(names, list) else []
    ids = [texts.add(str(c.get("name", ""))) if isinstance(c, dict) else -1 for c in listed]
    of_frame = picked(code.category, np.array(ids, np.int32))
    found = np.full(len(code.name), -1, np.int32)
    has = (of_frame >= 0) & (code.function >= 0) & (code.function < len(found))
    rows = np.flatnonzero(has)[::-1]
    found[code.function[rows]] = of_frame[rows]
    return found


def _name_nameless(name: Ids, file: Ids, line: Ids, texts: Texts) -> None:
    """Give functions without a name one that tells them apart; in place."""
    bare = np.flatnonzero(name < 0)
    for i, path in zip(bare.tolist(), texts.of(file[bare]), strict=True):
        place = f" {path.rpartition('/')[2]}:{line[i]}" if path else ""
        name[i] = texts.add(f"(anonymous{place})")


def _unite_frames(tables: Sequence[CodeTables], function: Ids) -> tuple[Ids, Frames]:
    """The model's frame of each frame of all tables, int32, -1 where the function is unknown."""
    line = _joined(c.line for c in tables)
    inlined = np.concatenate([np.zeros(0, np.bool_), *(c.inlined for c in tables)])
    address = np.concatenate([np.zeros(0, np.int64), *(c.address for c in tables)])
    number = np.unique(address, return_inverse=True)[1].astype(np.int32).reshape(-1)
    of_row, first = distinct(function, line, inlined.astype(np.int32), number)
    known = function[first] >= 0
    place = np.where(known, np.cumsum(known) - 1, -1).astype(np.int32)
    first = first[known]
    return picked(of_row, place), Frames(
        function[first], line[first], address[first], inlined[first]
    )


def _unite_stacks(
    tables: Sequence[CodeTables], of_frame: Ids, report: ImportReport
) -> tuple[Stacks, list[Ids]]:
    """All stacks in one table; those of dropped frames become what they stand on."""
    counts = [min(len(c.prefix), len(c.frame)) for c in tables]
    first = np.cumsum([0, *counts]).tolist()
    parent, frame = _listed_stacks(tables, first, report)
    rank, above, cuts = parents_first(parent)
    report.note("circular-stacks", cuts, "Stacks stand on themselves; they begin there.")
    on_top = np.full(len(frame), -1, np.int32)
    on_top[rank] = picked(frame, of_frame)
    stands = nearest_marked(above, on_top >= 0)
    kept = np.flatnonzero(on_top >= 0)
    place = np.full(len(frame) + 1, -1, np.int32)
    place[kept] = np.arange(len(kept), dtype=np.int32)
    over = np.append(stands, np.int32(-1))[above[kept]]
    folded, label, fold = fold_stacks(place[over], on_top[kept])
    of_stack = np.append(fold, np.int32(-1))[place[stands]][rank].astype(np.int32)
    return Stacks(folded, label), [of_stack[a:b] for a, b in pairwise(first)]


def _listed_stacks(
    tables: Sequence[CodeTables], first: Sequence[int], report: ImportReport
) -> tuple[Ids, Ids]:
    """Parent and frame of every stack of all tables, int32, by row; `first` rows of each table."""
    parent, frame = np.full((2, first[-1]), -1, np.int32)
    first_frame = np.cumsum([0, *(len(c.function) for c in tables)]).tolist()
    outside = missing = 0
    for code, begin, end, frames in zip(tables, first, first[1:], first_frame, strict=False):
        prefix, on_top = code.prefix[: end - begin], code.frame[: end - begin]
        beyond = prefix >= end - begin
        outside += int(np.count_nonzero(beyond))
        parent[begin:end] = np.where((prefix >= 0) & ~beyond, prefix + begin, -1)
        bad = (on_top < 0) | (on_top >= len(code.function))
        missing += int(np.count_nonzero(bad))
        frame[begin:end] = np.where(bad, -1, on_top + frames)
    report.note(
        "bad-parent", outside, "Stacks stand on stacks that do not exist; they begin there."
    )
    report.note("bad-frame", missing, "Stacks name frames that do not exist; left out of them.")
    return parent, frame
