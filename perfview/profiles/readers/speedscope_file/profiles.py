"""The profiles of a speedscope file: lists of stacks, or openings and closings, as threads."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.frame_lists import BACKWARDS, UNBALANCED, UNOPENED, Ways
from perfview.kernels.json_records import BYTE, NUMBER
from perfview.profiles.assembling.threads import Metric, ThreadSamples
from perfview.recording.json_views import JsonView
from perfview.recording.report import ImportReport

UNITS: dict[str, tuple[Metric, float]] = {
    "nanoseconds": (("time", "ns"), 1.0),
    "microseconds": (("time", "ns"), 1e3),
    "milliseconds": (("time", "ns"), 1e6),
    "seconds": (("time", "ns"), 1e9),
    "bytes": (("size", "bytes"), 1.0),
    "none": (("weight", "count"), 1.0),
}
"""Units of the format's specification, each with the metric it becomes and its factor:
https://github.com/jlfwong/speedscope/wiki/Importing-from-custom-sources."""

_THREAD, _PROCESS = re.compile(r"\bThread (\d{1,18})\b"), re.compile(r"\bProcess (\d{1,18})\b")
_EVENT = {"type": BYTE, "frame": NUMBER, "at": NUMBER}
_LARGEST_TIME = float(1 << 62)
_MOST = 1e18
"""Weights and times from here on are no numbers anybody measured; sums of them would overflow."""


@dataclass
class ReadProfile:
    """A profile before its frames have become the model's: times and weights in its own unit.

    Stacks are in the reading's `Ways`. begun float64 (n), counted from where the profile starts.
    """

    name: str
    unit: str
    start: float
    stack: NDArray[np.int32]
    weight: NDArray[np.float64]
    begun: NDArray[np.float64]
    is_sampled: bool


@dataclass
class Oddities:
    """How many rows of all profiles were not as the format promises."""

    no_weight: int = 0
    bad_frames: int = 0
    backwards: int = 0
    unbalanced: int = 0
    unopened: int = 0
    left_open: int = 0
    lengths: int = 0
    unweighted: int = 0
    units: set[str] = field(default_factory=set)

    def tell(self, report: ImportReport) -> None:
        """Note them."""
        note = report.note
        note("no-weight", self.no_weight, "Weights are no numbers; these samples weigh nothing.")
        note("bad-frame", self.bad_frames, "Frames the file does not list were left out of stacks.")
        note("lengths", self.lengths, "Samples without a weight, or weights without a sample.")
        note("backwards", self.backwards, "Events lie before the one above them; no time passed.")
        note(
            "unweighted",
            self.unweighted,
            "The file has no weights for these samples; each counts as one.",
        )
        note(
            "unbalanced",
            self.unbalanced,
            "Frames were closed while others stood on them; those were closed with them.",
        )
        note("unopened", self.unopened, "Frames were closed that were not open; left out.")
        note("left-open", self.left_open, "Frames were never closed; they last until the end.")
        if self.units:
            names = ", ".join(sorted(self.units))
            note("unit", len(self.units), f"Units the format does not know are counted: {names}.")


def read_profile(view: JsonView, frames: int, ways: Ways, odd: Oddities) -> ReadProfile | None:
    """One element of `profiles`; None for a type that is neither sampled nor evented."""
    kind, unit = view.get("type").text(), view.get("unit").text("none")
    if unit not in UNITS:
        odd.units.add(unit)
        unit = "none"
    if view.get("samples").is_list and not view.get("weights").is_list:
        unit = "none"
    about = view.get("name").text(), unit, _bounded(view.get("startValue"), 0.0)
    if kind == "sampled" or (not kind and view.get("samples").is_list):
        return ReadProfile(*about, *_sampled(view, frames, ways, odd), is_sampled=True)
    if kind == "evented" or (not kind and view.get("events").is_list):
        return ReadProfile(*about, *_evented(view, frames, ways, odd), is_sampled=False)
    return None


def _bounded(view: JsonView, default: float) -> float:
    """A number no larger than there can be, else the default."""
    number = view.number(default)
    return number if abs(number) < _MOST else default


