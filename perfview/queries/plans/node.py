"""A plan on its way to columns, whoever wrote it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

NAN = math.nan
BLOCK = 8192
"""Bytes of a block of PostgreSQL, as it is built by default (``block_size``)."""
_MOST = 1 << 62
_WIDEST = (1 << 31) - 1


@dataclass(slots=True)
class PlanNode:
    """One node: a row of `model.PlanNodes`, its texts as they are ("" for none); parent is the
    number of a node before it in the same plan."""

    kind: str
    parent: int = -1
    relation: str = ""
    alias: str = ""
    index: str = ""
    condition: str = ""
    filter: str = ""
    detail: str = ""
    subplan: str = ""
    expected_rows: float = NAN
    actual_rows: float = NAN
    removed_rows: float = NAN
    loops: int = -1
    startup_cost: float = NAN
    total_cost: float = NAN
    actual_ns: float = NAN
    hit_bytes: int = -1
    read_bytes: int = -1
    temporary_bytes: int = -1
    width: int = -1

    def tell(self, *lines: str) -> None:
        """Add to what is told in words, line by line."""
        told = [line for line in lines if line]
        self.detail = "\n".join([self.detail, *told] if self.detail else told)


@dataclass(slots=True)
class ReadPlan:
    """A plan as it was read: its nodes, the root first; times in ns, -1 unknown."""

    nodes: list[PlanNode] = field(default_factory=list)
    planning_ns: int = -1
    execution_ns: int = -1

    @property
    def is_actual(self) -> bool:
        """Whether it was run, and not only foreseen."""
        return any(node.loops >= 0 or node.actual_rows >= 0 for node in self.nodes)


def number(value: Any) -> float:
    """A finite number that is not negative, else nan; also where it is written as a text."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return NAN
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return NAN
    return found if math.isfinite(found) and found >= 0 else NAN


def whole(value: Any, most: int = _MOST) -> int:
    """The nearest whole number up to `most`, -1 where there is none."""
    found = number(value)
    return -1 if math.isnan(found) else int(min(round(found), most))


def width(value: Any) -> int:
    """Bytes of a row, -1 where they are not told."""
    return whole(value, _WIDEST)


def nanoseconds(milliseconds: Any) -> float:
    """ns of milliseconds, nan where they are not told."""
    return number(milliseconds) * 1e6


def words(value: Any) -> str:
    """A value in words: lists with commas, yes and no as they are, nothing for what is empty."""
    if isinstance(value, list):
        return "" if any(isinstance(each, dict) for each in value) else ", ".join(map(words, value))
    if isinstance(value, bool):
        return "true" if value else ""
    if isinstance(value, float) and value.is_integer() and abs(value) < _MOST:
        value = int(value)
    return "" if value is None or isinstance(value, dict) or value == 0 else str(value)
