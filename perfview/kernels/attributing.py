"""Rows of a graph put down to anchors: by a label's links where those tell, else by who reaches
them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel

NOBODY, SEVERAL = -1, -2
"""What a row is put down to that no anchor reaches, and that several reach."""


@kernel(
    "int64(uint32[::1], uint8[::1], int32[::1], boolean[::1], int32[::1], boolean[::1], int32[::1],"
    "int64)",
    _nrt=False,
)
def _spread(first, kind, target, is_followed, owner, is_fixed, queue, waiting):  # type: ignore[no-untyped-def]
    """Spread owners along followed kinds of links, breadth first. A row is met at most twice: when
    it gets an owner, and when it turns out to have several."""
    at = 0
    while at < waiting:
        row = queue[at]
        at += 1
        own = owner[row]
        for e in range(first[row], first[row + 1]):
            to = target[e]
            if not is_followed[kind[e]] or to == row or is_fixed[to]:
                continue
            known = owner[to]
            if known == NOBODY or (known != own and known != SEVERAL):
                owner[to] = own if known == NOBODY else np.int32(SEVERAL)
                queue[waiting] = to
                waiting += 1
    return waiting


def spread_owners(
    first: NDArray[np.uint32],
    kind: NDArray[np.uint8],
    target: NDArray[np.int32],
    is_followed: NDArray[np.bool_],
    owner: NDArray[np.int32],
) -> None:
    """Put rows down to the anchors that reach them, in place.

    owner int32 (n): of rows that are settled whose they are, `NOBODY` of all others; those become
    the one owner from which links of followed kinds (bool, 256) lead to them without passing a
    settled row, or `SEVERAL`.
    """
    is_fixed = owner >= 0
    settled = np.flatnonzero(is_fixed)
    queue = np.empty(len(settled) + 2 * len(owner), np.int32)
    queue[: len(settled)] = settled
    _spread(first, kind, target, is_followed, owner, is_fixed, queue, len(settled))


@kernel(
    "void(uint32[::1], uint8[::1], uint32[::1], int32[::1], int64, int64, boolean[::1],int32[::1])",
    _nrt=False,
)
def _first_link(first, kind, label, target, wanted_kind, wanted_label, allowed, found):  # type: ignore[no-untyped-def]
    for row in range(found.size):
        found[row] = -1
        for e in range(first[row], first[row + 1]):
            is_wanted = kind[e] == wanted_kind and label[e] == wanted_label
            if is_wanted and (allowed.size == 0 or allowed[target[e]]):
                found[row] = target[e]
                break


def first_link(
    links: tuple[NDArray[np.uint32], NDArray[np.uint8], NDArray[np.uint32], NDArray[np.int32]],
    kind: int,
    label: int,
    allowed: NDArray[np.bool_] | None = None,
) -> NDArray[np.int32]:
    """Where each row's first link of this kind and label leads, -1 without one: int32 (n).

    links: first uint32 (n + 1), kind uint8, label uint32, target int32. allowed bool (n): only
    links to these rows count.
    """
    found = np.empty(len(links[0]) - 1, np.int32)
    rows = np.zeros(0, np.bool_) if allowed is None else allowed
    _first_link(*links, kind, label, rows, found)
    return found
