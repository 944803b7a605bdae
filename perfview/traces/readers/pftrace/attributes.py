"""Attributes of Perfetto's track events: their annotations, places in the source, log messages."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.numbered import numbered
from perfview.kernels.tables import Tables
from perfview.recording.report import ImportReport
from perfview.recording.strings import StringTable
from perfview.traces.contents.annotation_values import sanitised
from perfview.traces.contents.described_values import Descriptors
from perfview.traces.contents.numbered_names import NumberedNames, no_names
from perfview.traces.model import Attributes, ValueType
from perfview.traces.readers.pftrace import tables as t
from perfview.traces.readers.pftrace.event_schema import PlaceKind
from perfview.traces.readers.pftrace.names import lookup
from perfview.traces.readers.pftrace.schema import NameKind
from perfview.traces.readers.pftrace.sequences import Sequences

_TYPE = np.uint64(60)
_OFFSET = np.uint64((1 << 40) - 1)
_PLACE_KEYS = {
    PlaceKind.TASK: ("src_file", "src_func", "src_line"),
    PlaceKind.LOG: ("log_file", "log_func", "log_line"),
    PlaceKind.HERE: ("src_file", "src_func", "src_line"),
}
"""Keys of a place's file, function and line; Chrome's JSON has the first two of them."""
_LOG_KEY = "log_message"


def event_attributes(
    tables: Tables,
    sequences: Sequences,
    scope: NDArray[np.int32],
    first: NDArray[np.int64],
    described: Descriptors,
    report: ImportReport,
) -> tuple[Attributes, NDArray[np.int64]]:
    """All events' attributes, and int64 (e + 1) whose they are.

    `scope` int32 (e) is the one in effect at each event; `first` int64 (e + 1) are its annotations.
    Annotations whose name is not defined are noted and left out; so are messages that `described`,
    what the file's own descriptors say, does not know.
    """
    count = np.diff(first)
    of_row = np.repeat(scope, count)
    key, reference, undefined = _annotations(tables, sequences, of_row)
    unknown = _name_described(tables, described, key)
    report.note("not-read", unknown, "Arguments of types that the file does not describe.")
    report.note("no-key", undefined, "Annotations have a name by number that is defined nowhere.")
    owner = None
    extra = _places(tables, sequences, scope) + _messages(tables, sequences, scope)
    if extra or (key < 0).any():
        kept = key >= 0
        owner = np.repeat(np.arange(len(scope), dtype=np.int32), count)
        owner = np.concatenate([owner[kept], *(part[0] for part in extra)])
        key = np.concatenate([key[kept], *(part[1] for part in extra)])
        reference = np.concatenate([reference[kept], *(part[2] for part in extra)])
        of_row = scope[owner]
        order = np.argsort(owner, kind="stable")
        key, reference, of_row = key[order], reference[order], of_row[order]
        first = np.append(0, np.cumsum(np.bincount(owner, minlength=len(scope)))).astype(np.int64)
    names = _with_described(tables, _numbered_names(tables, sequences, of_row, reference))
    keys = StringTable(*tables.keys.packed())
    return Attributes(first, key, reference, keys, names), first


def _annotations(
    tables: Tables, sequences: Sequences, scope: NDArray[np.int32]
) -> tuple[NDArray[np.int32], NDArray[np.uint64], int]:
    """Key and reference of every annotation (key -1: without a value, or a name nothing defines).

    Numbered names and texts are looked up. Also how many names are not defined.
    """
    known = np.append(tables.column(t.KEY_NAMES, "key"), np.int32(-1))
    name_iid = np.maximum(tables.column(t.ANNOTATIONS, "name_iid"), 0)
    by_number = known[
        lookup(tables, t.KEY_NAMES, sequences, NameKind.ANNOTATION).rows(scope, name_iid)
    ]
    key = np.where(name_iid != 0, by_number, tables.column(t.ANNOTATIONS, "key"))
    reference = tables.column(t.ANNOTATIONS, "reference")
    text_iid = tables.column(t.ANNOTATIONS, "text_iid")
    rows = np.flatnonzero(text_iid)
    if len(rows):
        place = np.append(tables.column(t.KEY_NAMES, "reference"), np.uint64(0))
        found = lookup(tables, t.KEY_NAMES, sequences, NameKind.TEXT_VALUE)
        reference[rows] = place[found.rows(scope[rows], text_iid[rows])]
    # What has a name but no value, as empty objects have none, does not stand in Chrome's JSON.
    undefined = int(((key < 0) & (tables.column(t.ANNOTATIONS, "name_iid") >= 0)).sum())
    key = np.where(reference == 0, np.int32(-1), _sanitised(tables, key))
    return key, reference, undefined


def _name_described(tables: Tables, described: Descriptors, key: NDArray[np.int32]) -> int:
    """Give values of described messages their field's name for a key; how many have none."""
    number = tables.column(t.ANNOTATIONS, "name_iid")
    rows = np.flatnonzero(number < 0)
    unknown = 0
    for each in np.unique(number[rows]).tolist():
        own = rows[number[rows] == each]
        found = described.extensions.get(-each)
        key[own] = tables.keys.add(found.name.encode()) if found else -1
        unknown += 0 if found else len(own)
    return unknown


