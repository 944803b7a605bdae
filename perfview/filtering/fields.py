"""What rows can be filtered by: numbers and texts that a pillar's study has of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

S = TypeVar("S", contravariant=True)


class Texts(Protocol):
    """Texts by number: a list or a string table."""

    def __getitem__(self, index: int, /) -> str: ...

    def __iter__(self) -> Iterator[str]: ...


@dataclass(frozen=True)
class NumberField(Generic[S]):
    """A number a row has, in `unit` (ns, bytes, ratio, count; "" where that depends on the
    recording): any dtype, one a row."""

    meaning: str
    unit: str
    values: Callable[[S], NDArray[np.number]]


@dataclass(frozen=True)
class TextField(Generic[S]):
    """A text a row has: ids int32, one a row, -1 none, into texts."""

    meaning: str
    texts: Callable[[S], tuple[NDArray[np.int32], Texts]]
