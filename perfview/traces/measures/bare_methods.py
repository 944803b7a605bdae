"""Spans named by a bare HTTP method, grouped by what they ask for: `GET /orders/{id}`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.address_hashing import hash_addresses
from perfview.kernels.grouping import number_pairs, number_small, number_wide
from perfview.kernels.refining import first_of_each, key_rows, pick_rows, relabel
from perfview.kernels.text_picking import pick_texts
from perfview.recording.strings import StringTable
from perfview.traces.model import SpanKind, TraceModel
from perfview.traces.patterns.addresses import host_and_path

MOST_PATHS = 500
"""Paths per service that get an operation of their own; the spans of others keep the bare name."""

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
_BARE = frozenset(f"{prefix}{method}" for prefix in ("", "HTTP ") for method in _METHODS)
_LONGEST = max(map(len, _BARE))


@dataclass(frozen=True)
class Grouping:
    """n spans in k groups, numbered by first appearance.

    of_span int32 (n). service int32 (k) into the model's strings. names (k): what each does.
    """

    of_span: NDArray[np.int32]
    service: NDArray[np.int32]
    names: StringTable


def group_by_name(model: TraceModel) -> Grouping:
    """Spans by service and name; those named by a bare method by kind and masked address too.

    The name of a call has the host it goes to, as far as the file tells it: `GET stock/items`.
    """
    of_span, head = number_pairs(model.service, model.name)
    bare = _bare_groups(model, model.name[head])
    if not bare.any():
        return Grouping(of_span, model.service[head], _picked(model, [], model.name[head]))
    return _split(model, of_span, head, bare)


def _bare_groups(model: TraceModel, name: NDArray[np.int32]) -> NDArray[np.uint8]:
    """Which groups have a bare method for a name (int32 by group): uint8."""
    offsets = model.strings.offsets
    named = np.flatnonzero(name >= 0)
    length = offsets[name[named] + 1] - offsets[name[named]]
    short = named[(length >= 3) & (length <= _LONGEST)]
    bare = [i for i in np.unique(name[short]).tolist() if model.strings[i].upper() in _BARE]
    found = np.zeros(len(name), np.uint8)
    found[short] = np.isin(name[short], bare)
    return found


def _split(
    model: TraceModel,
    of_span: NDArray[np.int32],
    head: NDArray[np.int32],
    bare: NDArray[np.uint8],
) -> Grouping:
    """The groups, the bare ones cut; `head` is the first row of each. Writes into `of_span`."""
    k = len(head)
    rows, url = pick_rows(of_span, bare, model.url)
    place, urls = number_small(url, len(model.strings))
    call = int(SpanKind.CLIENT)
    keys = key_rows(rows, of_span, model.kind, call, model.peer, place, _alike(model, urls))
    asked, first = number_wide(keys.high, keys.low)
    row, half = rows[first], keys.high[first]
    # Labels: the groups as they are, then their calls apart, then those named by an address.
    group = (half >> np.uint64(1)).astype(np.int32)
    label = group + k * (half & np.uint64(1)).astype(np.int32)
    names: dict[tuple[int, bool, str], int] = {}
    owner: list[int] = []
    for i in first_of_each(model.service[row], len(model.strings), MOST_PATHS).tolist():
        name = _asked_for(model, int(row[i]))
        if name:
            key = int(model.service[row[i]]), bool(half[i] & np.uint64(1)), name
            label[i] = 2 * k + names.setdefault(key, len(names))
            owner += [int(group[i])] * (len(names) - len(owner))
    relabel(rows, asked, label, of_span)
    of_span, found = number_small(of_span, 2 * k + len(names))
    whose = np.concatenate([np.arange(k), np.arange(k), np.array(owner, np.int64)])[found]
    own = model.name[head[whose]]
    own = np.where(found < 2 * k, own, found - 2 * k + len(model.strings)).astype(np.int32)
    texts = [name for _, _, name in names]
    return Grouping(of_span, model.service[head[whose]], _picked(model, texts, own))


def _alike(model: TraceModel, urls: NDArray[np.int32]) -> NDArray[np.int32]:
    """Numbers of these addresses, the same for those that differ in ids or query: int32 (2, urls).

    Of requests, to which their own host is nothing, and of calls.
    """
    hosts, paths = hash_addresses(model.strings.arena, model.strings.offsets, urls)
    return np.stack([number_wide(paths, paths)[0], number_wide(hosts, paths)[0]])


def _asked_for(model: TraceModel, row: int) -> str:
    """Method and masked address of a span named by a bare method; "" when it has no address.

    … stands for the host of a call that the file does not tell.
    """
    host, path = host_and_path(model.strings[model.url[row]])
    if not path:
        return ""
    method = model.strings[model.name[row]].upper().removeprefix("HTTP ")
    if model.kind[row] != SpanKind.CLIENT:
        return f"{method} {path}"
    return f"{method} {host or model.strings[model.peer[row]] or '…'}{path}"


def _picked(model: TraceModel, more: list[str], index: NDArray[np.int32]) -> StringTable:
    """The texts at these indices into the model's strings, continued by `more`."""
    table, strings = StringTable.of(more), model.strings
    texts = pick_texts((strings.arena, strings.offsets), (table.arena, table.offsets), index)
    return StringTable(*texts)
