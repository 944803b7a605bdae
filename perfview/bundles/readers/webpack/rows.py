"""Which modules stats hold: every module once, however often it is written.

A module may be written in the build's own list, in those of the chunks, and as a member of a
concatenation: "concatenated" modules keep their members in `modules`, and webpack lists most of
these a second time as orphans. A concatenation itself is no module; where something speaks of it,
its main member is meant, the one whose identifier it has, with a hash behind it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.bundles.readers.webpack.build import Build
from perfview.bundles.readers.webpack.schema import HELD, LISTED, MEMBERS, MODULES, UNTOLD
from perfview.bundles.readers.webpack.texts import Texts
from perfview.kernels.grouping import number_small

_HASH = re.compile(rb"[| ][0-9a-f]{16,64}$")
_OWNERS = tuple(f"{where}_{kind}" for where in (LISTED, HELD) for kind in (MODULES, MEMBERS))


@dataclass(frozen=True)
class Written:
    """w times that modules are written: those of the list, their members, those of chunks, theirs.

    start int64 (owners + 1): the first row of each list. identifier int32 (w) text, -1 a group's
    row; row int32 (w): the module it is, -1 for none; parent int32 (w): the row written of the
    concatenation it is a member of, -1 for none. is_whole bool (w): a concatenation with members.
    """

    start: NDArray[np.int64]
    identifier: NDArray[np.int32]
    parent: NDArray[np.int32]
    is_whole: NDArray[np.bool_]
    row: NDArray[np.int32]
    modules: int
    """m: how many modules there are."""
    whole_row: NDArray[np.int32]
    """int32 (w): of a concatenation the module of its main member, else as `row`."""


def join(build: Build, column: str) -> NDArray[np.int32]:
    """A column of all lists of modules, end to end."""
    return np.concatenate([build.column(owner, column) for owner in _OWNERS])


def join_details(
    build: Build, written: Written, detail: str, *columns: str
) -> tuple[NDArray[np.int32], list[NDArray[np.int32]]]:
    """Rows of details of all lists: the row written that each is of, and these columns."""
    owners = [f"{owner}_{detail}" for owner in _OWNERS]
    at = [
        build.column(owner, "module") + first
        for owner, first in zip(owners, written.start, strict=False)
    ]
    found = [np.concatenate([build.column(owner, name) for owner in owners]) for name in columns]
    return np.concatenate(at).astype(np.int32), found


def modules_written(build: Build, texts: Texts) -> Written:
    """All that is written of modules, and which module each is."""
    counts = [build.rows(owner) for owner in _OWNERS]
    start = np.zeros(len(counts) + 1, np.int64)
    np.cumsum(counts, out=start[1:])
    w = int(start[-1])
    identifier = texts.ids(_identifiers(build))
    parent = np.full(w, -1, np.int32)
    for k in (1, 3):
        parent[start[k] : start[k + 1]] = build.column(_OWNERS[k], "parent") + start[k - 1]
    parent[parent >= w] = -1
    is_whole = np.zeros(w, np.bool_)
    # What the file breaks off in has members, but no row of its own.
    is_whole[parent[(parent >= 0) & (identifier >= 0)]] = True
    is_whole &= identifier >= 0
    # A group's row repeats what stood last in the group.
    is_whole |= (parent < 0) & np.isin(identifier, identifier[is_whole])
    is_module = (identifier >= 0) & ~is_whole
    row = np.full(w, -1, np.int32)
    group, known = number_small(identifier[is_module], len(texts))
    row[is_module] = group
    return Written(
        start,
        identifier,
        parent,
        is_whole,
        row,
        len(known),
        _whole_rows(texts, identifier, parent, is_whole, row),
    )


def _identifiers(build: Build) -> NDArray[np.int32]:
    """The identifier of each row, or its name where stats keep none."""
    identifier, name = join(build, "identifier"), join(build, "name")
    size = join(build, "size")
    is_group = (size == UNTOLD) | (join(build, "hidden") > 0)
    return np.where((identifier >= 0) | is_group, identifier, name).astype(np.int32)


def _whole_rows(
    texts: Texts,
    identifier: NDArray[np.int32],
    parent: NDArray[np.int32],
    is_whole: NDArray[np.bool_],
    row: NDArray[np.int32],
) -> NDArray[np.int32]:
    """Of each concatenation the module that is its main member: the one that is called like it,
    else its first."""
    found = row.copy()
    members = np.flatnonzero((parent >= 0) & (row >= 0))
    order = members[np.argsort(parent[members], kind="stable")]
    first = np.searchsorted(parent[order], np.arange(len(row) + 1))
    for whole in np.flatnonzero(is_whole).tolist():
        inner = order[first[whole] : first[whole + 1]]
        main = texts.find(_HASH.sub(b"", texts.raw(int(identifier[whole]))))
        matches = inner[identifier[inner] == main] if main >= 0 else inner[:0]
        if len(inner):
            found[whole] = row[matches[0] if len(matches) else inner[0]]
    return found
