"""How well loops are found on recorded workloads whose loops are known.

Each was recorded from a real mapper on a real PostgreSQL (`tests/queries/loops/samples`): requests
that loop over rows were planted among others that only look like it (eager loading, paging,
cursors, executemany, a queue's worker, health checks, sessions, short lists, the same question
again). A request and a table count once: precision is the part of those named that were planted,
recall the part of the planted that were named.
"""

from __future__ import annotations

import gzip
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.result import Result
from perfview.kernels.memory import PAD
from perfview.queries.gathering.building import filled
from perfview.queries.gathering.calls import Written, gather
from perfview.queries.loops.bursts import LEAST
from perfview.queries.loops.loop import MANY_TO_MANY, N_PLUS_ONE
from perfview.queries.loops.roles import role_of
from perfview.queries.model import Calls, QueryModel, Sessions
from perfview.queries.study import Study
from perfview.recording.progress import Progress
from perfview.recording.strings import StringTable

SAMPLES = Path(__file__).parents[2] / "tests/queries/loops/samples"
_LIMIT = 0.95


@dataclass(frozen=True)
class Workload:
    """A recording, the request of each call (int32, -1 unknown) and what is looped: (request,
    table)."""

    name: str
    study: Study
    request: NDArray[np.int32]
    looped: frozenset[tuple[int, str]]


def workloads(folder: Path = SAMPLES) -> list[Workload]:
    """All that are recorded; those with traces once more without the values of parameters."""
    found = []
    for path in sorted(folder.glob("*.json.gz")):
        told = json.loads(gzip.decompress(path.read_bytes()))
        found.append(_workload(path.name.removesuffix(".json.gz"), told))
        if told["has_trace"]:
            found.append(_workload(f"{found[-1].name} without values", told, values=False))
        if any(each >= 0 for each in told["columns"]["transaction"]):
            found.append(_workload(f"{found[-1].name} without vxid", told, transactions=False))
    return found


def _workload(
    name: str, told: dict[str, Any], *, values: bool = True, transactions: bool = True
) -> Workload:
    columns = {k: np.array(v, np.int64) for k, v in told["columns"].items()}
    request = columns["request"].astype(np.int32)
    texts = _texts(told, values=values)
    gathered = gather(texts, "postgres", columns["duration_us"] * 1000, Progress())
    names = range(int(columns["session"].max(initial=-1)) + 1)
    own = list(gathered.strings)
    nothing = np.full(len(names), -1, np.int32)
    calls = filled(
        Calls,
        len(request),
        statement=gathered.statement,
        key=gathered.key,
        start_ns=np.cumsum(columns["start_us"]) * 1000,
        duration_ns=columns["duration_us"] * 1000,
        rows=columns["rows"],
        session=columns["session"],
        transaction=columns["transaction"] if transactions else np.full(len(request), -1),
        trace=request if told["has_trace"] else np.full(len(request), -1),
    )
    model = QueryModel(
        strings=StringTable.of([*own, *(f"session {each}" for each in names)]),
        statements=gathered.statements,
        samples=gathered.samples,
        sessions=Sessions(np.arange(len(names), dtype=np.int32) + len(own), *[nothing] * 4),
        calls=calls,
        dialect="postgres",
    )
    looped = {(each, table) for each, tables in told["looped"] for table in tables}
    return Workload(name, Study(model), request, frozenset(looped))


def _texts(told: dict[str, Any], *, values: bool) -> Written:
    parts: list[bytes] = []
    places = {}
    at = 0
    for kind in ("statements", "parameters"):
        begins = []
        for text in told[kind]:
            parts.append(text.encode())
            begins.append((at, at + len(parts[-1])))
            at += len(parts[-1])
        places[kind] = np.array(begins or [(0, 0)], np.int64)
    content = np.frombuffer(b"".join(parts) + bytes(PAD), np.uint8).copy()
    statement = places["statements"][told["columns"]["statement"]]
    parameter = places["parameters"][told["columns"]["parameters"]]
    is_told = (parameter[:, 1] > parameter[:, 0]) & values
    begin = np.where(is_told, parameter[:, 0], -1)
    stop = np.where(is_told, parameter[:, 1], -1)
    columns = (np.ascontiguousarray(each) for each in (*statement.T, begin, stop))
    return Written(content, *columns)


def named(workload: Workload) -> set[tuple[int, str]]:
    """What is reported as N+1: (request, table); a negative number for a loop that is spread over
    requests, none of which has enough of it."""
    study = workload.study
    found = set()
    for loop in study.loops:
        if loop.kind not in N_PLUS_ONE:
            continue
        role = role_of(study, loop.statement)
        table = role.key_table if loop.kind == MANY_TO_MANY else role.table
        for begin, stop in zip(loop.first[:-1].tolist(), loop.first[1:].tolist(), strict=True):
            calls = loop.calls[begin:stop]
            counted = Counter(workload.request[calls].tolist())
            enough = [each for each, calls_ in counted.items() if calls_ >= LEAST]
            found |= {(each, table) for each in enough or [-2 - int(calls[0])]}
    return found


def precision_and_recall(workload: Workload) -> tuple[float, float]:
    """By request and table."""
    found = named(workload)
    right = len(found & workload.looped)
    return right / max(len(found), 1), right / max(len(workload.looped), 1)


def results() -> list[Result]:
    """Precision and recall of each workload. Where values of parameters are not written down, ids
    from elsewhere cannot be told from the same question again: no limit is held there."""
    found = []
    for workload in workloads():
        precision, recall = precision_and_recall(workload)
        blind = workload.name.endswith("without values")
        note = f"{len(workload.looped)} planted in {len(workload.request)} calls"
        found += [
            Result(f"N+1 precision, {workload.name}", precision, "ratio", _LIMIT, True, note),
            Result(
                f"N+1 recall, {workload.name}", recall, "ratio", None if blind else _LIMIT, True
            ),
        ]
    return found


if __name__ == "__main__":
    for result in results():
        print(f"{result.name:60s} {result.value:.3f}  {result.note}")
