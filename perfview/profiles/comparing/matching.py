"""Which function of one profile is which of the other, though lines have shifted between them."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.aligning import align
from perfview.profiles.model import ProfileModel

# ``(anonymous app.js:12)``: what readers call a function without a name tells where it stands.
_PLACE = re.compile(r":(\d+)(?::(\d+))?\)$")
_COLUMNS = 1 << 20
"""More than a line has columns: line and column in one number."""


@dataclass(frozen=True)
class Matching:
    """The functions of both profiles, each once.

    Those of the profile after keep their index, from `after` (how many they are) on stand those
    that only the one before has. of_before int32 (f before): their index here; only_before int32:
    the functions before of the indices from `after` on.
    """

    after: int
    of_before: NDArray[np.int32]
    only_before: NDArray[np.int32]

    def __len__(self) -> int:
        return self.after + len(self.only_before)


@dataclass(frozen=True)
class _Known:
    """A function as it is recognised again: its name without a place, file, where it begins."""

    name: str
    file: str
    place: int

    @property
    def line(self) -> int:
        return self.place // _COLUMNS

    @property
    def in_file(self) -> Hashable:
        return self.name, self.file

    @property
    def in_file_of_that_name(self) -> Hashable:
        """Another folder: another checkout, another host, a package's next version."""
        return self.name, re.split(r"[/\\]", self.file)[-1]


def match_functions(before: ProfileModel, after: ProfileModel) -> Matching:
    """Match by name and file, those that share both (methods, anonymous functions) by their order
    and the nearest lines, as the file's other functions have moved; what is left over, by name and
    the file's own name; and what has no file in one of the profiles, by name alone."""
    old, new = _functions(before), _functions(after)
    partner = np.full(len(old), -1, np.int32)
    free = np.ones(len(new), np.bool_)
    _pair(old, new, partner, free, lambda known: known.in_file)
    _pair(old, new, partner, free, lambda known: known.in_file_of_that_name)
    lacks = {known.name for known in (*old, *new) if not known.file}
    _pair(old, new, partner, free, lambda known: known.name if known.name in lacks else None)
    alone = np.flatnonzero(partner < 0).astype(np.int32)
    partner[alone] = len(new) + np.arange(len(alone), dtype=np.int32)
    return Matching(len(new), partner, alone)


def _functions(model: ProfileModel) -> list[_Known]:
    functions, strings = model.functions, model.strings
    columns = (functions.name, functions.file, functions.line, functions.column)
    return [
        _known(strings[name], strings[file], line, column)
        for name, file, line, column in zip(*(c.tolist() for c in columns), strict=True)
    ]


def _known(name: str, file: str, line: int, column: int) -> _Known:
    found = _PLACE.search(name) if name.startswith("(anonymous") else None
    if found:
        name = name[: found.start()] + ")"
        line = line or int(found[1])
        column = column or int(found[2] or 0)
    return _Known(name, file, line * _COLUMNS + min(column, _COLUMNS - 1))


def _pair(
    old: list[_Known],
    new: list[_Known],
    partner: NDArray[np.int32],
    free: NDArray[np.bool_],
    key_of: Callable[[_Known], Hashable],
) -> None:
    """Give a partner to functions that have none yet and share a key, which None keeps out."""
    groups: dict[Hashable, tuple[list[int], list[int]]] = {}
    for f in np.flatnonzero(free).tolist():
        if (key := key_of(new[f])) is not None:
            groups.setdefault(key, ([], []))[1].append(f)
    for f in np.flatnonzero(partner < 0).tolist():
        group = groups.get(key_of(old[f]))
        if group is not None:
            group[0].append(f)
    several: list[tuple[list[int], list[int]]] = []
    shifts = _Shifts()
    for ours, theirs in groups.values():
        if len(ours) == len(theirs) == 1:
            partner[ours[0]], free[theirs[0]] = theirs[0], False
            shifts.saw(old[ours[0]], new[theirs[0]])
        elif ours:
            several.append((ours, theirs))
    for ours, theirs in several:
        places = shifts.places([old[f] for f in ours])
        _pair_in_order(new, ours, theirs, places, partner, free)


class _Shifts:
    """How far the lines of each file have moved, told by its functions of which there is one."""

    def __init__(self) -> None:
        self._seen: dict[str, list[tuple[int, int]]] = {}

    def saw(self, old: _Known, new: _Known) -> None:
        """A function that stands elsewhere now, or does not."""
        if old.line and new.line:
            self._seen.setdefault(old.file, []).append((old.line, new.line))

    def places(self, functions: list[_Known]) -> NDArray[np.int64]:
        """Where functions of one file would stand now: between two that are known, their lines
        have moved by something in between."""
        places = np.array([known.place for known in functions], np.int64)
        seen = sorted(self._seen.get(functions[0].file, ()))
        if not seen:
            return places
        lines, now = np.array(seen, np.float64).T
        shift = np.interp([known.line for known in functions], lines, now - lines)
        moved: NDArray[np.int64] = places + np.rint(shift).astype(np.int64) * _COLUMNS
        return moved


def _pair_in_order(
    new: list[_Known],
    ours: list[int],
    theirs: list[int],
    places: NDArray[np.int64],
    partner: NDArray[np.int32],
    free: NDArray[np.bool_],
) -> None:
    """Pair by the least distance, in order; `places`: where each of ours would stand now."""
    order = np.argsort(places, kind="stable")
    theirs.sort(key=lambda f: new[f].place)
    found = align(places[order], np.array([new[f].place for f in theirs], np.int64))
    for i, at in zip(order.tolist(), found.tolist(), strict=True):
        if at >= 0:
            partner[ours[i]], free[theirs[at]] = theirs[at], False
