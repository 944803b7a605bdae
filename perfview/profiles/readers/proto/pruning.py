"""What a profile itself says is of no interest: its drop_frames and keep_frames.

https://github.com/google/pprof/blob/main/proto/profile.proto: frames whose function matches
drop_frames, and all they call, are left out unless keep_frames matches as well. As pprof does it
on opening: scanning from the root, and never before the first frame that stays.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass

import numpy as np
import regex
from numpy.typing import NDArray

from perfview.kernels.list_cutting import CUT_BEFORE, CUT_WITH

_PATIENCE_S = 2.0
_ARGUMENTS = re.compile(r"(?<!anonymous namespace)\((?!anonymous namespace\))")
_OPERATOR = "operator()"


class UnusablePattern(Exception):
    """A pattern that cannot be compiled, or takes too long."""


@dataclass(frozen=True)
class Pruning:
    """mark uint8 (locations), for `cut_lists`; skipped_lines int64 (locations): how many innermost
    lines of a location go when others of it stay."""

    mark: NDArray[np.uint8]
    skipped_lines: NDArray[np.int64]

    @property
    def is_needed(self) -> bool:
        """Whether anything is to be left out."""
        return bool(self.mark.any())


def no_pruning(locations: int) -> Pruning:
    """Everything stays."""
    return Pruning(np.zeros(locations, np.uint8), np.zeros(locations, np.int64))


def pruning(
    droppable: NDArray[np.bool_], function: NDArray[np.int64], first: NDArray[np.int64]
) -> Pruning:
    """Which locations go.

    droppable bool (functions); function int64 (lines), a row or -1; lines of location k are
    first[k]:first[k + 1], innermost first.
    """
    locations = len(first) - 1
    goes = np.append(droppable, False)[function]
    location = np.repeat(np.arange(locations), np.diff(first))
    last = np.full(locations, -1, np.int64)
    # Lines come in order, so the outermost that goes is what remains.
    last[location[goes]] = (np.arange(len(function)) - first[location])[goes]
    is_whole = (last >= 0) & (last == np.diff(first) - 1)
    mark = np.where(is_whole, CUT_WITH, np.where(last >= 0, CUT_BEFORE, 0)).astype(np.uint8)
    return Pruning(mark, np.where(is_whole, 0, last + 1))


def droppable(names: list[str], drop: str, keep: str) -> NDArray[np.bool_]:
    """Which names drop_frames matches and keep_frames does not, bool. Raises `UnusablePattern`."""
    dropping, keeping = _compiled(drop), _compiled(keep) if keep else None
    found = np.zeros(len(names), np.bool_)
    deadline = time.monotonic() + _PATIENCE_S
    try:
        for i, name in enumerate(names):
            left = deadline - time.monotonic()
            if left <= 0:
                raise UnusablePattern
            plain = without_arguments(name)
            if plain and dropping.fullmatch(plain, timeout=left):
                found[i] = keeping is None or not keeping.fullmatch(plain, timeout=left)
    except TimeoutError:
        raise UnusablePattern from None
    return found


def _compiled(pattern: str) -> regex.Pattern[str]:
    try:
        return regex.compile(f"(?:{pattern})")
    except (regex.error, RecursionError, OverflowError) as error:
        raise UnusablePattern from error


def without_arguments(name: str) -> str:
    """A function's name up to its list of arguments, which begins at the first parenthesis that is
    not part of ``(anonymous namespace)`` or ``operator()``."""
    name = name.removeprefix(".")
    place = 0
    while True:
        found = _ARGUMENTS.search(name, place)
        if found is None:
            return name
        start = found.start()
        if not name.startswith(_OPERATOR, start - len(_OPERATOR) + 2):
            return name[:start]
        place = start + 2
