"""A profile as columns: functions, frames, stacks, samples. What every format is read into.

Close to the processed format of the Firefox Profiler: typed columns, parents before children, one
stack table for all threads.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from perfview.recording.no_rows import none32, none64
from perfview.recording.strings import StringTable


def _no_weight() -> NDArray[np.float64]:
    return np.zeros(0, np.float64)


@dataclass(frozen=True)
class Functions:
    """f functions, each once: what has the same name, file, line and column is one.

    name, file, module, category int32 ids into the model's strings, -1 for none; `file` is a path
    or URL as the recording has it, `module` the library, binary or package the recording names
    (never guessed from the path), `category` the recording's own category (``JavaScript``,
    ``GC``). line, column int32: where the function begins, counted from 1, 0 when unknown.

    Anonymous functions have a name that tells them apart, ``(anonymous app.js:12)``.
    """

    name: NDArray[np.int32]
    file: NDArray[np.int32]
    line: NDArray[np.int32]
    column: NDArray[np.int32]
    module: NDArray[np.int32]
    category: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.name)


@dataclass(frozen=True)
class Frames:
    """r frames: places in functions.

    function int32; line int32, the line being executed, from 1, 0 when unknown; address int64, 0
    when unknown; inlined bool: the compiler put it into the frame that called it.
    """

    function: NDArray[np.int32]
    line: NDArray[np.int32]
    address: NDArray[np.int64]
    inlined: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.function)


@dataclass(frozen=True)
class Stacks:
    """s stacks, each once: a frame and the stack that called it.

    parent int32, always less than the own index, -1 for a root; frame int32. A stack with no
    sample of its own may stand here because others stand on it.
    """

    parent: NDArray[np.int32]
    frame: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.parent)


@dataclass(frozen=True)
class Samples:
    """n samples, by thread, then time.

    stack int32, -1 while nothing ran (idle, or a gap between recorded stretches). thread_first
    int64 (threads + 1): samples of thread t are thread_first[t]:thread_first[t + 1]. time_ns int64
    (n): from the profile's beginning, not falling within a thread; empty when the format has no
    times. A sample lasts until the next one of its thread; the last one until the thread's
    `end_ns`. label_set int32 (n), -1 for none; empty when there are no labels.
    """

    stack: NDArray[np.int32]
    thread_first: NDArray[np.int64]
    time_ns: NDArray[np.int64] = field(default_factory=none64)
    label_set: NDArray[np.int32] = field(default_factory=none32)

    def __len__(self) -> int:
        return len(self.stack)


@dataclass(frozen=True)
class ProfileThreads:
    """t threads; at least one where there are samples.

    name, process_name int32 ids into the strings, -1 for none; thread_id, process_id int64, -1 when
    unknown. end_ns int64: when its last sample ends, as `Samples.time_ns`; 0 without times.
    """

    name: NDArray[np.int32]
    process_name: NDArray[np.int32]
    thread_id: NDArray[np.int64]
    process_id: NDArray[np.int64]
    end_ns: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.name)


@dataclass(frozen=True)
class Metrics:
    """m kinds of weight, pprof's sample types.

    name: ``cpu``, ``wall``, ``alloc_space``, ``samples`` ...; unit: ns, bytes or count (whatever
    is neither time nor size: samples, cycles, instructions, contentions). weight float64 (m * n):
    metric by metric, a number a sample; time in ns, sizes in bytes; fractions and, in profiles
    that are differences, negative numbers occur. `default` is the one to begin with.
    """

    name: list[str]
    unit: list[str]
    weight: NDArray[np.float64]
    default: int = 0

    def __len__(self) -> int:
        return len(self.name)


@dataclass(frozen=True)
class Labels:
    """What samples are labelled with (pprof). Sets of labels, each once.

    Set i has the labels first[i]:first[i + 1]; key, value int32 ids into the strings; numbers are
    written with their unit (``512 bytes``). first int64 (sets + 1).
    """

    first: NDArray[np.int64] = field(default_factory=lambda: np.zeros(1, np.int64))
    key: NDArray[np.int32] = field(default_factory=none32)
    value: NDArray[np.int32] = field(default_factory=none32)

    def __len__(self) -> int:
        return len(self.first) - 1


@dataclass(frozen=True)
class LineTicks:
    """Where in a stack's last function samples fell, if the format says so beside the stacks (V8's
    positionTicks): stack, line int32 (from 1), ticks int64."""

    stack: NDArray[np.int32] = field(default_factory=none32)
    line: NDArray[np.int32] = field(default_factory=none32)
    ticks: NDArray[np.int64] = field(default_factory=none64)


@dataclass(frozen=True)
class CallCounts:
    """Of formats that count calls instead of sampling stacks (cProfile, callgrind).

    Per function: calls int64 (f), own, inclusive float64 (m * f), metric by metric: exact, whatever
    the stacks say. Per pair: caller, callee int32 functions, edge_calls int64 (e), edge_inclusive
    float64 (m * e). All empty in sampled profiles.
    """

    calls: NDArray[np.int64] = field(default_factory=none64)
    own: NDArray[np.float64] = field(default_factory=_no_weight)
    inclusive: NDArray[np.float64] = field(default_factory=_no_weight)
    caller: NDArray[np.int32] = field(default_factory=none32)
    callee: NDArray[np.int32] = field(default_factory=none32)
    edge_calls: NDArray[np.int64] = field(default_factory=none64)
    edge_inclusive: NDArray[np.float64] = field(default_factory=_no_weight)

    def __bool__(self) -> bool:
        return len(self.calls) > 0


@dataclass(frozen=True)
class ProfileModel:
    """One opened profile.

    interval_ns: time between samples as the recorder intended it, 0 when unknown. began_ns: when
    the recording began, ns since 1970, 0 when unknown. made_by: the recorder in a word (``V8``,
    ``Go``, ``py-spy``), "" when unknown. depth_limit: frames at which the recorder cuts stacks off,
    0 when it does not. is_estimated: the stacks were made of call counts in proportion, not seen.
    comments: what the recorder wrote beside it.
    """

    strings: StringTable
    functions: Functions
    frames: Frames
    stacks: Stacks
    samples: Samples
    threads: ProfileThreads
    metrics: Metrics
    labels: Labels = field(default_factory=Labels)
    ticks: LineTicks = field(default_factory=LineTicks)
    counts: CallCounts = field(default_factory=CallCounts)
    comments: list[str] = field(default_factory=list)
    made_by: str = ""
    interval_ns: int = 0
    began_ns: int = 0
    depth_limit: int = 0
    is_estimated: bool = False

    def __len__(self) -> int:
        return len(self.samples)

    def weight(self, metric: int = -1) -> NDArray[np.float64]:
        """A metric's number a sample, float64 (n); the default metric's for -1."""
        n = len(self.samples)
        at = self.metrics.default if metric < 0 else metric
        return self.metrics.weight[at * n : (at + 1) * n]

    def unit(self, metric: int = -1) -> str:
        """A metric's unit: ns, bytes or count."""
        return self.metrics.unit[self.metrics.default if metric < 0 else metric]

    @property
    def has_times(self) -> bool:
        """Whether it is known when samples were taken."""
        return len(self.samples.time_ns) > 0

    def function_of_stack(self) -> NDArray[np.int32]:
        """The function on top of each stack, int32 (s)."""
        return np.take(self.frames.function, self.stacks.frame)
