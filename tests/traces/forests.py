"""Random recordings for property tests: trees with overflows, repeated ids, rings and orphans."""

from __future__ import annotations

from hypothesis import strategies as st

from perfview.traces.model import SpanKind, TraceModel
from tests.traces.building import Recording

SERVICES = ("web", "cart", "store")


@st.composite
def recordings(draw: st.DrawFn, *, odd: bool = True, largest: int = 14) -> TraceModel:
    """Up to `largest` spans in two traces, times in whole milliseconds; `odd` breaks the rules."""
    recording = Recording()
    count = draw(st.integers(1, largest))
    for i in range(count):
        start, length = draw(st.integers(0, 60)), draw(st.integers(0, 40))
        parent = draw(st.integers(0, count + 1 if odd else i))
        recording.span(
            start,
            start + length,
            draw(st.sampled_from(("read", "write"))),
            parent=parent,
            trace=draw(st.integers(1, 2)) if odd else 1,
            service=draw(st.sampled_from(SERVICES)),
            kind=draw(st.sampled_from((SpanKind.INTERNAL, SpanKind.CLIENT, SpanKind.SERVER))),
            error=draw(st.booleans()),
            span_id=draw(st.integers(1, count)) if odd else 0,
        )
    return recording.model()


@st.composite
def nested(draw: st.DrawFn, *, largest: int = 20) -> TraceModel:
    """One trace in which every child lies within its parent."""
    recording = Recording()
    spans = [(0, 1000)]
    recording.span(0, 1000, "root")
    for _ in range(draw(st.integers(0, largest))):
        above = draw(st.integers(0, len(spans) - 1))
        low, high = spans[above]
        start = draw(st.integers(low, high))
        end = draw(st.integers(start, high))
        recording.span(start, end, "work", parent=above + 1)
        spans.append((start, end))
    return recording.model()
