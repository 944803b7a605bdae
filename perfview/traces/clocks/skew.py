"""Clocks of services that disagree, set right as far as their calls tell by how much.

Jaeger and Zipkin move every callee into its caller, span by span, which hides what happened
(https://github.com/jaegertracing/jaeger/blob/main/internal/uimodel/adjuster/clockskew.go,
https://github.com/openzipkin/zipkin/blob/master/zipkin-lens/src/zipkin/clock-skew.js). Here a clock
is moved as a whole, by what all its calls agree on, and only when they do.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from heapq import heappop, heappush

import numpy as np
from numpy.typing import NDArray

from perfview.findings.quantities import duration, plural
from perfview.kernels.call_bounds import call_bounds
from perfview.kernels.grouping import gather, number_pairs, number_small
from perfview.traces.clocks.agreement import Agreement, agree, contradicts
from perfview.traces.model import SpanKind, TraceModel
from perfview.traces.structure import Structure
from perfview.traces.study import Study

MOST_CLOCKS = 4096
"""Clocks that are told apart; where there were more, every process of a service keeps one."""

LEFT_OVER = 0.2
"""At most this share of contradictions may remain, or all clocks are left alone."""

_CALLS = np.zeros(256, np.bool_)
_CALLS[[SpanKind.UNSPECIFIED, SpanKind.INTERNAL, SpanKind.CLIENT, SpanKind.SERVER]] = True
_CALLED = np.zeros(256, np.bool_)
_CALLED[[SpanKind.UNSPECIFIED, SpanKind.SERVER]] = True
_NAMED = 3


@dataclass(frozen=True)
class Clocks:
    """Clocks of n spans, c of them. of_span int32 (n); shift_ns int64 (c): what spans are moved by;
    service int32 (c), text ids."""

    of_span: NDArray[np.int32]
    shift_ns: NDArray[np.int64]
    service: NDArray[np.int32]


def corrected(study: Study) -> Study:
    """The study with clocks set right, what was done in its report; the same where none is wrong.

    Times within one service stay as they are. Nothing is done for recordings of threads.
    """
    clocks = None if study.model.threads else find_clocks(study.model, study.structure)
    if clocks is None:
        return study
    shift = clocks.shift_ns[clocks.of_span]
    model = replace(study.model, start_ns=study.model.start_ns + shift)
    study.report.note("clocks-corrected", int(np.count_nonzero(shift)), _words(study, clocks))
    return Study(model, study.report, study.source)


def find_clocks(model: TraceModel, structure: Structure) -> Clocks | None:
    """The clocks that are wrong and by how much; None when none is, or calls do not agree.

    A clock is a service's; if that explains too little, one process' (resource) of it.
    """
    of_span, services = number_small(model.service, len(model.strings))
    calls = _Calls(model, structure.named_parent, of_span)
    if not calls.contradicting:
        return None
    shift = calls.shifts(len(services), of_span[structure.root])
    if shift is not None:
        return Clocks(of_span, shift, services)
    of_span, head = number_pairs(model.service, np.maximum(model.resource, 0))
    if len(services) < len(head) <= MOST_CLOCKS:
        calls = _Calls(model, structure.named_parent, of_span)
        shift = calls.shifts(len(head), of_span[structure.root])
    return None if shift is None else Clocks(of_span, shift, model.service[head])


class _Calls:
    """The calls from one clock to another."""

    def __init__(
        self, model: TraceModel, parent: NDArray[np.int32], of_span: NDArray[np.int32]
    ) -> None:
        row, self._lower, self._upper = call_bounds(
            parent, of_span, model.kind, _CALLS, _CALLED, model.start_ns, model.duration_ns
        )
        self._wrong = contradicts(self._lower, self._upper)
        self.contradicting = int(np.count_nonzero(self._wrong))
        if not self.contradicting:
            return
        self._caller, self._callee = of_span[parent[row]], of_span[row]
        self._answers = (model.kind[row] == SpanKind.SERVER) & (
            model.kind[parent[row]] == SpanKind.CLIENT
        )

    def shifts(self, clocks: int, of_root: NDArray[np.int32]) -> NDArray[np.int64] | None:
        """What to move each clock by, int64 ns (clocks); None when that would not help.

        Clocks at which most requests arrive keep their time; from there the busiest connections
        are followed. `of_root` int32: the clock of each trace's root.
        """
        if not self.contradicting:
            return None
        edges = self._agreements()
        if not any(agreement.offset_ns for near in edges.values() for _, agreement in near):
            return None
        arrivals = np.bincount(of_root[of_root >= 0], minlength=clocks)
        shift = np.zeros(clocks, np.int64)
        reached = np.zeros(clocks, np.bool_)
        for origin in np.argsort(-arrivals, kind="stable").tolist():
            if not reached[origin]:
                _spread(origin, edges, shift, reached)
        moved = shift[self._callee] - shift[self._caller]
        left = int(np.count_nonzero(contradicts(self._lower - moved, self._upper - moved)))
        return shift if left <= LEFT_OVER * self.contradicting else None

    def _agreements(self) -> dict[int, list[tuple[int, Agreement]]]:
        """Per clock the clocks it calls or is called by, with what those are to be moved by."""
        pair, head = number_pairs(self._caller, self._callee)
        first, order = gather(pair, len(head))
        wrong = np.bincount(pair, self._wrong, minlength=len(head))
        edges: dict[int, list[tuple[int, Agreement]]] = defaultdict(list)
        for k in range(len(head)):
            calls = order[first[k] : first[k + 1]]
            found = Agreement(0, len(calls))
            if wrong[k]:
                found = agree(self._lower[calls], self._upper[calls], self._answers[calls])
            caller, callee = int(self._caller[head[k]]), int(self._callee[head[k]])
            edges[caller].append((callee, found))
            edges[callee].append((caller, Agreement(-found.offset_ns, found.calls)))
        return edges


def _spread(
    origin: int,
    edges: dict[int, list[tuple[int, Agreement]]],
    shift: NDArray[np.int64],
    reached: NDArray[np.bool_],
) -> None:
    """Fill the shifts of all clocks connected with this one, the busiest connection first."""
    waiting: list[tuple[int, int, int]] = [(0, origin, 0)]
    while waiting:
        _, clock, offset = heappop(waiting)
        if reached[clock]:
            continue
        reached[clock], shift[clock] = True, offset
        for other, agreement in edges.get(clock, []):
            if not reached[other]:
                heappush(waiting, (-agreement.calls, other, offset + agreement.offset_ns))


def _words(study: Study, clocks: Clocks) -> str:
    """Which services were moved by how much, the furthest first."""
    strings = study.model.strings
    order = np.argsort(-np.abs(clocks.shift_ns), kind="stable")
    order = order[clocks.shift_ns[order] != 0]
    told = [
        f"{strings[clocks.service[i]] or 'spans without a service'} by"
        f" {'+' if clocks.shift_ns[i] > 0 else '−'}{duration(abs(int(clocks.shift_ns[i])))}"
        for i in order[:_NAMED].tolist()
    ]
    more = f" and {plural(len(order) - _NAMED, 'other')}" if len(order) > _NAMED else ""
    return (
        "Spans were moved in time, because the clocks of their services disagree with those of"
        f" their callers: {', '.join(told)}{more}. Times as recorded: --raw-clocks."
    )
