"""A recording and everything measured on it, each measure computed once, when first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import number_pairs
from perfview.recording import study as recording
from perfview.recording.report import ImportReport
from perfview.recording.source import Source
from perfview.recording.study import measure
from perfview.traces.measures.critical_path import CriticalTimes, critical_times
from perfview.traces.measures.lanes import Lanes, lanes_by_depth, lanes_by_service, lanes_by_trace
from perfview.traces.measures.operations import (
    Endpoints,
    Operations,
    group_endpoints,
    group_operations,
)
from perfview.traces.measures.sampling import measure_weights
from perfview.traces.measures.self_time import self_times
from perfview.traces.measures.service_calls import ServiceCalls, find_service_calls
from perfview.traces.measures.service_graph import ServiceGraph, build_service_graph
from perfview.traces.measures.statements import Statements, normalise_statements
from perfview.traces.model import TraceModel
from perfview.traces.structure import Structure, build_structure

if TYPE_CHECKING:
    from perfview.traces.measures.flame import CallTree


class Study(recording.Study):
    """What detectors, tables and views are given. Safe to share between threads."""

    def __init__(
        self,
        model: TraceModel,
        report: ImportReport | None = None,
        source: Source | None = None,
    ) -> None:
        super().__init__(report or ImportReport(rows=len(model)), source)
        self.model = model

    @measure
    def structure(self) -> Structure:
        """Traces, parents, children."""
        return build_structure(self.model)

    @measure
    def self_ns(self) -> NDArray[np.int64]:
        """Per span: duration minus the union of its children, int64 ns (n)."""
        return self_times(self.model, self.structure)

    @measure
    def critical(self) -> CriticalTimes:
        """The critical paths of all traces."""
        return critical_times(self.model, self.structure)

    @property
    def critical_ns(self) -> NDArray[np.int64]:
        """Per span: its exclusive time on its trace's critical path, int64 ns (n); 0 off it."""
        return self.critical.exclusive_ns

    @measure
    def weights(self) -> NDArray[np.float64] | None:
        """How many requests each trace stands for: float64 (t); None where all are unsampled."""
        return measure_weights(self)

    @measure
    def operations(self) -> Operations:
        """Spans by service and name."""
        weights = self.weights
        of_span = None if weights is None else weights[self.structure.trace]
        return group_operations(self.model, self.self_ns, self.critical_ns, of_span)

    @measure
    def endpoints(self) -> Endpoints:
        """Traces by their root's operation."""
        return group_endpoints(self.model, self.structure, self.operations, self.weights)

    @measure
    def service_calls(self) -> ServiceCalls:
        """The calls that lead from one service into another."""
        return find_service_calls(self.model, self.structure)

    @measure
    def graph(self) -> ServiceGraph:
        """Services and their calls."""
        return build_service_graph(self.model, self.service_calls, self.self_ns, self.critical)

    @measure
    def statements(self) -> Statements:
        """Normalised database statements."""
        from perfview.traces.patterns.span_types import described_statements

        return normalise_statements(self.model, described_statements(self))

    @measure
    def services_per_trace(self) -> NDArray[np.int64]:
        """How many services the spans of a trace belong to: int64 (t)."""
        structure, node = self.structure, self.graph.of_span
        _, head = number_pairs(structure.trace, node)
        return np.bincount(structure.trace[head], minlength=structure.traces)

    def call_tree(self, traces: NDArray[np.int32] | None = None) -> CallTree:
        """These traces (int32 indices; all when None) folded into one tree of calls."""
        # The first view needs no folding: loading its kernels can wait.
        from perfview.traces.measures.flame import fold_calls

        return fold_calls(self.model, self.structure, self.self_ns, self.operations.of_span, traces)

    @measure
    def band_lanes(self) -> Lanes:
        """All spans, grouped as a timeline groups them: services' packed into as few rows as do not
        overlap, threads' by depth."""
        if len(self.model.threads.tracks):
            from perfview.traces.measures.bands import bands_of

            return lanes_by_depth(self.model, self.structure, bands_of(self).of_span)
        return lanes_by_service(self.model, self.structure, self.graph.of_span)

    def lanes_by_trace(self, traces: NDArray[np.int32]) -> Lanes:
        """These traces one under another, rows by depth, siblings that overlap on further rows."""
        return lanes_by_trace(self.model, self.structure, traces)
