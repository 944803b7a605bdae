"""Samples as pprof's profile.proto, gzipped, as `go tool pprof` and many services take it.

https://github.com/google/pprof/blob/main/proto/profile.proto
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.protobuf_lists import list_records
from perfview.profiles.documents.pprof_rows import Rows, rows_of
from perfview.profiles.documents.pprof_tables import Locations, Texts, functions, locations, modules
from perfview.profiles.documents.wire import bytes_field, number_field
from perfview.profiles.study import Study

_SAMPLE_TYPE, _SAMPLE, _TEXT, _TIME, _DURATION, _PERIOD_TYPE, _PERIOD, _COMMENT, _DEFAULT = (
    1, 2, 6, 9, 10, 11, 12, 13, 14,
)  # fmt: skip
_UNITS = {"ns": "nanoseconds", "bytes": "bytes", "count": "count"}
_GZIP, _LEVEL = 31, 5


def write_pprof(
    study: Study,
    rows: NDArray[np.int32],
    file: BinaryIO,
    check: Callable[[], None] = lambda: None,
) -> None:
    """These samples with all metrics, labels, lines and inlined calls.

    Samples of one stack and one set of labels become one, as pprof's own are; where no metric
    counts, a count of samples is added. Threads become a label where there are several. Idle
    samples are left out. Numbers are rounded to whole ones. `check` is called every few megabytes
    and may raise.
    """
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
    for block in _message(study, rows):
        check()
        file.write(packer.compress(block))
    file.write(packer.flush())


def _message(study: Study, rows: NDArray[np.int32]) -> Iterator[bytes]:
    model = study.model
    texts = Texts(model.strings)
    placed: Locations = locations(model)
    summed: Rows = rows_of(model, rows, texts)
    yield b"".join(
        bytes_field(_SAMPLE_TYPE, _value_type(texts, name, _UNITS[unit]))
        for name, unit in zip(summed.names, summed.units, strict=True)
    )
    yield from list_records(
        _SAMPLE,
        placed.of_stack[summed.stack],
        placed.caller,
        placed.number,
        summed.values,
        summed.labels,
        summed.label_texts,
    )
    yield from modules(model, texts)
    yield from placed.messages(model)
    yield from functions(model, texts)
    comments = [texts.add(comment) for comment in model.comments]
    default = texts.add(model.metrics.name[model.metrics.default])
    period = _period(model.interval_ns, texts)
    for text in texts.all():
        yield bytes_field(_TEXT, text)
    end = int(model.threads.end_ns.max(initial=0))
    yield number_field(_TIME, model.began_ns) + number_field(_DURATION, end) + period
    yield b"".join(number_field(_COMMENT, comment) for comment in comments)
    yield number_field(_DEFAULT, default)


def _period(interval_ns: int, texts: Texts) -> bytes:
    if not interval_ns:
        return b""
    kind = bytes_field(_PERIOD_TYPE, _value_type(texts, "cpu", "nanoseconds"))
    return kind + number_field(_PERIOD, interval_ns)


def _value_type(texts: Texts, name: str, unit: str) -> bytes:
    return number_field(1, texts.add(name)) + number_field(2, texts.add(unit))
