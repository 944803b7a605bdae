"""What objects are objects of: constructors, shapes of plain objects, kinds of everything else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.measures.class_names import Labels, label_nodes
from perfview.heaps.measures.class_places import split_by_place
from perfview.heaps.measures.shapes import PlainObjects, Shapes
from perfview.kernels.class_totals import outermost_totals, totals
from perfview.kernels.labelling import renumber, translate
from perfview.recording.strings import StringTable

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
    plain = PlainObjects(study.model)
    return _classified(study, plain, plain.shapes())


def classes_like(study: Study, other: Classes, strings: StringTable) -> Classes:
    """The class of each node with the shapes of another snapshot (and its strings) instead of
    those found here, so that the classes of both can be held against each other."""
    plain = PlainObjects(study.model)
    shapes = Shapes(other.shapes, other.shape_first, other.shape_property)
    return _classified(study, plain, plain.translated(shapes, strings))


def class_sizes(study: Study) -> ClassSizes:
    """How many of each class there are and how big they are by themselves."""
    found = study.classes
    return ClassSizes(*totals(found.of_node, study.self_bytes, study.distance, len(found)))


def class_retained(study: Study) -> NDArray[np.int64]:
    """What each class keeps alive, int64 (classes): retained sizes of its nodes, those below
    another of the same class left out."""
    tree, found = study.dominators, study.classes
    sizes = study.self_bytes, study.retained_bytes
    return outermost_totals(tree.order, tree.count, found.of_node, *sizes, len(found))


def _classified(study: Study, plain: PlainObjects, shapes: Shapes) -> Classes:
    labels = Labels(study.model.strings)
    label = label_nodes(study, labels)
    shape = plain.having(shapes)
    of_shape = np.array([labels.add(name) for name in shapes.name], np.int32)
    label[plain.rows[shape >= 0]] = of_shape[shape[shape >= 0]]
    places = split_by_place(study.graph, label, len(labels))
    keys: dict[str, tuple[int, str]] = {}
    to = []
    for each in renumber(label, len(labels) + len(places)).tolist():
        place = each - len(labels)
        name = labels[each if place < 0 else int(places.label[place])]
        key = f"{places.key(place) if place >= 0 else ''},{name}"
        to.append(keys.setdefault(key, (len(keys), name))[0])
    # Texts that stand in the file twice make one class, as their keys are equal.
    if len(keys) < len(to):
        translate(label, np.array(to, np.int32))
    names = [name for _, name in keys.values()]
    return Classes(label, names, list(keys), shapes.name, shapes.first, shapes.property)
