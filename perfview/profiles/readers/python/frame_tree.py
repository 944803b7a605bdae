"""pyinstrument's tree of frames, as its JSON renderer writes it, each with its time."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.ancestors import nearest_marked
from perfview.kernels.interning import Interner
from perfview.kernels.json_records import NUMBER, TEXT, Records
from perfview.kernels.stacks import fold_stacks
from perfview.profiles.assembling.distinct import distinct_functions
from perfview.profiles.assembling.texts import Texts
from perfview.profiles.assembling.threads import ThreadSamples, unite
from perfview.profiles.model import Frames, ProfileModel, Stacks
from perfview.profiles.readers.python.frame_records import LONGEST_S, TIME, shown_name
from perfview.recording.report import ImportReport

COLUMNS = {
    "function": TEXT,
    "file_path": TEXT,
    "line_no": NUMBER,
    "time": NUMBER,
    "class_name": TEXT,
}
CHILDREN = "children"

SELF = "[self]"
"""The frame that stands for what its parent spends by itself."""

_NO_FILE = "<built-in>"
_NS = 1e9
_ROUNDED_S = 1e-6
"""Times are written with six digits: sums of children may be that much more per child."""


def model_of(rows: Records, interner: Interner, report: ImportReport, **about: Any) -> ProfileModel:
    """The model: a sample for each frame with time of its own. Times of samples are not known."""
    texts = Texts(interner)
    name, file = texts.ids(rows.texts(0)), texts.ids(rows.texts(1))
    classes = texts.ids(rows.texts(4))
    is_self = name == texts.add(SELF)
    file[file == texts.add(_NO_FILE)] = -1
    _name_methods(name, classes, texts)
    line = np.where(file >= 0, rows.whole(2), 0).astype(np.int32)
    own = _own_times(rows, report)
    function, functions = distinct_functions(name, file, line, np.zeros_like(line))
    stands = nearest_marked(rows.parent, ~is_self)
    above = np.append(stands, np.int32(-1))[rows.parent]
    kept = np.flatnonzero(~is_self)
    place = np.full(len(rows) + 1, -1, np.int32)
    place[kept] = np.arange(len(kept), dtype=np.int32)
    parent, label, fold = fold_stacks(place[above[kept]], function[kept])
    stack = np.append(fold, np.int32(-1))[place[stands]]
    costs = np.flatnonzero((own > 0) & (stack >= 0))
    thread = ThreadSamples(stack[costs].astype(np.int32), {TIME: own[costs]})
    samples, threads, metrics = unite([thread], [TIME])
    f = len(functions)
    return ProfileModel(
        strings=texts.finish(),
        functions=functions,
        frames=Frames(
            np.arange(f, dtype=np.int32),
            np.zeros(f, np.int32),
            np.zeros(f, np.int64),
            np.zeros(f, np.bool_),
        ),
        stacks=Stacks(parent, label),
        samples=samples,
        threads=threads,
        metrics=metrics,
        made_by="pyinstrument",
        **about,
    )


def _name_methods(name: NDArray[np.int32], classes: NDArray[np.int32], texts: Texts) -> None:
    """Put the class before the names of methods, and a word where there is no name; in place."""
    methods = np.flatnonzero(classes >= 0)
    parts = texts.of(name[methods]), texts.of(classes[methods])
    for i, function, class_name in zip(methods.tolist(), *parts, strict=True):
        name[i] = texts.add(shown_name(function, class_name))
    name[name < 0] = texts.add("(no name)")


def _own_times(rows: Records, report: ImportReport) -> NDArray[np.float64]:
    """What each frame spends by itself, ns: its time less that of its children."""
    time = rows.numbers(3)
    wrong = ~(np.abs(time) < LONGEST_S)
    report.note("no-time", int(np.count_nonzero(wrong)), "Frames without a time count as 0.")
    time[wrong] = 0.0
    n = len(rows)
    below = rows.parent >= 0
    of_children = np.bincount(rows.parent[below], weights=time[below], minlength=n)
    children = np.bincount(rows.parent[below], minlength=n)
    own = time - of_children
    odd = own < -_ROUNDED_S * (children + 1)
    report.note(
        "children-longer",
        int(np.count_nonzero(odd)),
        "Frames have children that take longer than they do; they spend nothing by themselves.",
    )
    rounded: NDArray[np.float64] = np.round(np.maximum(own, 0.0) * _NS)
    return rounded
