"""How far what PerfView foresees of a faster operation is from the simulation run with it."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.simulation import Simulation, Span, World, write_otlp
from perfview.engine.job import Job, Options
from perfview.traces.scenarios.scenario import Scenario, Treatment, foresee, rows_of_operation
from perfview.traces.study import Study

FASTER = (0.2, 0.5)
"""By how much operations are made faster: shares of their own work."""

_WORTH_SAYING = 0.005
"""Savings below this share of the mean (of the p95) are noise in the simulation too."""


@dataclass(frozen=True)
class Forecast:
    """One change in one world: the saving of mean or p95 in ns, true and foreseen."""

    world: str
    operation: str
    faster: float
    of: str
    true_ns: float
    foreseen_ns: float
    waits_kept_ns: float

    @property
    def error(self) -> float:
        """How far off, as a share of the true saving."""
        return abs(self.foreseen_ns - self.true_ns) / self.true_ns

    @property
    def error_without_queues(self) -> float:
        """The same had no one waited less than recorded."""
        return abs(self.waits_kept_ns - self.true_ns) / self.true_ns


def forecasts(world: World, operations: Sequence[str], requests: int, seed: int) -> list[Forecast]:
    """Simulate, record, foresee from the recording alone, and simulate again with the change."""
    spans = Simulation(world).run(requests, seed)
    study = _read(spans)
    # Traces are numbered from 1 in the order in which their requests came.
    number = study.model.trace_id_low[study.structure.root].astype(np.int64) - 1
    before = _request_times(spans)
    found = []
    for operation in operations:
        rows = _own_rows(study, operation)
        for faster in FASTER:
            left = {operation: 1 - faster}
            true = _request_times(Simulation(world, left).run(requests, seed))
            outcome = foresee(study, Scenario(rows, Treatment.FASTER, faster))
            for name, statistic in (("mean", np.mean), ("p95", _p95)):
                now = float(statistic(before))
                savings = [
                    now - float(statistic(times))
                    for times in (true[number], outcome.after_ns, outcome.waits_kept_ns)
                ]
                if savings[0] > _WORTH_SAYING * now:
                    found.append(Forecast(world.name, operation, faster, name, *savings))
    return found


def _read(spans: list[Span]) -> Study:
    """The spans as PerfView reads them back."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "simulated.otlp.json"
        write_otlp(spans, path)
        study: Study = Job(path, Options(use_cache=False, analyse=False)).run().study
    return study


def _own_rows(study: Study, operation: str) -> NDArray[np.int32]:
    """The spans in which the operation's own work stands, not those of the edge."""
    operations = study.operations
    inside = study.structure.parent >= 0
    named = [k for k in range(len(operations)) if operations.names[k] == operation]
    rows = np.concatenate([rows_of_operation(study, k) for k in named])
    own: NDArray[np.int32] = rows[inside[rows]].astype(np.int32)
    return own


def _request_times(spans: list[Span]) -> NDArray[np.int64]:
    """What each request took at the edge, in the order they came, ns."""
    took = {span.trace: span.end - span.start for span in spans if not span.parent}
    return np.array([took[trace] for trace in sorted(took)], np.int64)


def _p95(times: NDArray[np.int64]) -> float:
    return float(np.percentile(times, 95))
