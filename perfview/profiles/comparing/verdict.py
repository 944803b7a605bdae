"""What changed from one profile to another, in a sentence or two."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from perfview.findings.changes import Changes
from perfview.findings.comparison import Change, ComparedRow
from perfview.findings.quantities import MINUS, growth, percent, quantity
from perfview.profiles.comparing.profiles import ComparedProfiles
from perfview.profiles.patterns.spending import Cost

MOST_MOVERS = 3
ENOUGH = 0.8
"""The part of all that moved which the named functions must make up to be the whole story."""
AGAINST = 0.03
"""The part of the whole from which a change against the others is named with them."""

_COUNTS = ("No function", "One function", "Two functions", "Three functions")


def movers_of(moved: Changes, whole: float) -> tuple[NDArray[np.int64], bool]:
    """The few that make up most of what moved beyond noise, the largest first, and the largest one
    that went the other way if it is `AGAINST` of the whole; and whether they make up `ENOUGH`."""
    amount = np.where(moved.is_noise, 0.0, moved.amount)
    size = np.abs(amount)
    order = np.argsort(-size, kind="stable")
    before = np.cumsum(size[order]) - size[order]
    all_moved = float(size.sum())
    named = order[(size[order] > 0) & (before < ENOUGH * all_moved)][:MOST_MOVERS].tolist()
    against = order[amount[order] * amount[order[:1]].sum() < 0][:1].tolist()
    if against and size[against[0]] >= AGAINST * whole and against[0] not in named:
        named = [*named[: MOST_MOVERS - 1], *against]
    return np.array(named, np.int64), float(size[named].sum()) >= ENOUGH * all_moved


def verdict(
    compared: ComparedProfiles,
    whole: Change,
    relative: tuple[float, float],
    movers: Sequence[ComparedRow],
    explains: bool,
) -> str:
    """Faster or slower, by how much, between what, and which functions moved it. `explains`:
    whether the movers make up most of what moved."""
    of = compared.of
    if compared.functions.normalised:
        if not movers:
            return f"The same mix: no function’s share of {of} changed beyond noise."
        said = [
            f"{row.name} {percent(row.total.before)} → {percent(row.total.after)}" for row in movers
        ]
        return f"The mix changed. {_led(movers, explains)}, by share of {of}: {', '.join(said)}."
    opening = _opening(compared, whole, relative)
    if not movers:
        return f"{opening}."
    unit = compared.after.spending.unit
    noun = f" {of}" if unit == "count" else ""
    said = [_moved(row, unit, noun) for row in movers]
    return f"{opening}. {_led(movers, explains)}: {', '.join(said)}."


def _opening(compared: ComparedProfiles, whole: Change, relative: tuple[float, float]) -> str:
    spending = compared.after.spending
    if whole.relative is None:
        return f"The first profile has no {spending.of}"
    low, high = (growth(each) for each in relative)
    change = f"{growth(whole.relative)} {spending.of}"
    between = f", between {low} and {high}" if low != high else ""
    if whole.is_noise:
        return (
            f"No difference beyond noise: {change}{between}"
            if whole.amount
            else (f"No difference: the same {spending.of} as before")
        )
    is_time = spending.cost is Cost.TIME and spending.unit == "ns"
    better, worse = ("Faster", "Slower") if is_time else ("Less", "More")
    return f"{better if whole.amount < 0 else worse}: {change}{between}"


def _led(movers: Sequence[ComparedRow], explains: bool) -> str:
    count = len(movers)
    words = _COUNTS[count] if explains else f"{_COUNTS[count]} moved most"
    return f"{words} moved it" if explains else words


def _moved(row: ComparedRow, unit: str, noun: str) -> str:
    amount = quantity(abs(row.moved), unit) + noun
    if row.total.vanished:
        return f"{row.name} is gone ({MINUS}{amount})"
    if row.total.appeared:
        return f"{row.name} is new (+{amount})"
    return f"{row.name} gives {amount} back" if row.moved < 0 else f"{row.name} takes {amount} more"
