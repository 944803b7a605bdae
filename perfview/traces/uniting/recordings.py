"""Several recordings as one: their columns end to end, their texts in one table."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from perfview.kernels.interning import Interner
from perfview.kernels.uniting_texts import intern_table
from perfview.recording.strings import StringTable
from perfview.traces.contents.numbered_names import NumberedNames
from perfview.traces.model import TEXT_SOURCES, Attributes, TraceModel, column_names
from perfview.traces.uniting.end_to_end import Ids, before, moved, renumbered, shifted
from perfview.traces.uniting.threads import unite_threads

_TEXTS = ("name", "service", *TEXT_SOURCES)


def unite(parts: list[tuple[TraceModel, int]]) -> tuple[TraceModel, list[bool]]:
    """One model of several, each with the offset its file has in the stream of all.

    Recordings of requests and of threads do not go together: the kind with more spans is taken,
    and the second part of the answer says which models are in it. Ids of requests stay as they
    are, so that traces may go through several files; those of slices, row numbers, go on.
    """
    of_threads = [bool(model.threads) for model, _ in parts]
    weight = [
        sum(len(m) for (m, _), t in zip(parts, of_threads, strict=True) if t is kind)
        for kind in (False, True)
    ]
    wanted = weight[1] > weight[0]
    taken = [kind is wanted for kind in of_threads]
    chosen = [part for part, is_taken in zip(parts, taken, strict=True) if is_taken]
    return _united([m for m, _ in chosen], [offset for _, offset in chosen], wanted), taken


def _united(models: list[TraceModel], offsets: list[int], of_threads: bool) -> TraceModel:
    strings, texts = _one_table([model.strings for model in models])
    columns: dict[str, Any] = {}
    for name in column_names():
        pieces = [getattr(model, name) for model in models]
        if name in _TEXTS:
            pieces = [renumbered(p, ids) for p, ids in zip(pieces, texts, strict=True)]
        columns[name] = np.concatenate(pieces)
    counts = [len(model.resource_reference) for model in models]
    columns["resource"] = np.concatenate(
        [shifted(m.resource, by) for m, by in zip(models, before(counts), strict=True)]
    )
    if of_threads:
        _go_on(columns, models)
    return replace(
        models[0],
        strings=strings,
        attributes=_attributes(models, offsets),
        resource_reference=np.concatenate(
            [moved(m.resource_reference, by) for m, by in zip(models, offsets, strict=True)]
        ),
        ids_upper_case=all(model.ids_upper_case for model in models),
        threads=unite_threads(models, texts) if of_threads else models[0].threads,
        **columns,
    )


def _one_table(tables: list[StringTable]) -> tuple[StringTable, list[Ids]]:
    """One table of all texts, and the new ids of each table's."""
    interner = Interner()
    ids = [intern_table(interner, table.arena, table.offsets) for table in tables]
    return StringTable(*interner.packed()), ids


def _go_on(columns: dict[str, Any], models: list[TraceModel]) -> None:
    """Ids of slices are row numbers: those of later files go on behind the earlier ones'."""
    counts = [len(model) for model in models]
    base = np.repeat(np.array(before(counts), np.uint64), counts)
    for name in ("span_id", "parent_id", "trace_id_low"):
        columns[name] = np.where(columns[name] == 0, columns[name], columns[name] + base)


def _attributes(models: list[TraceModel], offsets: list[int]) -> Attributes:
    tables = [model.attributes for model in models]
    keys, ids = _one_table([table.keys for table in tables])
    rows = before([len(table.key) for table in tables])
    first = [table.first[:-1] + by for table, by in zip(tables, rows, strict=True)]
    total = np.array([sum(len(table.key) for table in tables)])
    return Attributes(
        first=np.concatenate([*first, total]),
        key=np.concatenate([renumbered(t.key, i) for t, i in zip(tables, ids, strict=True)]),
        reference=np.concatenate(
            [t.reference + np.uint64(by) for t, by in zip(tables, offsets, strict=True)]
        ),
        keys=keys,
        numbered=_numbered([table.numbered for table in tables], offsets),
    )


def _numbered(tables: list[NumberedNames], offsets: list[int]) -> NumberedNames:
    sets = before([len(table.first) - 1 for table in tables])
    names = before([len(table.kind) for table in tables])
    return NumberedNames(
        offset=np.concatenate([t.offset + by for t, by in zip(tables, offsets, strict=True)]),
        scope=np.concatenate([shifted(t.scope, by) for t, by in zip(tables, sets, strict=True)]),
        first=np.concatenate(
            [
                *(t.first[:-1] + by for t, by in zip(tables, names, strict=True)),
                [sum(len(t.kind) for t in tables)],
            ]
        ).astype(np.int64),
        kind=np.concatenate([t.kind for t in tables]),
        number=np.concatenate([t.number for t in tables]),
        reference=np.concatenate(
            [moved(t.reference, by) for t, by in zip(tables, offsets, strict=True)]
        ),
        described=np.concatenate([t.described + by for t, by in zip(tables, offsets, strict=True)]),
        described_by=np.concatenate([t.described_by for t in tables]),
        descriptors=np.concatenate(
            [moved(t.descriptors, by) for t, by in zip(tables, offsets, strict=True)]
        ),
    )
