"""pyinstrument's sessions: every sample with its whole stack, and how long it lasted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.frame_lists import Ways
from perfview.profiles.assembling.threads import ThreadSamples, unite
from perfview.profiles.building import ProfileBuilder
from perfview.profiles.model import ProfileModel, Stacks
from perfview.recording.json_views import JsonView
from perfview.recording.report import ImportReport

TIME = ("time", "ns")

LONGEST_S = 1e12
"""Times from here on are nothing anybody measured."""

_NS = 1e9
_THREAD_FILE = "<thread>"
_MADE_UP = frozenset({"<await>", "<out-of-context>", "<self>", "<root>", "<built-in>"})
"""Files of frames that pyinstrument makes up (pyinstrument/frame.py), and of built-in functions."""


def whole(text: str) -> int:
    """A line or id written in digits, 0 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def shown_name(function: str, class_name: str) -> str:
    """A method with its class, as pyinstrument prints it."""
    return f"{class_name}.{function}" if class_name else function


@dataclass
class Session:
    """Samples as they are taken up: stacks as lists of frames, by thread.

    first, flat, cost by sample; `thread` the index of its thread.
    """

    builder: ProfileBuilder = field(default_factory=lambda: ProfileBuilder([TIME]))
    known: dict[str, int] = field(default_factory=dict)
    threads: dict[str, int] = field(default_factory=dict)
    first: list[int] = field(default_factory=lambda: [0])
    flat: list[int] = field(default_factory=list)
    cost: list[float] = field(default_factory=list)
    thread: list[int] = field(default_factory=list)
    odd: int = 0

    def add(self, record: Any) -> None:
        """Take one record: the frames, outermost first, and seconds."""
        if not (isinstance(record, list) and len(record) >= 2 and isinstance(record[0], list)):
            self.odd += 1
            return
        frames, cost = record[0], record[1]
        if not isinstance(cost, (int, float)) or not abs(cost) < LONGEST_S:
            self.odd += 1
            cost = 0.0
        texts = [frame for frame in frames if isinstance(frame, str)]
        self.odd += len(texts) < len(frames)
        thread = ""
        if texts and texts[0].split("\0")[1:2] == [_THREAD_FILE]:
            thread = texts.pop(0)
        self.thread.append(self.threads.setdefault(thread, len(self.threads)))
        known = self.known
        self.flat += [known[t] if t in known else self._frame(t) for t in texts]
        self.first.append(len(self.flat))
        self.cost.append(float(cost))

    def _frame(self, text: str) -> int:
        """The frame of ``function\\0file\\0line`` and, since 4.2, ``\\1`` with what is known of it:
        c its class, l the line that was running."""
        place, *further = text.split("\1")
        function, file, line = [*place.split("\0"), "", ""][:3]
        about = {part[:1]: part[1:] for part in further}
        name = shown_name(function, about.get("c", ""))
        path = "" if file in _MADE_UP else file
        made = self.builder.function(name or "(no name)", path, whole(line) if path else 0)
        self.known[text] = self.builder.frame(made, whole(about.get("l", "")))
        return self.known[text]


def read_records(view: JsonView, report: ImportReport) -> Session:
    """All records of a session; those before the place where the file breaks off."""
    session = Session()
    records = view.value()
    if not isinstance(records, list):
        records = [element.value() for element in view.elements()]
    for record in records:
        session.add(record)
    report.note("bad-records", session.odd, "Records that are no samples, or samples without time.")
    return session


def model_of(session: Session, **about: Any) -> ProfileModel:
    """The model of a session: a thread for each of its threads, in the order of its samples."""
    ways = Ways()
    lists = np.array(session.first, np.int64), np.array(session.flat, np.int32)
    stack = ways.lists(*lists)
    of_thread, cost = np.array(session.thread, np.int64), np.array(session.cost) * _NS
    ends = _times(of_thread, cost)
    threads = []
    texts = session.builder
    for name, index in session.threads.items():
        rows = np.flatnonzero(of_thread == index)
        function, _, number = [*name.split("\0"), "", ""][:3]
        threads.append(
            ThreadSamples(
                stack[rows],
                {TIME: cost[rows]},
                np.maximum(ends[rows] - np.maximum(cost[rows], 0), 0).astype(np.int64),
                round(float(ends[rows].max(initial=0.0))),
                name=texts.text(function),
                thread_id=int(number) if number.isascii() and number.isdigit() else -1,
            )
        )
    samples, rows_of_threads, metrics = unite(threads, [TIME])
    empty = texts.finish(made_by="pyinstrument", **about)
    return ProfileModel(
        strings=empty.strings,
        functions=empty.functions,
        frames=empty.frames,
        stacks=Stacks(ways.parent.copy(), ways.label.copy()),
        samples=samples,
        threads=rows_of_threads,
        metrics=metrics,
        comments=empty.comments,
        made_by=empty.made_by,
        interval_ns=empty.interval_ns,
        began_ns=empty.began_ns,
    )


def _times(thread: NDArray[np.int64], cost: NDArray[np.float64]) -> NDArray[np.float64]:
    """When each sample ends: its time is what passed since the one before in its thread."""
    ends = np.zeros(len(cost))
    for index in np.unique(thread):
        rows = np.flatnonzero(thread == index)
        ends[rows] = np.maximum.accumulate(np.cumsum(np.maximum(cost[rows], 0.0)))
    return np.minimum(ends, float(1 << 62))
