"""The answer of `perfview compare` for two profiles."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perfview.findings.changes import Changes
from perfview.findings.comparison import Change, ComparedRow, Comparing, Comparison
from perfview.findings.forecast import UnanswerableError
from perfview.profiles.comparing.numbers import Amounts, changes, reach_of, relative_between
from perfview.profiles.comparing.profiles import ComparedProfiles, compare_profiles
from perfview.profiles.comparing.sides import Side
from perfview.profiles.comparing.verdict import movers_of, verdict
from perfview.profiles.lens import Lens
from perfview.profiles.study import Study

METHOD = (
    "union of both call trees, functions matched by name and file; intervals from the number of "
    "samples (compound Poisson, 95 % for all functions together by Bonferroni)"
)
COUNTED = "union of both call trees, functions matched by name and file; every call counted"


def answer(before: Study, after: Study, wanted: Comparing) -> Comparison:
    """Compare two profiles. Raises UnanswerableError for a metric that one of them lacks."""
    lenses = lenses_of(before, after, wanted.metric)
    compared = compare_profiles(before, after, lenses=lenses, normalise=wanted.normalise)
    return comparison_of(compared, wanted.limit)


def comparison_of(compared: ComparedProfiles, limit: int) -> Comparison:
    """A comparison in the words every pillar shares, of so many rows (0 for all)."""
    old, new, functions = compared.before, compared.after, compared.functions
    ranked = compared.ranked()
    rows = tuple(rows_of(compared, ranked[:limit] if limit else ranked))
    moved_it, explains = movers_of(functions.moved, _measured_whole(compared))
    labels = [compared.label_of(f) for f in moved_it.tolist()]
    found = zip(rows_of(compared, moved_it), labels, strict=True)
    movers = tuple(replace(row, name=label) for row, label in found)
    whole, relative = _whole(compared)
    is_sampled = old.is_sampled or new.is_sampled
    return Comparison(
        verdict=verdict(compared, whole, relative, movers, explains),
        of=compared.of,
        metric=new.study.model.metrics.name[new.spending.metric],
        unit="ratio" if functions.normalised else new.spending.unit,
        whole=whole,
        whole_unit=new.spending.unit if compared.is_of_one_unit else "ratio",
        relative=relative,
        rows=rows,
        left_out=len(ranked) - len(rows),
        is_normalised=functions.normalised,
        method=METHOD if is_sampled else COUNTED,
        movers=movers,
        notes=tuple(_notes(compared, is_sampled)),
        told=_told(old, new),
    )


def rows_of(compared: ComparedProfiles, chosen: NDArray[np.integer]) -> list[ComparedRow]:
    """Functions (indices of the tree's) as rows."""
    functions, reasons = compared.functions, compared.reasons()
    return [
        ComparedRow(
            name=compared.name_of(f),
            place=compared.place_of(f),
            total=change_at(functions.total, f),
            own=change_at(functions.own, f),
            moved=float(functions.moved.amount[f]),
            why=reasons.why(f),
        )
        for f in chosen.tolist()
    ]


def change_at(changed: Changes, at: int) -> Change:
    """One of many changes by itself."""
    amount, noise = float(changed.amount[at]), float(changed.noise[at])
    return Change(
        float(changed.before[at]), float(changed.after[at]), amount - noise, amount + noise
    )


def lenses_of(before: Study, after: Study, metric: str) -> tuple[Lens, Lens]:
    """The same metric of both; for "" the second's default, if the first has it, too. Raises
    UnanswerableError."""
    names = [study.model.metrics.name for study in (before, after)]
    shared = [name for name in names[1] if name in names[0]]
    if metric and metric not in shared:
        known = ", ".join(shared) or "none"
        said = f"There is no “{metric}” in both profiles. Both have: {known}."
        raise UnanswerableError(said, "--sample-type")
    default = names[1][after.model.metrics.default]
    chosen = metric or (default if default in shared else "")
    if not chosen:
        return Lens(), Lens()
    return Lens(metric=names[0].index(chosen)), Lens(metric=names[1].index(chosen))


def _measured_whole(compared: ComparedProfiles) -> float:
    """The larger whole, in the measure of the rows."""
    tree = compared.tree
    if compared.functions.normalised:
        return 1.0
    return max(tree.before.whole, tree.after.whole)


def _whole(compared: ComparedProfiles) -> tuple[Change, tuple[float, float]]:
    halves = compared.tree.before, compared.tree.after
    old, new = (Amounts(np.array([half.whole]), np.array([half.whole_spread])) for half in halves)
    if not compared.is_of_one_unit:
        old, new = (Amounts(np.array([float(half.whole != 0)]), np.zeros(1)) for half in halves)
    return change_at(changes(old, new, reach_of(1)), 0), relative_between(old, new)


def _notes(compared: ComparedProfiles, is_sampled: bool) -> list[str]:
    notes = [compared.explained] if compared.explained else []
    if compared.functions.normalised:
        notes.append("Rows are shares of all; differences between them are points of percent.")
    if not is_sampled:
        notes.append("Calls were counted, not sampled: what differs is no sampling error.")
    notes.append("Runs of the same program differ by more than samples tell; compare several.")
    return notes


def _told(old: Side, new: Side) -> dict[str, Any]:
    return {
        "samples": {
            "before": int(old.tree.count.sum()),
            "after": int(new.tree.count.sum()),
        }
    }
