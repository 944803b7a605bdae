"""The tables of a profile.proto: texts, mappings, functions, and locations with inlined calls."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.stacks import fold_stacks
from perfview.profiles.documents.wire import bytes_field, number_field
from perfview.profiles.model import ProfileModel
from perfview.recording.strings import StringTable

_MAPPING, _LOCATION, _FUNCTION = 3, 4, 5
_SYMBOLIZED = b"".join(number_field(field, 1) for field in (7, 8, 9, 10))
"""Functions, files, lines and inlined calls are known: nobody need look for the binary."""

_AT_ONCE = 10_000


class Texts:
    """The table of texts: an empty one first, then the model's, then what is added."""

    def __init__(self, strings: StringTable) -> None:
        self._strings = strings
        self._is_text = np.diff(strings.offsets) > 0
        # Empty ones are left out: one begins the table, and there it begins another profile.
        self._places = np.where(self._is_text, np.cumsum(self._is_text), 0).tolist()
        self._count = int(np.count_nonzero(self._is_text))
        self._added: dict[str, int] = {"": 0}

    def of(self, index: int) -> int:
        """Where the model's text of this index (-1 none) is."""
        return int(self._places[index]) if index >= 0 else 0

    def add(self, text: str) -> int:
        """Where a text is, which is added if it was not before."""
        return self._added.setdefault(text, self._count + len(self._added))

    def all(self) -> Iterator[bytes]:
        """All texts in order."""
        yield b""
        for index in np.flatnonzero(self._is_text).tolist():
            yield self._strings.raw(index)
        yield from (text.encode("utf-8", "replace") for text in list(self._added)[1:])


@dataclass(frozen=True)
class Locations:
    """Ways of locations. of_stack int32 (s): the node of each of the model's stacks; caller int32:
    the node of the location that called it, -1 for none; number int64: the node's location, from 1
    on. frames: of each location (by number - 1) its frames, int32, innermost first, end to end from
    `first` (int64) on."""

    of_stack: NDArray[np.int32]
    caller: NDArray[np.int32]
    number: NDArray[np.int64]
    first: NDArray[np.int64]
    frames: NDArray[np.int32]

    def messages(self, model: ProfileModel) -> Iterator[bytes]:
        """The locations, some thousands at a time."""
        frames, functions = model.frames, model.functions
        for begin in range(0, len(self.first) - 1, _AT_ONCE):
            made = []
            for at in range(begin, min(begin + _AT_ONCE, len(self.first) - 1)):
                own = self.frames[self.first[at] : self.first[at + 1]].tolist()
                lines = b"".join(
                    bytes_field(
                        4,
                        number_field(1, int(frames.function[frame]) + 1)
                        + number_field(2, int(frames.line[frame])),
                    )
                    for frame in own
                )
                module = int(functions.module[frames.function[own[-1]]])
                head = number_field(1, at + 1) + number_field(2, module + 2)
                address = number_field(3, int(frames.address[own[0]]))
                made.append(bytes_field(_LOCATION, head + address + lines))
            yield b"".join(made)


def locations(model: ProfileModel) -> Locations:
    """Put frames that were inlined together with the one they are in, as a location has them."""
    stacks, frames = model.stacks, model.frames
    inlined = frames.inlined[stacks.frame] & (stacks.parent >= 0)
    # A stack within its location: the frames above it up to the one that is not inlined.
    inner = np.where(inlined, stacks.parent, np.int32(-1)).astype(np.int32)
    above, frame, location = fold_stacks(inner, stacks.frame, expected=len(frames))
    caller = _callers(stacks.parent, inlined)
    first, listed = _listed(above, frame)
    count = len(stacks)
    return Locations(
        np.arange(count, dtype=np.int32), caller, location.astype(np.int64) + 1, first, listed
    )


def _callers(parent: NDArray[np.int32], inlined: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Of each stack the one at which the calling location ends: the parent of the first frame above
    that is not inlined."""
    home = np.arange(len(parent), dtype=np.int32)
    rest = np.flatnonzero(inlined)
    while len(rest):  # once for every frame inlined into another
        home[rest] = parent[home[rest]]
        rest = rest[inlined[home[rest]]]
    return np.ascontiguousarray(parent[home])


def _listed(
    above: NDArray[np.int32], frame: NDArray[np.int32]
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """The frames on each node's way, innermost first, end to end, and where each begins."""
    nodes = np.arange(len(above), dtype=np.int32)
    found, owners, depths = [frame], [nodes], [np.zeros(len(above), np.int32)]
    at, owner = above, nodes
    depth = 0
    while (on := at >= 0).any():
        at, owner, depth = at[on], owner[on], depth + 1
        found.append(frame[at])
        owners.append(owner)
        depths.append(np.full(len(at), depth, np.int32))
        at = above[at]
    owner_of = np.concatenate(owners)
    order = np.lexsort((np.concatenate(depths), owner_of))
    first = np.zeros(len(above) + 1, np.int64)
    np.cumsum(np.bincount(owner_of, minlength=len(above)), out=first[1:])
    return first, np.concatenate(found)[order].astype(np.int32)


def modules(model: ProfileModel, texts: Texts) -> Iterator[bytes]:
    """A mapping for what is in no module, then one for each module by its text's number."""
    yield bytes_field(_MAPPING, number_field(1, 1) + _SYMBOLIZED)
    for module in np.unique(model.functions.module[model.functions.module >= 0]).tolist():
        name = number_field(5, texts.of(module))
        yield bytes_field(_MAPPING, number_field(1, module + 2) + name + _SYMBOLIZED)


def functions(model: ProfileModel, texts: Texts) -> Iterator[bytes]:
    """The functions, in the model's order."""
    rows = model.functions
    columns = zip(rows.name.tolist(), rows.file.tolist(), rows.line.tolist(), strict=True)
    made = []
    for at, (name, file, line) in enumerate(columns):
        called = number_field(2, texts.of(name)) + number_field(3, texts.of(name))
        place = number_field(4, texts.of(file)) + number_field(5, line)
        made.append(bytes_field(_FUNCTION, number_field(1, at + 1) + called + place))
        if len(made) == _AT_ONCE:
            yield b"".join(made)
            made = []
    yield b"".join(made)
