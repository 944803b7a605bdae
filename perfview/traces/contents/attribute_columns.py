"""One attribute of all spans as a column: read from the file in one pass, each value kept once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.interning import Interner
from perfview.kernels.picking import which_occur
from perfview.kernels.placed_texts import intern_placed
from perfview.kernels.references import LENGTH_BITS, LONGEST, OFFSET_BITS
from perfview.kernels.window import Window
from perfview.recording.source import Source
from perfview.recording.transcoding import as_read
from perfview.traces.contents.attributes import decoded, value_at
from perfview.traces.contents.detail import Value
from perfview.traces.model import ValueType
from perfview.traces.study import Study

_OFFSET = np.uint64((1 << OFFSET_BITS) - 1)
_TO_LENGTH, _LENGTH = np.uint64(OFFSET_BITS), np.uint64((1 << LENGTH_BITS) - 1)
_TO_TYPE = np.uint64(OFFSET_BITS + LENGTH_BITS)


@dataclass(frozen=True)
class AttributeColumn:
    """of_span int32 (n): index into `values`, -1 for spans without the attribute."""

    of_span: NDArray[np.int32]
    values: list[Value]


def keys_in_use(study: Study) -> NDArray[np.bool_]:
    """Which of the model's attribute keys some span has, bool by number; looked up once."""
    table = study.model.attributes
    return study.once("keys in use", lambda: which_occur(table.key, len(table.keys)))


def attribute_keys(study: Study) -> list[str]:
    """The keys that some span has, sorted."""
    table = study.model.attributes
    keys = [table.keys[int(key)] for key in np.flatnonzero(keys_in_use(study))]
    return sorted(key for key in keys if not key.startswith("@"))


def attribute_column(study: Study, key: str) -> AttributeColumn:
    """The attribute `key` of every span, the first where a span has several; kept by the study.

    Values of a MiB and more are left out. Raises `UnreadableInput` when the file has changed.
    """
    return study.once(f"attribute column {key}", lambda: _column(study, key))


def _column(study: Study, key: str) -> AttributeColumn:
    table, spans = study.model.attributes, len(study.model)
    of_span = np.full(spans, -1, np.int32)
    number = table.keys.find(key)
    if number < 0 or study.source is None:
        return AttributeColumn(of_span, [])
    place = np.flatnonzero(table.key == number)
    owner = np.searchsorted(table.first, place, "right") - 1
    is_first = np.diff(owner, prepend=-1) > 0
    place, owner = place[is_first], owner[is_first]
    source = as_read(study.source)
    # Of some kinds, equal bytes need not be equal values.
    kind = (table.reference[place] >> _TO_TYPE).astype(np.int64)
    apart = np.isin(kind, (ValueType.SCOPED_ANNOTATION, ValueType.DESCRIBED))
    ids, values = _interned(source, table.reference[place[~apart]])
    of_span[owner[~apart]] = ids
    for row, word in zip(
        owner[apart].tolist(), table.reference[place[apart]].tolist(), strict=True
    ):
        of_span[row] = len(values)
        values.append(value_at(source, word, table.numbered))
    return AttributeColumn(of_span, values)


def _interned(
    source: Source, references: NDArray[np.uint64]
) -> tuple[NDArray[np.int32], list[Value]]:
    """Per reference the index of its value; equal bytes of one type are one value."""
    ids, values = np.full(len(references), -1, np.int32), list[Value]()
    kinds = (references >> _TO_TYPE).astype(np.int64)
    for kind in np.unique(kinds).tolist():
        of_kind = np.flatnonzero(kinds == kind)
        order = of_kind[np.argsort(references[of_kind] & _OFFSET, kind="stable")]
        found, texts = _read(source, references[order])
        ids[order] = np.where(found >= 0, found + len(values), -1)
        values += [decoded(ValueType(kind), text) for text in texts]
    return ids, values


def _read(source: Source, references: NDArray[np.uint64]) -> tuple[NDArray[np.int32], list[bytes]]:
    """The distinct contents of references sorted by offset, and which is whose."""
    ids, interner = np.full(len(references), -1, np.int32), Interner()
    offsets = (references & _OFFSET).astype(np.int64)
    ends = offsets + np.minimum((references >> _TO_LENGTH) & _LENGTH, LONGEST).astype(np.int64)
    begin = 0 if source.compression else int(offsets[0])
    window = Window(source.open_at(begin), begin)
    done = 0
    while done < len(references):
        window.slide(int(offsets[done]), int(ends[done]))
        origin, before = window.address - window.offset, done
        done = intern_placed(origin, window.end, references, ids, done, interner)
        if done == before and window.ended:
            break
    return ids, interner.texts()
