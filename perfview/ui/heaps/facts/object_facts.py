"""What there is to say of an object or a class in a few lines. For a worker thread."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from perfview.findings.quantities import change_of, percent, plural, size
from perfview.heaps.retention.naming import node_name
from perfview.heaps.retention.places import place_of
from perfview.heaps.study import Study
from perfview.ui.heaps.colouring import class_categories, node_category
from perfview.ui.heaps.tables.group_rows import objects_of
from perfview.ui.heaps.tables.holders import ENGINE, holder_of_object
from perfview.ui.heaps.tables.numbers import class_numbers
from perfview.ui.heaps.trees.columns import distance_text

_BETWEEN = "  ·  "
_SAMPLED = 300
_MOST_HOLDERS = 6
_MOST_OBJECTS = 100


@dataclass(frozen=True)
class Facts:
    """A title, the colour of its kind, facts as label and value, and where it was made."""

    title: str
    category: int
    lines: list[tuple[str, str]]
    place: str = ""

    @property
    def in_one_line(self) -> str:
        """The facts after each other."""
        return _BETWEEN.join(f"{name} {value}".strip() for name, value in self.lines)


@dataclass(frozen=True)
class ClassFacts:
    """What there is to say of a class: what its objects hang on and how many of those asked
    (`asked`) do; the biggest of them, nodes int32."""

    facts: Facts
    holders: list[tuple[str, int]]
    asked: int
    biggest: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))


def facts_of_object(study: Study, node: int) -> Facts:
    """How big an object is, how far from a root, whether it is new or detached, its allocation."""
    retained, whole = int(study.retained_bytes[node]), int(study.retained_bytes[study.graph.root])
    share = percent(retained / whole) if whole else "–"
    kept = int(study.dominators.count[node]) - 1
    lines = [
        ("keeps", f"{size(retained)}, {share}"),
        ("itself", size(int(study.self_bytes[node]))),
    ]
    if study.baseline is not None:
        lines.append(("", _age(study, node)))
    if int(study.detachedness[node]) == 2:
        lines.append(("", "detached from its page"))
    lines += [
        ("distance", distance_text(int(study.distance[node]))),
        ("", study.graph.node_kinds[int(study.graph.nodes.kind[node])]),
        ("", f"{plural(kept, 'other object')} only through it"),
    ]
    return Facts(node_name(study, node), node_category(study, node), lines, place_of(study, node))


def facts_of_class(study: Study, group: int) -> ClassFacts:
    """How many objects of a class there are, how big, what they hang on, the biggest."""
    numbers, objects = class_numbers(study), objects_of(study, group)
    lines = [
        ("", plural(int(numbers.count[group]), "object")),
        ("keep", size(int(numbers.retained_bytes[group]))),
        ("themselves", size(int(numbers.self_bytes[group]))),
        ("the nearest at distance", distance_text(int(numbers.distance[group]))),
    ]
    if numbers.since is not None:
        more = change_of(int(numbers.since.count[group]), "count")
        lines.append(("since the earlier snapshot", more))
    title = study.classes.name[group]
    facts = Facts(title, int(class_categories(study)[group]), lines, _class_place(study, objects))
    holders, asked = _holders(study, objects)
    retained = study.retained_bytes[objects]
    return ClassFacts(facts, holders, asked, objects[_largest(retained)])


def _age(study: Study, node: int) -> str:
    assert study.baseline is not None
    was_there = bool((study.baseline.graph.nodes.id == study.graph.nodes.id[node]).any())
    return "not new" if was_there else "new"


def _class_place(study: Study, objects: NDArray[np.int32]) -> str:
    is_code = len(objects) and study.graph.node_kinds[study.graph.nodes.kind[objects[0]]] in (
        "closure",
        "string",
    )
    return place_of(study, int(objects[0])) if len(objects) and not is_code else ""


def _holders(study: Study, objects: NDArray[np.int32]) -> tuple[list[tuple[str, int]], int]:
    """What the objects hang on, the commonest first, of some hundred of them at most."""
    step = max(len(objects) // _SAMPLED, 1)
    asked = objects[::step][:_SAMPLED].tolist()
    found = Counter(holder_of_object(study, node) or ENGINE for node in asked)
    return found.most_common(_MOST_HOLDERS), len(asked)


def _largest(bytes_: NDArray[np.int64]) -> NDArray[np.int64]:
    places = np.arange(len(bytes_))
    if len(bytes_) > _MOST_OBJECTS:
        places = np.argpartition(-bytes_, _MOST_OBJECTS)[:_MOST_OBJECTS]
    return places[np.argsort(-bytes_[places], kind="stable")]
