"""What the bars over time of heaps stand for, worked out off the window's thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.findings.quantities import change_of, duration, percent, plural, size
from perfview.heaps.comparing.ordering import latest_id
from perfview.heaps.measures.allocations import alive_by_moment, by_stack
from perfview.heaps.study import Study


@dataclass(frozen=True)
class Bars:
    """b bars beside each other: start, end float64 (b), where each begins and ends; under, over
    int64 (b), bytes drawn in grey and in colour above them; legend: what the two colours mean, ""
    for one that is not there. id_before, id_last int64 (b): the objects of the coloured part have
    numbers after the one, up to the other; empty where they are no such stretch. names: what stands
    under each bar, empty where `start` and `end` are seconds.
    """

    start: NDArray[np.float64]
    end: NDArray[np.float64]
    under: NDArray[np.int64]
    over: NDArray[np.int64]
    legend: tuple[str, str]
    id_before: NDArray[np.int64]
    id_last: NDArray[np.int64]
    names: tuple[str, ...]
    headline: str
    lines: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.start)

    def filter_for(self, first: int, last: int) -> str:
        """What the objects of some bars are filtered by, "" where nothing tells them apart."""
        if not len(self.id_last):
            return ""
        return f"id>{int(self.id_before[first])} id<={int(self.id_last[last])}"


def allocation_bars(study: Study) -> Bars:
    """What a timeline recorded between its moments and is alive at its end, as the blue bars of
    DevTools' allocation timeline; what was collected since no file tells moment by moment."""
    moments, samples = alive_by_moment(study), study.graph.samples
    at = moments.time_ns / 1e9
    alive = np.diff(moments.values).astype(np.int64)
    last = np.maximum.accumulate(samples.last_id)
    made, kept = _since_the_beginning(study), int(alive.sum())
    lines = [f"in {duration(float(moments.time_ns[-1] - moments.time_ns[0]))}"]
    if made >= kept > 0:
        lines.append(f"{percent(kept / made)} of the {size(made)} allocated meanwhile")
    before = int(moments.values[0])
    if before:
        lines.append(f"{size(before)} are older")
    return Bars(
        at[:-1],
        at[1:],
        np.zeros(len(alive), np.int64),
        alive,
        ("", "allocated then, alive at the end"),
        last[:-1],
        last[1:],
        (),
        f"{size(kept)} came to stay",
        tuple(lines),
    )


def snapshot_bars(study: Study, names: Sequence[str]) -> Bars:
    """How large each snapshot of a series is, the baseline first, and how much of it came after the
    baseline, as far as numbers of objects tell. `names` are those of the snapshots."""
    assert study.baseline is not None
    series = [study.baseline, *study.between, study]
    known = latest_id(study.baseline)
    over = np.array([_bytes_after(each, known) for each in series], np.int64)
    whole = np.array([_live(each) for each in series], np.int64)
    place = np.arange(len(series), dtype=np.float64)
    grown = change_of(float(whole[-1] - whole[0]), "bytes")
    return Bars(
        place + 0.15,
        place + 0.85,
        whole - over,
        over,
        ("there before", "came after the baseline"),
        np.zeros(0, np.int64),
        np.zeros(0, np.int64),
        tuple(names),
        f"{grown} from the first to the last",
        (
            plural(len(series), "snapshot"),
            f"{size(int(over[-1]))} of the last came after the baseline",
        ),
    )


def _since_the_beginning(study: Study) -> int:
    """All that was allocated while it was recorded, 0 where stacks were not kept."""
    return int(by_stack(study).made_bytes.sum())


def _bytes_after(study: Study, number: int) -> int:
    nodes = study.graph.nodes
    return int(nodes.self_bytes[(nodes.id > number) & (nodes.id & 1 == 1)].sum())


def _live(study: Study) -> int:
    return int(study.graph.nodes.self_bytes.sum()) + study.graph.extra_native_bytes
