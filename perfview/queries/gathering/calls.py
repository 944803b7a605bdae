"""Calls as a reader found them become columns: alike statements counted as one."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.literal_groups import number_literal_free
from perfview.kernels.memory import PAD
from perfview.queries.gathering.quoting import quoting_of
from perfview.queries.gathering.sampling import LONGEST_SAMPLE as LONGEST_SAMPLE
from perfview.queries.gathering.sampling import sampled
from perfview.queries.gathering.templates import Templates, templates_of
from perfview.queries.model import DIALECTS, Samples, Statements
from perfview.queries.sql.dialects import WAYS, guess
from perfview.recording.progress import Progress
from perfview.recording.strings import StringTable

_ASKED = 50


def _no_places() -> NDArray[np.int64]:
    return np.zeros(0, np.int64)


@dataclass(frozen=True)
class Written:
    """n statements as they stand in some bytes, nothing copied.

    content uint8, padded as kernels want it (`kernels.memory.PAD` bytes more than are told of);
    start, stop int64 (n): where each is; start -1 where there is none. parameter_start,
    parameter_stop int64 (n): values of ``$1`` … told apart from it, -1 none; empty for none at all.
    """

    content: NDArray[np.uint8]
    start: NDArray[np.int64]
    stop: NDArray[np.int64]
    parameter_start: NDArray[np.int64] = field(default_factory=_no_places)
    parameter_stop: NDArray[np.int64] = field(default_factory=_no_places)

    def __len__(self) -> int:
        return len(self.start)


@dataclass(frozen=True)
class Gathered:
    """statement int32 (n) row of `statements`, -1 where nothing is written; key uint64 (n) as of
    `Calls`; strings: texts of statements and samples. remark int64 (n, 2): where in the content the
    last comment of each begins and ends, 0, 0 for none (`gathering.remarks`)."""

    statement: NDArray[np.int32]
    key: NDArray[np.uint64]
    statements: Statements
    samples: Samples
    strings: StringTable
    remark: NDArray[np.int64]


def gather(
    written: Written,
    dialect: NDArray[np.uint8] | str,
    duration_ns: NDArray[np.int64],
    progress: Progress,
    hint: NDArray[np.uint64] | None = None,
) -> Gathered:
    """The statements of n calls. `dialect`: of all, or uint8 (n) of `DIALECTS` each; "" asks
    `sql.dialects.guess`. `duration_ns` (n) chooses the slowest as a sample. `hint` uint64 (n): the
    server's own query ids, 0 for none; equal ones are the same statement.

    One pass over the bytes in nogil kernels (a 64-bit hash without literals, one of the literals),
    then each distinct statement once in Python. Raises `Cancelled`.
    """
    progress.check()
    dialects = _dialects(written, dialect)
    ways = np.array([WAYS.get(name, 0) for name in DIALECTS], np.uint8)[dialects]
    if isinstance(dialect, str) and not dialect:
        ways = quoting_of(written.content, written.start, written.stop, int(ways[0]))
    ids, key, remark, interner = number_literal_free(
        written.content,
        written.start,
        written.stop,
        ways,
        written.parameter_start,
        written.parameter_stop,
    )
    progress.check()
    templates = templates_of(written, ids, dialects, interner.texts(), hint, progress)
    statement = np.append(templates.statement, np.int32(-1))[ids]
    samples, texts = sampled(written, statement, duration_ns, len(templates.text))
    offset = len(templates.text)
    return Gathered(
        statement,
        key,
        _statements(templates),
        Samples(
            samples.statement,
            samples.text + np.int32(offset),
            np.where(samples.parameters >= 0, samples.parameters + offset, -1).astype(np.int32),
            samples.call,
        ),
        StringTable.of([*templates.text, *texts]),
        remark,
    )


def _statements(templates: Templates) -> Statements:
    size = len(templates.text)
    return Statements(
        text=np.arange(size, dtype=np.int32),
        fingerprint=np.array(templates.fingerprint, np.uint64),
        kind=np.array(templates.kind, np.uint8),
        dialect=np.array(templates.dialect, np.uint8),
        database=np.full(size, -1, np.int32),
        user=np.full(size, -1, np.int32),
    )


def _dialects(written: Written, dialect: NDArray[np.uint8] | str) -> NDArray[np.uint8]:
    """uint8 of `DIALECTS`: of each call, or one for all."""
    if not isinstance(dialect, str):
        return dialect
    name = dialect or guess(_some(written))
    return np.array([DIALECTS.index(name) if name in DIALECTS else 0], np.uint8)


def _some(written: Written) -> list[str]:
    """Texts of some calls, evenly spread."""
    told = np.flatnonzero(written.start >= 0)
    return [_text(written, row) for row in told[:: max(1, len(told) // _ASKED)][:_ASKED].tolist()]


def _text(written: Written, row: int) -> str:
    begin = int(written.start[row])
    stop = min(int(written.stop[row]), begin + 4096)
    return written.content[begin:stop].tobytes().decode("utf-8", "replace")


def gather_texts(
    texts: list[str],
    dialect: NDArray[np.uint8] | str,
    duration_ns: NDArray[np.int64],
    progress: Progress,
) -> Gathered:
    """The same for texts at hand."""
    table = StringTable.of(texts)
    content = np.append(table.arena, np.zeros(PAD, np.uint8))
    places = table.offsets
    return gather(
        Written(content, places[:-1].copy(), places[1:].copy()), dialect, duration_ns, progress
    )
