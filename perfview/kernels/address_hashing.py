"""Addresses hashed without what tells alike ones apart: ids in the path, and the query."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel, part
from perfview.kernels.memory import load8

_U = np.uint64
_SLASH, _QUERY, _HASH, _COLON = 0x2F, 0x3F, 0x23, 0x3A
_ID = 1
"""The byte hashed for a segment that is an id; no address holds it."""


@part
def _is_letter(byte):  # type: ignore[no-untyped-def]
    return 97 <= (byte | 32) <= 122


@part
def _is_digit(byte):  # type: ignore[no-untyped-def]
    return 48 <= byte <= 57


@part
def _is_end(byte):  # type: ignore[no-untyped-def]
    return byte in (_QUERY, _HASH)


@part
def _host(arena, begin, end):  # type: ignore[no-untyped-def]
    """Where the host begins: behind scheme://, else -1."""
    i = begin
    while i < end and (
        _is_letter(load8(arena + i))
        or _is_digit(load8(arena + i))
        or load8(arena + i) in (43, 45, 46)
    ):
        i += 1
    if i == begin or i + 2 >= end or not _is_letter(load8(arena + begin)):
        return -1
    marks = (
        load8(arena + i) == _COLON
        and load8(arena + i + 1) == _SLASH
        and load8(arena + i + 2) == _SLASH
    )
    return i + 3 if marks else -1


@part
def _segment(arena, begin, end):  # type: ignore[no-untyped-def]
    """Where a path's segment ends, and whether it is an id: it holds a digit and is no v1."""
    digits = others = 0
    i = begin
    while i < end and load8(arena + i) != _SLASH and not _is_end(load8(arena + i)):
        digits += _is_digit(load8(arena + i))
        others += not (_is_letter(load8(arena + i)) or _is_digit(load8(arena + i)))
        i += 1
    version = digits == 1 and others == 0 and i - begin > 1 and _is_digit(load8(arena + i - 1))
    return i, digits > 0 and not version


@part
def _mixed(h, byte):  # type: ignore[no-untyped-def]
    return (h ^ _U(byte)) * _U(0x100000001B3)


@kernel("void(int64, int64[::1], int32[::1], uint64[::1], uint64[::1])")
def _hash_addresses(arena, offsets, index, hosts, paths):  # type: ignore[no-untyped-def]
    for k in range(index.size):
        host = path = _U(0xCBF29CE484222325)
        i = end = np.int64(0)
        if index[k] >= 0:
            begin, end = offsets[index[k]], offsets[index[k] + 1]
            i = _host(arena, begin, end)
            absolute = i >= 0
            i = i if absolute else begin
            while i < end and load8(arena + i) != _SLASH and not _is_end(load8(arena + i)):
                if absolute:
                    host = _mixed(host, load8(arena + i))
                else:
                    path = _mixed(path, load8(arena + i))
                i += 1
            # An address without a path asks for the same as one that ends in a slash.
            if absolute and (i == end or load8(arena + i) != _SLASH):
                path = _mixed(path, _SLASH)
        while i < end and load8(arena + i) == _SLASH:
            path = _mixed(path, _SLASH)
            begin = i + 1
            i, is_id = _segment(arena, begin, end)
            if is_id:
                path = _mixed(path, _ID)
            else:
                for j in range(begin, i):
                    path = _mixed(path, load8(arena + j))
        hosts[k] = host
        paths[k] = path ^ (path >> _U(29))


def hash_addresses(
    arena: NDArray[np.uint8], offsets: NDArray[np.int64], index: NDArray[np.int32]
) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Hashes (64-bit FNV-1a) of host and path of each of these texts as an address; -1 is empty.

    Left out are scheme, query and fragment. Segments of the path that hold a digit hash alike,
    unless they are letters and one digit behind: v1, oauth2.
    """
    hosts, paths = np.empty(len(index), np.uint64), np.empty(len(index), np.uint64)
    _hash_addresses(arena.ctypes.data, offsets, index, hosts, paths)
    return hosts, paths
