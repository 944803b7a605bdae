"""What the what-if view shows, worked out away from the window's thread."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.findings.forecast import Compared
from perfview.findings.quantities import ABSENT, MINUS, duration, percent, plural
from perfview.traces.patterns.naming import endpoint_name
from perfview.traces.scenarios.forecasting import (
    affected_endpoints,
    compared,
    request_word,
    waiting_share,
)
from perfview.traces.scenarios.scenario import Outcome, Scenario, foresee
from perfview.traces.study import Study
from perfview.ui.traces.wording import words_of
from perfview.ui.widgets.table.columns import Column, Look, NumberColumn, TextColumn

_MOST_ENDPOINTS = 200
BINS = 72
_SHOWN = 0.99
"""The histogram ends at this quantile of the longer of the two; its last bin holds the rest."""


@dataclass(frozen=True)
class Histogram:
    """Counts of requests by duration, before and after: int64 both, of bins `width_ns` wide from
    `low_ns` on; the last holds everything longer. The percentiles are p95s, ns."""

    before: NDArray[np.int64]
    after: NDArray[np.int64]
    low_ns: float
    width_ns: float
    p95_before: float
    p95_after: float


@dataclass(frozen=True)
class Answer:
    """An outcome told by endpoint: `endpoint` (-1 for all) and what is compared, all requests
    first, then by gain."""

    outcome: Outcome
    endpoint: tuple[int, ...]
    parts: tuple[Compared, ...]


def work_out(study: Study, scenario: Scenario) -> Answer:
    """Foresee and compare. Takes passes over the spans: not for the window's thread."""
    outcome = foresee(study, scenario)
    found = affected_endpoints(study, outcome)[:_MOST_ENDPOINTS]
    everything = np.arange(len(outcome.before_ns))
    parts = [compared(outcome, f"All {request_word(study)}s", everything)]
    parts += [compared(outcome, endpoint_name(study, e), requests_to(study, e)) for e in found]
    return Answer(outcome, (-1, *found), tuple(parts))


def requests_to(study: Study, endpoint: int) -> NDArray[np.int64]:
    """The traces of an endpoint, all of them for -1."""
    if endpoint < 0:
        return np.arange(study.structure.traces)
    return np.flatnonzero(study.endpoints.of_trace == endpoint)


def histogram(study: Study, answer: Answer, place: int) -> Histogram:
    """How long the requests of the part at `place` take, before and after."""
    traces = requests_to(study, answer.endpoint[place])
    before, after = answer.outcome.before_ns[traces], answer.outcome.after_ns[traces]
    low = float(min(before.min(), after.min()))
    high = float(max(np.quantile(before, _SHOWN), np.quantile(after, _SHOWN)))
    # Room for one short bar around a time that all requests take.
    low = min(low, 0.9 * high) if high - low > 0.5 * high else max(0.0, low - 0.1 * (high - low))
    width = max((high - low) / (BINS - 1), 1.0)
    part = answer.parts[place]
    counts = [
        np.bincount(np.clip((times - low) // width, 0, BINS - 1).astype(np.int64), minlength=BINS)
        for times in (before, after)
    ]
    return Histogram(counts[0], counts[1], low, width, part.before.p95, part.after.p95)


def verdict(answer: Answer, place: int) -> str:
    """One sentence: by how much the p95 (else the mean) of the part at `place` falls."""
    part = answer.parts[place]
    of = part.name if answer.endpoint[place] >= 0 else part.name.replace("All", "all")
    for name in ("p95", "mean"):
        now, then = getattr(part.before, name), getattr(part.after, name)
        if then < now:
            low, high = part.saving.low, part.saving.high
            between = f", between {duration(low)} and {duration(high)}" if name == "p95" else ""
            fall = f"{duration(now - then)} ({percent((now - then) / now)}){between}"
            return f"The {name} of {of} falls by {fall}"
    return f"Nothing gets quicker for {of}"


def reasons(study: Study, answer: Answer) -> str:
    """What the answer stands on, in a line."""
    outcome = answer.outcome
    said = [f"Changed: {plural(len(outcome.touched), words_of(study).row)}"]
    share = waiting_share(outcome)
    if share is None and not study.model.threads:
        said.append("no queue in the recording, so every wait stays")
    if share is not None:
        queues = outcome.queues
        worst = int(np.argmax(queues.waited_ns))
        said.append(f"{percent(share)} of the gain is less waiting in line")
        places = int(queues.stations.places[worst])
        said.append(f"longest line: {queues.names[worst]}, {places} at a time")
    return "; ".join(said)


class ChangeColumn(Column):
    """Now and then in one cell: `83.8 ms → 73.0 ms`, sorted by the difference."""

    is_number = True

    def __init__(
        self, key: str, title: str, now: NDArray[np.float64], then: NDArray[np.float64], look: Look
    ) -> None:
        super().__init__(key, title, look)
        self._now, self._then = now, then

    def __len__(self) -> int:
        return len(self._now)

    def text(self, row: int) -> str:
        now, then = duration(round(self._now[row])), duration(round(self._then[row]))
        return now if now == then else f"{now} → {then}"

    def plain(self, rows: NDArray[np.int32]) -> list[str]:
        """Now and then in ns."""
        return [f"{self._now[row]:.0f} → {self._then[row]:.0f}" for row in rows]

    def sort_key(self) -> NDArray[np.float64]:
        return self._now - self._then

    def tone(self, row: int) -> str:
        return "text" if "→" in self.text(row) else "text3"


def answer_columns(study: Study, answer: Answer) -> tuple[Column, ...]:
    """One row a part of the answer."""
    parts, on_threads = answer.parts, bool(study.model.threads)
    kind, count = ("Outermost slice", "Times") if on_threads else ("Endpoint", "Requests")
    ids = np.arange(len(parts), dtype=np.int32)

    def change(name: str, look: Look) -> ChangeColumn:
        now, then = (
            np.array([getattr(getattr(p, when), name) for p in parts])
            for when in ("before", "after")
        )
        return ChangeColumn(f"{name}_ns", name, now, then, look)

    savings = np.array([part.saving.value for part in parts])
    return (
        TextColumn("endpoint", kind, ids, [part.name for part in parts]),
        NumberColumn("requests", count, np.array([part.count for part in parts]), look=Look(76)),
        change("p50", Look(128, tip="Half of them are quicker: now → then")),
        change("p95", Look(128, tip="95 % of them are quicker: now → then")),
        change("p99", Look(128, tip="99 % of them are quicker: now → then")),
        change("mean", Look(128, tip="Now → then")),
        NumberColumn(
            "saving_ns",
            "p95 saves",
            savings,
            _gained,
            Look(120, tip="By how much the p95 falls"),
            bar=True,
            tone=lambda value: "save" if value else "text3",
        ),
    )


def _gained(value: float) -> str:
    return f"{MINUS}{duration(value)}" if value > 0 else ABSENT
