"""The tables of a profile that `perfview export` writes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from perfview.profiles.measures.edges import edges
from perfview.profiles.measures.grouped import GroupTable, by_file, by_package
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


def packages(study: Study) -> Columns:
    """One row a package, library or module; a stack counts once for each."""
    found, names = by_package(study), study.packages.names
    return {"package": names, **_costs(study, found)}


def files(study: Study) -> Columns:
    """One row a file with functions in it; a stack counts once for each."""
    found, model = by_file(study), study.model
    used = np.unique(model.functions.file)
    used = used[used >= 0].astype(np.int32)
    costs = GroupTable(found.own[used], found.total[used], found.count[used])
    return {"file": Texts(used, model.strings), **_costs(study, costs)}


def calls(study: Study) -> Columns:
    """One row a pair of functions one of which calls the other; of counted calls the counts."""
    model, counts = study.model, study.model.counts
    names = model.functions.name
    if counts:
        caller, callee, e = counts.caller, counts.callee, len(counts.caller)
        at = model.metrics.default
        total, number = counts.edge_inclusive[at * e : at * e + e], counts.edge_calls
    else:
        found = edges(study.tree)
        caller, callee, total, number = found.caller, found.callee, found.total, found.count
    return {
        "caller": Texts(names[caller], model.strings),
        "callee": Texts(names[callee], model.strings),
        "total": total,
        "unit": _unit(study, len(caller)),
        "calls" if counts else "samples": number,
    }


def _costs(study: Study, found: GroupTable) -> Columns:
    return {
        "self": found.own,
        "total": found.total,
        "unit": _unit(study, len(found.own)),
        "samples": found.count,
    }


def _unit(study: Study, rows: int) -> Texts:
    return Texts(np.zeros(rows, np.int32), [study.model.unit()])


TABLES: dict[str, Callable[[Study], Columns]] = {
    "functions": functions,
    "stacks": stacks,
    "threads": threads,
    "packages": packages,
    "files": files,
    "calls": calls,
}
"""Every table by the name it is asked for."""
