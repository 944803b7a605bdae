"""The tables of a profile that `perfview export` writes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from perfview.profiles.measures.kinds import Kind
from perfview.profiles.measures.paths import Paths
from perfview.profiles.measures.threads import thread_table
from perfview.profiles.study import Study
from perfview.recording.table_columns import Columns, Texts


def functions(study: Study) -> Columns:
    """One row a function, in the order of the file; `self` and `total` in `unit`."""
    model, table = study.model, study.functions
    rows, strings = model.functions, model.strings
    f = len(rows)
    return {
        "name": Texts(rows.name, strings),
        "file": Texts(rows.file, strings),
        "line": rows.line,
        "self": table.own,
        "total": table.total,
        "unit": Texts(np.zeros(f, np.int32), [model.unit()]),
        "samples": table.count,
        "samples_total": table.present,
        "column": rows.column,
        "module": Texts(rows.module, strings),
        "kind": Texts(study.kinds.astype(np.int32), [kind.name.lower() for kind in Kind]),
        "package": Texts(study.packages.of_function, study.packages.names),
    }


def stacks(study: Study) -> Columns:
    """One row a distinct way of functions, ``main;run;parse``, with samples of its own or not."""
    tree = study.tree
    rows = np.arange(len(tree.shape), dtype=np.int32)
    return {
        "stack": Paths(study, tree.shape, rows),
        "self": tree.own,
        "total": tree.total,
        "unit": Texts(np.zeros(len(rows), np.int32), [study.model.unit()]),
        "samples": tree.count,
        "depth": tree.shape.depth,
    }


def threads(study: Study) -> Columns:
    """One row a thread; `total` sums the default metric over its samples, idle ones left out."""
    model = study.model
    rows, strings, table = model.threads, model.strings, thread_table(study)
    return {
        "name": Texts(rows.name, strings),
        "thread_id": rows.thread_id,
        "process": Texts(rows.process_name, strings),
        "process_id": rows.process_id,
        "samples": table.count,
        "total": table.total,
        "unit": Texts(np.zeros(len(rows), np.int32), [model.unit()]),
        "end_ns": rows.end_ns,
    }


TABLES: dict[str, Callable[[Study], Columns]] = {
    "functions": functions,
    "stacks": stacks,
    "threads": threads,
}
"""Every table by the name it is asked for."""
