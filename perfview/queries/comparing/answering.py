"""What changed from one recording of a database to another, for `perfview compare`."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.findings.changes import Changes
from perfview.findings.comparison import Change, ComparedRow, Comparing, Comparison
from perfview.findings.forecast import UnanswerableError
from perfview.findings.quantities import change_of, duration, growth, number, percent, plural
from perfview.queries.comparing.regressions import StatementChanges, statement_changes
from perfview.queries.patterns.naming import shortened, table_of
from perfview.queries.study import Study

TOTAL, MEAN, CALLS, P95 = "total_time", "mean_time", "calls", "p95_time"
METRICS = (TOTAL, MEAN, CALLS, P95)
"""What statements can be compared by; the first unless told."""
_LONGEST = 160
_MOST_MOVERS = 3
_LEAST_SHARE = 0.05
_HARDLY = 0.02
METHOD = (
    "statements matched by fingerprint; a mean differs where Welch's interval, 95 % for all "
    "statements together, and the ranks of the durations (Mann and Whitney) say so; calls and "
    "totals as of a Poisson process"
)
_TOLD_SCALE = 0.005
"""Recordings that differ in length by less are called equally long."""


def answer(before: Study, after: Study, wanted: Comparing) -> Comparison:
    """Statements matched by fingerprint: which got slower, which run more often, which are new.
    Raises UnanswerableError."""
    metric = wanted.metric or (TOTAL if _are_timed(before, after) else CALLS)
    if metric not in METRICS:
        said = f"Queries are not compared by “{metric}”, but by {', '.join(METRICS)}."
        raise UnanswerableError(said, "--sample-type")
    for study, option in ((before, "BEFORE"), (after, "AFTER")):
        if not len(study.model.statements):
            raise UnanswerableError("There is not a single statement in it.", option)
    if metric != CALLS and not _are_timed(before, after):
        said = f"No durations are told in one of them: only {CALLS} can be compared."
        raise UnanswerableError(said, "--sample-type")
    found = statement_changes(before, after, wanted.normalise is None)
    return _Answer(before, after, found, metric, bool(wanted.normalise)).made(wanted.limit)


def _are_timed(before: Study, after: Study) -> bool:
    return before.totals.is_timed and after.totals.is_timed


class _Answer:
    """The rows and sentences of one comparison."""

    def __init__(
        self, before: Study, after: Study, found: StatementChanges, metric: str, by_share: bool
    ) -> None:
        self.before, self.after, self.found, self.metric = before, after, found, metric
        self.by_share = by_share and metric in (TOTAL, CALLS)
        self.numbers = {
            TOTAL: found.total_ns,
            MEAN: found.mean_ns,
            CALLS: found.calls,
            P95: found.p95_ns,
        }[metric]
        self.summed = found.calls if metric == CALLS else found.total_ns
        self.whole_unit = "count" if metric == CALLS else "ns"

    def made(self, limit: int) -> Comparison:
        """The answer, with so many rows (0 for all)."""
        ranked = self._ranked()
        chosen = ranked[:limit] if limit else ranked
        whole = self._whole()
        movers = [int(row) for row in self._movers(whole)]
        relative = tuple(each / whole.before if whole.before else 0.0 for each in _ends(whole))
        return Comparison(
            verdict=self._verdict(whole, movers),
            of="calls" if self.metric == CALLS else "database time",
            metric=self.metric,
            unit="ratio" if self.by_share else self.whole_unit,
            whole=whole,
            whole_unit=self.whole_unit,
            relative=(relative[0], relative[1]),
            rows=tuple(self._row(int(row)) for row in chosen),
            left_out=len(ranked) - len(chosen),
            is_normalised=self.by_share,
            method=METHOD,
            movers=tuple(self._row(row) for row in movers),
            notes=tuple(self._notes()),
            told={
                "statements": [self._told(int(row)) for row in chosen],
                "scale": self.found.scale,
            },
            own_word="calls" if self.metric == CALLS else "per call",
        )

    def _ranked(self) -> NDArray[np.intp]:
        """Statements that changed, those that moved most first; beyond noise before all others."""
        amount = np.abs(self.numbers.amount)
        order = np.lexsort((-np.abs(self.summed.amount), -amount, self.numbers.is_noise))
        has_plan = np.isin(self.found.fingerprint, list(self.found.plans) or [0])
        found: NDArray[np.intp] = order[(amount > 0)[order] | has_plan[order]]
        return found

    def _whole(self) -> Change:
        amount = float(self.summed.amount.sum())
        noise = float(np.sqrt((self.summed.noise**2).sum()))
        before, after = float(self.summed.before.sum()), float(self.summed.after.sum())
        return Change(before, after, amount - noise, amount + noise)

    def _movers(self, whole: Change) -> list[int]:
        """The few statements that make up most of the change, towards where it went."""
        towards = self.summed.amount * (1 if whole.amount >= 0 else -1)
        order = np.argsort(-towards, kind="stable")[:_MOST_MOVERS]
        least = _LEAST_SHARE * max(abs(whole.amount), _HARDLY * whole.before)
        return [int(row) for row in order if towards[row] > max(least, 0.0)]

    def _row(self, row: int) -> ComparedRow:
        study, statement = self._where(row)
        scales = self._scales()
        total = _change(self.numbers, row, *scales)
        own = total if self.metric == CALLS else _change(self.found.mean_ns, row)
        return ComparedRow(
            name=shortened(study.text_of(statement), _LONGEST),
            place=table_of(study, statement),
            total=total,
            own=total if self.by_share else own,
            moved=float(self.summed.amount[row]) * scales[1],
            why=self._why(row),
        )

    def _scales(self) -> tuple[float, float]:
        if not self.by_share:
            return 1.0, 1.0
        sums = float(self.summed.before.sum()), float(self.summed.after.sum())
        return (1 / sums[0] if sums[0] else 0.0, 1 / sums[1] if sums[1] else 0.0)

    def _where(self, row: int) -> tuple[Study, int]:
        """The recording that has a statement, the later one if both, and its row there."""
        found = self.found
        if found.after_row[row] >= 0:
            return self.after, int(found.after.statement[found.after_row[row]])
        return self.before, int(found.before.statement[found.before_row[row]])

    def _why(self, row: int) -> str:
        """``1.2 ms → 4.8 ms a call, three times the calls; Seq Scan … instead of …``."""
        found, said = self.found, []
        calls = float(found.calls.before[row]), float(found.calls.after[row])
        if found.before_row[row] < 0:
            return f"new: {plural(round(calls[1]), 'call')}"
        if found.after_row[row] < 0:
            return "not run any more"
        means = float(found.mean_ns.before[row]), float(found.mean_ns.after[row])
        if not found.mean_ns.is_noise[row]:
            said.append(f"{duration(means[0])} → {duration(means[1])} a call")
        if not found.calls.is_noise[row] and calls[0]:
            said.append(f"{growth(calls[1] / calls[0] - 1)} calls")
        plan = found.plans.get(int(found.fingerprint[row]))
        if plan:
            said.append(f"another plan: {plan}")
        return ", ".join(said) or "within what chance explains"

    def _verdict(self, whole: Change, movers: list[int]) -> str:
        what = "Calls" if self.metric == CALLS else "Database time"
        relative = whole.relative
        if whole.is_noise or relative is None or abs(relative) < _HARDLY:
            said = f"{what} hardly changed beyond what chance explains"
        else:
            grew = "grew" if whole.amount > 0 else "fell"
            said = f"{what} {grew} by {percent(abs(relative))}"
            said += f" ({change_of(whole.amount, self.whole_unit)})"
        slower = int((self.found.slowed_ns > 0).sum())
        faster = int((self.found.slowed_ns < 0).sum())
        parts = [f"{plural(slower, 'statement')} got slower"] if slower else []
        parts += [f"{number(faster)} faster"] if faster else []
        if movers and not whole.is_noise:
            study, statement = self._where(movers[0])
            text = shortened(study.text_of(statement), 80)
            parts.append(f"most of it in `{text}` ({self._why(movers[0])})")
        return f"{said}{': ' if parts else ''}{'; '.join(parts)}."

    def _notes(self) -> list[str]:
        found, notes = self.found, []
        if abs(found.scale - 1.0) >= _TOLD_SCALE:
            lengths = duration(found.before.span_ns), duration(found.after.span_ns)
            notes.append(
                f"The recordings are {lengths[0]} and {lengths[1]} long: totals and calls of the "
                f"first are multiplied by {found.scale:.3g}, to be of the same length of time."
            )
        elif not (found.before.span_ns and found.after.span_ns):
            notes.append(
                "How long was recorded is not told in both: totals and calls are as they are."
            )
        new, gone = int((found.before_row < 0).sum()), int((found.after_row < 0).sum())
        if new or gone:
            notes.append(f"{plural(new, 'statement')} new, {number(gone)} not run any more.")
        return notes

    def _told(self, row: int) -> dict[str, object]:
        found = self.found
        both = bool(found.before_row[row] >= 0 and found.after_row[row] >= 0)
        return {
            "fingerprint": f"{int(found.fingerprint[row]):016x}",
            "callsBefore": float(found.calls.before[row]),
            "callsAfter": float(found.calls.after[row]),
            "meanNsBefore": float(found.mean_ns.before[row]),
            "meanNsAfter": float(found.mean_ns.after[row]),
            "p95NsBefore": float(found.p95_ns.before[row]),
            "p95NsAfter": float(found.p95_ns.after[row]),
            "slower": bool(found.slowed_ns[row] > 0),
            "faster": bool(found.slowed_ns[row] < 0),
            "inBoth": both,
            "planChange": found.plans.get(int(found.fingerprint[row]), ""),
        }


def _ends(change: Change) -> tuple[float, float]:
    return change.low, change.high


def _change(numbers: Changes, row: int, was: float = 1.0, now: float = 1.0) -> Change:
    """One statement's number; where nothing can be said, the difference may be anything."""
    before, after = float(numbers.before[row]) * was, float(numbers.after[row]) * now
    noise = float(numbers.noise[row]) * max(was, now)
    if not np.isfinite(noise):
        noise = max(abs(before), abs(after))
    return Change(before, after, after - before - noise, after - before + noise)
