"""A recording and everything measured on it, each measure computed once, when first asked for."""

from __future__ import annotations

import threading
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from perfview.recording.report import ImportReport
from perfview.traces.flame import CallTree
from perfview.traces.lanes import Lanes
from perfview.traces.model import TraceModel
from perfview.traces.operations import Endpoints, Operations
from perfview.traces.service_graph import ServiceGraph
from perfview.traces.statements import Statements
from perfview.traces.structure import Structure, build_structure


class Study:
    """What detectors, tables and views are given. Safe to share between threads."""

    def __init__(self, model: TraceModel, report: ImportReport | None = None) -> None:
        self.model = model
        self.report = report or ImportReport(rows=len(model))
        self._lock = threading.RLock()

    @cached_property
    def structure(self) -> Structure:
        """Traces, parents, children."""
        return build_structure(self.model)

    @cached_property
    def self_ns(self) -> NDArray[np.int64]:
        """Per span: duration minus the union of its children, int64 ns (n)."""
        raise NotImplementedError

    @cached_property
    def critical_ns(self) -> NDArray[np.int64]:
        """Per span: its exclusive time on its trace's critical path, int64 ns (n); 0 off the path."""
        raise NotImplementedError

    @cached_property
    def operations(self) -> Operations:
        """Spans by service and name."""
        raise NotImplementedError

    @cached_property
    def endpoints(self) -> Endpoints:
        """Traces by their root's operation."""
        raise NotImplementedError

    @cached_property
    def graph(self) -> ServiceGraph:
        """Services and their calls."""
        raise NotImplementedError

    @cached_property
    def statements(self) -> Statements:
        """Normalised database statements."""
        raise NotImplementedError

    def call_tree(self, traces: NDArray[np.int32] | None = None) -> CallTree:
        """These traces (int32 indices; all when None) folded into one tree of calls."""
        raise NotImplementedError

    def lanes_by_service(self) -> Lanes:
        """All spans, grouped by service node, packed into as few rows as do not overlap."""
        raise NotImplementedError

    def lanes_by_trace(self, traces: NDArray[np.int32]) -> Lanes:
        """These traces one under another, rows by depth, siblings that overlap on further rows."""
        raise NotImplementedError
