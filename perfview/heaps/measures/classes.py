"""What objects are objects of: constructors, shapes of plain objects, kinds of everything else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from perfview.heaps.study import Study


@dataclass(frozen=True)
class Classes:
    """k classes, DevTools' rules.

    of_node int32 (n); name: as shown (``Session``, ``{id, name}``, ``(string)``, ``Detached
    <div>``); key: what tells classes of one name apart, ``script,line,column,name`` or ``,name``.
    shapes: the shapes plain objects were sorted into, in DevTools' order (the most frequent first),
    as ``{a, b}``; shape_first int64 (shapes + 1), shape_property int32: the property names of each,
    ids into the strings.
    """

    of_node: NDArray[np.int32]
    name: list[str]
    key: list[str]
    shapes: list[str] = field(default_factory=list)
    shape_first: NDArray[np.int64] = field(default_factory=lambda: np.zeros(1, np.int64))
    shape_property: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))

    def __len__(self) -> int:
        return len(self.name)


@dataclass(frozen=True)
class ClassSizes:
    """Of each class, over nodes that have a size: count int64, self_bytes int64, distance int32
    (the least of its nodes)."""

    count: NDArray[np.int64]
    self_bytes: NDArray[np.int64]
    distance: NDArray[np.int32]


def classes(study: Study) -> Classes:
    """The class of each node."""
    raise NotImplementedError


def class_sizes(study: Study) -> ClassSizes:
    """How many of each class there are and how big they are by themselves."""
    raise NotImplementedError


def class_retained(study: Study) -> NDArray[np.int64]:
    """What each class keeps alive, int64 (classes): retained sizes of its nodes, those below
    another of the same class left out."""
    raise NotImplementedError