def _sampled(
    view: JsonView, frames: int, ways: Ways, odd: Oddities
) -> tuple[NDArray[np.int32], NDArray[np.float64], NDArray[np.float64]]:
    first, flat = view.get("samples").whole_lists()
    weight = view.get("weights").numbers()
    n = len(first) - 1
    if not view.get("weights").is_list:
        weight = np.ones(n)
        odd.unweighted += n
    if len(weight) != n:
        odd.lengths += abs(len(weight) - n)
        n = min(n, len(weight))
        first, weight = first[: n + 1], weight[:n]
        flat = flat[: first[-1]]
    first, flat, bad = _known_frames(first, flat, frames)
    odd.bad_frames += bad
    wrong = ~(np.abs(weight) < _MOST)
    odd.no_weight += int(np.count_nonzero(wrong))
    weight[wrong] = 0.0
    begun = np.maximum.accumulate(np.concatenate([np.zeros(1), np.cumsum(weight)]))[:-1]
    return ways.lists(first, flat), weight, begun


def _known_frames(
    first: NDArray[np.int64], flat: NDArray[np.int32], frames: int
) -> tuple[NDArray[np.int64], NDArray[np.int32], int]:
    """Lists without the frames that do not exist, and how many those were."""
    if not len(flat) or (flat.min() >= 0 and flat.max() < frames):
        return first, flat, 0
    known = (flat >= 0) & (flat < frames)
    before = np.concatenate([np.zeros(1, np.int64), np.cumsum(known)])
    return before[first], flat[known], int(np.count_nonzero(~known))


def _evented(
    view: JsonView, frames: int, ways: Ways, odd: Oddities
) -> tuple[NDArray[np.int32], NDArray[np.float64], NDArray[np.float64]]:
    events = view.get("events").records(_EVENT)
    frame, at = events.numbers(1), events.numbers(2)
    letter = events.values[:, 0]
    known = (
        (frame >= 0) & (frame < frames) & (np.abs(at) < _MOST) & ((letter == 79) | (letter == 67))
    )
    odd.bad_frames += int(np.count_nonzero(~known))
    opens, at = letter[known] == ord("O"), at[known]
    start = _bounded(view.get("startValue"), float(at[0]) if len(at) else 0.0)
    end = _bounded(view.get("endValue"), float(at.max(initial=start)))
    stack, begun, ended, found = ways.replayed(opens, frame[known].astype(np.int32), at, end)
    odd.backwards += int(found[BACKWARDS])
    odd.unbalanced += int(found[UNBALANCED])
    odd.unopened += int(found[UNOPENED])
    closed = int(np.count_nonzero(~opens)) - int(found[UNOPENED])
    if not found[UNBALANCED]:
        odd.left_open += int(np.count_nonzero(opens)) - closed
    return stack, ended - begun, begun - start


def as_thread(profile: ReadProfile, earliest: float, all_timed: bool) -> ThreadSamples:
    """A profile's samples in the model's units. `earliest`: ns at which the first profile starts;
    times are given when all profiles have them."""
    metric, factor = UNITS[profile.unit]
    weight = profile.weight * factor
    thread = ThreadSamples(profile.stack, {metric: weight})
    ids = _THREAD.search(profile.name), _PROCESS.search(profile.name)
    thread.thread_id, thread.process_id = (int(m[1]) if m else -1 for m in ids)
    if all_timed:
        begun = profile.begun * factor + (profile.start * factor - earliest)
        begun = np.clip(np.nan_to_num(begun), 0.0, _LARGEST_TIME)
        thread.time_ns = np.round(begun).astype(np.int64)
        last = begun[-1] + max(0.0, weight[-1]) if len(begun) else 0.0
        thread.end_ns = round(min(last, _LARGEST_TIME))
    return thread


def interval_of(profiles: list[ReadProfile]) -> int:
    """The time between samples, ns: the least weight when all are whole multiples of it, else 0."""
    weights = [p.weight * UNITS[p.unit][1] for p in profiles if p.is_sampled]
    timed = all(UNITS[p.unit][0][1] == "ns" for p in profiles)
    every = np.concatenate([np.zeros(0), *weights])
    every = every[every > 0]
    if not timed or not len(every):
        return 0
    times = every / every.min()
    is_whole = bool((np.abs(times - np.round(times)) < 1e-3 * np.maximum(times, 1.0)).all())
    return round(float(every.min())) if is_whole and every.min() < _LARGEST_TIME else 0
