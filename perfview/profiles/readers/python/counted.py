"""The rows of pstats: functions, and who called them how often and for how long."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perfview.profiles.assembling.counted_calls import stacks_of_calls
from perfview.profiles.building import ProfileBuilder
from perfview.profiles.model import CallCounts, ProfileModel

_NS = 1e9
_MOST_LINE = 0x7FFFFFFF
_BUILT_IN = re.compile(r"\{built-in method (?:of type )?([\w.]+)\.[^.]+\}")
_MOST_COUNT = 1 << 62

Key = tuple[str, int, str]
"""File, line, name; ``~`` and 0 for what is not written in Python."""


@dataclass
class Counted:
    """One function: calls all in all and not counting recursive ones, seconds by itself and with
    all it calls, and the same by caller."""

    calls: int
    primitive: int
    own: float
    inclusive: float
    callers: dict[Key, tuple[int, float]]


@dataclass
class Table:
    """All functions by key, and how many rows made no sense.

    `most_edges`: pairs of caller and function that may come; each takes bytes of the file, so that
    more can only be made by referring to the same ones again and again.
    """

    most_edges: int
    rows: dict[Key, Counted] = field(default_factory=dict)
    odd: int = 0
    edges: int = 0

    def add(self, key: Any, value: Any) -> None:
        """Take one pair of the dict that `cProfile` dumps."""
        if not _is_key(key) or not isinstance(value, tuple) or len(value) < 5:
            self.odd += 1
            return
        primitive, calls, own, inclusive, callers = value[:5]
        numbers = _number(primitive), _number(calls), _number(own), _number(inclusive)
        if None in numbers or not isinstance(callers, dict):
            self.odd += 1
            return
        self.edges += len(callers)
        if self.edges > self.most_edges:
            self.odd += 1
            return
        whole, every, self_s, total_s = (n or 0.0 for n in numbers)
        self.rows[key] = Counted(
            calls=round(every),
            primitive=round(whole),
            own=self_s,
            inclusive=total_s,
            callers=dict(self._callers(callers, every, total_s)),
        )

    def _callers(
        self, callers: dict[Any, Any], calls: float, inclusive: float
    ) -> Iterator[tuple[Key, tuple[int, float]]]:
        """Calls and seconds by caller; in proportion to calls where only those are counted."""
        # Unlike a function's own row, an edge has all its calls before the primitive ones
        # (Lib/cProfile.py, snapshot_stats; pstats.print_call_line reads it so).
        for key, value in callers.items():
            parts = value if isinstance(value, tuple) else (value, value)
            edge_calls = _number(parts[0]) if len(parts) > 1 else None
            cost = _number(parts[3]) if len(parts) > 3 else None
            if not _is_key(key) or edge_calls is None:
                self.odd += 1
                continue
            if cost is None:
                cost = inclusive * edge_calls / max(calls, 1.0)
            yield key, (round(edge_calls), cost)


def _is_key(key: Any) -> bool:
    is_place = type(key) is tuple and len(key) == 3
    return is_place and (type(key[0]), type(key[1]), type(key[2])) == (str, int, str)


def _number(value: Any) -> float | None:
    """A finite number that a counter may have, else None.

    A count of -1 is one not known (pyinstrument/renderers/pstatsrenderer.py): 0.
    """
    if type(value) is int:
        return float(max(value, 0)) if -1 <= value < _MOST_COUNT else None
    if isinstance(value, float) and math.isfinite(value) and abs(value) < 1e15:
        return value
    return None


def shown_name(key: Key) -> tuple[str, str, int, str]:
    """Name, file, line and module, as pstats prints them: ``{built-in method time.sleep}``."""
    file, line, name = key
    if file != "~" or line != 0:
        return name, file, line if 0 < line <= _MOST_LINE else 0, ""
    shown = f"{{{name[1:-1]}}}" if name.startswith("<") and name.endswith(">") else name
    module = _BUILT_IN.fullmatch(shown)
    return shown, "", 0, module[1] if module else ""


def model_of(table: Table) -> ProfileModel:
    """The counts as they are, and stacks estimated from them."""
    builder = ProfileBuilder([("time", "ns")])
    for caller in {c for row in table.rows.values() for c in row.callers} - table.rows.keys():
        table.rows[caller] = Counted(0, 0, 0.0, 0.0, {})
    function = {key: _function(builder, key) for key in table.rows}
    f = max(function.values(), default=-1) + 1
    calls, own, inclusive = np.zeros(f, np.int64), np.zeros(f), np.zeros(f)
    for key, row in table.rows.items():
        calls[function[key]] += row.calls
        own[function[key]] += row.own * _NS
        inclusive[function[key]] += row.inclusive * _NS
    edges = [
        (function[caller], function[key], *edge)
        for key, row in table.rows.items()
        for caller, edge in row.callers.items()
    ]
    columns = np.array(edges, np.float64).reshape(-1, 4)
    counts = CallCounts(
        calls=calls,
        own=_without_noise(own),
        inclusive=_without_noise(inclusive),
        caller=columns[:, 0].astype(np.int32),
        callee=columns[:, 1].astype(np.int32),
        edge_calls=columns[:, 2].astype(np.int64),
        edge_inclusive=_without_noise(columns[:, 3] * _NS),
    )
    _estimate(builder, counts)
    return builder.finish(counts, made_by="cProfile", is_estimated=True, comments=[_summary(table)])


def _without_noise(ns: NDArray[np.float64]) -> NDArray[np.float64]:
    """Whole nanoseconds as cProfile counted them, which seconds as floats no longer quite are."""
    rounded: NDArray[np.float64] = np.round(ns, 3)
    return rounded


def _function(builder: ProfileBuilder, key: Key) -> int:
    name, file, line, module = shown_name(key)
    return builder.function(name, file, line, module=module)


def _estimate(builder: ProfileBuilder, counts: CallCounts) -> None:
    """Add a sample for each stack the counts lead to."""
    stacks = stacks_of_calls(
        counts.own, counts.inclusive, counts.caller, counts.callee, counts.edge_inclusive
    )
    thread = builder.thread()
    placed: list[int] = []
    for parent, function, weight in zip(
        stacks.parent.tolist(), stacks.function.tolist(), stacks.weight[0].tolist(), strict=True
    ):
        over = placed[parent] if parent >= 0 else -1
        placed.append(builder.stack(over, builder.frame(function)))
        if weight:
            builder.sample(thread, placed[-1], [weight])


def _summary(table: Table) -> str:
    rows = table.rows.values()
    calls, primitive = sum(r.calls for r in rows), sum(r.primitive for r in rows)
    recursive = f" ({primitive:,} primitive calls)" if primitive != calls else ""
    return f"{calls:,} function calls{recursive} in {sum(r.own for r in rows):.3f} seconds"