def _sanitised(tables: Tables, key: NDArray[np.int32]) -> NDArray[np.int32]:
    """Keys as Chrome's JSON has them: dots and brackets, which mean nesting to it, replaced."""
    plain = [sanitised(text) for text in tables.keys.texts()]
    ids = np.array([tables.keys.add(text) for text in plain] + [-1], np.int32)
    return ids[key]


_Part = tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.uint64]]


def _places(tables: Tables, sequences: Sequences, scope: NDArray[np.int32]) -> list[_Part]:
    """Owner, key and reference of the places in the source that events name by number."""
    event, kind = tables.column(t.PLACES, "event"), tables.column(t.PLACES, "kind")
    if not len(event):
        return []
    iid = tables.column(t.PLACES, "iid")
    row = lookup(tables, t.LOCATIONS, sequences).rows(scope[event], iid)
    parts = []
    for each, keys in _PLACE_KEYS.items():
        rows = np.flatnonzero((kind == each) & (row >= 0))
        for column, word in zip(("file", "function", "line"), keys, strict=True):
            reference = tables.column(t.LOCATIONS, column)[row[rows]]
            given = reference != 0
            key = np.full(int(given.sum()), tables.keys.add(word.encode()), np.int32)
            parts.append((event[rows[given]], key, reference[given]))
    return parts


def _messages(tables: Tables, sequences: Sequences, scope: NDArray[np.int32]) -> list[_Part]:
    """Owner, key and reference of what events log."""
    event = tables.column(t.MESSAGES, "event")
    if not len(event):
        return []
    names = lookup(tables, t.KEY_NAMES, sequences, NameKind.LOG_BODY)
    row = names.rows(scope[event], tables.column(t.MESSAGES, "body_iid"))
    known = np.flatnonzero(row >= 0)
    key = np.full(len(known), tables.keys.add(_LOG_KEY.encode()), np.int32)
    return [(event[known], key, tables.column(t.KEY_NAMES, "reference")[row[known]])]


def _with_described(tables: Tables, names: NumberedNames) -> NumberedNames:
    """The names, and of which field the described values are."""
    number = tables.column(t.ANNOTATIONS, "name_iid")
    rows = np.flatnonzero(number < 0)
    if not len(rows):
        return names
    return replace(
        names,
        described=(tables.column(t.ANNOTATIONS, "reference")[rows] & _OFFSET).astype(np.int64),
        described_by=-number[rows].astype(np.int32),
        descriptors=tables.column(t.EXTENSIONS, "reference").copy(),
    )


def _numbered_names(
    tables: Tables,
    sequences: Sequences,
    scope: NDArray[np.int32],
    reference: NDArray[np.uint64],
) -> NumberedNames:
    """What the numbers mean in those values that have numbers for names deep inside."""
    kind = reference >> _TYPE
    rows = np.flatnonzero((kind == np.uint64(ValueType.SCOPED_ANNOTATION)) & (scope >= 0))
    if not len(rows):
        return no_names()
    used, of_value = np.unique(scope[rows], return_inverse=True)
    place = (reference[rows] & _OFFSET).astype(np.int64)
    order = np.argsort(place, kind="stable")
    dense = np.full(sequences.scopes + 1, -1, np.int32)
    dense[used] = np.arange(len(used), dtype=np.int32)
    kind = tables.column(t.KEY_NAMES, "kind")
    own = dense[sequences.scope[tables.column(t.KEY_NAMES, "packet")]]
    is_text = kind == NameKind.TEXT_VALUE
    own = np.where((own >= 0) & (is_text | (kind == NameKind.ANNOTATION)), 2 * own + is_text, -1)
    names = numbered(
        own.astype(np.int32),
        tables.column(t.KEY_NAMES, "iid"),
        np.arange(len(kind), dtype=np.int32),
        2 * len(used),
    )
    return replace(
        no_names(),
        offset=place[order],
        scope=of_value[order].astype(np.int32),
        first=names.entry_first[::2].copy(),
        kind=kind[names.entry_row],
        number=names.entry_number,
        reference=tables.column(t.KEY_NAMES, "reference")[names.entry_row],
    )
