"""A profile.proto's content as the model."""

from __future__ import annotations

import numpy as np

from perfview.findings.quantities import duration
from perfview.profiles.model import Functions, ProfileModel, ProfileThreads, Samples
from perfview.profiles.readers.proto.content import Content
from perfview.profiles.readers.proto.labels import labels_of
from perfview.profiles.readers.proto.schema import COMMENT, DURATION, SCALARS, TIME
from perfview.profiles.readers.proto.stacks import code_of
from perfview.profiles.readers.proto.weights import interval_of, metrics_of, scalar
from perfview.recording.report import ImportReport
from perfview.recording.strings import StringTable

_GO = b".go"


def assemble(content: Content, report: ImportReport) -> ProfileModel:
    """The model; what is odd about the content is noted in the report."""
    count = content.rows.rows
    report.note("missing-text", content.missing_texts(), "Names refer to texts not in the file.")
    metrics = metrics_of(content, report)
    code = code_of(content, report)
    bare = int(np.count_nonzero(code.of_sample < 0))
    report.note("no-stack", bare, "Samples have no stack; they are in no function's total.")
    labels, label_set = labels_of(content)
    strings = StringTable(*content.rows.texts.packed())
    threads = 1 if count else 0
    none = np.full(threads, -1, np.int32)
    report.rows = count
    return ProfileModel(
        strings=strings,
        functions=code.functions,
        frames=code.frames,
        stacks=code.stacks,
        samples=Samples(
            code.of_sample,
            np.array([0, count][: threads + 1], np.int64),
            label_set=label_set if len(labels) else np.zeros(0, np.int32),
        ),
        threads=ProfileThreads(
            none,
            none.copy(),
            none.astype(np.int64),
            none.astype(np.int64),
            np.zeros(threads, np.int64),
        ),
        metrics=metrics,
        labels=labels,
        comments=_comments(content),
        made_by="Go" if _is_go(code.functions, strings) else "",
        interval_ns=interval_of(content),
        began_ns=max(0, scalar(content, TIME)),
    )


def _is_go(functions: Functions, strings: StringTable) -> bool:
    """Whether a function's source is in Go. Nothing in the format says who recorded."""
    files = functions.file[functions.file >= 0]
    ends = strings.offsets[files + 1][strings.offsets[files + 1] >= len(_GO)]
    tail = strings.arena[ends[:, None] - np.arange(len(_GO), 0, -1)]
    return bool((tail == np.frombuffer(_GO, np.uint8)).all(axis=1).any())


def _comments(content: Content) -> list[str]:
    """What stands in the file for people, and how long was recorded, which is said nowhere else."""
    values = content.column(SCALARS, "value")[content.column(SCALARS, "field") == COMMENT]
    comments = [text for value in values.tolist() if (text := content.text(value))]
    lasted = scalar(content, DURATION)
    if 0 < lasted < 1 << 62:
        comments.append(f"Recorded for {duration(lasted)}.")
    return comments
